"""Earlier versions in the catalog: texts that were superseded, kept until their article goes.

A row with an heir is an earlier version of the article of that id, which may have an heir itself.
It has no part in any search: its passages and vectors go with the last generation that has them.

The functions run on a connection that `database` lends; `Catalog` is who calls them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rag.store import articles
from rag.store.records import Changes, Kept, stamp
from rag.store.schema import FOREVER
from rag.types import Article, Version

STANDING = f"(until = {FOREVER} OR aside = 1)"  # of an id, one row at most
LONGEST = 1_000  # heirs of heirs that are followed


def standing(db: Any) -> list[Kept]:
    """The articles in force and those that stand aside for one, in the order in which they came."""
    rows = db.execute(
        "SELECT id, owner, name, chunking, digest, twin, title, source, url, key, "
        f"updated_at, published_at, published, since, heir FROM articles WHERE {STANDING} ORDER BY row"
    )
    return [
        Kept(*(*row[:10], _stamp(*row[10:13]), *row[13:]))
        for row in sorted(rows, key=lambda row: int(row[13]))  # a row is new where an article was cut anew
    ]


def texts(db: Any, ids: Iterable[str]) -> dict[str, Article]:
    """Articles in force or standing aside, by id."""
    rows = db.execute(
        f"SELECT {articles.FIELDS} FROM articles a WHERE {STANDING} "
        "AND a.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: articles.article(row) for row in rows}


def touch_revision(db: Any, changes: Changes) -> bool:
    """Whether the changes make another set of articles in force."""
    ids = json.dumps([s.id for s in changes.superseded])
    query = f"SELECT 1 FROM articles WHERE until = {FOREVER} AND id IN (SELECT value FROM json_each(?))"
    return bool(changes.entries or changes.removed) or db.execute(query, (ids,)).fetchone() is not None


def apply(db: Any, changes: Changes, revision: int) -> None:
    """Ends what is replaced, removed or superseded, and puts in what is new."""
    new = {entry.article.id for entry in changes.newcomers}
    db.executemany(
        f"UPDATE articles SET heir = ?, why = ?, aside = 0 WHERE id = ? AND {STANDING}",
        [(id, why, id) for id, why in changes.earlier.items()],
    )
    superseded = [(s.heir, s.why, s.aside, s.id) for s in changes.superseded]
    known = [values for values in superseded if values[-1] not in new]
    supersede = f"UPDATE articles SET heir = ?, why = ?, aside = ? WHERE id = ? AND {STANDING}"
    db.executemany(supersede, known)
    db.executemany(
        "UPDATE articles SET heir = '', why = '', aside = 0 WHERE id = ? AND aside = 1",
        [(id,) for id in changes.dropped],
    )
    ended = {*changes.removed, *(e.article.id for e in changes.entries), *(v[-1] for v in superseded)}
    db.executemany(
        f"UPDATE articles SET until = ? WHERE id = ? AND until = {FOREVER}",
        [(revision, id) for id in sorted(ended)],
    )
    for entry in changes.entries:
        articles.insert(db, entry, revision)
    for entry in changes.newcomers:
        row = articles.insert(db, entry, revision, revision)
        db.execute("UPDATE articles SET aside = 1 WHERE row = ?", (row,))
    db.executemany(supersede, [values for values in superseded if values[-1] in new])
    _forget_orphans(db)


def versions(db: Any, id: str, revision: int) -> list[Version]:
    """Of the article that `id` is or was superseded by: its text in force, then the earlier, newest first."""
    heir = _in_force(db, id, revision)
    if heir is None:
        return []
    query = (
        "WITH RECURSIVE line(row, id) AS "
        "(SELECT row, id FROM articles WHERE heir = :heir AND heir <> '' UNION "
        "SELECT a.row, a.id FROM articles a JOIN line ON a.heir = line.id WHERE a.heir <> '') "
        f"SELECT {articles.FIELDS}, a.since, a.until, a.why, a.row FROM articles a WHERE a.since <= :at "
        "AND (a.row IN (SELECT row FROM line) OR (a.id = :heir AND :at < a.until))"
    )
    found = [(articles.article(row), *row[-4:]) for row in db.execute(query, {"heir": heir, "at": revision})]
    found.sort(key=lambda v: (v[2] > revision, v[2], *_order(v[0]), v[4]), reverse=True)
    return [
        Version(article, since, until if until <= revision else None, why if until <= revision else "")
        for article, since, until, why, _ in found
    ]


def _in_force(db: Any, id: str, revision: int) -> str | None:
    """The id of the article in force that this one is, or is an earlier version of."""
    for _ in range(LONGEST):
        query = "SELECT 1 FROM articles WHERE id = ? AND since <= ? AND ? < until"
        if db.execute(query, (id, revision, revision)).fetchone():
            return id
        query = "SELECT heir FROM articles WHERE id = ? AND heir <> '' ORDER BY aside DESC, row DESC"
        row = db.execute(query, (id,)).fetchone()
        if row is None or row[0] == id:
            return None
        id = row[0]
    return None


def _forget_orphans(db: Any) -> None:
    """A version whose article has gone is no version any more: the next pruning takes its text."""
    db.execute(
        f"WITH RECURSIVE alive(id) AS (SELECT id FROM articles WHERE until = {FOREVER} UNION "
        "SELECT a.id FROM articles a JOIN alive ON a.heir = alive.id WHERE a.heir <> '') "
        "UPDATE articles SET heir = '', why = '', aside = 0 "
        "WHERE heir <> '' AND heir NOT IN (SELECT id FROM alive)"
    )


def _order(article: Article) -> Sequence[float]:
    """By the moment of the text, those without one last."""
    moment = stamp(article.updated_at, article.published_at, article.published)
    if moment is None:
        return (0, 0.0)
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC)
        return (moment.toordinal(), moment.timestamp())
    return (moment.toordinal(), 0.0)


def _stamp(updated_at: str | None, published_at: str | None, published: str | None) -> date | None:
    return stamp(
        datetime.fromisoformat(updated_at) if updated_at else None,
        datetime.fromisoformat(published_at) if published_at else None,
        date.fromisoformat(published) if published else None,
    )
