"""What the tools give, as JSON schemas with a word on each field; made of our own values.

The fields are named as in `rag.types`. An article's whole text is not repeated with each citation.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from rag.answer.searched import searched_words
from rag.types import Answer, Article, Citation, Hit, Passage, Sentence


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class ArticleFacts(Shape):
    """What is known of an article. `read_article` gives its text."""

    id: str
    """Names the article in this archive."""
    title: str
    source: str
    """The outlet that published it; empty where it is not known."""
    author: str
    published: date | None
    url: str
    """Where the original stands; as the article gives it, not checked."""
    path: str
    """The file it came from, relative to the folder that was synced."""

    @classmethod
    def of(cls, article: Article) -> ArticleFacts:
        return cls(
            id=article.id,
            title=article.title,
            source=article.source,
            author=article.author,
            published=article.published,
            url=article.url,
            path=article.path,
        )


class PassageShape(Shape):
    """A run of whole sentences of an article, word for word."""

    text: str
    start: int
    """Where it begins in the article's text, in characters (Unicode code points)."""
    end: int
    """Where it ends there; this character is no longer part of it."""

    @classmethod
    def of(cls, passage: Passage) -> PassageShape:
        return cls(text=passage.text, start=passage.start, end=passage.end)


class CitationShape(Shape):
    """The exact words that a sentence of the answer rests on."""

    number: int
    """Sentences name it by this number; counts from 1 within the answer."""
    article: ArticleFacts
    quote: str
    """Word for word what the article says from `start` to `end`."""
    start: int
    """Where the quote begins in the article's text, in characters (Unicode code points)."""
    end: int
    """Where it ends there; this character is no longer part of it."""
    page: int | None
    """The page it begins on, for an article that has pages, such as a PDF."""
    passage: PassageShape
    """The passage it was found in."""

    @classmethod
    def of(cls, cited: Citation) -> CitationShape:
        return cls(
            number=cited.number,
            article=ArticleFacts.of(cited.article),
            quote=cited.quote,
            start=cited.start,
            end=cited.end,
            page=cited.article.page(cited.start),
            passage=PassageShape.of(cited.passage),
        )


class SentenceShape(Shape):
    """A sentence of the answer, and how far its citations carry it."""

    text: str
    citations: list[int]
    """Numbers of the citations it rests on."""
    support: Literal["supported", "partial", "unsupported", "contradicted"]
    """What a check of the sentence against its citations found."""
    reasons: list[str]
    """Why the check found so, where there is more to say."""

    @classmethod
    def of(cls, said: Sentence) -> SentenceShape:
        return cls(
            text=said.text,
            citations=list(said.citations),
            support=said.support.label,
            reasons=list(said.support.reasons),
        )


class ClaimShape(Shape):
    """One side of a conflict."""

    citation: int
    """Number of the citation that gives this value."""
    value: str


class ConflictShape(Shape):
    """Cited articles that give different values for the same thing: tell all of them."""

    about: str
    kind: Literal["update", "disagreement"]
    """Whether a later article corrects an earlier one, or the articles differ."""
    claims: list[ClaimShape]


class HitShape(Shape):
    """A passage that was found for a question."""

    score: float
    """How well it fits; only to be compared within one search, higher is better."""
    article: ArticleFacts
    passage: PassageShape
    also_carried_by: list[str]
    """Outlets that carry the same passage: copies of one report are no further witnesses of it."""

    @classmethod
    def of(cls, hit: Hit) -> HitShape:
        others = hit.carried.sources if hit.carried else ()
        return cls(
            score=hit.score,
            article=ArticleFacts.of(hit.article),
            passage=PassageShape.of(hit.passage),
            also_carried_by=[source for source in others if source != hit.article.source],
        )


class AnswerShape(Shape):
    """What the archive says to a question, or that it does not say."""

    question: str
    standalone: str
    """The follow-up as it was looked for; empty for a question that stands alone."""
    text: str
    """The answer; empty where it is refused."""
    refused: bool
    """True where the archive does not answer. Then say so: `nearest` is no answer."""
    reason: str
    """Why it is refused."""
    sentences: list[SentenceShape]
    citations: list[CitationShape]
    conflicts: list[ConflictShape]
    nearest: list[HitShape]
    """Of a refusal: the passages that come nearest."""
    searched: str
    """Of a refusal: what was searched, in a line."""
    published_after: date | None
    """The first day that articles were limited to by a time in the question, as "last week"."""
    published_before: date | None
    """The last of those days."""
    written_by: str
    """"quotes" where every sentence is quoted, else the model that wrote the answer."""
    notices: list[str]
    """What a reader must know of how the answer came about."""
    revision: int
    """The state of the archive that answered; it grows with each change."""

    @classmethod
    def of(cls, found: Answer, nearest: int) -> AnswerShape:
        when = found.when if found.when is not None and found.when.how == "published" else None
        return cls(
            question=found.question,
            standalone=found.standalone,
            text="" if found.refused else found.text,
            refused=found.refused,
            reason=found.reason,
            sentences=[SentenceShape.of(said) for said in found.sentences],
            citations=[CitationShape.of(cited) for cited in found.citations],
            conflicts=[
                ConflictShape(
                    about=conflict.about,
                    kind=conflict.kind,
                    claims=[ClaimShape(citation=number, value=value) for number, value in conflict.claims],
                )
                for conflict in found.conflicts
            ],
            nearest=[HitShape.of(hit) for hit in found.hits[:nearest]] if found.refused else [],
            searched=searched_words(found.searched) if found.searched is not None else "",
            published_after=when.after if when else None,
            published_before=when.before if when else None,
            written_by=found.written_by,
            notices=list(found.notices),
            revision=found.revision,
        )
