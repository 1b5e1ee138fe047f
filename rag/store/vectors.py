"""The door of chromadb: passage vectors of one generation, written once, then only read.

It knows no dates and no outlets: at 100,000 passages it takes 0.3 s to keep to a scope, and `exact`
a tenth of that. Chroma is given vectors and never makes them (its own embedding function would
download a model).
It writes into its folder even when it only reads, so a reader gives it a private copy.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings
from numpy.typing import NDArray

from rag.errors import GenerationDamaged

COLLECTION = "passages"
BATCH = 500
WRITES = 8  # at most so often is the whole graph written to disk while it grows
# Each finds more than the one before and takes more time and room: the next where one does not suffice.
GRAPHS: tuple[dict[str, Any], ...] = (
    {"space": "cosine", "max_neighbors": 16, "ef_construction": 128, "ef_search": 200},
    {"space": "cosine", "max_neighbors": 32, "ef_construction": 256, "ef_search": 400},
    {"space": "cosine", "max_neighbors": 64, "ef_construction": 512, "ef_search": 1_200},
)


def write_vectors(
    folder: Path,
    ids: Sequence[str],
    matrix: NDArray[np.float32],
    graph: Mapping[str, Any] = GRAPHS[0],
) -> None:
    """Makes the index in an empty folder; `matrix` is (passages, dimension), rows of unit length."""
    parts = min(WRITES, max(1, math.ceil(len(ids) / 4_000)))
    every = max(2, len(ids) // parts)  # so that the last part is written too, and no reader replays it
    graph = {**graph, "sync_threshold": every, "batch_size": min(every, 100)}
    client = _client(folder)
    try:
        configuration: Any = {"hnsw": graph}
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration=configuration
        )
        for start, end in _batches(len(ids), parts):
            collection.add(ids=list(ids[start:end]), embeddings=matrix[start:end])
    finally:
        client.close()


class ChromaIndex:
    """The graph that `write_vectors` made: as not all of it is searched, a far passage may be missed."""

    def __init__(self, client: Any, collection: Any) -> None:
        self._client, self._collection = client, collection
        self._size: int = collection.count()

    @classmethod
    def open(cls, folder: Path) -> ChromaIndex:
        """Raises GenerationDamaged when Chroma cannot make sense of the folder."""
        with _translated(folder):
            client = _client(folder)
            try:
                return cls(client, client.get_collection(COLLECTION, embedding_function=None))
            except BaseException:
                client.close()
                raise

    def query(self, vector: NDArray[np.float32], n: int) -> list[tuple[str, float]]:
        """Up to n passage ids with their cosine, best first; ties in the order of ids."""
        return self.query_all(np.asarray(vector, dtype=np.float32)[np.newaxis], n)[0]

    def query_all(self, vectors: NDArray[np.float32], n: int) -> list[list[tuple[str, float]]]:
        """The same for each row of `vectors`, (questions, dimension)."""
        n = min(n, self._size)
        if n < 1:
            return [[] for _ in vectors]
        with _translated(self._collection.name):
            found = self._collection.query(query_embeddings=vectors, n_results=n, include=["distances"])
        return [
            sorted(
                ((id, 1.0 - float(distance)) for id, distance in zip(ids, distances, strict=True)),
                key=lambda hit: (-hit[1], hit[0]),
            )
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def ids(self) -> set[str]:
        with _translated(self._collection.name):
            return set(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        self._client.close()


def _client(folder: Path) -> Any:
    options: dict[str, Any] = {"anonymized_telemetry": False, "_env_file": None}  # no .env is for Chroma
    return chromadb.PersistentClient(str(folder), settings=Settings(**options))


def _batches(total: int, parts: int) -> Iterator[tuple[int, int]]:
    """Batches that end where a part ends."""
    bounds = [total * part // parts for part in range(parts + 1)]
    for first, last in itertools.pairwise(bounds):
        for start in range(first, last, BATCH):
            yield start, min(start + BATCH, last)


@contextmanager
def _translated(what: object) -> Iterator[None]:
    """Chroma has no narrow error types, and what its native part throws is no Exception at all."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit, OSError)):
            raise
        raise GenerationDamaged(f"Chroma cannot read {what}: {error}") from error
