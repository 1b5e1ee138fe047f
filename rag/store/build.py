"""The child process that makes a generation from the catalog: `python -m rag.store.build ARCHIVE`.

A process of its own, because Chroma keeps what it once opened, and because a build may run out of
memory or disk: the parent then tells why, and what was published before still serves. It never
embeds; it ends by itself when its parent does. What to build comes in a line on its standard input, so
that it can be started before that is known, and be ready when it is.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import BuildFailed, DatelineError
from rag.store.catalog import Catalog
from rag.store.disk import told
from rag.store.exact import ExactIndex, label
from rag.store.lexical import LexicalIndex, write_lexical
from rag.store.manifest import CHROMA, EXACT, LEXICAL, Manifest, seal_folder, write_manifest
from rag.store.steps import reached
from rag.store.vectors import GRAPHS, ChromaIndex, write_vectors

RECALL = 0.98  # what less finds is not published
SAMPLED = 250  # passages whose neighbours are compared with all there are
ASKED = 10_000  # passages that are asked for themselves: each, or of more as many, evenly spread
NEAREST = 10
BATCH = 250
SAME = 1e-4  # cosines this close are those of equal vectors
NICENESS = 10


def build(archive: Path, revision: int, embedder: str, folder: Path) -> None:
    """Writes the generation into the empty folder. Raises BuildFailed when it does not find what it holds."""
    catalog = Catalog.open(archive)
    try:
        ids, matrix = catalog.matrix(revision, embedder)
        passages = catalog.passages(revision)
        if [p.id for p in passages] != ids:
            raise BuildFailed(f"{len(passages) - len(ids)} passages have no vectors of {embedder}")
        articles = {article.id: article for article in catalog.articles(revision)}
        corpus = catalog.corpus(revision) or ""
    finally:
        catalog.close()
    labels = [label(articles[p.article_id]) for p in passages]
    for part in (CHROMA, EXACT, LEXICAL):
        (folder / part).mkdir()
    ExactIndex(ids, matrix, labels).write(folder / EXACT)
    with ThreadPoolExecutor(1, thread_name_prefix="words") as beside:
        words = beside.submit(
            write_lexical, folder / LEXICAL, ((p, articles[p.article_id]) for p in passages)
        )
        write_vectors(folder / CHROMA, ids, matrix, GRAPHS[0])
        words.result()
    for denser in (*GRAPHS[1:], None):
        reached("after_build")
        recall = _read_back(folder, ids, matrix)
        if recall >= RECALL:
            break
        if denser is None:
            raise BuildFailed(
                f"the vector index finds {recall:.1%} of what it holds, {RECALL:.0%} are needed"
            )
        shutil.rmtree(folder / CHROMA)
        (folder / CHROMA).mkdir()
        write_vectors(folder / CHROMA, ids, matrix, denser)
    files = seal_folder(folder)
    dimension = matrix.shape[1]
    write_manifest(
        folder,
        Manifest(revision, embedder, dimension, len(articles), len(ids), corpus, recall, files),
    )
    reached("after_manifest")


def _read_back(folder: Path, ids: list[str], matrix: NDArray[np.float32]) -> float:
    """The recall of a fresh reader: the lesser of finding oneself and finding one's neighbours."""
    words = LexicalIndex.open(folder / LEXICAL)
    if words.size != len(ids):
        raise BuildFailed(f"the word index holds {words.size} passages in place of {len(ids)}")
    index = ChromaIndex.open(folder / CHROMA)
    try:
        if index.ids() != set(ids):
            raise BuildFailed(f"the vector index does not hold the {len(ids)} passages it was given")
        recall = _recall(index, ids, matrix)
    finally:
        index.close()
    return round(recall, 4)


def _recall(index: ChromaIndex, ids: list[str], matrix: NDArray[np.float32]) -> float:
    """The lesser of two shares: passages found by their own vector, and truly nearest ones given.

    An equal vector is as good as one's own, an equal cosine as good as the nearest's.
    """
    selves = given = wanted = 0
    asked = range(0, len(ids), max(1, len(ids) // ASKED))
    step = max(1, len(asked) // SAMPLED)
    for start in range(0, len(asked), BATCH):
        places = asked[start : start + BATCH]
        for turn, (place, hits) in enumerate(
            zip(places, index.query_all(matrix[places], NEAREST), strict=True), start
        ):
            full = len(hits) == NEAREST and hits[-1][1] > 1 - SAME  # more equal ones than were asked for
            selves += full or any(hit == ids[place] for hit, _ in hits)
            if turn % step == 0:
                nearest = np.sort(matrix @ matrix[place])[-NEAREST:]
                given += sum(score >= nearest[0] - SAME for _, score in hits)
                wanted += len(nearest)
    return min(selves / len(asked), given / wanted) if ids else 1.0


def _end_with_parent() -> None:
    """Blocks until the parent's end of the pipe closes, which the system does when it dies."""
    os.read(0, 1)
    os._exit(1)


def main() -> int:
    os.nice(NICENESS)
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        return 1  # nothing is to be built, or who would have said so has died
    threading.Thread(target=_end_with_parent, daemon=True).start()
    archive, job = Path(sys.argv[1]), json.loads(line)
    try:
        with told(archive):
            build(archive, job["revision"], job["embedder"], Path(job["folder"]))
    except DatelineError as error:
        sys.stdout.write(json.dumps({"error": type(error).__name__, "reason": str(error)}) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
