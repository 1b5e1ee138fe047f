"""A reader's own copy of a generation: Chroma writes into its folder even when it only reads."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from rag.store.manifest import Manifest

PREFIX = "dateline-reader-"
OWNER = "owner.lock"  # held while the copy is in use; the system frees it when its holder dies
LINKED = 1_000_000  # bytes from which a file is linked, not copied; SQLite's never is


class PrivateCopy:
    """`folder` has the manifest's files, until `close` or the end of the process."""

    def __init__(self, generation: Path, manifest: Manifest) -> None:
        """Raises OSError when there is no room, or a file of the generation is missing."""
        remove_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self._lock = FileLock(self.folder / OWNER)
        self._lock.acquire(timeout=0)
        self._end = weakref.finalize(self, _remove, self.folder, self._lock)
        try:
            for name in manifest.files:
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                _bring(generation / name, target)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._end()


def remove_leftovers() -> None:
    """Removes the copies of processes that died without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = FileLock(folder / OWNER)
        with suppress(OSError, Timeout):
            if folder.stat().st_uid != os.getuid() or not (folder / OWNER).exists():
                continue
            lock.acquire(timeout=0)
            _remove(folder, lock)


def _bring(source: Path, target: Path) -> None:
    if source.suffix != ".sqlite3" and source.stat().st_size >= LINKED:
        with suppress(OSError):  # another disk, or one that has no links
            os.link(source, target)
            return
    shutil.copyfile(source, target)


def _remove(folder: Path, lock: FileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
