"""One writer at a time: a lock that the system itself frees when its holder dies."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import ArchiveLocked
from rag.store.disk import told

LOCK = "writer.lock"
HOLDER = "writer.json"  # beside it, as taking the lock empties the locked file


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Holds the archive for writing. Raises ArchiveLocked at once when another one does."""
    with told(archive):
        archive.mkdir(parents=True, exist_ok=True)
        lock = FileLock(archive / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise ArchiveLocked(
                f"{archive} is being written by {_holder(archive)}; wait for it or stop it"
            ) from error
    try:
        with told(archive):
            _sign(archive)
        yield
    finally:
        lock.release()


def _sign(archive: Path) -> None:
    who = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    path = archive / f"{HOLDER}.tmp"
    path.write_text(json.dumps(who), encoding="utf-8")
    path.replace(archive / HOLDER)


def _holder(archive: Path) -> str:
    """Who holds the lock, as far as it can be read: it signs a moment after it has it."""
    try:
        who = json.loads((archive / HOLDER).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(who["since"]).astimezone()
        host = "" if who["host"] == socket.gethostname() else f" on {who['host']}"
        day = "" if since.date() == datetime.now().astimezone().date() else f"{since:%Y-%m-%d} "
        return f"process {int(who['pid'])}{host} since {day}{since:%H:%M}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
