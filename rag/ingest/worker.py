"""The process that reads files for a sync: `python -m rag.ingest.worker`, see `rag.index.apart`.

It gets a line of JSON for each file and says what is in it in lines of JSON, plain values only. It may
neither connect to anything nor start anything, and what a reader takes beyond its memory ends it, as does
the death of whoever started it.

On Linux the memory is bounded by the system, above what the process needs before it reads anything. On
other systems only the time is.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from rag.errors import UnreadableFile
from rag.ingest.reading import MEGABYTE, Reading

Say = Callable[[str, Any], None]

OUT_OF_MEMORY = b'["died", "memory"]\n'  # made beforehand: there is no memory to make it then
GRACE = 2  # seconds after which a process that nobody ended ends by itself
ALIVE_EVERY = 0.1  # seconds
PR_SET_PDEATHSIG = 1
FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen",
    "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty",
)  # fmt: skip


def main() -> int:
    """Reads until its input ends. The first line it says is `ready`, or `failed` with the reason."""
    reading = Reading.from_json(sys.argv[1])
    out = _own_output()
    say = _sayer(out)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the sync, which then ends this
    _die_with_parent()
    try:
        from rag.ingest import load  # late, so that what fails in it is told

        _warm_up(reading)
    except Exception as error:
        say("failed", f"{type(error).__name__}: {error}")
        out.flush()
        return 1
    sys.addaudithook(_forbid)
    _bound_memory(reading.memory_mb)
    say("ready", load.__name__)
    out.flush()
    try:
        for line in sys.stdin.buffer:
            _answer(json.loads(line), reading, say, out.flush)
            _alarm(0)
    except MemoryError:
        os.write(out.fileno(), OUT_OF_MEMORY)
        os._exit(1)
    return 0


def _answer(request: dict[str, Any], reading: Reading, say: Say, flush: Callable[[], None]) -> None:
    """Says the content of one file, leaf by leaf; those the request has `past` are not read again.

    `hash` of its bytes; for each leaf `begin` with its number and name, then each `article` and what was
    `skipped` of it, then `over`; at last `end`, with whether the file is of no form that articles come in.
    """
    from rag.ingest.load import contents, prepare, read_leaf
    from rag.ingest.sniff import NoForm
    from rag.ingest.unpack import leaves
    from rag.types import as_json

    name, past = request["name"], request["past"]
    _alarm(reading.seconds + GRACE)
    last = time.monotonic()

    def alive(always: bool = False) -> None:
        nonlocal last
        now = time.monotonic()
        if always or now > last + ALIVE_EVERY:
            last = now
            _alarm(reading.seconds + GRACE)
            say("alive", None)
            flush()

    try:
        data = contents(Path(request["path"]), name, reading)
    except UnreadableFile as error:
        say("skipped", [name, error.reason])
        say("end", isinstance(error, NoForm))
        flush()
        return
    say("hash", hashlib.sha256(data).hexdigest())
    strange = False
    for number, leaf in enumerate(leaves(data, name, reading), 1):
        strange = leaf.strange and leaf.name == name
        if number <= past:
            continue
        say("begin", [number, leaf.name])
        loaded = prepare(leaf.form)
        alive(always=loaded or (leaf.form is not None and number > past + 1))
        if leaf.form:
            flush()
        records = read_leaf(leaf, reading, name, alive)
        for article in records.articles:
            say("article", as_json(article))
        for skipped in records.skipped:
            say("skipped", skipped)
        say("over", number)
    say("end", strange)
    flush()


def _warm_up(reading: Reading) -> None:
    """Loads what pages, dates and languages are read with, which must not be the first file's time."""
    from rag.ingest.load import read_leaf
    from rag.ingest.unpack import Leaf

    words = b"The ships left on March 4, 2025 from the harbor, where the whole town had come to see them go."
    for leaf in (
        Leaf("a.html", "a.html", "html", b"<html><body><p>" + words + b"</p></body></html>"),
        Leaf("a.txt", "a.txt", "txt", b"40 ships leave\n\n" + words),
    ):
        read_leaf(leaf, reading, leaf.name)


def _own_output() -> BinaryIO:
    """Where it speaks: what was its standard output, which is closed to whatever else would print."""
    out = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
    return out


def _sayer(out: BinaryIO) -> Say:
    def say(kind: str, value: Any) -> None:
        out.write(json.dumps([kind, value]).encode() + b"\n")

    return say


def _alarm(seconds: float) -> None:
    """Has the system end this process after so long, whatever it is at then; 0 calls that off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _bound_memory(megabytes: int) -> None:
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid(event: str, _: object) -> None:
    if event in FORBIDDEN:
        raise PermissionError(f"a file may not be read by {event}")


if __name__ == "__main__":
    sys.exit(main())
