"""The words of a quote that answer: the number, date, name or amount that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rag.answer.aliases import place_of
from rag.answer.asked import Kind, alike, asked, asked_class, asked_role, focus
from rag.answer.names import Name, carried, names
from rag.answer.speakers import speakers
from rag.answer.values import Value, values
from rag.models.words import WORD, content_words
from rag.types import Citation, Hit, Span

MOST = 3  # marks in one quote: where all is marked, nothing is
SLACK = 15  # characters further from the question's words than the nearest that is marked
SPOKEN_OF = 0.4  # share of the question's content words
NEAR = 25  # characters between a number and the word for what it counts
LONGEST_REASON = 200  # characters of a reason that are marked

_SAYS = re.compile(r"\bwho\b.*?\b(sa(id|ys|y)|told|announced|claimed|stated|reported|added)\b", re.IGNORECASE)
_AT = re.compile(
    r"\b(?:in|at|on|near|from|to|off|outside|across|around|towards?)\s+(?:the\s+)?\Z", re.IGNORECASE
)
_CAPITALS = re.compile(r"[A-Z][\w.’'-]+(?: [A-Z][\w’'-]+)+")
_RANGE = re.compile(r"\s*(?:to|until|through|and|[-–—])\s*|\s")
_REASON = re.compile(
    r"\b(?:because|due to|owing to|so that|in order to|as a result of|in response to|aim(?:s|ed)? (?:at|to)"
    r"|to (?:ensure|show|avoid|protect|make|help|keep|get|give|prevent|stop))\b[^.;!?]*",
    re.IGNORECASE,
)


def cite(question: str, number: int, hit: Hit, start: int, end: int) -> Citation:
    """A citation of those characters of the hit's article, with what answers the question marked."""
    quote = hit.article.text[start:end]
    marks = tuple((s + start, e + start) for s, e in key_spans(question, quote))
    return Citation(number, hit.article, hit.passage, quote, start, end, marks)


def key_spans(question: str, quote: str) -> tuple[Span, ...]:
    """Places in the quote, in order and apart, of what the question's kind asks for; at most `MOST`.

    Only what the question does not say itself; of several, those nearest to the question's own words
    in the quote. Names are marked where the quote has a good part of those words, or names who says it.
    Empty for a question of no known kind, and for a quote that has nothing of it.
    """
    kind = asked(question)
    found = _FINDERS.get(kind, _nothing)(question, quote)
    if not found and kind in ("person", "place", "other"):
        found = _of_class(question, quote)
    known = _known(question, quote)
    distances = {span: _distance(span, known) for span in found}
    near = min(distances.values(), default=0) + SLACK
    kept = sorted((s for s in found if distances[s] <= near), key=lambda s: (distances[s], s))[:MOST]
    return tuple(_joined(quote, sorted(kept)))


def _known(question: str, quote: str) -> list[Span]:
    """Where the quote has the question's content words."""
    asked_for = content_words(question)
    return [m.span() for m in WORD.finditer(quote) if any(alike(m[0].lower(), word) for word in asked_for)]


def _speaks_of(question: str, quote: str) -> bool:
    """Whether the quote has a good part of the question's content words."""
    words, said = set(content_words(question)), set(content_words(quote))
    return sum(any(alike(word, other) for other in said) for word in words) >= SPOKEN_OF * len(words)


def _distance(span: Span, known: list[Span]) -> int:
    """Characters to the nearest word of the question."""
    return min((max(start - span[1], span[0] - end, 0) for start, end in known), default=0)


def _joined(quote: str, spans: list[Span]) -> list[Span]:
    """With one span for "March 19 to 21, 2025" and the like."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and _RANGE.fullmatch(quote, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _nothing(question: str, quote: str) -> list[Span]:
    return []


def _values(*kinds: str) -> Callable[[str, str], list[Span]]:
    def find(question: str, quote: str) -> list[Span]:
        known = {v.normal for v in values(question)}
        return [v.span for v in values(quote) if v.kind in kinds and v.normal not in known]

    return find


def _year(question: str, quote: str) -> list[Span]:
    spans = [v.span for v in values(quote) if v.kind == "date"]
    years = [
        (s + m.start(), s + m.end()) for s, e in spans for m in re.finditer(r"\b[12]\d{3}\b", quote[s:e])
    ]
    return [span for span in years if quote[slice(*span)] not in question]


def _count(question: str, quote: str) -> list[Span]:
    known = {v.normal for v in values(question)}
    counted = [v for v in values(quote) if v.kind in ("count", "quantity", "share") and v.normal not in known]
    for of_it in (_heads, _stands_near):
        for thing in focus(question):
            if found := [v.span for v in counted if of_it(v, quote, thing)]:
                return found
    return []


def _heads(value: Value, quote: str, thing: str) -> bool:
    return bool(value.head) and alike(value.head, thing)


def _stands_near(value: Value, quote: str, thing: str) -> bool:
    return any(alike(w, thing) for w in content_words(quote[value.span[1] : value.span[1] + NEAR]))


def _unsaid(question: str, found: tuple[Name, ...]) -> list[Name]:
    known = names(question)
    words = set(content_words(question))
    return [n for n in found if n.sure and not carried(n, known) and not words.issuperset(n.words)]


def _person(question: str, quote: str) -> list[Span]:
    """Who says it where that is asked; else names, but not of countries and where something is."""
    said = _unsaid(question, speakers(quote)) if _SAYS.search(question) else []
    if said:
        return [n.span for n in said]
    if not _speaks_of(question, quote):
        return []
    found = _unsaid(question, names(quote))
    role = asked_role(question)
    if role:  # "Who is the ambassador?": the words with a capital right behind it, if there are any
        held = re.search(rf"\b{role}\b(?: (?:to|of|for) (?:the )?\w+)?,? ", quote, re.IGNORECASE)
        name = _CAPITALS.match(quote, held.end()) if held else None
        if name:
            return [name.span()]
    people = [n for n in found if place_of(n.key) == n.key and not _AT.search(quote[: n.span[0]])]
    return [n.span for n in people]


def _place(question: str, quote: str) -> list[Span]:
    return [n.span for n in _unsaid(question, names(quote)) if _AT.search(quote[: n.span[0]])]


def _reason(question: str, quote: str) -> list[Span]:
    return [(m.start(), min(m.end(), m.start() + LONGEST_REASON)) for m in _REASON.finditer(quote)]


def _of_class(question: str, quote: str) -> list[Span]:
    """For "Which cutter …?" the names, those right beside the word if there are any."""
    classes = asked_class(question)
    if not classes or not _speaks_of(question, quote):
        return []
    found = [n.span for n in _unsaid(question, names(quote))]
    said = [m.span() for m in WORD.finditer(quote) if alike(m[0].lower(), classes[0])]
    return [span for span in found if said and _distance(span, said) <= 1] or found


_FINDERS: Mapping[Kind, Callable[[str, str], list[Span]]] = {
    "money": _values("money"),
    "percentage": _values("share"),
    "duration": _values("duration"),
    "time": _values("date", "weekday", "clock"),
    "year": _year,
    "count": _count,
    "person": _person,
    "place": _place,
    "reason": _reason,
}
