"""Search by comparing with every vector of a scope: always right, quick enough for some 100,000 passages.

It serves where a question is limited to dates or outlets, and where an index on disk is damaged; a
new graph's recall is held against it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import GenerationDamaged
from rag.types import EVERYTHING, Article, Scope

MATRIX, DAYS, SOURCES, NAMES = "matrix.npy", "days.npy", "sources.npy", "names.json"
NO_DAY = -1
FEW = 4  # a scope of less than this part of all is copied together before it is compared


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
    """A `VectorIndex` over a matrix (passages, dimension), its rows in the order of the passage ids."""

    def __init__(self, ids: Sequence[str], matrix: NDArray[np.float32], labels: Sequence[Label]) -> None:
        order = sorted(range(len(ids)), key=lambda place: ids[place])
        in_order = all(place == row for row, place in enumerate(order))
        self._ids = [ids[place] for place in order]
        self._matrix = matrix if in_order else matrix[order]
        self._names = sorted({tag.source for tag in labels})
        number = {name: place for place, name in enumerate(self._names)}
        labels = [labels[place] for place in order]
        self._days = np.array([NO_DAY if t.day is None else t.day for t in labels], dtype=np.int32)
        self._sources = np.array([number[tag.source] for tag in labels], dtype=np.int32)

    @classmethod
    def open(cls, folder: Path) -> ExactIndex:
        """What `write` made; the matrix is read from its file as it is needed. Raises GenerationDamaged."""
        index = cls.__new__(cls)
        try:
            index._matrix = np.load(folder / MATRIX, mmap_mode="r", allow_pickle=False)
            index._days = np.load(folder / DAYS, allow_pickle=False)
            index._sources = np.load(folder / SOURCES, allow_pickle=False)
            index._ids, index._names = json.loads((folder / NAMES).read_text("utf-8"))
        except (OSError, ValueError, TypeError) as error:
            raise GenerationDamaged(f"the vectors in {folder} cannot be read: {error}") from error
        return index

    def write(self, folder: Path) -> None:
        """Into an empty folder."""
        np.save(folder / MATRIX, np.asarray(self._matrix, dtype=np.float32), allow_pickle=False)
        np.save(folder / DAYS, self._days, allow_pickle=False)
        np.save(folder / SOURCES, self._sources, allow_pickle=False)
        (folder / NAMES).write_text(json.dumps([self._ids, self._names]), encoding="utf-8")

    def query(
        self, vector: NDArray[np.float32], n: int, scope: Scope = EVERYTHING
    ) -> list[tuple[str, float]]:
        places = np.flatnonzero(self._inside(scope))
        if not len(places) or n < 1:
            return []
        vector = np.asarray(vector, dtype=np.float32)
        few = len(places) * FEW < len(self._ids)
        cosines = self._matrix[places] @ vector if few else (self._matrix @ vector)[places]
        if n < len(places):
            least = np.partition(cosines, -n)[-n]
            near = np.flatnonzero(cosines >= least)
            places, cosines = places[near], cosines[near]
        best = np.argsort(-cosines, kind="stable")[:n]  # stable, and places are in the order of ids
        return [(self._ids[places[i]], float(cosines[i])) for i in best]

    def close(self) -> None:
        self._ids, self._matrix = [], np.empty((0, 0), dtype=np.float32)
        self._days = self._sources = np.empty(0, dtype=np.int32)

    def _inside(self, scope: Scope) -> NDArray[np.bool_]:
        inside = np.ones(len(self._ids), dtype=bool)
        if scope.after or scope.before:
            inside &= self._days != NO_DAY
        if scope.after:
            inside &= self._days >= scope.after.toordinal()
        if scope.before:
            inside &= self._days <= scope.before.toordinal()
        if scope.sources:
            wanted = [place for place, name in enumerate(self._names) if name in scope.sources]
            inside &= np.isin(self._sources, wanted)
        return inside
