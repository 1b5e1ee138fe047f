"""The process that builds generations, as seen from the sync: started ahead, told what to build, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import rag

MANY = 64  # new articles for which a process is started ahead: it takes a second and a half to be ready


class Builder:
    """One `rag.store.build`. It ends when this ends, however that happens: the pipe to it closes."""

    def __init__(self, archive: Path) -> None:
        paths = [str(Path(rag.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.store.build", archive],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )

    def build(self, revision: int, embedder: str, folder: Path) -> tuple[int, str]:
        """Builds that revision in the empty folder: its exit code, and all that it said. Only once."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        job = {"revision": revision, "embedder": embedder, "folder": os.fspath(folder)}
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
        except OSError:  # one that is dead says why below
            pass
        said = process.stdout.read().decode("utf-8", "replace")
        return process.wait(), said

    def end(self) -> None:
        """Kills it, if it still runs, and waits until nothing of it is left."""
        self._process.kill()
        try:
            self._process.communicate()
        except OSError:  # what was still to be written to it
            self._process.wait()


class Ahead:
    """A builder that loads what it needs while the sync still reads and embeds; none for a small change."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self.builder: Builder | None = None

    def expect(self, articles: int) -> None:
        """Tells how many new articles there will be to build from."""
        if self.builder is None and articles >= MANY:
            self.builder = Builder(self._archive)

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.builder is not None:
            self.builder.end()
