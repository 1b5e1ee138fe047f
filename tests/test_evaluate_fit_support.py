"""How the support check is fitted: which rows belong together, trees as written, altered sentences."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from rag.answer.support.model import leaf, probability, weights
from rag.evaluate.altered import altered
from rag.evaluate.fit_support import boosted, calibration, exported, grouped, written

ARTICLE = (
    "The port of Lima was sold for $3 million on Monday, said Ana Torres, who leads the firm. "
    "In May, 43 ships lay in the harbour of Callao, and Kevin Cabrera counted them for $9 million. "
    "Nobody else was there to see how the boats went out into the bay again in the rain."
)


def test_rows_that_share_a_claim_or_a_text_belong_together() -> None:
    rows = [
        {"claim": "A sank.", "evidence": ["one", "two"]},
        {"claim": "B sank.", "evidence": ["two"]},
        {"claim": "b sank. ", "evidence": ["three"]},
        {"claim": "C sank.", "evidence": ["four"]},
    ]
    first, second, third, fourth = grouped(rows)
    assert first == second == third != fourth


def test_the_written_trees_give_what_the_fitted_model_gives() -> None:
    rng = np.random.default_rng(3)
    x = rng.random((300, 3)).round(2)
    y = (x[:, 0] - x[:, 1] + rng.normal(0, 0.3, 300) > 0).astype(int)
    names = ["closest", "missing", "pairs"]
    model = boosted(names).fit(x, y)
    trees = json.loads(written({"start": 0.0}, exported(model, names), 300))["trees"]
    start = float(model._baseline_prediction.ravel()[0])
    for row, odds in zip(x[:50], model.decision_function(x[:50]), strict=True):
        found = dict(zip(names, row.tolist(), strict=True))
        assert start + sum(leaf(tree, found) for tree in trees) == pytest.approx(odds, abs=0.02)


def test_calibration_sets_the_mean_score_beside_the_share_supported() -> None:
    # five fifths of two: scores .05 .15 | .25 .35 | … with the last three fifths supported
    chances = np.arange(10) / 10 + 0.05
    rows = calibration(chances, (chances > 0.4).astype(np.int64))
    assert rows == [[0.1, 0.0], [0.3, 0.0], [0.5, 1.0], [0.7, 1.0], [0.9, 1.0]]


def test_a_better_match_never_lowers_the_probability() -> None:
    """The file that ships: each feature pushes its own way only."""
    from rag.answer.support.features import FALLING

    names = {name for tree in weights().trees for name in _features(tree)}
    rng = random.Random(5)
    for _ in range(40):
        found = {name: rng.random() * (4 if name in FALLING else 1) for name in names}
        for name in names:
            more = {**found, name: found[name] + rng.random()}
            better = probability(found) if name in FALLING else probability(more)
            worse = probability(more) if name in FALLING else probability(found)
            assert better >= worse - 1e-9


def _features(tree: object) -> set[str]:
    return {str(tree[0])} | _features(tree[2]) | _features(tree[3]) if isinstance(tree, list) else set()


def test_an_altered_sentence_has_one_fact_of_its_kind_from_elsewhere_in_the_article() -> None:
    made = [pair for seed in range(60) for pair in altered(ARTICLE, random.Random(seed))]
    swaps = {(pair.was, pair.became) for pair in made}
    assert ("$3 million", "$9 million") in swaps or ("$9 million", "$3 million") in swaps
    for pair in made:
        assert pair.true in ARTICLE and pair.false not in ARTICLE
        assert pair.became in ARTICLE and pair.became not in pair.true
        assert pair.false == pair.true.replace(pair.was, pair.became, 1)
    assert not [pair for pair in made if "Nobody" in pair.true]  # which has no fact
