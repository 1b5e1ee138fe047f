"""Intervals and tests of a difference: against hand-worked cases, and against what is known of them."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.intervals import Interval, balanced_interval, difference, interval, mcnemar, resampled


def test_the_interval_of_a_share_is_about_that_of_the_normal_curve() -> None:
    # 60 of 100: .6 ± 1.96 · sqrt(.6 · .4 / 100) = .6 ± .096.
    found = interval([1.0] * 60 + [0.0] * 40)
    assert found.low == pytest.approx(0.504, abs=0.015) and found.high == pytest.approx(0.696, abs=0.015)


def test_where_all_questions_agree_the_interval_is_exact_and_not_nothing() -> None:
    # Of 5 right ones: the least share that gives 5 of 5 with 2.5 %: .025^(1/5) = .478.
    assert interval([1.0] * 5) == Interval(pytest.approx(0.4782, abs=1e-4), 1.0)
    assert interval([0.0] * 5) == Interval(0.0, pytest.approx(0.5218, abs=1e-4))


def test_the_same_values_give_the_same_interval_and_none_give_none() -> None:
    values = [random.Random(3).random() for _ in range(50)]
    assert interval(values) == interval(values)
    with pytest.raises(ValueError, match="no values"):
        interval([])


def test_intervals_hold_the_true_mean_about_as_often_as_they_say() -> None:
    draw = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        found = interval(draw.random(60).tolist(), resamples=400)
        held += found.low <= 0.5 <= found.high
    assert 180 <= held <= 199  # 190 of 200 are expected, 3 more or less


def test_the_balanced_interval_moves_both_sides() -> None:
    found = balanced_interval([1.0] * 8 + [0.0] * 8, [1.0] * 30 + [0.0] * 10)
    # The mean is .625; the spread sqrt(.25/16 + .1875/40) / 2 = .071, twice that to each side.
    assert found.low == pytest.approx(0.625 - 0.14, abs=0.025)
    assert found.high == pytest.approx(0.625 + 0.14, abs=0.025)


@pytest.mark.parametrize(
    ("higher", "lower", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),  # 2 · 1/2
        (5, 0, 2 / 32),
        (0, 6, 2 / 64),
        (8, 2, 2 * (1 + 10 + 45) / 1024),
        (3, 3, 1.0),
    ],
)
def test_mcnemars_exact_test_by_hand(higher: int, lower: int, p: float) -> None:
    assert mcnemar(higher, lower) == pytest.approx(p)


def test_mcnemar_takes_thousands_of_questions() -> None:
    assert mcnemar(1_500, 1_300) == pytest.approx(math.erfc(199 / math.sqrt(2 * 2_800)), rel=0.01)


def test_a_difference_of_zeros_and_ones() -> None:
    # B wins 12, loses 2 of 40: + .25; McNemar: 2 (1 + 14 + 91) / 2^14.
    a = [0.0] * 12 + [1.0] * 2 + [1.0] * 26
    b = [1.0] * 12 + [0.0] * 2 + [1.0] * 26
    found = difference(a, b)
    assert (found.higher, found.lower, found.n, found.test) == (12, 2, 40, "McNemar, exact")
    assert found.difference == pytest.approx(0.25) and found.p == pytest.approx(2 * 106 / 2**14)
    assert 0 < found.low < 0.25 < found.high and found.is_clear


def test_a_difference_of_other_values_is_tested_by_the_paired_bootstrap() -> None:
    draw = np.random.default_rng(5)
    a = draw.random(200)
    clear, none = (
        difference(a.tolist(), (a + 0.05).tolist()),
        difference(a.tolist(), draw.random(200).tolist()),
    )
    assert clear.test == none.test == "paired bootstrap"
    assert clear.is_clear and clear.p < 0.01
    assert not none.is_clear and none.p > 0.05


def test_the_same_values_twice_are_no_difference() -> None:
    found = difference([0.2, 1.0, 0.5], [0.2, 1.0, 0.5])
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)
    assert not found.is_clear and (found.higher, found.lower) == (0, 0)
    with pytest.raises(ValueError, match="nothing to compare"):
        difference([], [])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_the_other_way_round_the_difference_turns_its_sign(pairs: list[tuple[float, float]]) -> None:
    a, b = [one for one, _ in pairs], [two for _, two in pairs]
    there, back = difference(a, b), difference(b, a)
    assert there.difference == pytest.approx(-back.difference)
    assert (there.higher, there.lower) == (back.lower, back.higher)
    assert there.low <= there.difference + 1e-9 and there.difference - 1e-9 <= there.high


def test_few_and_many_different_values_are_resampled_alike() -> None:
    """Numbers of draws in place of draws: the same mean and spread, to a twentieth of the spread."""
    few = np.array([0.0, 0.25, 1.0] * 40)
    many = few + np.arange(120) * 1e-9  # as many values as there are questions
    one, two = resampled(few, 4_000, seed=1), resampled(many, 4_000, seed=2)
    spread = few.std() / math.sqrt(120)
    assert one.mean() == pytest.approx(few.mean(), abs=spread / 20)
    assert one.std() == pytest.approx(spread, rel=0.05) and two.std() == pytest.approx(spread, rel=0.05)


def test_resampling_in_parts_is_of_the_values_alone() -> None:
    means = resampled(np.array([2.0, 4.0]), 300, seed=1)
    assert means.shape == (300,) and set(means.tolist()) == {2.0, 3.0, 4.0}
