"""The catalog: every article, passage and vector of the archive, and what each folder gave.

It is the truth; both search indexes are made from it. An article's row says since which revision
it is there and until which: a reader that holds one revision always sees exactly that one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.fingerprint import Fingerprint
from rag.store import articles, computed, copies, versions
from rag.store.articles import FIELDS
from rag.store.computed import IN_FORCE
from rag.store.database import Database
from rag.store.holdings import Holdings, release, withhold
from rag.store.prune import prune
from rag.store.records import Changes, Counts, FileRow, Gave, Kept, Member, Shelf
from rag.store.schema import FOREVER
from rag.types import Article, Passage, Vectors, Version


class Catalog(Holdings):
    """Opened once for a process; its methods may be called from any thread."""

    def __init__(self, archive: Path, write: bool) -> None:
        self._db = Database(archive, write)
        self.archive = archive

    @classmethod
    def open(cls, archive: Path, write: bool = False) -> Catalog:
        """Raises NoArchive, ArchiveReadOnly, ArchiveDamaged or NoSpace."""
        return cls(archive, write)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def damage(self) -> str:
        """What SQLite finds wrong with the file, in its words; nothing when all is well. Reads all of it."""
        with self._db.reading() as db:
            found = [row[0] for row in db.execute("PRAGMA quick_check(3)")]
        return "" if found == ["ok"] else "; ".join(found)

    # What a revision holds

    @property
    def revision(self) -> int:
        """The latest one; 0 when nothing was ever put in."""
        with self._db.reading() as db:
            return int(db.execute("SELECT coalesce(max(revision), 0) FROM revisions").fetchone()[0])

    def corpus(self, revision: int) -> str | None:
        """The hash over all articles of a revision; None when the catalog no longer has all of it."""
        with self._db.reading() as db:
            row = db.execute("SELECT corpus FROM revisions WHERE revision = ?", (revision,)).fetchone()
        return row[0] if row else None

    def counts(self, revision: int) -> Counts:
        with self._db.reading() as db:
            articles = db.execute(f"SELECT count(*) FROM articles a WHERE {IN_FORCE}", {"at": revision})
            passages = db.execute(
                f"SELECT count(*) FROM passages p JOIN articles a ON a.row = p.article WHERE {IN_FORCE}",
                {"at": revision},
            )
            return Counts(articles.fetchone()[0], passages.fetchone()[0])

    def articles(self, revision: int) -> list[Article]:
        """All of them, in the order of their ids."""
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT {FIELDS} FROM articles a WHERE {IN_FORCE} ORDER BY a.id", {"at": revision}
            )
            return [articles.article(row) for row in rows]

    def article(self, id: str, revision: int) -> Article | None:
        return self.articles_of(revision, [id]).get(id)

    def articles_of(self, revision: int, ids: Iterable[str]) -> dict[str, Article]:
        with self._db.reading() as db:
            rows = db.execute(
                f"SELECT {FIELDS} FROM articles a WHERE {IN_FORCE} "
                "AND a.id IN (SELECT value FROM json_each(:ids))",
                {"at": revision, "ids": json.dumps(list(ids))},
            )
            return {row[0]: articles.article(row) for row in rows}

    def outlets(self, revision: int) -> set[str]:
        """The names under `Article.source`, "" included where an article has none."""
        with self._db.reading() as db:
            rows = db.execute(f"SELECT DISTINCT a.source FROM articles a WHERE {IN_FORCE}", {"at": revision})
            return {row[0] for row in rows}

    def shelves(self, revision: int) -> list[Shelf]:
        """How many articles there are of each day and outlet."""
        query = f"SELECT a.published, a.source, count(*) FROM articles a WHERE {IN_FORCE} GROUP BY 1, 2"
        with self._db.reading() as db:
            rows = db.execute(query, {"at": revision})
            return [
                Shelf(date.fromisoformat(day) if day else None, source, many) for day, source, many in rows
            ]

    def passages(self, revision: int, ids: Iterable[str] | None = None) -> list[Passage]:
        """Those of the ids, or all; in the order of passage ids."""
        wanted = "" if ids is None else "AND p.id IN (SELECT value FROM json_each(:ids))"
        values = {"at": revision, "ids": json.dumps(None if ids is None else list(ids))}
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT p.id, p.article, p.start, p.end, p.sentences FROM passages p "
                f"JOIN articles a ON a.row = p.article WHERE {IN_FORCE} {wanted} ORDER BY p.id",
                values,
            ).fetchall()
            return computed.with_text(db, rows)

    def passages_of(self, article_id: str, revision: int) -> list[Passage]:
        """An article's passages in reading order."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT p.id, p.article, p.start, p.end, p.sentences FROM passages p "
                f"JOIN articles a ON a.row = p.article WHERE {IN_FORCE} AND a.id = :id ORDER BY p.start",
                {"at": revision, "id": article_id},
            ).fetchall()
            return computed.with_text(db, rows)

    def versions(self, id: str, revision: int) -> list[Version]:
        """The article's text in force and its earlier ones, newest first; also by an earlier version's id."""
        with self._db.reading() as db:
            return versions.versions(db, id, revision)

    # Copies

    def clustering(self, revision: int) -> str:
        """How the clusters of a revision were made; "" when they were not."""
        with self._db.reading() as db:
            return copies.clustering(db, revision)

    def members(self, revision: int) -> list[Member]:
        """The articles that have copies, cluster by cluster, the earliest of each first."""
        with self._db.reading() as db:
            return copies.members(db, revision)

    def minhashes(self) -> tuple[list[str], NDArray[np.uint32], list[int]]:
        """Texts of the latest revision: hash, minhashes (texts, permutations), number of shingles."""
        with self._db.reading() as db:
            return copies.minhashes(db)

    def fingerprints(self, twins: Iterable[str]) -> dict[str, Fingerprint]:
        """Of texts by their hashes; one that has none yet is left out."""
        with self._db.reading() as db:
            return copies.fingerprints(db, twins)

    def shingles_of(self, revision: int, ids: Iterable[str]) -> dict[str, NDArray[np.uint32]]:
        """The shingles of a revision's articles by id; one without a fingerprint is left out."""
        with self._db.reading() as db:
            return copies.shingles_of(db, revision, ids)

    def pairs(self) -> list[tuple[str, str, float]]:
        """Pairs of texts that are copies, by their hashes, with the share of shingles that both have."""
        with self._db.reading() as db:
            return copies.pairs(db)

    # Vectors

    def vectors(self, revision: int, ids: Iterable[str], embedder: str) -> dict[str, Vectors]:
        """By passage id; an id that the revision or the embedder does not have is left out."""
        with self._db.reading() as db:
            return computed.vectors(db, revision, ids, embedder)

    def matrix(self, revision: int, embedder: str) -> tuple[list[str], NDArray[np.float32]]:
        """Passage ids in their order, and their vectors (passages, dimension)."""
        with self._db.reading() as db:
            return computed.matrix(db, revision, embedder)

    def missing(self, revision: int, embedder: str, limit: int | None = None) -> list[Passage]:
        """Passages that have no vectors yet; of those that would get the same ones, one."""
        with self._db.reading() as db:
            return computed.missing(db, revision, embedder, limit)

    def missing_count(self, revision: int, embedder: str) -> int:
        with self._db.reading() as db:
            return computed.missing_count(db, revision, embedder)

    def embedders(self, revision: int) -> dict[str, int]:
        """Who made vectors of the revision's passages, and of how many."""
        with self._db.reading() as db:
            return computed.embedders(db, revision)

    def put_vectors(self, embedder: str, rows: Iterable[tuple[Passage, Vectors]]) -> None:
        """Kept for good, also when the sync that computed them is killed. Raises NoModel, NoSpace."""
        with self._db.writing() as db:
            computed.put(db, embedder, rows)

    # What changes it

    def kept(self) -> dict[str, Kept]:
        """Every article of the latest revision by id, and those that stand aside for a newer version.

        In the order in which they came, without their text.
        """
        with self._db.reading() as db:
            return {kept.id: kept for kept in versions.standing(db)}

    def standing(self, ids: Iterable[str]) -> dict[str, Article]:
        """The articles of `kept`, also those that stand aside, with their text."""
        with self._db.reading() as db:
            return versions.texts(db, ids)

    def files(self, root: str) -> dict[str, FileRow]:
        with self._db.reading() as db:
            rows = db.execute("SELECT * FROM files WHERE root = ? ORDER BY name", (root,))
            return {row[1]: _file(row) for row in rows}

    def commit(self, changes: Changes) -> int:
        """All of the changes in one transaction; the revision is a new one if any article changed."""
        with self._db.writing() as db:
            latest = db.execute("SELECT coalesce(max(revision), 0) FROM revisions").fetchone()[0]
            revision: int = latest + versions.touch_revision(db, changes)
            versions.apply(db, changes, revision)
            relabelled = [(label, id) for id, label in changes.relabelled.items()]
            db.executemany(f"UPDATE articles SET chunking = ? WHERE id = ? AND until = {FOREVER}", relabelled)
            db.executemany("DELETE FROM files WHERE root = ? AND name = ?", changes.forgotten)
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", map(_row, changes.files))
            if revision > latest:
                values = (revision, articles.corpus(db))
                db.execute("INSERT INTO revisions (revision, corpus) VALUES (?, ?)", values)
            withhold(db, changes.withheld)
            release(db, changes.released)
            if changes.copies is not None:
                copies.put(db, changes.copies, revision)
        return revision

    def prune(self, kept: Iterable[tuple[int, str]]) -> bool:
        """Forgets what none of the kept (revision, embedder) needs, nor the latest revision.

        The text of an earlier version stays until its article goes. What is deleted is overwritten.
        False when there was nothing to forget.
        """
        if not prune(self._db, kept):
            return False
        self._db.shrink()
        return True


def _row(file: FileRow) -> tuple[str, ...]:
    return (file.root, file.name, file.sha256, file.loader, json.dumps(file.gave), json.dumps(file.skipped))


def _file(row: Any) -> FileRow:
    root, name, sha256, loader, gave, skipped = row
    return FileRow(
        root,
        name,
        sha256,
        loader,
        tuple(Gave(*pair) for pair in json.loads(gave)),
        tuple((name, why) for name, why in json.loads(skipped)),
    )
