"""One process that reads files, as seen from the sync: asked for a file, listened to, ended in time."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import rag
from rag.errors import BuildFailed
from rag.ingest.reading import Reading

WORKER = (sys.executable, "-P", "-m", "rag.ingest.worker")
START_SECONDS = 120  # a busy machine may take long to load what reads files


GONE_SECONDS = 5  # for a process whose output ended to be gone
WORKING = 0.2  # the least share of its time that it works when the file, not the machine, is what takes long
MENDED, AGAIN = "split it, or raise the setting", "the next sync tries again"


class Died(Exception):
    """The process ended while it read a file; `reason` says why, as of that file.

    `again` is whether another try may end otherwise.
    """

    def __init__(self, reason: str, again: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.again = reason, again


class Child:
    """Starts at once, is ready when `begin` returns. Belongs to one thread; any may `watch` or `kill` it."""

    def __init__(self, reading: Reading, command: Sequence[str] = WORKER) -> None:
        self._reading = reading
        self._deadline = time.monotonic() + START_SECONDS
        self._late = self._waited = False
        self._spent = 0.0
        self._out_of_memory = False
        paths = [str(Path(rag.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [*command, reading.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, paths)),
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            },
        )

    def begin(self) -> None:
        """Waits until it can read. Raises BuildFailed when it never will."""
        kind, value = next(self._said(), ("failed", ""))
        if kind != "ready":
            code = self.end()
            raise BuildFailed(
                f"the process that reads files did not start ({value or f'exit code {code}'}); nothing was "
                "changed; install Dateline again, with all that it needs"
            )
        self._deadline = math.inf

    def read(self, path: Path, name: str, past: int, until: float) -> Iterator[tuple[str, Any]]:
        """What it says of a file, see `rag.ingest.worker`, but for the signs of life. Raises Died.

        It has its seconds for each leaf and each article, and no longer than the clock says `until`.
        """
        self._allow(until)
        stdin = self._process.stdin
        assert stdin is not None
        with suppress(OSError):  # one that is dead is told of below
            stdin.write(json.dumps({"path": os.fspath(path), "name": name, "past": past}).encode() + b"\n")
            stdin.flush()
        for kind, value in self._said():
            if kind == "died":
                self._out_of_memory = True
                break
            if kind == "alive":
                self._allow(until)
            else:
                yield kind, value
            if kind == "end":
                self._deadline = math.inf
                return
        raise self._died()

    def watch(self) -> None:
        """Kills it if it is over its time."""
        if time.monotonic() > self._deadline:
            self._waited = self._processor_seconds() - self._spent < self._reading.seconds * WORKING
            self._late = True
            self.kill()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int:
        """Its exit code, once it is gone and nothing of it is left."""
        self.kill()
        with suppress(OSError):  # what was still to be written to it
            self._process.communicate()
        return self._process.wait()

    def _allow(self, until: float) -> None:
        self._deadline = min(time.monotonic() + self._reading.seconds, until)
        self._spent = self._processor_seconds()

    def _processor_seconds(self) -> float:
        """What it has worked since it started; 0 where the system does not tell."""
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def _said(self) -> Iterator[tuple[str, Any]]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith(b"\n"):
                return  # cut off as it died
            yield tuple(json.loads(line))

    def _died(self) -> Died:
        """Why it ended, once it has."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GONE_SECONDS)
        code = self.end()
        bounds = self._reading
        if self._late or code == -getattr(signal, "SIGALRM", 0):
            if self._waited or not self._late:
                return Died(
                    f"took longer than {bounds.seconds:g} s to read, as the machine was busy; {AGAIN}", True
                )
            return Died(f"took longer than {bounds.seconds:g} s to read; {MENDED} file_seconds")
        if self._out_of_memory:
            return Died(f"needs more than {bounds.memory_mb} MB of memory to read; {MENDED} file_memory_mb")
        if code == -signal.SIGKILL:
            return Died(
                "was not read, as the process that read it was killed; the next sync tries again", True
            )
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Died(f"made the process that read it crash ({how}); save it in another form")
