"""Fit the weights of the refusal and write `rag/answer/refusal.json`, with its trade-off curve.

    python -m rag.evaluate.fit_refusal ARCHIVE GOLD.jsonl SHARE [ARCHIVE GOLD.jsonl SHARE ...]

Each triple is a synced archive, gold questions asked of it, and how much they count; a question
without answers is one to refuse. Within a set its answerable and its unanswerable questions count the
same. The weights that are shipped come from ClapNQ's development set, from NewsQA's standalone
questions asked of half of its articles, and from the shipped corpus, which counts half as much again.

Logistic regression by Newton's method, with a ridge on standardised features (Hastie, Tibshirani
and Friedman 2009, 4.4.1). The curve is of five-fold cross-validation: of each set, the share of
answerable and of unanswerable questions refused at each setting of `refuse_below`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.answer import quotes, refusal
from rag.answer.answerable import features
from rag.archive import Archive
from rag.evaluate.gold import read_gold

RIDGE = 10.0
ROUNDS = 50
FOLDS = 5
COUNTED = 100.0  # what a set's answerable questions count together, and its unanswerable ones
CURVE = (0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A question's features, whether the archive answers it, and whether a strict rule refuses it."""

    set: str
    features: dict[str, float]
    answered: bool
    ruled_out: bool


def measured(archive: Archive, gold: Path) -> list[Row]:
    """Every question without a history that any sentence was found for."""
    rows = []
    for question in read_gold(gold)[0]:
        if question.history:
            continue
        asked = question.question
        found = archive.find(asked)
        ranked = quotes.rank(asked, found.query, found.hits, found.vectors, archive.embedder.count)
        if ranked:
            ruled_out = refusal.judge(asked, found.query, found.hits, ranked).confidence == 0
            known = features(asked, found.query, found.hits, ranked)
            rows.append(Row(gold.stem, known, bool(question.answers), ruled_out))
    return rows


def counted(rows: Sequence[Row], shares: dict[str, float]) -> Floats:
    """(rows,): what each counts."""
    of_kind: dict[tuple[str, bool], int] = {}
    for row in rows:
        of_kind[row.set, row.answered] = of_kind.get((row.set, row.answered), 0) + 1
    return np.array([shares[r.set] * COUNTED / of_kind[r.set, r.answered] for r in rows])


def fit(features: Floats, truth: Floats, weights: Floats) -> tuple[Floats, float]:
    """Coefficients of the features as they are, and the intercept."""
    mean = np.average(features, axis=0, weights=weights)
    spread = np.sqrt(np.average((features - mean) ** 2, axis=0, weights=weights)) + 1e-9
    x = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    ridge = np.diag([*[RIDGE] * features.shape[1], 0.0])
    beta = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weights * (truth - p)) - ridge @ beta
        hessian = (x.T * (weights * p * (1 - p))) @ x + ridge
        beta = beta + np.linalg.solve(hessian, gradient)
    coefficients = beta[:-1] / spread
    return coefficients, float(beta[-1] - coefficients @ mean)


def held_out(x: Floats, truth: Floats, weights: Floats) -> Floats:
    """(rows,): the probability that each is answered, by a fit that has not seen it."""
    found = np.zeros(len(x))
    folds = np.random.default_rng(1).integers(0, FOLDS, len(x))
    for fold in range(FOLDS):
        seen = folds != fold
        coefficients, intercept = fit(x[seen], truth[seen], weights[seen])
        found[~seen] = 1 / (1 + np.exp(-(x[~seen] @ coefficients + intercept)))
    return found


def curve(rows: Sequence[Row], probability: Floats) -> dict[str, list[dict[str, float]]]:
    """Of each set, what is refused at each point of CURVE."""
    sure = np.where([row.ruled_out for row in rows], 0.0, probability)
    told: dict[str, list[dict[str, float]]] = {}
    for name in dict.fromkeys(row.set for row in rows):
        sides = [np.array([r.set == name and r.answered == side for r in rows]) for side in (True, False)]
        told[name] = [
            {
                "refuse_below": point,
                "answerable_refused": round(float((sure[sides[0]] < point).mean()), 3),
                "unanswerable_refused": round(float((sure[sides[1]] < point).mean()), 3),
            }
            for point in CURVE
        ]
    return told


def write(rows: Sequence[Row], shares: dict[str, float], target: Path) -> None:
    names = list(rows[0].features)
    x = np.array([[row.features[name] for name in names] for row in rows])
    truth, weights = np.array([float(row.answered) for row in rows]), counted(rows, shares)
    coefficients, intercept = fit(x, truth, weights)
    found = {name: round(float(c), 4) for name, c in zip(names, coefficients, strict=True)}
    told = {
        "weights": {"intercept": round(intercept, 4), **found},
        "questions": {
            name: sum(row.set == name for row in rows) for name in dict.fromkeys(r.set for r in rows)
        },
        "curve": curve(rows, held_out(x, truth, weights)),
    }
    target.write_text(json.dumps(told, indent=1) + "\n")


def main(arguments: list[str]) -> None:
    rows: list[Row] = []
    shares: dict[str, float] = {}
    for archive, gold, share in zip(arguments[::3], arguments[1::3], arguments[2::3], strict=True):
        rows += measured(Archive(archive), Path(gold))
        shares[Path(gold).stem] = float(share)
    target = Path(refusal.__file__).with_suffix(".json")
    write(rows, shares, target)
    sys.stdout.write(f"{target}: fitted on {len(rows)} questions\n")


if __name__ == "__main__":
    main(sys.argv[1:])
