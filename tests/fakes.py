"""Small predictable stand-ins for what is slow or outside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

import numpy as np

from rag.types import Passage, QueryVectors, Vectors

WORD = re.compile(r"\w+")


class FakeEmbedder:
    """Each word is one fixed random direction, a text the mean of its words: equal words, equal vectors.

    `embedded` counts the passages computed, so that tests see what was not computed again.
    """

    def __init__(self, name: str = "fake", dimension: int = 32, max_pieces: int = 254) -> None:
        self.name, self.dimension, self.max_pieces = name, dimension, max_pieces
        self.embedded = 0

    def _word(self, word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.lower().encode()).digest()[:8], "big")
        return unit(np.random.default_rng(seed).standard_normal(self.dimension))

    def _tokens(self, text: str) -> np.ndarray:
        return np.array([self._word(w) for w in WORD.findall(text) or ["."]], dtype=np.float32)

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(WORD.findall(text)) for text in texts]

    def embed(self, passages: Sequence[Passage]) -> Iterable[tuple[int, Vectors]]:
        for place, passage in enumerate(passages):
            self.embedded += 1
            spans = [(s - passage.start, e - passage.start) for s, e in passage.sentences]
            texts = [passage.text[s:e] for s, e in spans] or [passage.text]
            tokens = self._tokens(passage.text)
            yield (
                place,
                Vectors(
                    passage=unit(tokens.mean(axis=0)).astype(np.float32),
                    sentences=np.array([unit(self._tokens(t).mean(axis=0)) for t in texts], dtype=np.float16),
                    tokens=np.round(tokens * 127).astype(np.int8),
                ),
            )

    def query(self, question: str) -> QueryVectors:
        tokens = self._tokens(question)
        return QueryVectors(
            passage=unit(tokens.mean(axis=0)).astype(np.float32),
            tokens=tokens,
            weights=np.ones(len(tokens), dtype=np.float32),
            words=tuple(w.lower() for w in WORD.findall(question)) or (".",),
        )


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)
