"""The conversations' SQLite file: opened when first needed, set aside when it is damaged, never deleted.

Where the archive's folder cannot be written, what is kept is kept in memory until the program ends, and
`notice` says so.
"""

from __future__ import annotations

import sqlite3
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ui.kept.aside import set_aside
from ui.kept.kinds import NotKept
from ui.kept.tables import SCHEMA, VERSION

NAME = "conversations.sqlite3"
WAIT = 2.0  # seconds for a lock that another process holds
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
SHUT = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
Connection = sqlite3.Connection


class Conversations:
    """One connection, lent to one thread at a time. `folder` None keeps everything in memory."""

    def __init__(self, folder: Path | None, holds: Callable[[str, str], bool]) -> None:
        self.path = folder / NAME if folder is not None else None
        self.notice = ""
        self._holds = holds  # the SQL function of that name
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._waits = False  # in memory only because there is no archive yet

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """The connection, in one transaction: all that is done is kept, or none of it. Raises NotKept."""
        with self._lock:
            try:
                db = self._opened()
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):  # a full disk has rolled back already
                        db.execute("ROLLBACK")
                    raise
            except sqlite3.DatabaseError as error:
                raise self._told(error) from error

    def size(self, db: sqlite3.Connection) -> int:
        """Bytes in use, freed pages not counted."""
        pages, free, size = (
            int(db.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def shrink(self) -> None:
        """Folds the log into the file and gives freed pages back, so that deleted words are nowhere.

        While another process reads, the log stays until it has done so.
        """
        with self._lock:
            try:
                db = self._opened()
                db.execute("PRAGMA incremental_vacuum").fetchall()
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.DatabaseError as error:
                raise self._told(error) from error

    def close(self) -> None:
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = None

    def _opened(self) -> sqlite3.Connection:
        if self._waits and self.path is not None and self.path.parent.is_dir():
            self._let_go()
        if self._db is None:
            self._db = self._open()
        return self._db

    def _open(self) -> sqlite3.Connection:
        self._waits = self.path is not None and not self.path.parent.is_dir()
        if self.path is None or self._waits:
            return self._prepared(_connect("file::memory:"))
        try:
            return self._of_file(self.path)
        except sqlite3.DatabaseError as error:
            code = _code(error)
            if code in DAMAGED and self._set_aside(str(error)):
                return self._of_file(self.path)
            if code not in (*SHUT, *DAMAGED):
                raise
            self.notice = (
                f"Conversations cannot be kept in {self.path.parent} ({error}): "
                "new ones are gone when the program ends. Export what you need."
            )
            return self._in_memory(self.path)

    def _of_file(self, path: Path) -> sqlite3.Connection:
        if not path.exists():
            with suppress(OSError):  # SQLite then says why it cannot be made
                path.touch(mode=0o600)
        db = _connect(_uri(path, "mode=rw"))
        try:
            found = [row[0] for row in db.execute("PRAGMA quick_check(3)")]
            if found != ["ok"]:  # before anything is written to it
                raise _damage("; ".join(found))
            if not db.execute("PRAGMA user_version").fetchone()[0]:
                db.execute("PRAGMA auto_vacuum=INCREMENTAL")
                db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            return self._prepared(db)
        except BaseException:
            db.close()
            raise

    def _in_memory(self, path: Path) -> sqlite3.Connection:
        """A copy of what is there, as far as it may be read."""
        db = _connect("file::memory:")
        if path.is_file() and path.stat().st_size:
            try:
                with closing(_connect(_uri(path, "mode=ro&immutable=1"))) as there:
                    there.backup(db)
                return self._prepared(db)
            except sqlite3.DatabaseError as error:
                db.close()
                db = _connect("file::memory:")
                self.notice += f" Those kept before cannot be read ({error})."
        return self._prepared(db)

    def _prepared(self, db: sqlite3.Connection) -> sqlite3.Connection:
        db.row_factory = sqlite3.Row
        db.create_function("holds", 2, self._holds, deterministic=True)
        db.execute("PRAGMA secure_delete=ON")
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("PRAGMA temp_store=MEMORY")
        db.execute("BEGIN IMMEDIATE")
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version == 0:
            for statement in filter(str.strip, SCHEMA.split(";\n")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version={VERSION}")
        db.execute("COMMIT")
        if version > VERSION:
            raise NotKept(f"{self.path} was written by a newer release of dateline; upgrade this one")
        return db

    def _set_aside(self, why: str) -> bool:
        """Renames a damaged file; False where that cannot be done."""
        assert self.path is not None
        self._let_go()
        aside = set_aside(self.path)
        if aside is None:
            return False
        self.notice = (
            f"The conversations kept so far could not be read ({why}). Their file was set aside as "
            f"{aside.name} in the archive's folder, with nothing deleted; new ones are kept again."
        )
        return True

    def _told(self, error: sqlite3.DatabaseError) -> NotKept:
        """The error in our words; a damaged file is set aside, so that the next call works."""
        code = _code(error)
        if code in DAMAGED and self.path is not None:
            self._let_go()  # and with the next call it is opened anew, or another in its place
            self._set_aside(str(error))
            return NotKept(self.notice or f"{self.path} is damaged ({error})")
        if code in BUSY:
            return NotKept(f"{self.path} is held by another program; try again in a moment")
        if code == sqlite3.SQLITE_FULL:
            return NotKept(f"the disk of {self.path} is full; make room, what was kept is kept")
        if code in SHUT:
            return NotKept(f"{self.path} cannot be written to ({error})")
        self._let_go()
        return NotKept(f"the conversations could not be reached ({error}); try again")


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)


def _uri(path: Path, options: str) -> str:
    return f"file:{urllib.parse.quote(str(path.absolute()))}?{options}"


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _damage(found: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(found)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
