"""Bytes that survive a crash, and what to say when there is no room for more of them."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import ArchiveReadOnly, NoSpace

MB = 1_000_000
FULL = (errno.ENOSPC, errno.EDQUOT)
REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def sha256_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    """Waits until the file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Waits until the folder's entries (new names, renames) are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, text: str) -> None:
    """Puts the text in place of the file at one moment: a reader sees the old or the new, never a part."""
    new = path.with_name(path.name + ".tmp")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def no_space(folder: Path, needed: int = 0) -> NoSpace:
    """The error for a full disk: how much is wanted (bytes, a rough guess) and how much there is."""
    free = shutil.disk_usage(folder).free
    wanted = f"about {max(needed / MB, 1):,.0f} MB are needed and " if needed else ""
    return NoSpace(
        f"the disk of {folder} is full: {wanted}{free / MB:,.1f} MB are free; "
        "what was there is kept, so make room and run the same command again"
    )


@contextmanager
def told(folder: Path, needed: int = 0) -> Iterator[None]:
    """Turns what the system says of a full or a read-only disk into our errors about `folder`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise no_space(folder, needed) from error
        if error.errno in REFUSED:
            raise ArchiveReadOnly(
                f"{folder} cannot be written to ({error.strerror}); it can still be asked"
            ) from error
        raise
