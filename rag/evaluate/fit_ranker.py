"""Fit the weights of the ranker and write `rag/retrieve/ranker.json`.

    python -m rag.evaluate.fit_ranker FOLDER [--write] [--held-out FOLDER ...]

FOLDER has `docs.jsonl` (`doc_id`, `title`, `text`) and `questions.jsonl` (`question` and perhaps
`standalone` wordings, `gold_doc_ids`, `answer_start`). The weights that ship come from NewsQA
(Trischler and others 2017): 2,102 questions over 319 articles, the 183 standalone wordings counted
three times. Printed are RR@10 by five-fold cross-validation over articles, and of the final weights on
the folders held out, which no fit has seen.

Listwise softmax (Cao and others 2007): the log probability that the sum of the right passages has
among a question's candidates, with a ridge on standardised signals.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from rag.archive import Archive
from rag.evaluate.sets import Asked, read_set
from rag.opened import Opened
from rag.retrieve import ranker
from rag.retrieve.search import Candidates, candidates
from rag.retrieve.signals import SIGNALS, Floats
from rag.settings import Settings
from rag.types import QueryVectors

RIDGE = 0.01
FOLDS = 5
COUNTS = {"standalone": 3.0}  # a question of that wording, one of another counts 1
DEPTH = 10


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A question's candidates: their signals, and which of them are right."""

    wording: str
    fold: int
    signals: Floats
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Answerable:
    """A question with what may answer it; `count` gives the word pieces of texts."""

    asked: Asked
    query: QueryVectors
    found: Candidates
    count: Callable[[Sequence[str]], list[int]]

    @property
    def row(self) -> Row:
        fold = int(hashlib.sha256(min(self.asked.articles).encode()).hexdigest(), 16) % FOLDS
        right = np.array([self.asked.is_right(p) for p in self.found.passages], dtype=bool)
        return Row(self.asked.wording, fold, self.found.signals, right)


def answerable(
    folder: Path, settings: Settings | None = None, limit: int | None = None, place: Path | None = None
) -> Iterator[Answerable]:
    """Every question of a set, or the first `limit` of each wording, asked of an archive of its documents.

    The archive is kept in `place`, and taken from there where it stands already; without one it goes.
    """
    articles, questions = read_set(folder, limit)
    known = place is not None and place.exists()
    with (
        tempfile.TemporaryDirectory(prefix="dateline-fit-") as temporary,
        Archive(place or Path(temporary) / "archive", settings or Settings()) as archive,
    ):
        if not known:
            archive.add(articles)
        opened = Opened(archive.path, archive.settings, archive.embedder)
        try:
            yield from (_answerable(opened, asked) for asked in questions)
        finally:
            opened.close()


def _answerable(opened: Opened, asked: Asked) -> Answerable:
    embedder = opened.embedder
    query = embedder.query(asked.text)
    found = opened.read(
        lambda catalog, index: candidates(asked.text, query, DEPTH, index, catalog, embedder, opened.settings)
    )
    return Answerable(asked, query, found, embedder.count)


def fit(rows: Sequence[Row], counts: Mapping[str, float] = COUNTS) -> Floats:
    """(signals,): the weights that make what is right likeliest; `counts` by wording, 1 where not named."""
    useful = [row for row in rows if row.right.any()]
    together = np.concatenate([row.signals for row in useful])
    spread = together.std(axis=0) + 1e-9
    together = together / spread
    right = np.concatenate([row.right for row in useful])
    lengths = [len(row.right) for row in useful]
    starts = np.cumsum([0, *lengths[:-1]])
    share = np.array([counts.get(row.wording, 1.0) for row in useful])
    share /= share.sum()
    each = np.repeat(share, lengths)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = together @ weights
        likely = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), lengths))
        among = np.where(right, likely, 0.0)
        all_of, right_of = np.add.reduceat(likely, starts), np.add.reduceat(among, starts)
        slope = together.T @ (
            each * (likely / np.repeat(all_of, lengths) - among / np.repeat(right_of, lengths))
        )
        off = float(share @ (np.log(all_of) - np.log(right_of)))
        return off + RIDGE * float(weights @ weights), slope + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread)


def reciprocal_rank(row: Row, weights: Floats) -> float:
    """1 / the rank of the first right passage, ties in the order of ids; 0 beyond DEPTH."""
    order = np.argsort(-(row.signals @ weights), kind="stable")[:DEPTH].tolist()
    return next((1 / rank for rank, place in enumerate(order, start=1) if row.right[place]), 0.0)


def cross_validated(rows: Sequence[Row]) -> dict[str, float]:
    """RR@10 by wording, each question ranked by weights fitted without its article."""
    found: dict[str, list[float]] = {}
    for fold in range(FOLDS):
        weights = fit([row for row in rows if row.fold != fold])
        for row in rows:
            if row.fold == fold:
                found.setdefault(row.wording, []).append(reciprocal_rank(row, weights))
    return {wording: round(float(np.mean(ranks)), 4) for wording, ranks in sorted(found.items())}


def scored(rows: Sequence[Row], weights: Floats) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(row.wording, []).append(reciprocal_rank(row, weights))
    return {wording: round(float(np.mean(ranks)), 4) for wording, ranks in sorted(found.items())}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held-out", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true", help="replace the weights that ship")
    args = parser.parse_args()
    rows = [one.row for one in answerable(args.folder)]
    weights = fit(rows)
    told = {
        "weights": {name: round(float(w), 4) for name, w in zip(SIGNALS, weights, strict=True)},
        "fitted_on": {"set": args.folder.name, "questions": len(rows), "RR@10": scored(rows, weights)},
        "cross_validated": cross_validated(rows),
        "held_out": {
            folder.name: scored([one.row for one in answerable(folder)], weights) for folder in args.held_out
        },
    }
    if args.write:
        Path(ranker.__file__).with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n")
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
