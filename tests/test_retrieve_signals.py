"""The signals of a passage, worked by hand, and the ranker that weighs them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from rag.errors import BadSettings
from rag.retrieve import rerank, signals
from rag.retrieve.ranker import Ranker
from rag.retrieve.signals import LEAD, SIGNALS, WINDOW, runs
from rag.types import Passage, QueryVectors, Vectors

FERRY, THE, FAR = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def vectors(*tokens: tuple[float, float, float]) -> Vectors:
    """A passage of one sentence whose tokens are these unit vectors."""
    mean = np.mean(tokens, axis=0, dtype=np.float32)
    mean = mean / np.linalg.norm(mean)
    as_bytes = (np.array(tokens) * 127).astype(np.int8)
    return Vectors(mean.astype(np.float32), mean[None].astype(np.float16), as_bytes)


QUERY = QueryVectors(
    passage=np.array(FERRY, dtype=np.float32),
    tokens=np.array([FERRY, THE], dtype=np.float32),
    weights=np.array([1.0, 0.2], dtype=np.float32),
    words=("ferry", "the"),
)


def passage(id: str, start: int = 0) -> Passage:
    return Passage(id, id.rpartition(":")[0], "Some text.", start, start + 10)


def measured(
    *rows: tuple[Passage, Vectors], question: str = "ferry?", **known: dict[str, float]
) -> np.ndarray:
    lexical, offered = known.get("lexical", {}), known.get("offered", {})
    every = {**{p.id: 0.0 for p, _ in rows}, **offered}
    return signals.measure(question, QUERY, [p for p, _ in rows], {p.id: v for p, v in rows}, lexical, every)


def column(found: np.ndarray, name: str) -> list[float]:
    return found[:, SIGNALS.index(name)].tolist()


def test_tokens_are_the_weighted_mean_of_each_ones_best_cosine() -> None:
    rows = (passage("a:0"), vectors(FERRY, FAR)), (passage("b:0"), vectors(THE, FAR))
    # a: ferry 1, the 0: (1 * 1 + .2 * 0) / 1.2; b: ferry 0, the 1: (1 * 0 + .2 * 1) / 1.2
    assert column(measured(*rows), "tokens") == pytest.approx([1 / 1.2, 0.2 / 1.2])


def test_a_window_wants_the_words_of_the_question_near_one_another() -> None:
    together = [FAR] * 60 + [FERRY, THE] + [FAR] * 60
    apart = [FERRY] + [FAR] * 120 + [THE]
    rows = (passage("a:0"), vectors(*together)), (passage("b:0"), vectors(*apart))
    found = measured(*rows)
    assert column(found, "tokens") == pytest.approx([1, 1])
    # Both passages match both words, so rarity changes nothing: ferry 1 / 1.2, the .2 / 1.2.
    assert column(found, "window") == pytest.approx([1, 1 / 1.2])


def test_every_token_stands_in_some_window_with_its_neighbours() -> None:
    for length in (1, WINDOW // 2, WINDOW, WINDOW + 1, 3 * WINDOW // 2, 200):
        for place in range(length - 1):
            tokens = [FAR] * length
            tokens[place : place + 2] = [FERRY, THE]
            assert column(measured((passage("a:0"), vectors(*tokens))), "window") == pytest.approx([1])


def test_a_rare_word_weighs_more() -> None:
    best = np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 1.0]], dtype=np.float32)  # ferry in one of three texts
    # ferry: 1 * (1 + ln(4 / 2)) = 1.693; the: .2 * (1 + ln(4 / 4)) = .2
    assert rerank.telling(QUERY, best) == pytest.approx([1.693 / 1.893, 0.2 / 1.893], abs=0.001)


def test_a_question_of_weightless_tokens_scores_nothing_and_breaks_nothing() -> None:
    weightless = replace(QUERY, weights=np.zeros(2, dtype=np.float32))
    tokens, window = signals.token_signals(weightless, [vectors(FERRY), vectors(THE)])
    assert tokens == pytest.approx([0, 0]) and window == pytest.approx([0, 0])


def test_the_lead_counts_for_a_vague_question_more_than_for_a_full_one() -> None:
    rows = (passage("a:0"), vectors(FERRY)), (passage("a:1", LEAD), vectors(FERRY))
    # One content word: 3 / (3 + 1); at LEAD characters a passage keeps 1 / e of it.
    assert column(measured(*rows), "lead") == pytest.approx([0.75, 0.75 / math.e])
    full = measured(*rows, question="Which harbour town ran the oldest ferry?")  # six: 3 / (3 + 5)
    assert column(full, "lead")[0] == pytest.approx(3 / (3 + 5))
    assert signals.vagueness("What did he say?") > signals.vagueness("What did the mayor of Halden say?")


def test_an_article_is_spoken_for_by_its_best_three_passages_also_those_not_rescored() -> None:
    rows = (passage("a:0"), vectors(FERRY)), (passage("b:0"), vectors(THE))
    offered = {"a:0": 0.9, "a:1": 0.6, "a:2": 0.3, "a:3": 0.1, "b:0": 0.8}
    found = measured(*rows, offered=offered)
    assert column(found, "article") == pytest.approx([0.6, 0.8])  # (.9 + .6 + .3) / 3; .8 alone
    assert column(found, "article_vector") == pytest.approx([1, 0])


def test_words_count_by_their_share_of_the_best() -> None:
    rows = (passage("a:0"), vectors(FERRY)), (passage("b:0"), vectors(THE))
    assert column(measured(*rows, lexical={"b:0": 1.0}), "lexical") == [0.0, 1.0]


def test_the_ranker_weighs_every_signal_and_leaves_out_what_it_is_told_to() -> None:
    whole = Ranker.shipped()
    assert len(whole.weights) == len(SIGNALS) and min(whole.weights) > 0
    part = Ranker.shipped({"lead"})
    assert part.weights[SIGNALS.index("lead")] == 0
    assert sum(part.weights) == pytest.approx(sum(whole.weights) - whole.weights[SIGNALS.index("lead")])
    assert Ranker((1, 0, 2, 0, 0, 0, 0)).scores(np.array([[1, 5, 2, 5, 5, 5, 5.0]])) == pytest.approx([5])


def test_a_signal_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(BadSettings, match=r"no signal 'leed'; there are lexical, .*, lead"):
        Ranker.shipped({"leed"})


@given(
    arrays(np.float32, st.tuples(st.integers(1, 4), st.integers(1, 130)), elements=st.floats(-1, 1, width=32))
)
def test_the_runs_are_those_cut_out_one_by_one(similar: NDArray[np.float32]) -> None:
    starts = range(0, max(1, similar.shape[1] - WINDOW // 2), WINDOW // 2)
    one_by_one = [similar[:, start : start + WINDOW].max(axis=1) for start in starts]
    assert np.array_equal(runs(similar), np.stack(one_by_one, axis=1))
