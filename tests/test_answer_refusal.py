"""When the archive does not say: the kinds that must be given, and the reasons a person is told."""

from __future__ import annotations

import json
import math
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.answerable import features
from rag.answer.refusal import NOTHING, STRICT, judge, logistic, looked_for, unmatched
from rag.archive import Archive
from rag.models.embedding import Embedder
from rag.types import Article
from tests.found import Searched, searched

SHIPPED = json.loads((resources.files("rag.answer") / "refusal.json").read_text())
WEIGHTS = SHIPPED["weights"]
FEATURES = sorted(WEIGHTS.keys() - {"intercept"})
FERRY = Article(
    "ferry",
    text="The board of Port Lisle voted to close the winter ferry. Mara Ilves chairs the board. "
    "The ferry carried 41,200 passengers and lost 2.3 million crowns in the spring. "
    "It was built in 1931 and served for ninety years.",
)
GARDEN = Article(
    "garden", text="The garden of the guild has lamps and a pond. Nobody knows who planted it there."
)


def judged(found: Searched) -> tuple[float, str]:
    verdict = judge(found.question, found.query, found.hits, found.ranked)
    return verdict.confidence, verdict.reason


def test_nothing_found_is_no_answer() -> None:
    assert judged(searched("Who closed the ferry?", [])) == (0.0, NOTHING)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How much did the garden cost?", "an amount of money"),
        ("What percentage of the garden is a pond?", "a percentage"),
        ("How many lamps does the garden have?", "a number of lamps"),
        ("In which year was the garden planted?", "a year"),
        ("How long was the garden closed?", "a length of time"),
    ],
)
def test_a_question_for_a_number_is_refused_where_nothing_gives_one(question: str, missing: str) -> None:
    confidence, reason = judged(searched(question, [GARDEN]))
    assert confidence == 0.0
    assert missing in reason and reason.startswith("The archive does not say")


@pytest.mark.parametrize(
    "question",
    [
        "How much did the ferry lose?",
        "How many passengers did the ferry carry?",
        "In which year was the ferry built?",
        "How long did the ferry serve?",
        "Who chairs the board?",
        "What of the lamps?",
    ],
)
def test_a_question_whose_kind_is_given_is_not_refused_for_its_kind(question: str) -> None:
    confidence, reason = judged(searched(question, [FERRY, GARDEN]))
    assert 0 < confidence < 1
    assert "does not say" not in reason


def test_each_strict_kind_is_one_that_a_pattern_sees() -> None:
    assert set(STRICT) == {"money", "percentage", "count", "year", "duration"}


def test_the_words_that_nothing_speaks_of_are_named_the_worst_first(bundled: Embedder) -> None:
    found = searched("Who is the goalkeeper of Fenwick on the ferry?", [FERRY], bundled)
    missing = unmatched(found.query, found.ranked)
    assert "goalkeeper" in missing and "ferry" not in missing and "who" not in missing
    _, reason = judged(found)
    assert "“goalkeeper”" in reason


def test_better_matched_questions_are_answered_with_more_confidence(bundled: Embedder) -> None:
    near, _ = judged(searched("Who chairs the board of Port Lisle?", [FERRY, GARDEN], bundled))
    far, _ = judged(searched("Who won the chess tournament in Reykjavik?", [FERRY, GARDEN], bundled))
    assert near > far


def test_every_feature_has_its_weight_and_nothing_else_has() -> None:
    found = searched("Who chairs the board?", [FERRY])
    names = features(found.question, found.query, found.hits, found.ranked).keys()
    assert WEIGHTS.keys() == {"intercept", *names}
    assert all(math.isfinite(weight) for weight in WEIGHTS.values())


def test_the_shipped_curve_refuses_more_the_more_careful_it_is_asked_to_be() -> None:
    assert SHIPPED["curve"].keys() == SHIPPED["questions"].keys()
    for points in SHIPPED["curve"].values():
        for name in ("refuse_below", "answerable_refused", "unanswerable_refused"):
            values = [point[name] for point in points]
            assert values == sorted(values) and values[0] >= 0 and values[-1] <= 1
        assert all(p["unanswerable_refused"] >= p["answerable_refused"] for p in points)


def test_a_question_of_function_words_alone_is_judged_too() -> None:
    found = searched("Who was it then?", [FERRY])
    assert unmatched(found.query, found.ranked) == []
    assert 0 < judged(found)[0] < 1


@given(st.fixed_dictionaries({name: st.floats(-1, 3) for name in FEATURES}))
def test_a_confidence_is_a_probability_and_grows_with_every_feature_of_positive_weight(
    found: dict[str, float],
) -> None:
    confidence = logistic(found)
    assert 0 <= confidence <= 1
    for name in FEATURES:
        more = logistic({**found, name: found[name] + 0.5})
        assert more >= confidence if WEIGHTS[name] >= 0 else more <= confidence


# The corpus that ships: evidence that is plain, and none at all


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who is the U.S. ambassador to Panama?", "Kevin Cabrera"),
        ("How many F-18s were sent for the deployment in Panama?", "four F-18 Hornets"),
        ("Where was the cutter Alert docked?", "Panama City"),
    ],
)
def test_a_question_with_plain_evidence_is_answered(corpus: Archive, question: str, said: str) -> None:
    answer = corpus.ask(question)
    assert not answer.refused and said in answer.text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What percentage of the port company does BlackRock now own?", "a percentage"),
        ("Who won the chess tournament in Reykjavik?", "nothing near enough speaks of"),
    ],
)
def test_a_question_that_nothing_answers_is_refused_with_its_reason(
    corpus: Archive, question: str, reason: str
) -> None:
    answer = corpus.ask(question)
    assert answer.refused and reason in answer.reason and answer.text == answer.reason
    assert answer.sentences == answer.citations == () and 1 <= len(answer.hits) <= 3


def test_what_asks_for_an_amount_is_no_word_to_look_for() -> None:
    assert looked_for("How much did the mayor pay for the quarry?") == ["mayor", "pay", "quarry"]
    assert looked_for("How old is the much older bridge?") == ["much", "older", "bridge"]
