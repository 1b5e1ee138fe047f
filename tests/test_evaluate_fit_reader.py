"""How ranker and reader are fitted: the loss by hand, what a wording counts, and the rank after reading."""

from __future__ import annotations

import numpy as np
import pytest

from rag.evaluate.ablate import VARIANTS, reading_without, shipped, unread
from rag.evaluate.fit_ranker import RIDGE, Row, fit
from rag.evaluate.fit_reader import Read, alike, cross_validated, fit_sentences, reciprocal_rank, scored
from rag.retrieve.ranker import Ranker
from rag.retrieve.sentence_signals import SENTENCE_SIGNALS
from rag.retrieve.signals import SIGNALS


def row(wording: str, *signals: float, right: int, fold: int = 0) -> Row:
    """A list whose first signal is given and whose others are 0."""
    return Row(wording, fold, np.array(signals)[:, None], np.arange(len(signals)) == right)


def test_the_weight_is_where_loss_and_ridge_balance() -> None:
    # Of 1 and 0 the spread is .5, so the scores are 2w and 0, the loss ln(1 + exp(-2w)) + .01 w². Its slope
    # is 0 where 2 / (1 + exp(2w)) = .02 w: at w = 1.957 both sides are .0391. Undone, 1.957 / .5 = 3.914.
    assert pytest.approx(0.01) == RIDGE
    assert fit([row("question", 1, 0, right=0)]) == pytest.approx([3.914], abs=0.01)


def test_a_list_without_anything_right_teaches_nothing() -> None:
    taught, nothing = row("question", 1, 0, right=0), row("question", 5, 0, right=9)
    assert fit([taught, nothing]) == pytest.approx(fit([taught]))


def test_what_counts_more_decides() -> None:
    rows = [row("question", 1, 0, right=1), row("standalone", 1, 0, right=0)]
    assert fit(rows, {}) == pytest.approx([0], abs=1e-4)  # they say the opposite of one another
    assert fit(rows, {"standalone": 3.0})[0] > 0.5


def test_the_wordings_of_a_set_count_alike_in_sum() -> None:
    rows = [row("question", 1, 0, right=0)] * 6 + [row("standalone", 1, 0, right=0)] * 2
    assert alike(rows) == {"question": 1.0, "standalone": 3.0}


def a_read(passage_signal: tuple[float, float], sentence_signal: tuple[float, float], fold: int = 0) -> Read:
    """Two passages of one sentence each, both read; the second is right. One signal of each is not 0."""
    passages, sentences = np.zeros((2, len(SIGNALS))), np.zeros((2, len(SENTENCE_SIGNALS)))
    passages[:, 0], sentences[:, 0] = passage_signal, sentence_signal
    right = np.array([False, True])
    best = np.argsort(-passages[:, 0], kind="stable")
    held = tuple((int(place),) for place in best)
    return Read(Row("question", fold, passages, right), best, Row("question", fold, sentences, right), held)


FIRST = np.array([1.0, *[0.0] * (len(SIGNALS) - 1)])
READS = np.array([1.0, *[0.0] * (len(SENTENCE_SIGNALS) - 1)])


def test_reading_puts_a_passage_before_what_the_ranker_prefers() -> None:
    one = a_read((2.0, 1.0), (0.0, 3.0))
    assert reciprocal_rank(one, FIRST, None) == 0.5 and reciprocal_rank(one, FIRST, READS) == 1.0
    assert scored([one, a_read((1.0, 2.0), (0.0, 3.0))], FIRST, None) == {"question": 0.75}


def test_each_question_is_read_by_weights_fitted_without_its_fold() -> None:
    rows = [a_read((2.0, 1.0), (0.0, 1.0), fold) for fold in range(5)]
    assert fit_sentences(rows)[0] > 0
    assert cross_validated(rows, FIRST) == {"question": 1.0}
    # In the fold that says the opposite of the others, the weights of the others are wrong: (4 * 1 + .5) / 5.
    rows[4] = a_read((2.0, 1.0), (1.0, 0.0), 4)
    assert cross_validated(rows, FIRST) == {"question": 0.9}


def test_a_variant_has_off_what_it_says() -> None:
    ranker, reader = shipped("article")()
    assert reader is not None and ranker[SIGNALS.index("article")] == 0
    assert reader[SENTENCE_SIGNALS.index("passage_article")] == 0
    assert unread()()[1] is None and unread()()[0] == pytest.approx(np.array(Ranker.shipped().weights))
    _, reader = reading_without(["own"])()
    assert reader is not None and (reader == 0).sum() == 1 and reader[SENTENCE_SIGNALS.index("own")] == 0
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)
