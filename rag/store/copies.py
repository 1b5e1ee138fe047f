"""Near-duplicates in the catalog: fingerprints and pairs of texts, clusters of articles.

Texts are fingerprinted once, whatever articles have them; which articles are in one cluster is kept
for each revision. The functions run on a connection that `database` lends.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.fingerprint import Fingerprint
from rag.store.records import Copies, Member
from rag.store.schema import FOREVER


def clustering(db: Any, revision: int) -> str:
    """How the clusters of a revision were made; "" when they were not."""
    row = db.execute("SELECT clustering FROM revisions WHERE revision = ?", (revision,)).fetchone()
    return row[0] if row else ""


def minhashes(db: Any) -> tuple[list[str], NDArray[np.uint32], list[int]]:
    """The texts of the articles in force by their hashes, their minhashes, and how many shingles each has."""
    rows = db.execute(
        "SELECT twin, minhash, length(halves) FROM fingerprints WHERE twin IN "
        f"(SELECT twin FROM articles WHERE until = {FOREVER}) ORDER BY twin"
    ).fetchall()
    joined = np.frombuffer(b"".join(minhash for _, minhash, _ in rows), dtype=np.uint32)
    matrix = joined.reshape(len(rows), -1) if rows else joined.reshape(0, 0)
    return [twin for twin, _, _ in rows], matrix, [size for _, _, size in rows]


def fingerprints(db: Any, twins: Iterable[str]) -> dict[str, Fingerprint]:
    """By the hash of the text; one that has none is left out."""
    rows = db.execute(
        "SELECT twin, halves, shingles, names, numbers, minhash FROM fingerprints "
        "WHERE twin IN (SELECT value FROM json_each(?))",
        (json.dumps(list(twins)),),
    )
    return {twin: _fingerprint(halves, *parts) for twin, halves, *parts in rows}


def pairs(db: Any) -> list[tuple[str, str, float]]:
    """All pairs of texts that are copies: their hashes, and the share of shingles both have."""
    return list(
        db.execute(
            "SELECT one.twin, other.twin, p.jaccard FROM pairs p "
            "JOIN fingerprints one ON one.row = p.one JOIN fingerprints other ON other.row = p.other"
        )
    )


def shingles_of(db: Any, revision: int, ids: Iterable[str]) -> dict[str, NDArray[np.uint32]]:
    """The shingles of articles by id; one without a fingerprint is left out."""
    rows = db.execute(
        "SELECT a.id, f.shingles FROM articles a JOIN fingerprints f ON f.twin = a.twin "
        "WHERE a.since <= :at AND :at < a.until AND a.id IN (SELECT value FROM json_each(:ids))",
        {"at": revision, "ids": json.dumps(list(ids))},
    )
    return {id: np.frombuffer(shingles, dtype=np.uint32) for id, shingles in rows}


def put(db: Any, copies: Copies, revision: int) -> None:
    """Keeps what was found, and the revision's clusters in place of those it had."""
    if copies.anew:
        db.execute("DELETE FROM pairs")
        db.execute("DELETE FROM fingerprints")
    db.executemany(
        "INSERT OR IGNORE INTO fingerprints VALUES (NULL, ?, ?, ?, ?, ?, ?)",
        (
            (twin, *(part.tobytes() for part in (f.minhash, f.shingles, f.halves, f.names, f.numbers)))
            for twin, f in copies.fingerprints.items()
        ),
    )
    if copies.pairs:
        rows = dict(db.execute("SELECT twin, row FROM fingerprints"))
        db.executemany(
            "INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)",
            ((rows[one], rows[other], share) for one, other, share in copies.pairs),
        )
    db.execute("DELETE FROM clusters WHERE revision = ?", (revision,))
    db.executemany(
        "INSERT INTO clusters SELECT ?, row, ? FROM articles WHERE id = ? AND until = ?",
        ((revision, number, id, FOREVER) for number, cluster in enumerate(copies.clusters) for id in cluster),
    )
    values = (copies.clustering, revision)
    db.execute("UPDATE revisions SET clustering = ? WHERE revision = ?", values)


def members(db: Any, revision: int) -> list[Member]:
    """The articles of a revision that have copies, each cluster's by date, those without one last.

    A cluster is called by the id of its first article.
    """
    rows = db.execute(
        "SELECT c.cluster, a.id, a.source, a.published, a.agency FROM clusters c "
        "JOIN articles a ON a.row = c.article WHERE c.revision = ? "
        "ORDER BY c.cluster, a.published IS NULL, a.published, a.id",
        (revision,),
    )
    first: dict[int, str] = {}
    return [
        Member(
            id,
            first.setdefault(cluster, id),
            source,
            date.fromisoformat(published) if published else None,
            agency,
        )
        for cluster, id, source, published, agency in rows
    ]


def _fingerprint(halves: bytes, *parts: bytes) -> Fingerprint:
    shingles, names, numbers, minhash = (np.frombuffer(part, dtype=np.uint32) for part in parts)
    return Fingerprint(shingles, np.frombuffer(halves, dtype=np.uint8), names, numbers, minhash)
