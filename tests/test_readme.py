"""What the README shows is what happens: its commands are run. `test_evaluate_shipped` holds its figures."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = Path(sys.executable).parent / "dateline"
REST = "…"  # in a block: what follows is left out


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder like a fresh clone with the corpus synced, so that no archive of the user's is touched."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    run(folder, COMMAND, "sync", "corpus/articles")
    yield folder


def run(folder: Path, *command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, "DATELINE_ARCHIVE": str(folder / "archive"), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_answers_shown_are_the_answers_given(place: Path) -> None:
    shown = [block for block in blocks("console") if "dateline ask" in block]
    assert len(shown) == 2
    for block in shown:
        command, _, output = block.partition("\n")
        given = run(place, COMMAND, *shlex.split(command)[2:])
        expected = output.split(REST)[0].split()
        assert given.split()[: len(expected)] == expected


def test_the_python_shown_runs(place: Path) -> None:
    (code,) = blocks("python")
    printed = run(place, sys.executable, "-c", code)
    assert "Kevin Cabrera" in printed
    assert "IndexReport" in printed


def test_the_make_targets_shown_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", README)) - {"all"}
    assert {"chat", "test"} <= named <= targets | {"are"}


def test_every_command_and_option_named_is_there() -> None:
    told = run(ROOT, COMMAND, "--help")
    for command in set(re.findall(r"`dateline ([a-z]+)", README)):
        assert command in told
