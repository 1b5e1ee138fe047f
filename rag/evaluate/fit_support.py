"""Fit the model of the support check and write `rag/answer/support/weights.json`.

    python -m rag.evaluate.fit_support CLAIMS.jsonl [--articles ARTICLES.jsonl ...]

CLAIMS has one JSON object a line: `claim`, `evidence` (a list of texts), `supported` (true or false) and
`id`, whose part before the first "_" tells where it comes from; that is used to test, never as a feature.
The weights that are shipped are fitted on the development set of AttributionBench (Li and others 2024),
1,198 claims. With articles (JSON lines with a `text`) it also measures how many of their sentences are
kept, and how many with one fact exchanged are caught.

The figures are out of sample: claims that share a claim or a text with one another are never parted
between fitting and testing. Needs scikit-learn, which sentence-transformers brings along.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import balanced_accuracy_score, roc_auc_score  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedGroupKFold  # type: ignore[import-untyped]

from rag.answer.question import line
from rag.answer.support import support
from rag.answer.support.check import Compared, cleaned, compare
from rag.answer.support.features import FALLING
from rag.answer.support.model import FILE
from rag.answer.support.verdict import is_same, judged
from rag.evaluate.altered import altered
from rag.ingest.characters import visible
from rag.models.embedder import load_embedder
from rag.models.embedding import Embedder
from rag.settings import Settings

FOLDS, REPEATS = 5, 3
SUPPORTED, PARTIAL = 0.5, 0.3
DIGITS = 4  # of a number in the file
PER_ARTICLE = 2
Floats = NDArray[np.float64]


def grouped(rows: Sequence[dict[str, Any]]) -> NDArray[np.int64]:
    """A number for each row, the same for rows that share a claim or the beginning of a text."""
    root = list(range(len(rows)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    seen: dict[str, int] = {}
    for i, row in enumerate(rows):
        for key in (row["claim"].strip().lower(), *(text[:300] for text in row["evidence"])):
            root[find(i)] = find(seen.setdefault(key, i))
    return np.array([find(i) for i in range(len(rows))])


def boosted(names: Sequence[str], seed: int = 0) -> HistGradientBoostingClassifier:
    """Shallow trees, each feature held to its direction."""
    return HistGradientBoostingClassifier(
        max_iter=200,
        max_depth=3,
        learning_rate=0.05,
        min_samples_leaf=20,
        l2_regularization=5.0,
        max_features=0.4,
        monotonic_cst=[-1 if name in FALLING else 1 for name in names],
        early_stopping=False,
        random_state=seed,
    )


def out_of_sample(
    x: Floats, y: NDArray[np.int64], groups: NDArray[Any], names: Sequence[str]
) -> tuple[Floats, float]:
    """The log-odds of each row by models that did not see its group, over the repeats; and their AUC."""
    total = np.zeros(len(y))
    areas = []
    for seed in range(REPEATS):
        odds = np.zeros(len(y))
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        for fit, test in folds.split(x, y, groups):
            odds[test] = boosted(names, seed).fit(x[fit], y[fit]).decision_function(x[test])
        total += odds
        areas.append(roc_auc_score(y, odds))
    return total / REPEATS, float(np.mean(areas))


def exported(model: HistGradientBoostingClassifier, names: Sequence[str]) -> list[Any]:
    """The trees as nested lists. scikit-learn has no public way to read them."""

    def node(nodes: Any, i: int) -> Any:
        at = nodes[i]
        if at["is_leaf"]:
            return round(float(at["value"]), DIGITS)
        low, high = node(nodes, int(at["left"])), node(nodes, int(at["right"]))
        return [names[int(at["feature_idx"])], round(float(at["num_threshold"]), DIGITS), low, high]

    return [node(trees[0].nodes, 0) for trees in model._predictors]


def labelled(compared: Sequence[Compared], chances: Floats) -> NDArray[np.bool_]:
    """Whether each is called supported, the exact comparison included, for those probabilities."""
    found = zip(compared, chances, strict=True)
    return np.array([judged(float(p), c.aligned, c.placed).label == "supported" for c, p in found])


def alterations(paths: Sequence[Path], embedder: Embedder) -> dict[str, float]:
    """Sentences kept as they stand, and caught with one fact exchanged."""
    rng = random.Random(11)
    kept, caught = [], []
    for path in paths:
        for text in (json.loads(row)["text"] for row in path.read_text("utf-8").splitlines()):
            for pair in altered(text, rng, PER_ARTICLE):
                kept.append(support(pair.true, [text], embedder).label == "supported")
                caught.append(support(pair.false, [text], embedder).label != "supported")
    n = len(kept)
    return {"sentences": n, "kept": round(sum(kept) / n, 4), "caught": round(sum(caught) / n, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--articles", nargs="*", type=Path, default=[])
    args = parser.parse_args()
    embedder = load_embedder(Settings())
    rows = [json.loads(row) for row in args.claims.read_text("utf-8").splitlines()]
    compared = [compare(cleaned(line(r["claim"])), [*map(visible, r["evidence"])], embedder) for r in rows]
    names = list(compared[0].found)
    x = np.array([[c.found[name] for name in names] for c in compared])
    y = np.array([int(r["supported"]) for r in rows])
    sources = np.array([r["id"].split("_")[0] for r in rows])

    odds, area = out_of_sample(x, y, grouped(rows), names)
    platt = LogisticRegression(C=1e6).fit(odds[:, None], y)
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    chances = 1 / (1 + np.exp(-(slope * odds + shift)))
    apart = np.zeros(len(y))
    for source in set(sources):
        model = boosted(names).fit(x[sources != source], y[sources != source])
        apart[sources == source] = model.decision_function(x[sources == source])
    nearly = [is_same(c.aligned) for c in compared]
    model = boosted(names).fit(x, y)
    weights = {
        "start": round(float(model._baseline_prediction.ravel()[0]), DIGITS),
        "slope": round(slope, DIGITS),
        "shift": round(shift, DIGITS),
        "supported": SUPPORTED,
        "partial": PARTIAL,
        "nearly": round(float(y[np.array(nearly)].mean()), 2),
    }
    FILE.write_text(written(weights, exported(model, names), len(rows)), "utf-8")
    called = labelled(compared, chances)
    figures: dict[str, Any] = {
        "claims": len(y),
        "auc": round(area, 4),
        "balanced_accuracy_of_score": round(balanced_accuracy_score(y, chances >= SUPPORTED), 4),
        "balanced_accuracy_of_label": round(balanced_accuracy_score(y, called), 4),
        "kept": round(float(called[y == 1].mean()), 4),
        "caught": round(float(1 - called[y == 0].mean()), 4),
        "auc_other_source": round(roc_auc_score(y, apart), 4),
        "balanced_accuracy_other_source": round(balanced_accuracy_score(y, apart >= 0), 4),
        "calibration": calibration(chances, y),
        "nearly": [sum(nearly), weights["nearly"]],
    }
    if args.articles:
        figures["altered"] = alterations(args.articles, embedder)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def calibration(chances: Floats, y: NDArray[np.int64]) -> list[list[float]]:
    """For each fifth of the claims by score: the mean score and the share that people judged supported."""
    fifths = np.array_split(np.argsort(chances), FOLDS)
    return [[round(float(chances[f].mean()), 3), round(float(y[f].mean()), 3)] for f in fifths]


def written(weights: dict[str, Any], trees: Sequence[Any], claims: int) -> str:
    """The file, a line for each tree."""
    head = {"fitted_on": f"AttributionBench, development set, {claims} claims judged by people", **weights}
    lines = json.dumps(head, indent=1)[:-2] + ',\n "trees": [\n  '
    return lines + ",\n  ".join(json.dumps(tree) for tree in trees) + "\n ]\n}\n"


if __name__ == "__main__":
    main()
