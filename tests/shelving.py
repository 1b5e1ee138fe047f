"""For the tests of the library: an archive that can be changed, and its addresses behind the guard."""

from __future__ import annotations

import json
import stat
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.findings import SyncedFolder
from rag.models.embedding import Progress
from rag.types import IndexReport
from tests.ui_fakes import FakeArchive, ask
from ui.guard import Guard, Rules
from ui.shelves.routes import routes
from ui.shelves.terms import Terms

PATH = "/dateline/library"
OPEN = Terms(file_mb=0.001, upload_bytes=100_000)  # files of 1,000 bytes at most


class Writable(FakeArchive):
    """Takes in what it is given, as one article a file, and keeps what it saw; `hold` stops it amid that."""

    unwritable = ""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[str, bytes]] = []
        self.modes: list[int] = []
        self.where: list[Path] = []
        self.done: list[Any] = []
        self.hold = threading.Event()
        self.hold.set()
        self.fault: Exception | None = None

    def folders(self) -> tuple[SyncedFolder, ...]:
        return (SyncedFolder("/known/folder", None, 2),)

    def _did(self, what: Any, progress: Progress) -> IndexReport:
        self.done.append(what)
        progress("reading", 1, 2)
        assert self.hold.wait(20)
        if self.fault is not None:
            raise self.fault
        return IndexReport(added=1, revision=self.revision)

    def add_files(self, files: Sequence[tuple[Path, str]], progress: Progress) -> IndexReport:
        self.given = [(name, path.read_bytes()) for path, name in files]
        self.where = [path for path, _ in files]
        self.modes = [stat.S_IMODE(path.parent.stat().st_mode) for path, _ in files]
        return replace(self._did("add", progress), skipped=(("bad.bin", "is no text"),))

    def sync(self, folder: Path | str, progress: Progress) -> IndexReport:
        return self._did(("sync", str(folder)), progress)

    def remove(self, ids: Any, progress: Progress) -> IndexReport:
        return self._did(("remove", tuple(ids)), progress)

    def restore(self, names: Any) -> list[str]:
        self.done.append(("restore", tuple(names)))
        return ["/known/folder"]


def application(archive: FakeArchive, terms: Terms = OPEN) -> Guard:
    """The addresses behind the guard, without Gradio."""
    from fastapi import FastAPI

    web = FastAPI(openapi_url=None)
    web.include_router(routes(archive, terms))
    return Guard(web, ["127.0.0.1:7860"], Rules(upload_limit=terms.upload_bytes))


def packed(*files: tuple[str, bytes]) -> bytes:
    """Files as the page sends them."""
    return b"".join(json.dumps({"name": n, "size": len(b)}).encode() + b"\n" + b for n, b in files)


def ended(app: Guard) -> dict[str, Any]:
    """What came of the change, once it is over."""
    for _ in range(400):
        job: dict[str, Any] = ask(app, "GET", f"{PATH}/job").json()["job"]
        if not job["running"]:
            return job
        time.sleep(0.01)
    raise AssertionError("the change did not end")
