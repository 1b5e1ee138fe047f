"""How far a figure could be off by the choice of questions: intervals, and tests of a difference.

All are taken over questions, by a seed, so that the same rows always give the same interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 20250319
RESAMPLES = 2_000
LEVEL = 0.95
FEW = 50  # different values
AT_ONCE = 4_000_000  # drawn numbers held at one time

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Of LEVEL, about a mean or a difference."""

    low: float
    high: float


def interval(values: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED) -> Interval:
    """The percentile bootstrap of the mean: Efron and Tibshirani, An Introduction to the Bootstrap (1993).

    Where all values are 0, or all 1, resampling shows no spread; there it is the exact binomial interval of
    Clopper and Pearson (1934), one end of which has a closed form. Raises ValueError without values.
    """
    one = np.asarray(values, dtype=np.float64)
    if not len(one):
        raise ValueError("no values: there is no mean to give an interval of")
    tail = (1 - LEVEL) / 2
    if (one == 0).all():
        return Interval(0.0, 1 - tail ** (1 / len(one)))
    if (one == 1).all():
        return Interval(tail ** (1 / len(one)), 1.0)
    low, high = np.quantile(resampled(one, resamples, seed), (tail, 1 - tail))
    return Interval(float(low), float(high))


def balanced_interval(refused: Sequence[float], answered: Sequence[float]) -> Interval:
    """Of the mean of two means, each class resampled by itself; the bootstrap of `interval`."""
    sides = [
        resampled(np.asarray(side, dtype=np.float64), RESAMPLES, SEED + place)
        for place, side in enumerate((refused, answered))
    ]
    tail = (1 - LEVEL) / 2
    low, high = np.quantile((sides[0] + sides[1]) / 2, (tail, 1 - tail))
    return Interval(float(low), float(high))


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over the questions that both are eligible for, with its interval and test."""

    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float  # two-sided; of no difference
    test: str
    n: int
    higher: int  # questions of which B's value is the higher one
    lower: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out, and the test agrees."""
        return (self.low > 0 or self.high < 0) and self.p < 1 - LEVEL


def difference(a: Sequence[float], b: Sequence[float], seed: int = SEED) -> Difference:
    """The paired difference of two measures of the same questions, in the same order.

    McNemar's exact test where every value is 0 or 1, else the paired bootstrap; the interval is the
    paired bootstrap's in both. Raises ValueError without questions.
    """
    before, after = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    gaps = after - before
    if not len(gaps):
        raise ValueError("no questions that both runs have: there is nothing to compare")
    higher, lower = int((gaps > 0).sum()), int((gaps < 0).sum())
    means = resampled(gaps, RESAMPLES, seed)
    tail = (1 - LEVEL) / 2
    low, high = (float(end) for end in np.quantile(means, (tail, 1 - tail)))
    binary = bool(np.isin(before, (0, 1)).all() and np.isin(after, (0, 1)).all())
    p = mcnemar(higher, lower) if binary else bootstrap_p(gaps, means)
    return Difference(
        a=float(before.mean()),
        b=float(after.mean()),
        difference=float(gaps.mean()),
        low=low,
        high=high,
        p=p,
        test="McNemar, exact" if binary else "paired bootstrap",
        n=len(gaps),
        higher=higher,
        lower=lower,
    )


def mcnemar(higher: int, lower: int) -> float:
    """p = 2 P(X <= min(higher, lower)) for X binomial with n = higher + lower and 1/2, at most 1.

    McNemar, Note on the Sampling Error of the Difference Between Correlated Proportions (1947), exact.
    Questions that both runs get right, or both wrong, say nothing of a difference.
    """
    n = higher + lower
    tail = sum(math.comb(n, k) for k in range(min(higher, lower) + 1))
    return min(1.0, 2 * tail / (1 << n))


def bootstrap_p(gaps: Floats, means: Floats) -> float:
    """The share of resampled mean gaps, moved to a mean of zero, that are as far off as the one measured.

    Efron and Tibshirani (1993), chapter 16; for runs: Smucker, Allan and Carterette, A Comparison of
    Statistical Significance Tests for Information Retrieval Evaluation (2007). Never 0: the sample itself
    counts as one.
    """
    measured = abs(float(gaps.mean()))
    if measured == 0:
        return 1.0
    far = int((np.abs(means - gaps.mean()) >= measured * (1 - 1e-12)).sum())
    return (far + 1) / (len(means) + 1)


def resampled(values: Floats, resamples: int, seed: int) -> Floats:
    """(resamples,): the means of as many values drawn with replacement.

    How often each different value is drawn has a multinomial distribution, so where there are few of
    them, as with shares of small counts, those numbers are drawn in place of the values.
    """
    draw = np.random.default_rng(seed)
    different, counts = np.unique(values, return_counts=True)
    n = len(values)
    if len(different) <= FEW:
        drawn = draw.multinomial(n, counts / n, resamples) @ different / n
        return np.asarray(drawn, dtype=np.float64)
    size = max(1, AT_ONCE // n)
    parts = [
        values[draw.integers(0, n, (min(size, resamples - done), n))].mean(axis=1)
        for done in range(0, resamples, size)
    ]
    return np.concatenate(parts)
