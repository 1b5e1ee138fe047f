"""A conflict told: its kind, its sides in time order, and the quotes with the latest in front."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.answer.company import together
from rag.answer.conflict.clash import Clash, Side
from rag.answer.names import Name
from rag.answer.quotes import Quote
from rag.answer.values import Value
from rag.settings import Settings
from rag.types import Citation, Conflict, ConflictKind

BREAKING = timedelta(days=31)  # within which a report of what does not change is still being corrected
_PAST = re.compile(
    r"\b(?:was|were|did|won|died|founded|born|hosted|directed|wrote|built|signed)\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|shall|would|to be|is to|are to|plans?|planned|scheduled|expected|due|set to|hopes?)\b",
    re.IGNORECASE,
)


def in_time(clash: Clash) -> tuple[Side, ...]:
    """The sides, earliest first, then those without a date, best ranked first."""
    dated = [(day, side) for side in clash.sides if (day := _day(side)) is not None]
    undated = [side for side in clash.sides if _day(side) is None]
    return (*(side for _, side in sorted(dated, key=lambda pair: pair[0])), *undated)


def latest_first(clash: Clash) -> tuple[Side, ...]:
    """The sides as the answer tells them; by rank where not two of them have a date."""
    dated = [side for side in in_time(clash) if _day(side) is not None]
    if len(dated) < 2:
        return clash.sides
    return (*reversed(dated), *(side for side in clash.sides if _day(side) is None))


def kind_of(question: str, clash: Clash) -> ConflictKind:
    """`update` where the later article may know what the earlier one could not, else `disagreement`.

    Every side needs a day of its own. Numbers and outcomes change; a name or a day for what is past
    does not: there a later article updates an earlier one that was looking ahead, or that was published
    in the same weeks.
    """
    sides = in_time(clash)
    days = [day for side in sides if (day := _day(side)) is not None]
    if len(set(days)) < len(sides):
        return "disagreement"
    if not any(_is_fixed(side) for side in sides) or not _PAST.search(question):
        return "update"
    ahead = _AHEAD.search(sides[0].quote.text) is not None
    return "update" if ahead or days[-1] - days[0] <= BREAKING else "disagreement"


def told(
    clash: Clash, chosen: Sequence[Quote], settings: Settings, needed: Sequence[Quote] = ()
) -> list[Quote]:
    """The quotes of an answer with every side among them, the article of the latest side first.

    Each article's are in its order. A side brings what it needs to be understood. Of what was chosen
    else, `needed` stays, and what the words of an answer still allow.
    """
    quotes: list[Quote] = []
    for side in clash.sides:
        quotes += _with_company(side.quote, quotes, settings)
    for quote in chosen:
        stays = any(_overlap(quote, other) for other in needed)
        fits = sum(q.words for q in quotes) + quote.words <= settings.answer_words
        if (stays or fits) and not any(_overlap(quote, other) for other in quotes):
            quotes.append(quote)
    lead = [side.quote.hit.article.id for side in latest_first(clash)]
    order = {id: i for i, id in enumerate(dict.fromkeys([*lead, *(q.hit.article.id for q in quotes)]))}
    return sorted(quotes, key=lambda q: (order[q.hit.article.id], q.start))


def shown(question: str, clash: Clash, citations: Sequence[Citation]) -> Conflict:
    """The conflict with the numbers of its citations, which must have every side: see `told`."""
    claims = tuple((_number(side, citations), side.said.text) for side in in_time(clash))
    return Conflict(question.strip().rstrip("?").rstrip(), claims, kind_of(question, clash))


def _day(side: Side) -> date | None:
    return side.quote.hit.article.published


def _is_fixed(side: Side) -> bool:
    fact = side.said.fact
    return isinstance(fact, Name) or (isinstance(fact, Value) and fact.kind in ("date", "weekday", "clock"))


def _with_company(quote: Quote, quotes: Sequence[Quote], settings: Settings) -> list[Quote]:
    """The sentence with its company where that is short and nothing of it was taken, else alone."""
    text = quote.hit.article.text
    spans = together(text, (quote.start, quote.end), settings.answer_words)
    found = [replace(quote, start=s, end=e, text=text[s:e]) for s, e in spans]
    clear = not any(_overlap(one, other) for one in found for other in quotes)
    return found if clear and sum(q.words for q in found) <= settings.answer_words else [quote]


def _overlap(one: Quote, other: Quote) -> bool:
    return one.hit.article.id == other.hit.article.id and one.start < other.end and other.start < one.end


def _number(side: Side, citations: Sequence[Citation]) -> int:
    place = side.quote.start + side.said.span[0]
    article = side.quote.hit.article.id
    return next(c.number for c in citations if c.article.id == article and c.start <= place < c.end)
