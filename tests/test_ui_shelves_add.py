"""Adding on the page: bounded, private, gone afterwards, and told what was skipped."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import NoSpace
from tests.shelving import PATH, Writable, application, ended, packed
from tests.ui_fakes import ask
from ui.shelves import intake
from ui.shelves.intake import MOST, BadUpload, Intake


@pytest.fixture
def archive() -> Writable:
    return Writable()


# Adding


def test_files_reach_the_archive_in_a_private_folder_that_is_gone_afterwards(archive: Writable) -> None:
    app = application(archive)
    body = packed(("news/one.txt", b"First"), ("two.txt", b""), ("../../etc/passwd", b"Third"))
    answer = ask(app, "POST", f"{PATH}/upload", content=body)
    assert answer.status_code == 202 and answer.json()["job"]["kind"] == "add"
    job = ended(app)
    assert (job["report"]["added"], job["report"]["skipped"]) == (
        1,
        [{"name": "bad.bin", "why": "is no text"}],
    )
    assert archive.given == [("news/one.txt", b"First"), ("two.txt", b""), ("etc/passwd", b"Third")]
    assert set(archive.modes) == {0o700}
    assert [path.name for path in archive.where] == ["00001", "00002", "00003"]
    assert not any(path.parent.exists() for path in archive.where)


def test_the_folder_is_gone_when_adding_fails_and_the_reason_is_told(archive: Writable) -> None:
    app = application(archive)
    archive.fault = NoSpace("the disk of /archive is full")
    ask(app, "POST", f"{PATH}/upload", content=packed(("one.txt", b"First")))
    assert ended(app)["error"] == "the disk of /archive is full"
    assert archive.where and not archive.where[0].exists()


def test_a_file_that_is_too_large_is_named_and_the_others_come_in(archive: Writable) -> None:
    app = application(archive)
    ask(
        app,
        "POST",
        f"{PATH}/upload",
        content=packed(("large.txt", b"x" * 1_001), ("small.txt", b"x" * 1_000)),
    )
    skipped = ended(app)["report"]["skipped"]
    assert [one["name"] for one in skipped] == ["bad.bin", "large.txt"]
    assert "more than the limit of 0.001 MB" in skipped[1]["why"]
    assert [name for name, _ in archive.given] == ["small.txt"]


def test_more_than_the_limit_in_one_go_is_refused_and_nothing_is_left(archive: Writable) -> None:
    app = application(archive)
    before = set(Path(tempfile.gettempdir()).glob(f"{intake.PREFIX}*"))
    files = [(f"{n}.txt", b"x" * 900) for n in range(120)]  # 120 times 900 and more is over 100,000 bytes
    assert ask(app, "POST", f"{PATH}/upload", content=packed(*files)).status_code == 413
    assert archive.done == []
    assert set(Path(tempfile.gettempdir()).glob(f"{intake.PREFIX}*")) <= before


@pytest.mark.parametrize(
    "body",
    [
        b"nonsense\n",
        b'{"name": "a"}\n',
        b'{"name": 1, "size": 1}\nx',
        b'{"name": "a", "size": -1}\n',
        b'{"name": "a", "size": true}\nx',
        b'{"name": "a", "size": 9}\nshort',
        b"x" * 9_000,
    ],
)
def test_a_body_that_is_not_as_the_page_sends_it_changes_nothing(archive: Writable, body: bytes) -> None:
    app = application(archive)
    answer = ask(app, "POST", f"{PATH}/upload", content=body)
    assert answer.status_code == 400 and "nothing was added" in answer.json()["error"]
    assert archive.done == [] and not ended(app)["running"]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    taking = Intake(tmp_path, 1)
    with pytest.raises(BadUpload, match="More than 1,000 files in one go"):
        taking.feed(packed(*((f"{n}", b"") for n in range(MOST + 1))))
    taking.close()


@given(st.lists(st.tuples(st.text(max_size=20), st.binary(max_size=40)), max_size=6), st.integers(1, 50))
def test_files_come_through_whole_however_they_are_cut(files: list[tuple[str, bytes]], step: int) -> None:
    files = [
        (f"{n}/{name.encode('utf-8', 'replace').decode()}x", data) for n, (name, data) in enumerate(files)
    ]
    body = packed(*files)
    with tempfile.TemporaryDirectory() as folder:
        taking = Intake(Path(folder), 1)
        for start in range(0, len(body), step):
            taking.feed(body[start : start + step])
        found = [path.read_bytes() for path, _ in taking.files()]
        names = [path.name for path in Path(folder).iterdir()]
    assert sorted(names) == [f"{n:05}" for n in range(1, len(files) + 1)]
    kept = [data for name, data in files if not intake_passes_over(name)]
    assert found == kept


def intake_passes_over(name: str) -> bool:
    from rag.ingest.names import packed_names

    return next(iter(packed_names([name])))[0] == ""


def test_what_a_killed_program_left_behind_is_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, alive = tmp_path / f"{intake.PREFIX}999999999-x", tmp_path / f"{intake.PREFIX}1-x"
    for folder in (dead, alive):
        folder.mkdir()
    intake.sweep()
    assert not dead.exists() and alive.exists()
