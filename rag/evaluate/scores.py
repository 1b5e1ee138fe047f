"""What a run of gold questions gives. A row keeps its own value of every measure it is eligible for,
so that means, comparisons and intervals can all be taken from the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.evaluate.ranking import Ranks
from rag.types import GoldQuestion, Span

LEVELS = ("article", "passage")
FOUND = ("R@5", "Success@5", "RR@10", "AP", "nDCG@10")
OF_GROUPS = ("balanced accuracy",)  # of several questions only, so no row has it
MEASURES = (
    *(f"{level} {measure}" for level in LEVELS for measure in FOUND),
    "right",
    "contains",
    "F1",
    "EM",
    "wrongly refused",
    "rightly refused",
    "refusal precision",
    *OF_GROUPS,
    "all cited",
    "quotes verbatim",
    "citation recall",
    "citation precision",
    "conflict shown",
    "conflict elsewhere",
    "premise corrected",
    "corrected elsewhere",
    "words",
)
LOWER_IS_BETTER = frozenset({"wrongly refused", "conflict elsewhere", "corrected elsewhere"})
NEITHER_IS_BETTER = frozenset({"words"})

Failure = Literal[
    "quoted wrong",
    "should have refused",
    "not in the archive",
    "not retrieved",
    "wrongly refused",
    "retrieved, not quoted",
]
FAILURES: tuple[Failure, ...] = (
    "quoted wrong",
    "should have refused",
    "not in the archive",
    "not retrieved",
    "wrongly refused",
    "retrieved, not quoted",
)
OPENING_WORDS = 16


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One passage found for a question; `start` and `end` are its place in the article."""

    rank: int  # counts from 1
    passage_id: str
    article_id: str
    title: str
    start: int
    end: int
    text: str
    right: bool  # it holds an evidence quote, or the last missing part of one
    marks: tuple[Span, ...] = ()  # in `text`: the evidence that stands there whole

    @property
    def opening(self) -> str:
        """Its first words."""
        return " ".join(self.text.split()[:OPENING_WORDS])


@dataclass(frozen=True, slots=True)
class Quoted:
    """One citation of an answer; `verbatim` is whether the archive's article has it at that place."""

    number: int
    article_id: str
    title: str
    quote: str
    start: int
    end: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One gold question, what came of it, and why it failed (None: it did not)."""

    question: GoldQuestion
    kind: str
    failure: Failure | None
    answer: str
    refused: bool
    reason: str  # the archive's, where it refused
    confidence: float | None
    retrieved: tuple[Retrieved, ...]
    quoted: tuple[Quoted, ...]
    ranks: Mapping[str, Ranks]  # by level; only those the question is eligible for
    scores: Mapping[str, float]  # only the measures the question is eligible for
    search_ms: float
    ask_ms: float

    @property
    def wrong_quotes(self) -> tuple[str, ...]:
        """The quotes that are not verbatim, in order."""
        return tuple(quoted.quote for quoted in self.quoted if not quoted.verbatim)


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over the `n` questions that are eligible; no value when there are none."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """All questions, or those of one kind. `measures` has every name of `MEASURES`, in its order."""

    name: str
    n: int
    measures: Mapping[str, Measure]
    quotes: int
    wrong_quotes: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds, by the nearest rank: the least time within which that share was done."""

    p50: float
    p95: float
    n: int


@dataclass(frozen=True, slots=True)
class Scores:
    """One run over one archive."""

    overall: Group
    kinds: tuple[Group, ...]
    rows: tuple[Row, ...]
    search_ms: Latency
    ask_ms: Latency
