"""What the catalog tells of its holdings: the articles as a list shows them, the folders, what is withheld.

The tables of the last two came later than the others: a catalog that was not written to since lacks them,
and is then read as one where they are empty.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rag.store.computed import IN_FORCE
from rag.store.database import Database
from rag.store.records import Listed, Withheld

LONGEST = 1_000  # versions of versions that are followed


class Holdings:
    """The part of `Catalog` that lists what there is."""

    _db: Database

    def listed(self, revision: int) -> list[Listed]:
        """Every article of a revision, in the order of their ids."""
        with self._db.reading() as db:
            earlier = _earlier(db, revision)
            rows = db.execute(
                "SELECT a.id, a.title, a.source, a.published, a.author, a.url, a.owner, a.twin "
                f"FROM articles a WHERE {IN_FORCE} ORDER BY a.id",
                {"at": revision},
            )
            return [
                Listed(
                    id,
                    title,
                    source,
                    date.fromisoformat(day) if day else None,
                    author,
                    url,
                    owner,
                    twin,
                    earlier[id],
                )
                for id, title, source, day, author, url, owner, twin in rows
            ]

    def word_counts(self, twins: Iterable[str]) -> dict[str, int]:
        """How many words each text has, by its hash."""
        query = "SELECT twin, text FROM articles WHERE twin IN (SELECT value FROM json_each(?)) GROUP BY twin"
        with self._db.reading() as db:
            return {twin: len(text.split()) for twin, text in db.execute(query, (json.dumps(list(twins)),))}

    def folders(self) -> dict[str, datetime | None]:
        """The folders that were synced, and when the archive was last in line with each; None: not known."""
        with self._db.reading() as db:
            found: dict[str, datetime | None] = {
                root: None for (root,) in db.execute("SELECT DISTINCT root FROM files ORDER BY root")
            }
            if _has(db, "synced"):
                found |= {
                    r: datetime.fromisoformat(at) for r, at in db.execute("SELECT root, at FROM synced")
                }
            return found

    def owners(self, revision: int) -> Counter[str]:
        """How many articles of a revision each folder gave; under "" those that were added."""
        query = f"SELECT a.owner, count(*) FROM articles a WHERE {IN_FORCE} GROUP BY a.owner"
        with self._db.reading() as db:
            return Counter(dict(db.execute(query, {"at": revision})))

    def put_synced(self, root: str, at: datetime) -> None:
        """Keeps that the archive is in line with a folder now."""
        with self._db.writing() as db:
            db.execute("INSERT OR REPLACE INTO synced VALUES (?, ?)", (root, at.isoformat()))

    def withheld(self) -> list[Withheld]:
        """What was removed by hand and is still left out of syncs, the latest first."""
        with self._db.reading() as db:
            if not _has(db, "withheld"):
                return []
            rows = db.execute(
                "SELECT owner, name, double, title, at FROM withheld ORDER BY at DESC, owner, name"
            )
            return [
                Withheld(owner, name, double, title, datetime.fromisoformat(at))
                for owner, name, double, title, at in rows
            ]

    def release(self, keys: Collection[tuple[str, str]]) -> None:
        """Lets the next sync of the folder take in again what is there by these (owner, name)."""
        with self._db.writing() as db:
            release(db, keys)


def withhold(db: Any, withheld: Sequence[Withheld]) -> None:
    rows = ((w.owner, w.name, w.double, w.title, w.at.isoformat()) for w in withheld)
    db.executemany("INSERT OR REPLACE INTO withheld VALUES (?, ?, ?, ?, ?)", rows)


def release(db: Any, keys: Collection[tuple[str, str]]) -> None:
    db.executemany("DELETE FROM withheld WHERE owner = ? AND name = ?", list(keys))


def _earlier(db: Any, revision: int) -> Counter[str]:
    """How many earlier texts each article in force has: its own, and those of what it took the place of."""
    rows = db.execute(
        "SELECT id, heir, until > :at AND since <= :at FROM articles WHERE heir <> '' AND since <= :at",
        {"at": revision},
    ).fetchall()
    alive = {id for (id,) in db.execute(f"SELECT a.id FROM articles a WHERE {IN_FORCE}", {"at": revision})}
    later = {id: heir for id, heir, _ in rows if heir != id}
    found: Counter[str] = Counter()
    for _, heir, in_force in rows:
        for _ in range(LONGEST):
            if heir in alive or heir not in later:
                break
            heir = later[heir]
        if heir in alive and not in_force:
            found[heir] += 1
    return found


def _has(db: Any, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return db.execute(query, (table,)).fetchone() is not None
