"""The process that reads files with a reader of plain text that does to it what the text says.

`python -m tests.faulty_worker READING`, in place of `rag.ingest.worker`.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rag.ingest import load, plain, worker
from rag.types import Article


def sign() -> None:
    """Lets the test see that this was reached."""
    Path(os.environ.get("SIGN", os.devnull)).touch()


def sleep() -> None:
    sign()
    time.sleep(60)


def hang() -> None:
    """In C code that lets no other thread of Python run, and deaf to the alarm that it set itself."""
    sign()
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    re.match(r"(a+)+$", "a" * 60 + "b")


def swell() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(20_000_000))


def recurse() -> None:
    recurse()


def connect() -> None:
    socket.create_connection(("127.0.0.1", 9))


def wait() -> None:
    while not Path(os.environ["SIGN"]).exists():
        time.sleep(0.02)


FAULTS: Mapping[str, Callable[[], object]] = {
    "hangs": hang,
    "sleeps": sleep,
    "naps": lambda: time.sleep(0.9),
    "waits": wait,
    "signs": sign,
    "swells": swell,
    "crashes": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "aborts": lambda: os.kill(os.getpid(), signal.SIGABRT),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "exits": lambda: os._exit(3),
    "raises": lambda: {}["no such key"],
    "recurses": recurse,
    "connects": connect,
    "starts": lambda: subprocess.run(["true"], check=False),
    "prints": lambda: os.write(1, b'["end", null]\n') and sys.stdout.write("noise\n") and sys.stdout.flush(),
}


def read(text: str, name: str) -> Article:
    FAULTS.get(text.split()[0], str)()
    return plain.read(text, name)


if __name__ == "__main__":
    load.PROSE["txt"] = read
    sys.exit(worker.main())
