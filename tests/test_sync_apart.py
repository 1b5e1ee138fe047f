"""The processes that read files: what hangs, swells or crashes in one is named, and costs nobody else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rag.errors import BuildFailed
from rag.index import apart
from rag.index.apart import Outcome, Readers, article_from
from rag.ingest.reading import Reading
from rag.settings import Settings
from rag.types import Article, as_json
from tests.newsroom import fill

FAULTY = (sys.executable, "-P", "-m", "tests.faulty_worker")
READING = Reading.of(Settings(file_seconds=3, file_memory_mb=300))
GOOD = "The ships left the harbor on Monday. They will be back on Friday."


def read(folder: Path, names: Iterable[str], reading: Reading = READING) -> dict[str, Outcome]:
    with Readers(reading, FAULTY) as readers:
        outcomes = readers.read([(folder / name, name) for name in names])
    return dict(zip(names, outcomes, strict=True))


def children() -> set[int]:
    """The processes that read files right now, whoever started them."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            dead = (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
        if b"faulty_worker" in command and b"memory_mb" in command and not dead:
            found.add(int(folder.name))
    return found


FAULTS = {
    "hangs": "took longer than 3 s to read",  # how it goes on depends on what else the machine does
    "sleeps": "took longer than 3 s to read, as the machine was busy; the next sync tries again",
    "swells": "needs more than 300 MB of memory to read; split it, or raise the setting file_memory_mb",
    "crashes": "made the process that read it crash (SIGSEGV); save it in another form",
    "aborts": "made the process that read it crash (SIGABRT); save it in another form",
    "exits": "made the process that read it crash (exit code 3); save it in another form",
    "killed": "was not read, as the process that read it was killed; the next sync tries again",
    "raises": "cannot be read (KeyError: 'no such key'); save it in another form",
    "recurses": "is nested too deeply to be read; save it in another form",
    "connects": "cannot be read (PermissionError: a file may not be read by socket.getaddrinfo); save it in "
    "another form",
    "starts": "cannot be read (PermissionError: a file may not be read by subprocess.Popen); save it in "
    "another form",
}


def test_what_a_reader_does_to_its_process_is_told_of_its_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        f"{n}-{word}.txt": f"{word} {GOOD}" for n, fault in enumerate(FAULTS) for word in (fault, "fine")
    }
    fill(tmp_path, texts)
    before = children()
    monkeypatch.setattr(apart, "FILES_EACH", 1)  # as many processes as there may be
    outcomes = read(tmp_path, texts)
    for name, outcome in outcomes.items():
        fault = name.partition("-")[2].removesuffix(".txt")
        if fault == "fine":
            assert [a.text for a in outcome.articles] == [f"fine {GOOD}"] and outcome.skipped == ()
        else:
            ((told, why),) = outcome.skipped
            assert (outcome.articles, told) == ((), name)
            assert why.startswith(FAULTS[fault]) if fault == "hangs" else why == FAULTS[fault]
        assert (outcome.sha256 == "") == ("the next sync tries again" in str(outcome.skipped))
    assert children() == before


def test_what_a_reader_prints_is_not_taken_for_what_it_found(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": f"prints {GOOD}"})
    assert [a.text for a in read(tmp_path, ["a.txt"])["a.txt"].articles] == [f"prints {GOOD}"]


def test_others_are_read_while_one_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first waits for a sign that the reading of the last gives."""
    monkeypatch.setattr(apart, "FILES_EACH", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setenv("SIGN", str(tmp_path / "sign"))
    fill(tmp_path, {"0.txt": f"waits {GOOD}", "1.txt": GOOD, "2.txt": GOOD, "3.txt": f"signs {GOOD}"})
    outcomes = read(tmp_path, [f"{n}.txt" for n in range(4)], replace(READING, seconds=30))
    assert [len(outcome.articles) for outcome in outcomes.values()] == [1] * 4


def pack(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def test_of_a_packed_file_only_the_member_that_hangs_is_lost(tmp_path: Path) -> None:
    hangs, crashes = f"hangs {GOOD}", f"crashes {GOOD}"
    members = {"1.txt": GOOD, "2.txt": hangs, "3.png": "\0", "4.txt": crashes, "5.txt": f"Last. {GOOD}"}
    pack(tmp_path / "a.zip", members)
    outcome = read(tmp_path, ["a.zip"])["a.zip"]
    assert [article.id for article in outcome.articles] == ["a.zip!1.txt", "a.zip!5.txt"]
    assert [name for name, _ in outcome.skipped] == ["a.zip!2.txt", "a.zip!3.png", "a.zip!4.txt"]
    assert dict(outcome.skipped)["a.zip!2.txt"].startswith(FAULTS["hangs"])
    assert dict(outcome.skipped)["a.zip!4.txt"] == FAULTS["crashes"]


def test_a_packed_file_whose_members_go_on_crashing_is_given_up(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {f"{n}.txt": f"{'crashes ' if n else ''}{GOOD}" for n in range(9)})
    outcome = read(tmp_path, ["a.zip"])["a.zip"]
    assert [article.id for article in outcome.articles] == ["a.zip!0.txt"]
    assert [name for name, _ in outcome.skipped] == ["a.zip!1.txt", "a.zip!2.txt", "a.zip!3.txt", "a.zip"]
    assert outcome.skipped[-1][1].endswith("save it in another form; the rest of it was left")


def test_each_member_has_the_time_of_a_file_and_all_together_have_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four members of 0.9 s each are 3.6 s: more than a file may take, and within thirty times of it."""
    pack(tmp_path / "a.zip", {f"{n}.txt": f"naps {GOOD}" for n in "abcd"})
    assert len(read(tmp_path, ["a.zip"])["a.zip"].articles) == 4
    monkeypatch.setattr(apart, "AS_OFTEN", 1)
    outcome = read(tmp_path, ["a.zip"])["a.zip"]
    assert len(outcome.articles) < 4
    assert outcome.skipped[-1][0] == "a.zip" and "took longer than" in outcome.skipped[-1][1]


def test_a_process_that_cannot_start_stops_the_sync_and_says_why(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": GOOD})
    with (
        pytest.raises(
            BuildFailed, match=r"that reads files did not start \(exit code 7\); nothing was changed"
        ),
        Readers(READING, (sys.executable, "-c", "raise SystemExit(7)")) as readers,
    ):
        readers.read([(tmp_path / "a.txt", "a.txt")])


def test_no_process_is_started_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.index.child.subprocess.Popen", lambda *_, **__: pytest.fail("started"))
    with Readers(READING) as readers:
        assert readers.read([]) == []


def test_an_article_is_the_same_on_both_sides() -> None:
    full = Article(
        id="a.txt", title="Café \ud800", source="The Post", url="https://example.org/", text="Text.\n\nMore.",
        published=date(2025, 3, 4), author="Ann Lee", path="a.txt",
        published_at=datetime(2025, 3, 4, 10, tzinfo=UTC), updated_at=datetime(2025, 3, 5, 10),
        section="World", language="en", dateline="PANAMA CITY", agency="AP", key="urn:a", pages=(0, 7),
        found=(("author", "byline"), ("title", "HTML title")),
    )  # fmt: skip
    assert article_from(json.loads(json.dumps(as_json(full)))) == full
    assert article_from(json.loads(json.dumps(as_json(Article("b"))))) == Article("b")


SCRIPT = """
import sys
from pathlib import Path
from rag.index.apart import Readers
from rag.ingest.reading import Reading
from rag.settings import Settings
from tests.test_sync_apart import FAULTY
with Readers(Reading.of(Settings(file_seconds=60)), FAULTY) as readers:
    readers.read([(Path(sys.argv[1]), "a.txt")])
"""


@pytest.mark.parametrize(("how", "fault"), [(signal.SIGKILL, "hangs"), (signal.SIGINT, "sleeps")])
def test_whoever_is_killed_or_interrupted_leaves_no_process_behind(
    tmp_path: Path, how: signal.Signals, fault: str
) -> None:
    fill(tmp_path, {"a.txt": f"{fault} {GOOD}"})
    before = children()
    parent = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, tmp_path / "a.txt"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "SIGN": str(tmp_path / "sign")},
    )
    try:
        wait_until((tmp_path / "sign").exists, "a process reads")
        assert len(children()) > len(before)
        if how == signal.SIGINT:
            os.killpg(parent.pid, how)  # to all of them, as a terminal does it
        else:
            parent.kill()
        parent.communicate(timeout=60)
    finally:
        parent.kill()
        parent.wait()
    assert parent.returncode in (-signal.SIGKILL, -signal.SIGINT, 1)
    wait_until(lambda: children() <= before, "no process is left")


def wait_until(so: object, what: str) -> None:
    until = time.monotonic() + 120  # a busy machine may take long to start a process
    while not so():  # type: ignore[operator]
        assert time.monotonic() < until, what
        time.sleep(0.02)
