"""What a run of gold questions gives. A row keeps its own value of every measure it is eligible for,
so that means, comparisons and intervals can all be taken from the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.types import GoldQuestion

MEASURES = (
    "article R@5",
    "article Success@5",
    "article RR@10",
    "passage R@5",
    "passage Success@5",
    "passage RR@10",
    "contains",
    "wrongly refused",
    "rightly refused",
    "all cited",
    "quotes verbatim",
    "conflict shown",
    "words",
)

Failure = Literal[
    "quote not verbatim",
    "should have refused",
    "not retrieved",
    "wrongly refused",
    "retrieved, not quoted",
]
FAILURES: tuple[Failure, ...] = (
    "quote not verbatim",
    "should have refused",
    "not retrieved",
    "wrongly refused",
    "retrieved, not quoted",
)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One passage found for a question; `start` and `end` are its place in the article."""

    rank: int  # counts from 1
    passage_id: str
    article_id: str
    title: str
    start: int
    end: int
    opening: str  # its first words
    right: bool  # it holds an evidence quote, or the last missing part of one


@dataclass(frozen=True, slots=True)
class Row:
    """One gold question, what came of it, and why it failed (None: it did not)."""

    question: GoldQuestion
    kind: str
    failure: Failure | None
    answer: str
    refused: bool
    reason: str  # the archive's, where it refused
    retrieved: tuple[Retrieved, ...]
    quotes: int
    wrong_quotes: tuple[str, ...]
    scores: Mapping[str, float]  # only the measures the question is eligible for
    search_ms: float
    ask_ms: float


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
