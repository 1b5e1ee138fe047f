"""Forgetting: what no kept generation needs goes, but the texts that are kept as earlier versions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rag.store.database import Database
from rag.store.schema import FOREVER

ENDED = f"""until < {FOREVER} AND NOT EXISTS (SELECT 1 FROM revisions r
    WHERE r.revision IN (SELECT value FROM json_each(:keep))
    AND articles.since <= r.revision AND r.revision < articles.until)"""
PASSAGES = "EXISTS (SELECT 1 FROM passages p WHERE p.article = articles.row)"


def prune(database: Database, kept: Iterable[tuple[int, str]]) -> bool:
    """Deletes what no kept (revision, embedder) needs; see `Catalog.prune`."""
    kept = set(kept)
    with database.reading() as db:
        known = {row[0] for row in db.execute("SELECT revision FROM revisions")}
        keep = {revision for revision, _ in kept} | {max(known, default=0)}
        values = {
            "keep": json.dumps(sorted(keep)),
            "embedders": json.dumps(sorted({embedder for _, embedder in kept})),
        }
        if known <= keep and not _anything(db, values):
            return False
    with database.writing() as db:
        _delete(db, values)
    return True


def _anything(db: Any, values: dict[str, str]) -> bool:
    """Whether there is an article, a passage of an earlier version, or a vector that nobody needs."""
    queries = (
        f"SELECT 1 FROM articles WHERE {ENDED} AND (heir = '' OR {PASSAGES}) LIMIT 1",
        "SELECT 1 FROM vectors WHERE embedder NOT IN (SELECT value FROM json_each(:embedders)) LIMIT 1",
    )
    return any(db.execute(query, values).fetchone() for query in queries)


def _delete(db: Any, values: dict[str, str]) -> None:
    for statement in (
        "DELETE FROM revisions WHERE revision NOT IN (SELECT value FROM json_each(:keep))",
        f"DELETE FROM articles WHERE heir = '' AND {ENDED}",
        f"DELETE FROM passages WHERE article IN (SELECT row FROM articles WHERE heir <> '' AND {ENDED})",
        "DELETE FROM fingerprints WHERE twin NOT IN (SELECT twin FROM articles)",
        "DELETE FROM vectors WHERE embedder NOT IN (SELECT value FROM json_each(:embedders)) "
        "OR NOT EXISTS (SELECT 1 FROM passages p WHERE p.key = vectors.key)",
    ):
        db.execute(statement, values)
