"""Files are read in processes of their own, so that none that hangs, swells or crashes harms the rest.

A process lasts: only one that a file ended is replaced, and the reading goes on with the next file. Each
file has the seconds and the memory of the settings; one that goes on giving articles, as exports and
archives do, has the seconds anew for each, and `AS_OFTEN` times as many in all. Of what is packed in one
file only the member is lost that could not be read. The memory is bounded on Linux alone.
"""

from __future__ import annotations

import math
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from rag.index.child import WORKER, Child, Died
from rag.ingest.reading import Reading
from rag.ingest.records import MOST_TOLD
from rag.types import Article

MOST = 4  # processes, and never more than there are processors
FILES_EACH = 25  # files that are worth another process, which takes a second to start
AS_OFTEN = 30
LOST_MEMBERS = 3  # of one file, after which the rest of it is left
LOOK_EVERY = 0.1  # seconds between looks at who is late


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a file gave, with (name, reason) of each part of it that gave nothing."""

    articles: tuple[Article, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    sha256: str = ""  # of the bytes that were read; "" where another try may give something else
    strange: bool = False  # it is of no form that articles come in


@dataclass(slots=True)
class _Heard:
    """What was heard of a file so far, from one process or several after one another."""

    name: str
    until: float  # by the clock, when all of it must have been read
    articles: list[Article] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    more: int = 0  # skipped beyond those that are told of one by one
    sha256: str = ""
    strange: bool = False
    begun: int = 0  # the number of the leaf that is being read or was read last
    leaf: str = ""  # the name of the one being read
    whole: tuple[int, int] = (0, 0)  # articles and skipped of the leaves that were read to their end
    lost: int = 0

    def hear(self, kind: str, value: Any) -> None:
        if kind == "hash":
            self.sha256 = value
        elif kind == "begin":
            self.begun, self.leaf = value
        elif kind == "article":
            self.articles.append(article_from(value))
        elif kind == "skipped" and len(self.skipped) < MOST_TOLD:
            self.skipped.append((value[0], value[1]))
        elif kind == "skipped":
            self.more += 1
        elif kind == "over":
            self.leaf, self.whole = "", (len(self.articles), len(self.skipped))
        elif kind == "end":
            self.strange = value

    def lose(self, died: Died) -> bool:
        """Takes note of what the process died of; whether the rest of the file is worth another try."""
        del self.articles[self.whole[0] :], self.skipped[self.whole[1] :]
        if died.again:
            self.sha256 = ""
        in_a_member = self.leaf not in ("", self.name)
        if in_a_member:
            self.skipped.append((self.leaf, died.reason))
            self.whole = (len(self.articles), len(self.skipped))
            self.lost += 1
        if in_a_member and self.lost < LOST_MEMBERS and time.monotonic() < self.until:
            return True
        rest = "; the rest of it was left" if self.begun and self.leaf != self.name else ""
        self.skipped.append((self.name, f"{died.reason}{rest}"))
        return False

    def outcome(self) -> Outcome:
        more = [(self.name, f"has {self.more:,} more parts that cannot be read")] if self.more else []
        return Outcome(tuple(self.articles), (*self.skipped, *more), self.sha256, self.strange)


_Job = tuple[int, Path, str, "queue.SimpleQueue[_Done]"]
_Done = tuple[int, Outcome | BaseException]


class Readers:
    """Reads files in processes that start with the first of them and end with the `with` block."""

    def __init__(self, reading: Reading, command: Sequence[str] = WORKER) -> None:
        self._reading, self._command = reading, command
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._children: dict[int, Child] = {}  # by the thread that each belongs to
        self._closing = False

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        for _ in self._threads:
            self._jobs.put(None)
        for child in list(self._children.values()):
            child.kill()
        for thread in self._threads:
            thread.join()

    def read(
        self, files: Sequence[tuple[Path, str]], done: Callable[[int], None] = lambda count: None
    ) -> list[Outcome]:
        """What each file, with its name in its folder, gave; calls `done` with how many are.

        Raises BuildFailed when no process can be started.
        """
        self._start(min(MOST, os.cpu_count() or 1, math.ceil(len(files) / FILES_EACH)))
        finished: queue.SimpleQueue[_Done] = queue.SimpleQueue()
        for place, (path, name) in enumerate(files):
            self._jobs.put((place, path, name, finished))
        outcomes: dict[int, Outcome] = {}
        while len(outcomes) < len(files):
            done(len(outcomes))
            place, outcome = self._next(finished)
            if isinstance(outcome, BaseException):
                raise outcome
            outcomes[place] = outcome
        return [outcomes[place] for place in range(len(files))]

    def _start(self, wanted: int) -> None:
        while len(self._threads) < wanted:
            thread = threading.Thread(target=self._work, args=(len(self._threads),), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _next(self, finished: queue.SimpleQueue[_Done]) -> _Done:
        """The next result; ends every process that is over its time while it waits."""
        while True:
            for child in list(self._children.values()):
                child.watch()
            try:
                return finished.get(timeout=LOOK_EVERY)
            except queue.Empty:
                continue

    def _work(self, number: int) -> None:
        """The life of one thread: it does what is to be done with a process of its own."""
        try:
            while (job := self._jobs.get()) is not None and not self._closing:
                place, path, name, finished = job
                try:
                    finished.put((place, self._read(number, path, name)))
                except BaseException as error:  # told by the thread that waits for it
                    finished.put((place, error))
        finally:
            self._end(number)

    def _read(self, number: int, path: Path, name: str) -> Outcome:
        heard = _Heard(name, time.monotonic() + self._reading.seconds * AS_OFTEN)
        while True:
            try:
                for kind, value in self._child(number).read(path, name, heard.begun, heard.until):
                    heard.hear(kind, value)
                return heard.outcome()
            except Died as died:
                self._end(number)
                if self._closing or not heard.lose(died):
                    return heard.outcome()

    def _child(self, number: int) -> Child:
        """The thread's process, a new one where it has none."""
        if number not in self._children:
            child = self._children[number] = Child(self._reading, self._command)
            if self._closing:
                child.kill()
            child.begin()
        return self._children[number]

    def _end(self, number: int) -> None:
        child = self._children.pop(number, None)
        if child is not None:
            child.end()


def article_from(values: dict[str, Any]) -> Article:
    """The article that `rag.types.as_json` made these values of."""
    kinds = {f.name: str(f.type) for f in fields(Article)}
    return Article(**{name: _valued(kinds[name], value) for name, value in values.items()})


def _valued(kind: str, value: Any) -> Any:
    if value is not None and kind.startswith("datetime"):
        return datetime.fromisoformat(value)
    if value is not None and kind.startswith("date"):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(tuple(one) if isinstance(one, list) else one for one in value)
    return value
