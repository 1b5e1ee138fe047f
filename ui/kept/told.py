"""What an exported conversation tells, in plain words; each format escapes them in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rag.answer.searched import searched_words
from rag.receipt import Terms
from rag.types import Answer, Citation, Hit, Sentence
from ui.answered import SUPPORT
from ui.differing import KINDS
from ui.kept.kinds import KeptExchange
from ui.limits import days
from ui.render import day, name, web_address

NEAREST = 4  # passages of a refusal
THUMBS = {"up": "Rated good", "down": "Rated poor"}


@dataclass(frozen=True, slots=True)
class Source:
    """A quotation with what makes it citable. `url` is "" where the article has none that may be followed."""

    number: int  # 0 for a passage that was found and not cited
    quote: str
    title: str
    told: str  # outlet, date, author, page
    url: str


def moment(at: datetime) -> str:
    return f"{day(at.date())}, {at:%H:%M} UTC"


def how(exchange: KeptExchange) -> str:
    """When, of what and by what an answer was given."""
    found = exchange.answer
    by = "quoted word for word" if found.written_by == "quotes" else f"written by {found.written_by}"
    parts = [f"asked on {moment(exchange.at)}", *limits(exchange.terms, found)]
    parts += [f"revision {found.revision} of the archive", *([] if found.refused else [by])]
    line = " · ".join(parts)
    return f"{line[0].upper()}{line[1:]}"


def limits(terms: Terms, found: Answer) -> Iterator[str]:
    """What the question was read as and limited to."""
    if found.standalone:
        yield f"read as “{found.standalone}”"
    if terms.after or terms.before:
        yield f"only articles published {days(terms.after, terms.before)}"
    if found.when is not None and found.when.how == "published":
        yield f"only articles published {days(found.when.after, found.when.before)} (“{found.when.words}”)"
    if terms.sources:
        yield f"only {', '.join(terms.sources)}"


def refusal(found: Answer) -> str:
    searched = searched_words(found.searched) if found.searched is not None else ""
    return " ".join(filter(None, ["No answer in the archive.", found.reason or found.text, searched]))


def doubt(said: Sentence) -> str:
    """What a sentence's check found wanting; "" where its sources carry it."""
    checked = said.support
    if checked.label == "supported":
        return ""
    word, meaning = SUPPORT[checked.label]
    return f"{word}: {'; '.join(checked.reasons) or meaning}"


def conflicts(found: Answer) -> Iterator[str]:
    """ "Sources differ on the toll: 41 [1], 43 [2]"."""
    for conflict in found.conflicts:
        what = KINDS[conflict.kind][0]
        sides = ", ".join(f"{value} [{number}]" for number, value in conflict.claims)
        yield f"{what} on {conflict.about}: {sides}"


def sources(found: Answer) -> list[Source]:
    """The quotations of an answer; of a refusal the passages that came nearest."""
    if found.refused:
        return [_nearest(hit) for hit in found.hits[:NEAREST]]
    return [_cited(citation) for citation in found.citations]


def rating(exchange: KeptExchange) -> str:
    told = THUMBS.get(exchange.thumb, "")
    return f"{told}: {exchange.reason}" if told and exchange.reason else told


def _cited(citation: Citation) -> Source:
    return _source(citation.number, citation.quote, citation, citation.start)


def _nearest(hit: Hit) -> Source:
    return _source(0, hit.passage.text, hit, hit.passage.start)


def _source(number: int, quote: str, of: Citation | Hit, place: int) -> Source:
    article = of.article
    page = article.page(place)
    told = [article.source or "source unknown", day(article.published) if article.published else "undated"]
    told += [f"by {article.author}"] if article.author else []
    told += [f"page {page}"] if page is not None else []
    url = article.url if web_address(article.url) else ""
    return Source(number, quote, name(article), ", ".join(told), url)
