"""The tools: each a thin face over `Archive`, with bounded arguments and results. None changes anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from rag.archive import Archive
from rag.errors import BadQuestion
from rag.mcp.finding import HitsShape, MentionsShape, QuoteShape, TextShape, TimelineShape
from rag.mcp.shapes import AnswerShape, ArticleFacts, HitShape, Shape
from rag.types import Turn

NEAREST = 4  # passages of a refusal
LISTED = 20  # articles that a finding lists; all are counted
TURNS = 60  # of a conversation
READ_MOST = 8_000  # characters of an article at once

Question = Annotated[
    str, Field(max_length=20_000, description="In whole sentences and any language of the articles.")
]
After = Annotated[date | None, Field(description="Only articles published on this day or later.")]
Before = Annotated[date | None, Field(description="Only articles published on this day or earlier.")]
Sources = Annotated[
    list[str] | None, Field(max_length=50, description="Only these outlets, by name; any case.")
]
Today = Annotated[
    date | None, Field(description='The day that "last week" is counted from; by default the day it is.')
]
ReadDates = Annotated[
    bool, Field(description='Read a time in the question, such as "since March", as a limit to articles.')
]


class Spoken(Shape):
    """One turn of the conversation so far."""

    role: Literal["user", "assistant"]
    text: Annotated[str, Field(max_length=20_000)]


History = Annotated[
    list[Spoken] | None, Field(max_length=TURNS, description="The conversation so far, for a follow-up.")
]


class Tools:
    """The tools over one archive. Each may raise a `DatelineError`, whose words are for the caller."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def ask(
        self,
        question: Question,
        history: History = None,
        after: After = None,
        before: Before = None,
        sources: Sources = None,
        today: Today = None,
        read_dates: ReadDates = True,
    ) -> AnswerShape:
        """Ask the archive of news articles.

        Every sentence of the answer has citations: the exact words, where they stand and in which article.
        Where the archive does not say, the answer is refused, with a reason.
        """
        turns = tuple(Turn(spoken.role, spoken.text) for spoken in history or ())
        found = self.archive.ask(
            question, turns, after, before, named(sources), today=today, read_dates=read_dates
        )
        return AnswerShape.of(found, NEAREST)

    def search(
        self,
        question: Question,
        k: Annotated[int, Field(ge=1, le=50, description="How many passages.")] = 10,
        after: After = None,
        before: Before = None,
        sources: Sources = None,
        today: Today = None,
        read_dates: ReadDates = True,
    ) -> HitsShape:
        """Find the best passages for a question or some words, word for word, with where they stand."""
        hits = self.archive.search(
            question, k, (), after, before, named(sources), today=today, read_dates=read_dates
        )
        return HitsShape(hits=[HitShape.of(hit) for hit in hits], revision=self.archive.revision)

    def find_quote(
        self,
        text: Annotated[str, Field(max_length=5_000, description="The excerpt, as it was printed or said.")],
        after: After = None,
        before: Before = None,
        sources: Sources = None,
    ) -> QuoteShape:
        """Check a quotation: which articles have these words, where, and what was changed in them."""
        return QuoteShape.of(self.archive.find_quote(text, after, before, named(sources)), LISTED)

    def mentions(
        self,
        text: Annotated[
            str, Field(max_length=200, description="A word, a name, or words that stand together.")
        ],
        any_form: Annotated[bool, Field(description="Also other forms: port finds ports.")] = False,
        after: After = None,
        before: Before = None,
        sources: Sources = None,
    ) -> MentionsShape:
        """Count every article that has a word or a name, by month and outlet, and tell which had it first."""
        found = self.archive.mentions(text, after, before, named(sources), any_form=any_form)
        return MentionsShape.of(found, LISTED)

    def timeline(
        self,
        question: Question,
        most: Annotated[int, Field(ge=1, le=50, description="How many sentences at most.")] = 20,
        after: After = None,
        before: Before = None,
        sources: Sources = None,
        today: Today = None,
        read_dates: ReadDates = True,
    ) -> TimelineShape:
        """List the sentences that bear on a question by their days of publication."""
        found = self.archive.timeline(
            question, after, before, named(sources), most=most, today=today, read_dates=read_dates
        )
        return TimelineShape.of(found)

    def read_article(
        self,
        id: Annotated[str, Field(max_length=2_000, description="As a citation or a passage names it.")],
        start: Annotated[int, Field(ge=0, description="The first character to read.")] = 0,
        length: Annotated[int, Field(ge=1, le=READ_MOST, description="How many characters.")] = READ_MOST,
    ) -> TextShape:
        """Read an article, word for word, from any character on: what stands around a citation."""
        article = self.archive.article(id)
        if article is None:
            raise BadQuestion(f"no article is called {id!r}; `search` and `ask` name those there are")
        part = article.text[start : start + length]
        first = min(start, len(article.text))
        return TextShape(
            article=ArticleFacts.of(article),
            text=part,
            start=first,
            end=first + len(part),
            length=len(article.text),
        )


def named(sources: Sequence[str] | None) -> list[str] | None:
    """The outlets, if any: an empty list limits nothing."""
    return list(sources) if sources else None
