"""The command run as a person runs it: in this process with the model at hand, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rag import cli
from rag.archive import Archive
from rag.store import generation
from tests.newsroom import ReadsHere, build_here

AMBASSADOR = "Who is the U.S. ambassador to Panama?"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


Dateline = Callable[..., Ended]


@pytest.fixture
def dateline(
    corpus: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Dateline:
    """Runs the command in an empty folder with the model that is loaded already."""
    monkeypatch.setattr("rag.models.embedder.load_embedder", lambda settings: corpus.embedder)
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    monkeypatch.chdir(tmp_path)

    def run(*args: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            sys.exit(0)
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capsys.readouterr())

    return run


@pytest.fixture
def asked(dateline: Dateline, corpus: Archive) -> Dateline:
    """The same with the archive of what ships."""
    return lambda *args: dateline(*args, "--archive", corpus.path)


def shell(*args: object, **environment: str) -> Ended:
    done = subprocess.run(
        [sys.executable, "-m", "rag.cli", *map(str, args)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=Path(__file__).parent.parent,
        timeout=120,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
