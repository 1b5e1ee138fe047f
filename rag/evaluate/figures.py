"""A run's measures with their intervals: what scores.json, the report and a sweep's table say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.evaluate.intervals import balanced_interval, interval
from rag.evaluate.refusing import Point, Refusals, area, refusals, risk_coverage
from rag.evaluate.run import mean_of
from rag.evaluate.scores import MEASURES, Row


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over `n` eligible questions, with its interval of 95 %; no value when there are none."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """Every name of MEASURES, in its order."""
    return {measure: _figure(measure, rows) for measure in MEASURES}


def _figure(measure: str, rows: Sequence[Row]) -> Figure:
    mean = mean_of(measure, rows)
    if mean.value is None:
        return Figure(None, 0)
    if measure == "balanced accuracy":
        sides = ([r.scores[name] for r in rows if name in r.scores] for name in _SIDES)
        refused, wrongly = sides
        found = balanced_interval(refused, [1 - value for value in wrongly])
    else:
        found = interval([row.scores[measure] for row in rows if measure in row.scores])
    return Figure(mean.value, mean.n, found.low, found.high)


_SIDES = ("rightly refused", "wrongly refused")


@dataclass(frozen=True, slots=True)
class Refusing:
    """How a run refused: counts, what is made of them, and what answering less would give."""

    counts: Refusals
    precision: float | None
    recall: float | None
    balanced_accuracy: float | None
    curve: tuple[Point, ...]
    area: float | None


def refusing(rows: Iterable[Row]) -> Refusing:
    """Of all rows. The curve has those that were answered with a confidence."""
    seen = list(rows)
    counts = refusals((bool(row.question.answers), row.refused) for row in seen)
    sure = [
        (row.confidence, row.failure is None)
        for row in seen
        if not row.refused and row.confidence is not None
    ]
    curve = risk_coverage(sure, len(seen))
    return Refusing(counts, counts.precision, counts.recall, counts.balanced_accuracy, curve, area(curve))
