"""The archive as a list of its articles: how long each is, how many copies and earlier texts it has."""

from __future__ import annotations

import threading

from rag.findings import Holding
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex


class Listing:
    """Remembers the list of one revision, and how many words each text has: only new ones are counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: dict[str, int] = {}  # by the hash of the text
        self._last: tuple[int, tuple[Holding, ...]] = (-1, ())

    def of(self, catalog: Catalog, index: OpenIndex) -> tuple[Holding, ...]:
        """Every article of the revision that is open, in the order of their ids."""
        with self._lock:
            if self._last[0] != index.revision:
                self._last = (index.revision, self._made(catalog, index))
            return self._last[1]

    def _made(self, catalog: Catalog, index: OpenIndex) -> tuple[Holding, ...]:
        rows = catalog.listed(index.revision)
        twins = {row.twin for row in rows}
        known = {twin: words for twin, words in self._words.items() if twin in twins}
        self._words = known | catalog.word_counts(twins - known.keys())
        clusters = index.clusters
        return tuple(
            Holding(
                row.id,
                row.title,
                row.source,
                row.published,
                row.author,
                row.url,
                self._words[row.twin],
                len(clusters.members[clusters.of[row.id]]) - 1 if row.id in clusters.of else 0,
                row.earlier,
                row.owner,
            )
            for row in rows
        )
