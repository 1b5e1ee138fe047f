"""How well an archive knows what it does not know: refusals counted, and risk over coverage.

The positive class is "the archive does not answer it": a refusal is right when the gold has no answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusals:
    """The four counts of a run."""

    refused_rightly: int
    refused_wrongly: int
    answered_rightly: int  # questions that have an answer, and got one: right or wrong
    answered_wrongly: int  # questions that have none, and got one all the same

    @property
    def precision(self) -> float | None:
        """Of the refusals, the share that was right."""
        return _share(self.refused_rightly, self.refused_wrongly)

    @property
    def recall(self) -> float | None:
        """Of the questions that have no answer, the share that was refused."""
        return _share(self.refused_rightly, self.answered_wrongly)

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of the recall of both classes, so that a rare one counts as much as a frequent one.

        Brodersen, Ong, Stephan and Buhmann, The Balanced Accuracy and Its Posterior Distribution (2010).
        """
        answered = _share(self.answered_rightly, self.refused_wrongly)
        return None if self.recall is None or answered is None else (self.recall + answered) / 2


def refusals(rows: Iterable[tuple[bool, bool]]) -> Refusals:
    """Counted from (the gold has an answer, it was refused) of each question."""
    seen = list(rows)
    return Refusals(
        refused_rightly=seen.count((False, True)),
        refused_wrongly=seen.count((True, True)),
        answered_rightly=seen.count((True, False)),
        answered_wrongly=seen.count((False, False)),
    )


@dataclass(frozen=True, slots=True)
class Point:
    """What answering only from this confidence on would give."""

    confidence: float
    coverage: float  # share of all questions that are answered
    risk: float  # share of those answers that are wrong


def risk_coverage(answered: Iterable[tuple[float, bool]], questions: int) -> tuple[Point, ...]:
    """Risk at each coverage, the surest answers first; answers of the same confidence come in together.

    `answered` has (confidence, right) of each answer that was given, `questions` counts the refused ones,
    too: what a refused answer would have been nobody knows, so the curve ends at the run's own coverage.
    An answer to a question that has none is wrong. Geifman and El-Yaniv, Selective Classification for
    Deep Neural Networks (2017).
    """
    ranked = sorted(answered, key=lambda pair: -pair[0])
    points = []
    wrong = 0
    for number, (confidence, right) in enumerate(ranked, 1):
        wrong += not right
        if number == len(ranked) or ranked[number][0] < confidence:
            points.append(Point(confidence, number / questions, wrong / number))
    return tuple(points)


def area(points: Sequence[Point]) -> float | None:
    """The mean risk over the coverage reached, each step as wide as the coverage it adds; None without one.

    Lower is better: the area under the risk-coverage curve, by the width it has.
    """
    if not points:
        return None
    edges = [0.0, *(point.coverage for point in points)]
    steps = (p.risk * (p.coverage - before) for p, before in zip(points, edges, strict=False))
    return math.fsum(steps) / edges[-1]


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None
