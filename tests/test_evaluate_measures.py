"""Exact match and F1, citation recall and precision, refusals: each by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.citing import Citing, citing
from rag.evaluate.refusing import Point, area, refusals, risk_coverage
from rag.evaluate.squad import exact_match, normalised, token_f1
from rag.types import Answer, Article, Citation, Passage, Sentence, Support

# SQuAD's own example: what makes precipitation fall? gravity. Another form of it? graupel. Where do drops
# collide? within a cloud.


@pytest.mark.parametrize(
    ("said", "answers", "em", "f1"),
    [
        ("gravity", ["gravity"], 1.0, 1.0),
        ("The Gravity.", ["gravity"], 1.0, 1.0),  # case, article and full stop do not count
        ("graupel", ["gravity"], 0.0, 0.0),
        ("within a cloud", ["within a cloud"], 1.0, 1.0),
        # "within cloud" (2) and "in clouds within cloud" (4) share 2: P 2/4, R 2/2, F1 4/6.
        ("in clouds, within a cloud", ["within a cloud"], 0.0, 4 / 6),
        # "a cloud" keeps 1 word of the 2 that are wanted: P 1, R 1/2, F1 2/3.
        ("a cloud", ["within a cloud"], 0.0, 2 / 3),
        # The best of the answers counts: 2 · 1 / (1 + 3) with the second.
        ("gravity", ["the weather", "force of gravity"], 0.0, 1 / 2),
        # Counted as often as both have it: "fall fall" and "fall" share one: P 1/2, R 1.
        ("fall fall", ["fall"], 0.0, 2 / 3),
        ("43-year-old", ["43yearold"], 1.0, 1.0),  # punctuation leaves no space
        ("", [], 1.0, 1.0),  # rightly nothing
        ("gravity", [], 0.0, 0.0),
        ("", ["gravity"], 0.0, 0.0),
        ("the", ["a"], 1.0, 1.0),  # both are nothing once normalised
    ],
)
def test_exact_match_and_f1_are_squads(said: str, answers: list[str], em: float, f1: float) -> None:
    assert exact_match(said, answers) == em
    assert token_f1(said, answers) == pytest.approx(f1)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_f1_is_at_least_exact_match_and_at_most_one(said: str, answers: list[str]) -> None:
    assert exact_match(said, answers) <= token_f1(said, answers) <= 1


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


# Citations

ARTICLE = Article(id="mill", text="The mill closed. It had 43 workers. Rain fell.")
CLOSED, WORKERS, RAIN = "The mill closed.", "It had 43 workers.", "Rain fell."
WHOLE = Passage("mill-0", "mill", ARTICLE.text, 0, len(ARTICLE.text))


def judge(claim: str, texts: Sequence[str]) -> Support:
    """Carried when each of its words stands in one of the texts."""
    there = {word.strip(".").lower() for text in texts for word in text.split()}
    whole = all(word.strip(".").lower() in there for word in claim.split())
    return Support("supported" if whole else "partial", float(whole))


def answer(*sentences: tuple[str, tuple[int, ...]], quotes: Sequence[str] = ()) -> Answer:
    fine = Support("supported", 1.0)
    places = [(ARTICLE.text.index(quote), quote) for quote in quotes]
    return Answer(
        "?",
        " ".join(text for text, _ in sentences),
        tuple(Sentence(text, numbers, fine) for text, numbers in sentences),
        tuple(Citation(n, ARTICLE, WHOLE, q, s, s + len(q)) for n, (s, q) in enumerate(places, 1)),
    )


def test_a_sentence_that_its_quote_carries() -> None:
    assert citing(answer((CLOSED, (1,)), quotes=[CLOSED]), judge) == Citing(1.0, 1.0)


def test_a_quote_that_adds_nothing_costs_precision_alone() -> None:
    # Both together carry it; the first alone does; the second neither carries it nor is missed.
    assert citing(answer((CLOSED, (1, 2)), quotes=[CLOSED, RAIN]), judge) == Citing(1.0, 0.5)


def test_two_quotes_that_carry_it_only_together_are_both_needed() -> None:
    both = answer(("The mill closed had 43 workers.", (1, 2)), quotes=[CLOSED, WORKERS])
    assert citing(both, judge) == Citing(1.0, 1.0)


def test_two_quotes_that_each_carry_it_are_both_right() -> None:
    assert citing(answer((CLOSED, (1, 2)), quotes=[CLOSED, CLOSED]), judge) == Citing(1.0, 1.0)


def test_what_is_not_carried_or_not_cited_counts_zero() -> None:
    # Three sentences: one carried, one by the wrong quote, one without any. Two citations: one is needed.
    three = answer((CLOSED, (1,)), (WORKERS, (2,)), (RAIN, ()), quotes=[CLOSED, RAIN])
    found = citing(three, judge)
    assert found.recall == pytest.approx(1 / 3) and found.precision == 0.5
    assert citing(answer((CLOSED, (7,)), quotes=[CLOSED]), judge) == Citing(0.0, None)  # no such citation


def test_an_answer_without_sentences_has_neither() -> None:
    assert citing(Answer("?", ""), judge) == Citing(None, None)


# Refusals


def test_the_four_counts_and_what_is_made_of_them() -> None:
    # Of 5 without an answer 3 were refused; of 20 with one 2 were.
    rows = [(False, True)] * 3 + [(False, False)] * 2 + [(True, True)] * 2 + [(True, False)] * 18
    found = refusals(rows)
    assert dataclasses.astuple(found) == (3, 2, 18, 2)
    assert found.precision == pytest.approx(3 / 5)
    assert found.recall == pytest.approx(3 / 5)
    assert found.balanced_accuracy == pytest.approx((3 / 5 + 18 / 20) / 2)


def test_without_a_class_there_is_no_figure_for_it() -> None:
    assert refusals([]).precision is None
    answered = refusals([(True, False)])
    assert (answered.precision, answered.recall, answered.balanced_accuracy) == (None, None, None)


def test_risk_over_coverage_by_hand() -> None:
    # Four of five questions were answered; the surest is right, the next two of .6 are right and wrong.
    points = risk_coverage([(0.6, False), (0.9, True), (0.6, True), (0.5, False)], questions=5)
    assert points == (
        Point(0.9, 0.2, 0.0),
        Point(0.6, pytest.approx(0.6), pytest.approx(1 / 3)),
        Point(0.5, 0.8, 0.5),
    )
    # Steps of .2, .4 and .2 wide: (0 + .4/3 + .1) / .8.
    assert area(points) == pytest.approx((0.4 / 3 + 0.1) / 0.8)
    assert risk_coverage([], 3) == () and area(()) is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=12))
def test_the_curve_ends_with_all_that_was_answered(answered: list[tuple[float, bool]]) -> None:
    points = risk_coverage(answered, len(answered))
    assert points[-1].coverage == 1.0
    assert points[-1].risk == pytest.approx(sum(not right for _, right in answered) / len(answered))
    assert [p.confidence for p in points] == sorted({c for c, _ in answered}, reverse=True)
