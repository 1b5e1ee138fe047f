"""The passages nearest to a question: by the graph, or within a scope by comparing with all of it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.store.exact import ExactIndex
from rag.store.vectors import ChromaIndex
from rag.types import EVERYTHING, Scope


class NearestIndex:
    """A `VectorIndex` over both indexes of a generation; the exact one is opened when a scope asks for it."""

    def __init__(self, graph: ChromaIndex, exact: Path) -> None:
        self._graph, self._folder = graph, exact
        self._exact: ExactIndex | None = None
        self._lock = threading.Lock()

    def query(
        self, vector: NDArray[np.float32], n: int, scope: Scope = EVERYTHING
    ) -> list[tuple[str, float]]:
        """See `VectorIndex.query`; without a scope a far passage may be missed, within one none is."""
        if scope == EVERYTHING:
            return self._graph.query(vector, n)
        with self._lock:
            if self._exact is None:
                self._exact = ExactIndex.open(self._folder)
        return self._exact.query(vector, n, scope)

    def close(self) -> None:
        self._graph.close()
        with self._lock:
            if self._exact is not None:
                self._exact.close()
