"""What the tools that look through the whole archive give, as JSON schemas; see `shapes`."""

from __future__ import annotations

from datetime import date
from typing import Literal

from rag.findings import Mentions, QuoteMatch, QuotePlace, Timeline, TimelineEntry
from rag.mcp.shapes import ArticleFacts, HitShape, PassageShape, Shape


class HitsShape(Shape):
    """The best passages for a question, best first. They are what was found, no answer."""

    hits: list[HitShape]
    revision: int
    """The state of the archive that was searched; it grows with each change."""


class TextShape(Shape):
    """Part of an article's text, word for word."""

    article: ArticleFacts
    text: str
    start: int
    """Where this part begins in the article's text, in characters (Unicode code points)."""
    end: int
    length: int
    """Characters of the whole article; where `end` is less, ask on from there."""


class ChangeShape(Shape):
    """Words that an excerpt has in place of an article's. Either may be empty: added, or left out."""

    excerpt: str
    article: str


class QuotePlaceShape(Shape):
    """An article that has the excerpt, or what it was changed from."""

    article: ArticleFacts
    quote: str
    """Word for word what the article says there; empty where only its title has the excerpt."""
    start: int
    end: int
    label: Literal["exact", "typography", "changed", "absent"]
    changes: list[ChangeShape]
    in_title: bool

    @classmethod
    def of(cls, place: QuotePlace) -> QuotePlaceShape:
        return cls(
            article=ArticleFacts.of(place.article),
            quote=place.quote,
            start=place.start,
            end=place.end,
            label=place.label,
            changes=[ChangeShape(excerpt=c.excerpt, article=c.article) for c in place.changes],
            in_title=place.in_title,
        )


class QuoteShape(Shape):
    """Where an excerpt is from, the earliest article first."""

    label: Literal["exact", "typography", "changed", "absent"]
    """The best of the places'. "typography" means that only its quotation marks and the like differ."""
    places: list[QuotePlaceShape]
    found: int
    """How many articles have it; `places` lists the first of them."""
    notices: list[str]

    @classmethod
    def of(cls, match: QuoteMatch, most: int) -> QuoteShape:
        return cls(
            label=match.label,
            places=[QuotePlaceShape.of(place) for place in match.places[:most]],
            found=len(match.places),
            notices=list(match.notices),
        )


class MentionShape(Shape):
    """An article that has the words; its first occurrence with what stands around it."""

    article_id: str
    title: str
    source: str
    published: date | None
    occurrences: int
    quote: str
    start: int
    end: int
    context: str


class MentionsShape(Shape):
    """Every article that has a word or phrase: counted, not estimated."""

    articles: int
    occurrences: int
    months: dict[str, int]
    """Articles by the month of their publication, as "2025-03"."""
    sources: dict[str, int]
    """Articles by outlet, most first."""
    undated: int
    mentions: list[MentionShape]
    """The first of them, in the order of their dates."""
    notices: list[str]

    @classmethod
    def of(cls, found: Mentions, most: int) -> MentionsShape:
        return cls(
            articles=found.articles,
            occurrences=found.occurrences,
            months=dict(found.months),
            sources=dict(found.sources),
            undated=found.undated,
            mentions=[
                MentionShape(**{name: getattr(mention, name) for name in MentionShape.model_fields})
                for mention in found.mentions[:most]
            ],
            notices=list(found.notices),
        )


class EntryShape(Shape):
    """A sentence that bears on the question, word for word."""

    article: ArticleFacts
    quote: str
    start: int
    end: int
    passage: PassageShape
    names_days: list[date]
    """Full dates that the sentence names itself."""

    @classmethod
    def of(cls, entry: TimelineEntry) -> EntryShape:
        return cls(
            article=ArticleFacts.of(entry.article),
            quote=entry.quote,
            start=entry.start,
            end=entry.end,
            passage=PassageShape.of(entry.passage),
            names_days=[named.day for named in entry.dates],
        )


class TimelineShape(Shape):
    """Sentences that bear on a question, in the order of their days of publication."""

    entries: list[EntryShape]
    undated: list[EntryShape]
    notices: list[str]

    @classmethod
    def of(cls, found: Timeline) -> TimelineShape:
        return cls(
            entries=[EntryShape.of(entry) for entry in found.entries],
            undated=[EntryShape.of(entry) for entry in found.undated],
            notices=list(found.notices),
        )
