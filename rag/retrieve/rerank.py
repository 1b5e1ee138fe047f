"""Rescoring candidates by their own vectors: the closest sentence, and MaxSim over tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import QueryVectors, Vectors

INT8 = 127.0  # what token vectors were multiplied by to become int8


def passage_cosines(query: QueryVectors, found: Sequence[Vectors]) -> NDArray[np.float32]:
    """(passages,): the cosine of each passage's vector with the question's."""
    return np.asarray(np.stack([v.passage for v in found]) @ query.passage)


def sentence_cosines(query: QueryVectors, found: Sequence[Vectors]) -> NDArray[np.float32]:
    """(passages,): the best cosine that any sentence of each passage has with the question."""
    rows = np.concatenate([v.sentences for v in found]).astype(np.float32) @ query.passage
    return np.asarray(np.maximum.reduceat(rows, _starts([len(v.sentences) for v in found])))


def max_sim(query: QueryVectors, found: Sequence[Vectors]) -> NDArray[np.float32]:
    """(passages,): the weighted mean, over the question's tokens, of their best cosine in each passage.

    Khattab and Zaharia 2020 (ColBERT) take the plain sum; the mean keeps long and short questions
    on one scale, and the weights keep "what" and "the" from deciding.
    """
    sims = token_cosines(query, np.concatenate([v.tokens for v in found]))
    best = np.maximum.reduceat(sims, _starts([len(v.tokens) for v in found]), axis=1)
    return np.asarray(query.weights @ best / max(float(query.weights.sum()), 1e-9))


def token_cosines(query: QueryVectors, tokens: NDArray[np.int8]) -> NDArray[np.float32]:
    """(question tokens, tokens): every cosine between them."""
    return np.asarray(query.tokens @ (tokens.astype(np.float32) / INT8).T)


def _starts(lengths: Sequence[int]) -> NDArray[np.intp]:
    return np.cumsum([0, *lengths[:-1]])
