"""The door of sqlite3: the catalog's tables, its connections, and its errors told in our words.

Every statement of the other files of this room runs on a connection lent here.
"""

from __future__ import annotations

import queue
import shutil
import sqlite3
import tempfile
import threading
import urllib.parse
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.errors import ArchiveDamaged, ArchiveLocked, ArchiveReadOnly, DatelineError, NoArchive
from rag.store.disk import MB, no_space, told
from rag.store.schema import BESIDE, STEPS, VERSION

CATALOG = "catalog.sqlite3"
NO_SIDE_FILES = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
PAGE = 16_384  # bytes: a passage's token vectors take two pages, and are read in half the time of seven
UPDATE = "run `dateline sync DIR` once, which brings it up to date and embeds nothing again"
WAIT = 10.0  # seconds to wait for a lock that a statement of another process holds
Stamp = tuple[tuple[int, int, int], ...]


class Database:
    """Lends connections to `<archive>/catalog.sqlite3`, each to one thread at a time.

    Opened for writing, it makes what is missing. Opened for reading, it never writes, and also
    reads from a disk that is mounted read-only.
    """

    def __init__(self, archive: Path, write: bool) -> None:
        self.archive, self.path, self.writable = archive, archive / CATALOG, write
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._closed = False
        self._uri = ""
        self._lock = threading.Lock()
        self._seen: Stamp | None = None  # of the files, where a reader cannot see by itself that they change
        self._turn = 0  # counts how often they did
        if archive.exists() and not archive.is_dir():
            raise NoArchive(f"{archive} is a file; an archive is a folder")
        if write:
            with told(archive):
                archive.mkdir(parents=True, exist_ok=True)
        elif not self.path.is_file():
            raise NoArchive(f"nothing at {archive}; run `dateline sync DIR`")
        with self._translated():
            self._idle.put(self._create() if write else self._open_reader())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which several statements see one state."""
        with self._lent() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in one transaction: all that is done is kept, or none of it."""
        if not self.writable:
            raise ArchiveReadOnly(f"{self.archive} was opened for reading only")
        with self._lent() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back already
                    db.execute("ROLLBACK")
                raise

    def shrink(self) -> None:
        """Gives freed pages back and folds the log into the file, so that deleted bytes are gone."""
        with self._lent() as db:
            db.execute("PRAGMA incremental_vacuum").fetchall()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self._closed = True
        self._empty()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        with self._translated():
            with self._lock:
                db, turn = self._taken(), self._turn
            try:
                yield db
            finally:
                if self._closed or turn != self._turn:
                    db.close()
                else:
                    self._idle.put(db)

    def _taken(self) -> sqlite3.Connection:
        if self._seen is not None and self._seen != self._stamp():
            self._turn += 1
            self._empty()
            return self._open_reader()
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._connect(self._uri)

    def _empty(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def _stamp(self) -> Stamp:
        """Changes whenever the catalog or its log does."""
        found = [path.stat() for path in (self.path, self._log) if path.exists()]
        return tuple((stat.st_ino, stat.st_mtime_ns, stat.st_size) for stat in found)

    @property
    def _log(self) -> Path:
        return self.path.with_name(CATALOG + "-wal")

    def _create(self) -> sqlite3.Connection:
        """Makes the tables, or brings those of an older version up to date: all of it, or nothing."""
        self._uri = _uri(self.path, "mode=rwc")
        db = self._connect(self._uri)
        try:
            if _version(db) == 0:
                db.execute(f"PRAGMA page_size={PAGE}")
                db.execute("PRAGMA auto_vacuum=INCREMENTAL")
                db.execute("PRAGMA journal_mode=WAL")
            if _version(db) < VERSION:
                db.execute("BEGIN IMMEDIATE")
                for step in STEPS[_version(db) :]:  # none when another process was quicker
                    for statement in step.split(";\n"):
                        db.execute(statement)
                db.execute(f"PRAGMA user_version={VERSION}")
                db.execute("COMMIT")
            self._check(db)
            for statement in BESIDE.split(";\n"):  # writes nothing where it is there
                db.execute(statement)
        except BaseException:
            db.close()
            raise
        return db

    def _open_reader(self) -> sqlite3.Connection:
        """Tries a plain reader first; it needs files beside the catalog that a read-only disk denies."""
        self._seen = None
        self._uri = _uri(self.path, "mode=ro")
        db = self._connect(self._uri)
        try:
            self._check(db)
            return db
        except sqlite3.OperationalError as error:
            db.close()
            if error.sqlite_errorcode & 0xFF not in NO_SIDE_FILES:
                raise
        self._seen, log = self._stamp(), self._log
        if log.is_file() and log.stat().st_size:  # an interrupted sync: without its log it is not whole
            copy = Path(tempfile.mkdtemp(prefix="dateline-catalog-"))
            weakref.finalize(self, shutil.rmtree, copy, ignore_errors=True)
            for file in (self.path, log):
                shutil.copyfile(file, copy / file.name)
            self._uri = _uri(copy / CATALOG, "mode=rw")
        else:
            self._uri = _uri(self.path, "mode=ro&immutable=1")
        db = self._connect(self._uri)
        self._check(db)
        return db

    def _connect(self, uri: str) -> sqlite3.Connection:
        db = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA temp_store=MEMORY")
        if self.writable:
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA secure_delete=ON")
            db.execute("PRAGMA foreign_keys=ON")
        return db

    def _unmade(self, db: sqlite3.Connection) -> bool:
        """Whether this is what a first sync leaves that was stopped before it had made its tables."""
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return not tables and not (self.archive / "index").exists()

    def _check(self, db: sqlite3.Connection) -> None:
        found = _version(db)
        if found == 0 and self._unmade(db):
            db.close()
            raise NoArchive(f"nothing at {self.archive} yet; run `dateline sync DIR`")
        if found != VERSION:
            mend = "upgrade dateline" if found > VERSION else UPDATE if found else "sync into a new archive"
            db.close()
            raise ArchiveDamaged(f"{self.path} has format {found}, this program reads {VERSION}; {mend}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise self._our(error) from error

    def _our(self, error: sqlite3.Error) -> DatelineError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        free = shutil.disk_usage(self.archive).free
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and free < MB):
            return no_space(self.archive)
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return ArchiveReadOnly(f"{self.path} cannot be written to ({error}); it can still be asked")
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ArchiveLocked(f"{self.path} is held by another process; try again when it is done")
        return ArchiveDamaged(
            f"{self.path} is damaged ({error}); put back a copy of it, or sync into a new archive folder"
        )


def _uri(path: Path, options: str) -> str:
    return f"file:{urllib.parse.quote(str(path.absolute()))}?{options}"


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
