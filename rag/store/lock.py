"""One writer at a time: a lock that the system itself frees when its holder dies."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import ArchiveLocked
from rag.store.disk import told

LOCK = "writer.lock"
HOLDER = "writer.json"  # beside it, as taking the lock empties the locked file
SIGNING = 0.5  # seconds that a new holder may take to write who it is


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
        with suppress(OSError):
            (archive / HOLDER).unlink()
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
    """Who holds the lock; what a killed one left behind is waited out, as the new one signs at once."""
    until = time.monotonic() + SIGNING
    while True:
        with suppress(OSError, ValueError, KeyError, TypeError):
            who = json.loads((archive / HOLDER).read_text(encoding="utf-8"))
            pid, since = int(who["pid"]), datetime.fromisoformat(who["since"]).astimezone()
            here = who["host"] == socket.gethostname()
            if not here or _alive(pid):
                day = "" if since.date() == datetime.now().astimezone().date() else f"{since:%Y-%m-%d} "
                return f"process {pid}{'' if here else ' on ' + who['host']} since {day}{since:%H:%M}"
        if time.monotonic() > until:
            return "another process"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
