"""Files as they come from a browser: counted, bounded, put into a private folder under numbers.

The body is a run of files, each a line of JSON, {"name": …, "size": bytes}, and then its bytes. A name is
never a path here: it only tells what the articles are to be called.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rag.errors import DatelineError
from rag.ingest.names import packed_names
from rag.ingest.reading import MEGABYTE
from rag.store.disk import told
from ui.render import showable

MOST = 1_000  # files in one go
LINE = 8_192  # bytes of what is said of one file
PREFIX = "dateline-upload-"


class BadUpload(DatelineError):
    """A body that is not as the page sends it, or holds too many files."""


class Intake:
    """Takes a body piece by piece. `skipped` are (name, why) of files that are too large to be read."""

    def __init__(self, folder: Path, file_mb: float) -> None:
        self._folder, self._limit = folder, file_mb * MEGABYTE
        self._rest = bytearray()
        self._left = 0  # bytes of the file that is coming
        self._file: BinaryIO | None = None
        self._names: list[str] = []
        self._kept: list[Path | None] = []  # None for a file that is not kept
        self.skipped: list[tuple[str, str]] = []

    def feed(self, data: bytes) -> None:
        """Raises BadUpload, NoSpace."""
        self._rest += data
        with told(self._folder):
            while self._rest:
                if self._left:
                    piece = self._rest[: self._left]
                    if self._file is not None:
                        self._file.write(piece)
                    self._left -= len(piece)
                    del self._rest[: len(piece)]
                elif not self._begun():
                    return
                if not self._left:
                    self.close()

    def files(self) -> list[tuple[Path, str]]:
        """Each file with a harmless name; without what systems leave in folders. Raises BadUpload."""
        self.close()
        if self._left or self._rest:
            raise BadUpload("The upload broke off; nothing was added.")
        pairs = zip(self._kept, packed_names(self._names), strict=True)
        return [(path, unique) for path, (unique, _) in pairs if path is not None and unique]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begun(self) -> bool:
        """Reads what is said of the next file; False where that has not all come yet."""
        line, found, _ = self._rest.partition(b"\n")
        if len(line) > LINE:
            raise BadUpload("The upload is not as this page sends it; nothing was added.")
        if not found:
            return False
        del self._rest[: len(line) + 1]
        name, size = said(bytes(line))
        if len(self._names) == MOST:
            raise BadUpload(
                f"More than {MOST:,} files in one go; name their folder instead. Nothing was added."
            )
        self._names.append(name)
        self._left = size
        if size > self._limit:
            self._kept.append(None)
            limit = f"more than the limit of {self._limit / MEGABYTE:g} MB"
            self.skipped.append((showable(name), f"has {size / MEGABYTE:,.1f} MB, {limit}; split it"))
            return True
        path = self._folder / f"{len(self._names):05}"
        self._kept.append(path)
        self._file = path.open("xb")
        return True


def said(line: bytes) -> tuple[str, int]:
    """Name and size in bytes. Raises BadUpload."""
    try:
        values = json.loads(line)
        name, size = values["name"], values["size"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadUpload("The upload is not as this page sends it; nothing was added.") from error
    if not isinstance(name, str) or type(size) is not int or size < 0:
        raise BadUpload("The upload is not as this page sends it; nothing was added.")
    return name, size


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that only we can look into; gone at the latest when the program ends."""
    return tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)


def sweep() -> None:
    """Removes what a program that was killed amid an upload left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdecimal() and not running(int(pid)):
                shutil.rmtree(folder)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
