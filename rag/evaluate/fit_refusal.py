"""Fit the weights of the refusal and write `refusal.json`.

    python -m rag.evaluate.fit_refusal ARCHIVE GOLD.jsonl [ARCHIVE GOLD.jsonl ...]

Each pair is a synced archive and gold questions asked of it; a question without answers is one to
refuse. Every pair counts the same, and so do its answerable and its unanswerable questions.
The weights that are shipped come from the shipped corpus (counted twice), ClapNQ's development
set, and NewsQA's questions asked of half of its articles: 993 questions.
Logistic regression by Newton's method, with a ridge on standardised features (Hastie, Tibshirani
and Friedman 2009, 4.4.1).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.answer import quotes, refusal
from rag.archive import Archive
from rag.evaluate.gold import read_gold

RIDGE = 1.0
ROUNDS = 50

Floats = NDArray[np.float64]


def measured(archive: Archive, gold: Path) -> tuple[list[dict[str, float]], Floats]:
    """The features of every question without a history, and whether it is answered (1) or not (0)."""
    rows, truth = [], []
    for question in read_gold(gold)[0]:
        if question.history:
            continue
        found = archive.find(question.question)
        ranked = quotes.rank(
            question.question, found.query, found.hits, found.vectors, archive.embedder.count
        )
        if ranked:
            rows.append(refusal.features(question.question, found.query, found.hits, ranked))
            truth.append(float(bool(question.answers)))
    return rows, np.array(truth)


def fit(features: Floats, truth: Floats, weights: Floats) -> tuple[Floats, float]:
    """Coefficients of the features as they are, and the intercept."""
    mean = np.average(features, axis=0, weights=weights)
    spread = np.sqrt(np.average((features - mean) ** 2, axis=0, weights=weights))
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


def main(arguments: list[str]) -> None:
    rows: list[dict[str, float]] = []
    truths, weights = [], []
    for archive, gold in zip(arguments[::2], arguments[1::2], strict=True):
        found, truth = measured(Archive(archive), Path(gold))
        rows += found
        truths.append(truth)
        share = np.where(truth == 1, max(1.0, truth.sum()), max(1.0, (1 - truth).sum()))
        weights.append(100 / share)
    names = list(rows[0])
    x = np.array([[row[name] for name in names] for row in rows])
    coefficients, intercept = fit(x, np.concatenate(truths), np.concatenate(weights))
    found_weights = {n: round(float(c), 4) for n, c in zip(names, coefficients, strict=True)}
    target = Path(refusal.__file__).parent / "refusal.json"
    target.write_text(json.dumps({"intercept": round(intercept, 4), **found_weights}, indent=1) + "\n")
    sys.stdout.write(f"{target}: {found_weights} from {len(rows)} questions\n")


if __name__ == "__main__":
    main(sys.argv[1:])
