"""What an archive tells beside answers: where an excerpt is from, who mentions a word, what came when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rag.types import Article, Carried, Passage, Span, When

QuoteLabel = Literal["exact", "typography", "changed", "absent"]
QUOTE_LABELS: tuple[QuoteLabel, ...] = ("exact", "typography", "changed", "absent")  # best first


@dataclass(frozen=True, slots=True)
class Change:
    """Words that an excerpt has in place of an article's. Either may be none: added, or left out."""

    excerpt: str  # as they stand in the excerpt: `text[excerpt_start:excerpt_end]`
    article: str  # as they stand in the article: `article.text[start:end]`
    excerpt_start: int
    excerpt_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where an article has an excerpt: `article.text[start:end] == quote`, always.

    Where only its title has it, `in_title` says so, and the quote is empty.
    """

    article: Article
    quote: str
    start: int
    end: int
    label: QuoteLabel
    changes: tuple[Change, ...] = ()  # in the order of the excerpt; none unless it was changed
    typography: tuple[str, ...] = ()  # the kinds in which it differs, such as "quotation marks"
    spans: tuple[Span, ...] = ()  # what each part of it is from; several where an ellipsis leaves words out
    left_out: int = 0  # words of the article that its ellipses leave out
    times: int = 1  # how often the article has it; the place is the first
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """Where an excerpt is from, the earliest article first, undated ones last; or "absent", and nowhere."""

    text: str  # the excerpt as it was given
    label: QuoteLabel  # the best of the places'
    places: tuple[QuotePlace, ...] = ()
    revision: int = 0
    notices: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.places)


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that has the words. `text[start:end] == quote` of its text, always.

    Where only its title has them, the quote is empty and `in_title` counts them.
    """

    article_id: str
    title: str
    source: str
    published: date | None
    url: str
    occurrences: int  # in its text
    in_title: int
    quote: str  # the words of the first occurrence
    start: int
    end: int
    context: str  # the lines or part of a line around it, `text[context_start:...]`
    context_start: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every article that has a word or phrase: counted, not estimated."""

    text: str  # as it was asked for
    words: tuple[tuple[str, ...], ...]  # the forms of each word that were looked for
    articles: int
    occurrences: int  # in texts; those in titles are counted in each mention
    months: tuple[tuple[str, int], ...]  # ("2025-03", articles), those that have any, in order
    sources: tuple[tuple[str, int], ...]  # (outlet, articles), most first
    undated: int  # articles of no known date, which no month counts
    first: tuple[Mention, ...]  # the earliest; several where nothing tells which of a day came first
    mentions: tuple[Mention, ...]  # in the order of their dates, undated ones last
    revision: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A full date that a sentence names: `article.text[start:end]`."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A sentence that bears on a question: `article.text[start:end] == quote`, always."""

    article: Article
    passage: Passage
    quote: str
    start: int
    end: int
    score: float  # higher is closer to the question
    dates: tuple[NamedDate, ...] = ()  # that the sentence names itself, in full
    carried: Carried | None = None  # by which articles, where a cluster of near-duplicates carries it

    @property
    def published(self) -> date | None:
        return self.article.published


@dataclass(frozen=True, slots=True)
class Timeline:
    """The sentences that bear on a question in the order of their days of publication."""

    question: str
    entries: tuple[TimelineEntry, ...] = ()
    undated: tuple[TimelineEntry, ...] = ()  # of articles whose day is not known, closest first
    when: When | None = None  # the time that was read in the question, and that it was limited to
    revision: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """An article as a list of the archive shows it, without its text."""

    id: str
    title: str
    source: str
    published: date | None
    author: str
    url: str
    words: int
    copies: int  # other articles that carry the same report
    earlier: int  # texts that it had before
    folder: str  # the folder whose syncs it comes from; "" where it was added by itself


@dataclass(frozen=True, slots=True)
class SyncedFolder:
    """A folder that the archive is kept in line with."""

    path: str
    at: datetime | None  # when it last was; None where that is not known
    articles: int  # that it gave and that are in force


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An article that was removed by hand while its folder goes on giving it."""

    name: str  # in its folder
    folder: str
    title: str
    at: datetime  # when it was removed


@dataclass(frozen=True, slots=True)
class Topic:
    """What an answer's articles are about, and how much the archive tells of it from month to month."""

    words: tuple[str, ...] = ()  # of the question, that all its cited articles have; none: no topic is known
    articles: int = 0  # that have them all, in any form
    months: tuple[tuple[str, int], ...] = ()  # ("2025-03", articles), those that have any, in order
    undated: int = 0
