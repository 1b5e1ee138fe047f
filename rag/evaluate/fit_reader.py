"""Fit the weights by which sentences are read and write `rag/retrieve/reader.json`.

    python -m rag.evaluate.fit_reader FOLDER [--write] [--held-out FOLDER ...]

FOLDER is what `rag.evaluate.fit_ranker` takes, and is fitted first: which passages are read is the
ranker's choice. A sentence is right when an answer starts in it. The loss is that of the ranker, over
the sentences that were read in place of passages. The wordings of a set count alike: of NewsQA, whose
short questions leave out what they are about, 2,102 as much as the 183 that stand alone.

Printed are RR@10 of passages: by five-fold cross-validation over articles, and of the final weights on
the folders held out, which no fit has seen, with reading and without.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.evaluate.fit_ranker import DEPTH, FOLDS, Answerable, Row, answerable, fit
from rag.evaluate.sets import Asked
from rag.retrieve import reader
from rag.retrieve.ranker import Ranker
from rag.retrieve.reader import READ, Reader
from rag.retrieve.sentence_signals import SENTENCE_SIGNALS, measure
from rag.retrieve.sentences import Sentences, sentences
from rag.retrieve.signals import Floats
from rag.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A question's candidates, and the sentences of those that the ranker that ships has read."""

    passages: Row
    best: NDArray[np.intp]  # places of those read, best first
    sentences: Row
    held: tuple[tuple[int, ...], ...]  # the sentences of each that was read


def measured(
    folder: Path, settings: Settings | None = None, limit: int | None = None, place: Path | None = None
) -> list[Read]:
    """Every question of a set, or the first `limit` of each wording; `place` keeps the archive."""
    return [_read(one) for one in answerable(folder, settings, limit, place)]


def _read(one: Answerable) -> Read:
    row = one.row
    best = np.argsort(-Ranker.shipped().scores(row.signals), kind="stable")[:READ]
    passages = [one.found.passages[place] for place in best]
    found = sentences(one.query, passages, one.found.vectors, one.count)
    signals = measure(one.asked.text, one.query, found, row.signals[best])
    return Read(row, best, Row(row.wording, row.fold, signals, _right(one.asked, found)), found.held)


def _right(asked: Asked, found: Sentences) -> NDArray[np.bool_]:
    return np.array(
        [
            article in asked.articles and (not asked.starts or any(s <= at < e for at in asked.starts))
            for article, (s, e) in zip(found.articles, found.spans, strict=True)
        ],
        dtype=bool,
    )


def alike(rows: Sequence[Row]) -> dict[str, float]:
    """What a question of each wording counts, so that the wordings do in sum."""
    many = Counter(row.wording for row in rows)
    return {wording: max(many.values()) / n for wording, n in many.items()}


def fit_sentences(rows: Sequence[Read]) -> Floats:
    """(SENTENCE_SIGNALS,)"""
    return fit([one.sentences for one in rows], alike([one.sentences for one in rows]))


def reciprocal_rank(one: Read, ranker: Floats, reader: Floats | None) -> float:
    """1 / the rank of the first right passage, 0 beyond DEPTH; without a reader as the ranker has it."""
    scores = one.passages.signals @ ranker
    if reader is not None:
        shares = Reader(tuple(reader.tolist())).shares(one.sentences.signals, one.held)
        scores[one.best] = scores.max() + 1 + shares - shares.min()
    order = np.argsort(-scores, kind="stable")[:DEPTH].tolist()
    return next((1 / rank for rank, place in enumerate(order, start=1) if one.passages.right[place]), 0.0)


def scored(rows: Sequence[Read], ranker: Floats, reader: Floats | None) -> dict[str, float]:
    """RR@10 by wording."""
    return _means([(one.passages.wording, reciprocal_rank(one, ranker, reader)) for one in rows])


def cross_validated(rows: Sequence[Read], ranker: Floats) -> dict[str, float]:
    """RR@10 by wording, each question read by weights fitted without its article."""
    found = []
    for fold in range(FOLDS):
        weights = fit_sentences([one for one in rows if one.passages.fold != fold])
        found += [
            (one.passages.wording, reciprocal_rank(one, ranker, weights))
            for one in rows
            if one.passages.fold == fold
        ]
    return _means(found)


def _means(found: Sequence[tuple[str, float]]) -> dict[str, float]:
    wordings = sorted({wording for wording, _ in found})
    return {w: round(float(np.mean([rank for wording, rank in found if wording == w])), 4) for w in wordings}


def told(folder: str, rows: Sequence[Read], held_out: Mapping[str, Sequence[Read]]) -> dict[str, object]:
    """What `reader.json` holds."""
    ranker = np.array(Ranker.shipped().weights)
    weights = fit_sentences(rows)
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(SENTENCE_SIGNALS, weights, strict=True)},
        "fitted_on": {"set": folder, "questions": len(rows), "RR@10": scored(rows, ranker, weights)},
        "cross_validated": cross_validated(rows, ranker),
        "held_out": {name: scored(others, ranker, weights) for name, others in held_out.items()},
        "held_out_unread": {name: scored(others, ranker, None) for name, others in held_out.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held-out", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true", help="replace the weights that ship")
    args = parser.parse_args()
    found = told(
        args.folder.name, measured(args.folder), {other.name: measured(other) for other in args.held_out}
    )
    if args.write:
        Path(reader.__file__).with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
