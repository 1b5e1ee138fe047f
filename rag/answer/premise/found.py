"""What the look at a question's premises finds: something else in a part's place, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer.quotes import Quote
from rag.types import CorrectionKind, Span


@dataclass(frozen=True, slots=True, eq=False)
class Instead:
    """What a sentence has where the question says something else.

    `span` is its place in the article's text; `sure` tells which of several to believe most.
    """

    asked: str
    found: str
    kind: CorrectionKind
    quote: Quote
    span: Span
    sure: float


@dataclass(frozen=True, slots=True)
class Absent:
    """A part of the question that nothing found speaks of, where what stands in its place is not known."""

    asked: str
    kind: CorrectionKind
    sure: float
