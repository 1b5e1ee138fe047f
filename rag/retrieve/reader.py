"""Reading: the best passages by what their sentences are likely to answer, not by themselves alone.

A softmax over the sentences of all passages read says how likely each is to hold the answer, a passage's
share is the sum of its sentences'. So of two that overlap the one comes first whose share is larger.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from rag.retrieve.sentence_signals import OF_PASSAGE, SENTENCE_SIGNALS, measure
from rag.retrieve.sentences import Count, sentences
from rag.retrieve.signals import SIGNALS, Floats
from rag.types import Passage, QueryVectors, Vectors

READ = 20  # passages that are read: the ranker's best, of copies one
READING = "reading"  # as a part that can be left out, and in what a hit tells of its score
LEAST = 1e-12  # share whose logarithm stands for that of none


@dataclass(frozen=True, slots=True)
class Reader:
    """Weights of `SENTENCE_SIGNALS`, in their order. Made by `python -m rag.evaluate.fit_reader`."""

    weights: tuple[float, ...]

    @classmethod
    def shipped(cls, without: Collection[str] = ()) -> Reader:
        """The fitted weights, those that stand for signals of the passage in `without` set to 0."""
        silent = {of for name, of in zip(SIGNALS, OF_PASSAGE, strict=True) if name in without}
        named = zip(SENTENCE_SIGNALS, _shipped(), strict=True)
        return cls(tuple(0.0 if name in silent else weight for name, weight in named))

    def shares(self, signals: Floats, held: Sequence[Sequence[int]]) -> Floats:
        """(passages,): the logarithm of each one's share. `held` gives the sentences of each passage."""
        scores = signals @ np.array(self.weights)
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        return np.log([max(float(likely[list(own)].sum()), LEAST) for own in held])


def read_best(
    question: str,
    query: QueryVectors,
    best: Sequence[Passage],
    signals: Floats,
    vectors: Mapping[str, Vectors],
    count: Count,
    without: Collection[str] = (),
) -> dict[str, float]:
    """The logarithm of each passage's share, by id. `best` come best first, `signals` go with them.

    `count` gives the word pieces of texts, `without` the signals that are left out.
    """
    if not best:
        return {}
    read = sentences(query, best, vectors, count)
    shares = Reader.shipped(without).shares(measure(question, query, read, signals), read.held)
    return dict(zip((p.id for p in best), shares.tolist(), strict=True))


@cache  # a file of the package, which does not change while the program runs
def _shipped() -> tuple[float, ...]:
    text = (resources.files("rag.retrieve") / "reader.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return tuple(weights[name] for name in SENTENCE_SIGNALS)
