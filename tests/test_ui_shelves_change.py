"""Changing the archive on the page: one change at a time, by whom it is served for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.findings import LeftOut
from rag.settings import Settings
from tests.shelving import PATH, Writable, application, ended, packed
from tests.ui_fakes import FakeArchive, ask
from ui.guard import Guard
from ui.shelves.desk import Busy, Desk, Job
from ui.shelves.terms import Terms


@pytest.fixture
def archive() -> Writable:
    return Writable()


# Changing


def test_one_change_at_a_time_and_the_next_is_told_since_when(archive: Writable) -> None:
    app = application(archive)
    archive.hold.clear()
    assert ask(app, "POST", f"{PATH}/remove", json={"ids": ["ferry", "ferry"]}).status_code == 202
    while not archive.done:
        time.sleep(0.01)
    job = ask(app, "GET", f"{PATH}/job").json()["job"]
    assert (job["running"], job["stage"], job["done"], job["total"]) == (True, "reading", 1, 2)
    for path, options in (
        ("/upload", {"content": packed(("one.txt", b"x"))}),
        ("/remove", {"json": {"ids": ["orchard"]}}),
    ):
        refused = ask(app, "POST", f"{PATH}{path}", **options)
        assert refused.status_code == 409 and "Articles are being removed since " in refused.json()["error"]
    assert ask(app, "GET", f"{PATH}/articles").json()["found"] == 3  # readers are not held up
    archive.hold.set()
    ended(app)
    assert archive.done == [("remove", ("ferry",))]


def test_what_breaks_inside_is_logged_and_frees_the_desk(
    archive: Writable, caplog: pytest.LogCaptureFixture
) -> None:
    app = application(archive)
    archive.fault = RuntimeError("secret detail")
    ask(app, "POST", f"{PATH}/remove", json={"ids": ["ferry"]})
    assert "Something inside went wrong" in ended(app)["error"]
    assert "secret detail" in caplog.text
    archive.fault = None
    assert ask(app, "POST", f"{PATH}/remove", json={"ids": ["ferry"]}).status_code == 202
    ended(app)


def test_what_was_removed_is_brought_back_and_its_folder_synced(archive: Writable) -> None:
    app = application(archive)
    ask(app, "POST", f"{PATH}/restore", json={"names": ["a.txt"]})
    assert ended(app)["report"]["added"] == 1
    assert archive.done == [("restore", ("a.txt",)), ("sync", "/known/folder")]


def test_nothing_is_brought_back_from_a_folder_that_is_not_there(
    archive: Writable, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = LeftOut("a.txt", "/known/folder", "A", datetime(2025, 3, 1, tzinfo=UTC))
    monkeypatch.setattr(archive, "left_out", lambda: (gone,))
    app = application(archive)
    ask(app, "POST", f"{PATH}/restore", json={"names": ["a.txt"]})
    assert ended(app)["error"] == "/known/folder is not there now, so a.txt cannot be brought back from it"
    assert archive.done == []


def test_a_folder_is_named_by_its_path_on_this_machine(archive: Writable, tmp_path: Path) -> None:
    app = application(archive)
    assert ask(app, "POST", f"{PATH}/sync", json={"folder": str(tmp_path)}).status_code == 202
    ended(app)
    assert archive.done == [("sync", str(tmp_path))]
    for folder in ("", str(tmp_path / "none"), "a\0b", "x" * 9_000, "~nobody-of-this-name/x"):
        refused = ask(app, "POST", f"{PATH}/sync", json={"folder": folder})
        assert refused.status_code == 422 and "folder" in refused.json()["error"]


def test_people_on_other_machines_name_no_folder_of_this_one(archive: Writable, tmp_path: Path) -> None:
    app = application(archive, Terms.of(Settings(), 1_000, shared=True))
    refused = ask(app, "POST", f"{PATH}/sync", json={"folder": str(tmp_path)})
    assert refused.status_code == 403 and "dateline sync FOLDER" in refused.json()["error"]
    assert ask(app, "GET", f"{PATH}/state").json()["any_folder"] is False
    # One that the archive is kept in line with may be synced again; here it is not there any more.
    assert ask(app, "POST", f"{PATH}/sync", json={"folder": "/known/folder"}).status_code == 422
    assert archive.done == []


@pytest.fixture
def closed() -> Iterator[tuple[Guard, Writable]]:
    archive = Writable()
    yield application(archive, Terms.of(Settings(library_changes=False), 1_000, shared=False)), archive


def test_a_library_that_is_switched_off_can_be_read_and_not_changed(closed: tuple[Guard, Writable]) -> None:
    app, archive = closed
    assert "setting library_changes" in ask(app, "GET", f"{PATH}/state").json()["closed"]
    assert ask(app, "GET", f"{PATH}/articles").json()["found"] == 3
    for path, body in (
        ("/remove", {"ids": ["ferry"]}),
        ("/restore", {"names": ["a"]}),
        ("/sync", {"folder": "/"}),
    ):
        refused = ask(app, "POST", f"{PATH}{path}", json=body)
        assert refused.status_code == 403 and "library_changes" in refused.json()["error"]
    assert ask(app, "POST", f"{PATH}/upload", content=packed(("a", b"x"))).status_code == 403
    assert archive.done == []


def test_an_archive_that_cannot_be_written_to_says_so() -> None:
    app = application(FakeArchive())
    assert ask(app, "GET", f"{PATH}/state").json()["closed"] == "this archive may be read but not written to"
    assert ask(app, "POST", f"{PATH}/upload", content=packed(("a", b"x"))).status_code == 403


def test_another_site_changes_nothing(archive: Writable) -> None:
    app = application(archive)
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        refused = ask(app, "POST", f"{PATH}/remove", json={"ids": ["ferry"]}, headers=headers)
        assert refused.status_code == 403
    assert archive.done == []


def test_the_desk_is_taken_by_one_of_many_who_reach_for_it_at_once() -> None:
    desk, start = Desk(), threading.Barrier(8)
    got: list[Job | None] = []

    def reach() -> None:
        start.wait(10)
        try:
            got.append(desk.begin("add", "files"))
        except Busy:
            got.append(None)

    threads = [threading.Thread(target=reach) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(got) == 8 and sum(job is not None for job in got) == 1
