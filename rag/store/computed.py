"""The catalog's vectors: kept by what they were computed from, so nothing is computed twice.

The functions run on a connection that `database` lends; `Catalog` is who calls them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import NoModel
from rag.types import Passage, Span, Vectors

IN_FORCE = "a.since <= :at AND :at < a.until"
HELD = f"passages p JOIN articles a ON a.row = p.article AND {IN_FORCE}"
NO_VECTOR = "NOT EXISTS (SELECT 1 FROM vectors v WHERE v.embedder = :embedder AND v.key = p.key)"
UNIT = 1e-3  # how far from 1 the length of a unit vector may be


def relative(passage: Passage) -> list[Span]:
    """The sentences' places counted from the passage's start: the same wherever the article has it."""
    return [(start - passage.start, end - passage.start) for start, end in passage.sentences]


def key(passage: Passage) -> bytes:
    """Equal for passages that an embedder makes the same vectors of."""
    return hashlib.sha256(json.dumps([passage.text, relative(passage)]).encode()).digest()


def with_text(db: Any, rows: Sequence[Any]) -> list[Passage]:
    """Passages of rows (id, article row, start, end, sentences), their text cut from their articles."""
    wanted = json.dumps(sorted({row[1] for row in rows}))
    query = "SELECT row, id, text FROM articles WHERE row IN (SELECT value FROM json_each(?))"
    articles = {row: (id, text) for row, id, text in db.execute(query, (wanted,))}
    passages = []
    for id, row, start, end, sentences in rows:
        article_id, text = articles[row]
        spans = tuple((start + s, start + e) for s, e in json.loads(sentences))
        passages.append(Passage(id, article_id, text[start:end], start, end, spans))
    return passages


def vectors(db: Any, revision: int, ids: Iterable[str], embedder: str) -> dict[str, Vectors]:
    # joined in this order: left to itself, SQLite begins with all vectors of the embedder
    query = f"""
        SELECT p.id, v.passage, d.sentences, d.sentence_rows, d.tokens, d.token_rows
        FROM passages p CROSS JOIN articles a ON a.row = p.article AND {IN_FORCE}
        CROSS JOIN vectors v ON v.embedder = :embedder AND v.key = p.key
        CROSS JOIN details d ON d.row = v.row WHERE p.id IN (SELECT value FROM json_each(:ids))"""
    values = {"at": revision, "embedder": embedder, "ids": json.dumps(list(ids))}
    return {
        id: Vectors(
            passage=np.frombuffer(passage, dtype=np.float32),
            sentences=_rows(np.frombuffer(sentences, dtype=np.float16), sentence_rows),
            tokens=_rows(np.frombuffer(tokens, dtype=np.int8), token_rows),
        )
        for id, passage, sentences, sentence_rows, tokens, token_rows in db.execute(query, values)
    }


def matrix(db: Any, revision: int, embedder: str) -> tuple[list[str], NDArray[np.float32]]:
    """All rows in one block of memory, which is filled as they are read: at 100,000 it has 150 MB."""
    found = f"{HELD} JOIN vectors v ON v.embedder = :embedder AND v.key = p.key"
    values = {"at": revision, "embedder": embedder}
    count, bytes = db.execute(f"SELECT count(*), max(length(v.passage)) FROM {found}", values).fetchone()
    ids: list[str] = []
    joined = np.empty((count, (bytes or 0) // 4), dtype=np.float32)
    for row in db.execute(f"SELECT p.id, v.passage FROM {found} ORDER BY p.id", values):
        joined[len(ids)] = np.frombuffer(row[1], dtype=np.float32)
        ids.append(row[0])
    return ids, joined


def missing(db: Any, revision: int, embedder: str, limit: int | None) -> list[Passage]:
    rows = db.execute(
        f"SELECT min(p.id), p.article, p.start, p.end, p.sentences FROM {HELD} WHERE {NO_VECTOR} "
        "GROUP BY p.key ORDER BY min(p.id) LIMIT :limit",
        {"at": revision, "embedder": embedder, "limit": -1 if limit is None else limit},
    ).fetchall()
    return with_text(db, rows)


def missing_count(db: Any, revision: int, embedder: str) -> int:
    query = f"SELECT count(DISTINCT p.key) FROM {HELD} WHERE {NO_VECTOR}"
    return int(db.execute(query, {"at": revision, "embedder": embedder}).fetchone()[0])


def embedders(db: Any, revision: int) -> dict[str, int]:
    query = f"SELECT v.embedder, count(*) FROM {HELD} JOIN vectors v ON v.key = p.key GROUP BY v.embedder"
    return dict(db.execute(query, {"at": revision}).fetchall())


def put(db: Any, embedder: str, rows: Iterable[tuple[Passage, Vectors]]) -> None:
    for passage, made in rows:
        length = float(np.linalg.norm(made.passage))
        if not abs(length - 1) < UNIT:  # also when it is no number
            raise NoModel(
                f"embedder {embedder}: the vector of passage {passage.id} has length {length}, not 1"
            )
        cursor = db.execute(
            "INSERT OR IGNORE INTO vectors VALUES (NULL, ?, ?, ?)",
            (key(passage), embedder, np.asarray(made.passage, dtype=np.float32).tobytes()),
        )
        if cursor.rowcount:
            sentences = np.asarray(made.sentences, dtype=np.float16)
            tokens = np.asarray(made.tokens, dtype=np.int8)
            values = (sentences.tobytes(), len(sentences), tokens.tobytes(), len(tokens))
            db.execute("INSERT INTO details VALUES (?, ?, ?, ?, ?)", (cursor.lastrowid, *values))


def _rows(flat: NDArray[Any], rows: int) -> NDArray[Any]:
    return flat.reshape(rows, -1) if rows else flat.reshape(0, 0)
