"""Rescoring candidates by their own vectors: the closest sentence, and MaxSim over tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import QueryVectors, Vectors

INT8 = 127.0  # what token vectors were multiplied by to become int8
MATCHED = 0.65  # the cosine from which a text counts as having a question's token


def passage_cosines(query: QueryVectors, found: Sequence[Vectors]) -> NDArray[np.float32]:
    """(passages,): the cosine of each passage's vector with the question's."""
    return np.asarray(np.stack([v.passage for v in found]) @ query.passage)


def sentence_cosines(query: QueryVectors, found: Sequence[Vectors]) -> NDArray[np.float32]:
    """(passages,): the best cosine that any sentence of each passage has with the question."""
    rows = np.concatenate([v.sentences for v in found]).astype(np.float32) @ query.passage
    return np.asarray(np.maximum.reduceat(rows, _starts([len(v.sentences) for v in found])))


def telling(query: QueryVectors, best: NDArray[np.float32]) -> NDArray[np.float32]:
    """(question tokens,): weights that sum to 1, higher for what few of the texts match.

    `best` is (texts, question tokens): the best cosine of each token in each text. What all of them
    speak of tells none from the other, as inverse document frequency has it (Spärck Jones 1972).
    """
    have = (best > MATCHED).sum(axis=0)
    weights = query.weights * (1 + np.log((len(best) + 1) / (have + 1)))
    return np.asarray(weights / max(float(weights.sum()), 1e-9), dtype=np.float32)


def token_cosines(query: QueryVectors, tokens: NDArray[np.int8]) -> NDArray[np.float32]:
    """(question tokens, tokens): every cosine between them."""
    return np.asarray(query.tokens @ (tokens.astype(np.float32) / INT8).T)


def _starts(lengths: Sequence[int]) -> NDArray[np.intp]:
    return np.cumsum([0, *lengths[:-1]])
