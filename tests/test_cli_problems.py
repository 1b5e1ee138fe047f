"""Whatever goes wrong on the command line is told in one line, and the exit code says so."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rag.archive import Archive
from tests.commands import AMBASSADOR, Dateline, shell
from tests.newsroom import fill


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("ask who", "NoArchive: nothing at archive; run `dateline sync DIR`"),
        ("search who", "NoArchive: nothing at archive; run `dateline sync DIR`"),
        ("chat", "NoArchive: nothing at archive; run `dateline sync DIR`"),
        ("eval", "NoArchive: nothing at archive; run `dateline sync DIR`"),
        ("sync nowhere", "NoFolder: nowhere"),
        ("sync empty", "NoFolder: empty"),
        ("sync file.txt", "NoFolder: file.txt"),
        ("ask who --archive file.txt", "NoArchive: file.txt"),
        ("sync full --archive file.txt", "file.txt"),
        ("eval nowhere.jsonl", "BadGold: "),
        ("eval file.txt", "BadGold: "),
    ],
)
def test_a_problem_is_told_in_one_line_and_ends_with_1(
    dateline: Dateline, tmp_path: Path, command: str, told: str
) -> None:
    (tmp_path / "empty").mkdir()
    fill(tmp_path, {"file.txt": "x", "full/a.txt": "The ferry is closed."})
    ended = dateline(*shlex.split(command))
    assert (ended.code, ended.out) == (1, "")
    assert told in ended.err and ended.err.count("\n") == 1 and "Traceback" not in ended.err


@pytest.mark.parametrize("question", ["", " ", "🙂", "x" * 10_000, "\udcff"])
def test_what_is_no_question_is_a_problem(asked: Dateline, question: str) -> None:
    for command in ("ask", "search"):
        ended = asked(command, question)
        assert (ended.code, ended.out) == (1, "") and ended.err.startswith("BadQuestion: ")
        assert ended.err.count("\n") == 1


def test_a_bad_setting_is_a_problem_for_every_command(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, {"dateline.toml": "candidats = 3\n", "news/a.txt": "The ferry is closed."})
    for command in ("sync news", "ask who", "search who", "chat", "eval", "doctor"):
        ended = dateline(*shlex.split(command))
        assert ended.code == 1 and "BadSettings" in ended.err and "candidats" in ended.err, command
        assert ended.err.count("\n") == 1
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    "command",
    [
        "nonsense",
        "ask",
        "ask who --after 2024-13-01",
        "ask who --before yesterday",
        "search who -k 0",
        "sync",
    ],
)
def test_wrong_usage_ends_with_2(dateline: Dateline, command: str) -> None:
    ended = dateline(*shlex.split(command))
    assert ended.code == 2 and "Usage:" in ended.err and "Traceback" not in ended.err


def test_in_a_shell_it_answers_as_it_does_here(corpus: Archive) -> None:
    ended = shell("ask", AMBASSADOR, "--archive", corpus.path)
    assert (ended.code, ended.err) == (0, "") and "Kevin Cabrera" in ended.out and "\x1b" not in ended.out


def test_in_a_shell_a_problem_is_one_line_and_1(tmp_path: Path) -> None:
    ended = shell("ask", "who", "--archive", tmp_path / "none")
    assert (ended.code, ended.out) == (1, "") and ended.err.startswith("NoArchive: ")
    assert ended.err.count("\n") == 1
    ended = shell("doctor", DATELINE_NONSENSE="1")
    assert ended.code == 1 and ended.err.startswith("BadSettings: DATELINE_NONSENSE")


def test_who_reads_no_further_is_no_problem(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rag.cli", "doctor", "--archive", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == "" and process.wait(60) == 1


# For programs


@pytest.mark.parametrize(
    ("command", "code", "error", "told"),
    [
        ("ask who --json", 1, "NoArchive", "nothing at archive; run `dateline sync DIR`"),
        ("sync nowhere --json", 1, "NoFolder", "nowhere"),
        ("eval nowhere.jsonl --json", 1, "BadGold", "nowhere.jsonl"),
        ("ask who --after 2024-13-01 --json", 2, "Usage", "2024-13-01"),
        ("nonsense --json", 2, "Usage", "nonsense"),
        ("ask --json", 2, "Usage", "question"),
    ],
)
def test_with_json_a_problem_is_one_json_object_on_stderr(
    dateline: Dateline, command: str, code: int, error: str, told: str
) -> None:
    ended = dateline(*shlex.split(command))
    assert (ended.code, ended.out) == (code, "") and ended.err.count("\n") == 1
    problem = json.loads(ended.err)
    assert list(problem) == ["error", "message"]
    assert problem["error"] == error and told in problem["message"]


def test_a_question_that_looks_like_an_option_is_not_one(dateline: Dateline) -> None:
    ended = dateline("ask", "--", "--json")
    assert ended.code == 1 and ended.err.startswith("NoArchive: ")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_ctrl_c_is_told_in_one_line(
    dateline: Dateline, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for where in ("rag.archive.Archive.ask", "rag.cli.run.run"):  # while it works, and while it starts
        with monkeypatch.context() as patch:
            patch.setattr(where, interrupted)
            ended = dateline("ask", "Who closed the ferry?", *options)
        assert (ended.code, ended.out) == (130, "") and ended.err.count("\n") == 1
        assert (json.loads(ended.err)["error"] if options else ended.err.split(":")[0]) == "Stopped"
