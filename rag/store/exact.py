"""Search by comparing with every vector: always right, quick enough for some 100,000 passages.

It serves when an index on disk is damaged, and a new index's recall is held against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import EVERYTHING, Article, Scope


class Label(NamedTuple):
    """What an index must know of a passage to keep to a scope."""

    day: int | None  # the date's ordinal
    source: str


def label(article: Article) -> Label:
    return Label(article.published.toordinal() if article.published else None, article.source)


class VectorIndex(Protocol):
    """Finds the passages whose vectors are closest to a question's."""

    def query(
        self, vector: NDArray[np.float32], n: int, scope: Scope = EVERYTHING
    ) -> list[tuple[str, float]]:
        """Up to n passage ids of the scope with their cosine, best first; ties in the order of ids."""

    def close(self) -> None:
        """Lets go of files and memory; the index answers no more."""


class ExactIndex:
    """A `VectorIndex` over a matrix in memory."""

    def __init__(self, ids: Sequence[str], matrix: NDArray[np.float32], labels: Sequence[Label]) -> None:
        order = sorted(range(len(ids)), key=lambda place: ids[place])
        self._ids = [ids[place] for place in order]
        self._matrix = matrix[order] if order else matrix
        labels = [labels[place] for place in order]
        self._days = np.array([-1 if tag.day is None else tag.day for tag in labels], dtype=np.int64)
        self._sources = np.array([tag.source for tag in labels], dtype=object)

    def query(
        self, vector: NDArray[np.float32], n: int, scope: Scope = EVERYTHING
    ) -> list[tuple[str, float]]:
        places = np.flatnonzero(self._inside(scope))
        if not len(places) or n < 1:
            return []
        cosines = (self._matrix @ np.asarray(vector, dtype=np.float32))[places]
        best = np.argsort(-cosines, kind="stable")[:n]  # stable, and places are in the order of ids
        return [(self._ids[places[i]], float(cosines[i])) for i in best]

    def close(self) -> None:
        self._ids, self._matrix = [], np.empty((0, 0), dtype=np.float32)
        self._days, self._sources = np.empty(0, dtype=np.int64), np.empty(0, dtype=object)

    def _inside(self, scope: Scope) -> NDArray[np.bool_]:
        inside = np.ones(len(self._ids), dtype=bool)
        if scope.after or scope.before:
            inside &= self._days >= 0
        if scope.after:
            inside &= self._days >= scope.after.toordinal()
        if scope.before:
            inside &= self._days <= scope.before.toordinal()
        if scope.sources:
            inside &= np.isin(self._sources, sorted(scope.sources))
        return inside
