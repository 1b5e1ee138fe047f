"""The values that pass between the rooms: all frozen, filled in once.

Offsets count Python characters and always index `Article.text`; an end is exclusive.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]
Role = Literal["user", "assistant"]
SupportLabel = Literal["supported", "partial", "unsupported", "contradicted"]
ConflictKind = Literal["update", "disagreement"]
CorrectionKind = Literal["name", "number", "date", "event"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. `text` is what offsets count in; it never changes under one revision."""

    id: str
    title: str = ""
    source: str = ""  # the outlet that published it
    url: str = ""
    text: str = ""
    published: date | None = None
    author: str = ""
    path: str = ""  # the file it came from, relative to the synced folder
    published_at: datetime | None = None  # with its zone where the article gives one
    updated_at: datetime | None = None
    section: str = ""
    language: str = ""  # ISO 639-1, such as "en"
    dateline: str = ""  # where and when it was written, as it stands there: "PANAMA CITY, April 8"
    agency: str = ""  # the news agency that its byline or dateline credits, by its usual name
    key: str = ""  # the publisher's own id of it: a guid, a uri, a doc-id
    pages: tuple[int, ...] = ()  # where each page begins in `text`; empty where there are no pages
    found: tuple[tuple[str, str], ...] = ()  # (field, where it was read), such as ("author", "byline")

    def page(self, place: int) -> int | None:
        """The page, from 1, that holds the character at `place`; None for an article without pages."""
        return bisect_right(self.pages, place) or 1 if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `article.text[start:end] == text`, always."""

    id: str
    article_id: str
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...] = ()  # each sentence's place in the article, in order


def article_of(passage_id: str) -> str:
    """The id of the article that a passage id begins with: `article:start-end-hash`."""
    return passage_id.rpartition(":")[0] or passage_id


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """What one forward pass of the embedder makes of a passage."""

    passage: NDArray[np.float32]  # (dimension,), unit length: the mean of its tokens
    sentences: NDArray[np.float16]  # (sentences, dimension), unit length
    tokens: NDArray[np.int8]  # (tokens, projected dimension), unit vectors times 127


@dataclass(frozen=True, slots=True, eq=False)
class QueryVectors:
    """What the embedder makes of a question: the same spaces as `Vectors`, unit length."""

    passage: NDArray[np.float32]  # (dimension,)
    tokens: NDArray[np.float32]  # (tokens, projected dimension)
    weights: NDArray[np.float32]  # (tokens,): how much each token tells of what is asked
    words: tuple[str, ...]  # the whole lowercase word each token is part of


@dataclass(frozen=True, slots=True)
class Version:
    """A text that an article has or had. Revisions count syncs; one superseded at once was in none."""

    article: Article
    since: int  # the first revision that searches it
    until: int | None = None  # the first that no longer does; None for the text in force
    why: str = ""  # why it was superseded


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles may be searched. Both dates are inclusive; no dates and no sources: all.

    An article without a date is outside of every scope that names a date.
    """

    after: date | None = None
    before: date | None = None
    sources: frozenset[str] = frozenset()

    def admits(self, article: Article) -> bool:
        """Whether the article may be retrieved, quoted and counted."""
        if self.sources and article.source not in self.sources:
            return False
        if self.after is None and self.before is None:
            return True
        day = article.published
        return (
            day is not None
            and (self.after is None or day >= self.after)
            and (self.before is None or day <= self.before)
        )


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Carried:
    """The articles of one cluster of near-duplicates, within the scope that was searched."""

    articles: tuple[str, ...]  # ids, in order
    sources: tuple[str, ...]  # the outlets that carry it, without repetition
    origins: int  # how many of them wrote it independently: copies and one agency's reports count once


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. Higher scores are better; `parts` tells how it came about."""

    passage: Passage
    article: Article
    score: float
    parts: tuple[tuple[str, float], ...] = ()
    carried: Carried | None = None  # None where no other article carries the same text


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words a sentence rests on: `article.text[start:end] == quote`, always.

    `passage` is where it was found; a list or a speaker quoted with it may stand beyond the passage.
    """

    number: int  # counts from 1 within an answer
    article: Article
    passage: Passage
    quote: str
    start: int
    end: int
    marks: tuple[Span, ...] = ()  # in `article.text`, within the quote: the words that answer, in order


@dataclass(frozen=True, slots=True)
class Support:
    """Whether evidence carries a claim: `score` runs from 0 (not at all) to 1 (in full)."""

    label: SupportLabel
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer with the numbers of its citations and the check of them."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Conflict:
    """Cited articles that give different values for the same thing."""

    about: str
    claims: tuple[tuple[int, str], ...]  # (citation number, value)
    kind: ConflictKind


@dataclass(frozen=True, slots=True)
class Correction:
    """What a question takes for granted, and what the archive says instead."""

    asked: str  # as it stands in the question
    found: str  # as it stands in the quote of the citation
    citation: int  # its number
    kind: CorrectionKind


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched before a question was refused: all of it lies within the scope."""

    articles: int
    first: date | None = None  # the earliest and the latest day of publication; None where none is known
    last: date | None = None
    outlets: tuple[str, ...] = ()  # by name, those that name none left out
    undated: int = 0  # articles of no known date
    unknown: tuple[str, ...] = ()  # words of the question that none of the articles has, in any form


@dataclass(frozen=True, slots=True)
class When:
    """A time that stands in a question, read as days; both are inclusive, None is open.

    "published": only articles of these days were searched. "told": it is the time of what is asked
    about, of which later articles may tell as well; nothing was left out.
    """

    words: str  # as they stand in the question
    span: Span | None  # their place in `Answer.question`; None when an earlier question says them
    after: date | None
    before: date | None
    how: Literal["published", "told"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question, or that it does not say (`refused`, with a `reason`)."""

    question: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    reason: str = ""
    conflicts: tuple[Conflict, ...] = ()
    hits: tuple[Hit, ...] = ()
    written_by: str = "quotes"  # or the name of the model that wrote it
    revision: int = 0  # the generation it was answered from
    seconds: float = 0.0
    notices: tuple[str, ...] = ()  # what a reader must know of how it came about
    when: When | None = None  # the time that was read in the question
    standalone: str = ""  # the follow-up as it was looked for; "" for a question that stands alone
    corrections: tuple[Correction, ...] = ()  # what the question takes for granted and the archive denies
    searched: Searched | None = None  # of a refusal: what was searched
    confidence: float | None = None  # how sure it is that what was found answers, 0 to 1; None: not judged


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a sync did. Counts are articles, but `passages`, which counts those now in the archive."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: tuple[tuple[str, str], ...] = ()  # (name, why)
    passages: int = 0
    seconds: float = 0.0
    embedded: int = 0  # passages whose vectors were computed, not found in the catalog
    revision: int = 0
    superseded: int = 0  # stand back for a newer version of themselves, which is counted above


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a right answer must hold. No `answers`: the archive does not answer it."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()  # verbatim quotes of the articles
    history: tuple[Turn, ...] = ()
    kind: str = ""


def as_json(value: Any) -> Any:
    """A dataclass of this file as JSON-ready dicts, lists, strings and numbers, fields kept by name."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [as_json(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
