"""Follows CURRENT: whoever asks gets the newest generation, whoever is reading keeps theirs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex, open_generation


class Follower:
    """Lends the open index to many threads; one that was replaced is closed after its last reader."""

    def __init__(self, archive: Path, catalog: Catalog, embedder: str) -> None:
        self._archive, self._catalog, self._embedder = archive, catalog, embedder
        self._lock = threading.Lock()
        self._index: OpenIndex | None = None
        self._readers: dict[int, int] = {}  # by the identity of an open index

    @contextmanager
    def index(self) -> Iterator[OpenIndex]:
        """The newest index that opens, the same for as long as it is held."""
        index = self._taken()
        try:
            yield index
        finally:
            self._returned(index)

    def close(self) -> None:
        """Closes what nobody reads; the rest goes when its readers are done."""
        with self._lock:
            self._retire()

    def _taken(self) -> OpenIndex:
        with self._lock:
            if self._index is None or not self._index.is_current():
                newer = open_generation(self._archive, self._catalog, self._embedder)
                self._retire()
                self._index = newer
            index = self._index
            self._readers[id(index)] = self._readers.get(id(index), 0) + 1
            return index

    def _returned(self, index: OpenIndex) -> None:
        with self._lock:
            self._readers[id(index)] -= 1
            if not self._readers[id(index)]:
                del self._readers[id(index)]
                if index is not self._index:
                    index.close()

    def _retire(self) -> None:
        if self._index is not None and id(self._index) not in self._readers:
            self._index.close()
        self._index = None
