"""The conversations' file is damaged, locked or read-only, or of another release: nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import BadReceipt
from rag.receipt import parsed
from tests.kept import ANNA, ASKED, MODELS, had
from ui.kept.database import NAME
from ui.kept.kinds import NotKept
from ui.kept.store import Kept


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    opened = Kept(tmp_path, MODELS)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "content", [b"no database at all, but some notes", b"SQLite format 3\x00" + b"\xff" * 5_000]
)
def test_a_damaged_file_is_set_aside_with_every_byte(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    kept = Kept(tmp_path)
    id = had(kept, ANNA)
    (aside,) = tmp_path.glob("conversations-damaged-*.sqlite3")
    assert aside.read_bytes() == content
    assert aside.name in kept.notice and "nothing deleted" in kept.notice
    assert kept.conversation(ANNA, id).title == ASKED
    kept.close()


def test_damage_within_the_file_is_seen_and_the_next_call_works(kept: Kept, tmp_path: Path) -> None:
    had(kept, ANNA, *(f"Question {n}?" for n in range(20)))
    kept.close()
    path = tmp_path / NAME
    body = bytearray(path.read_bytes())
    body[4_096 * 3 :] = b"\x55" * (len(body) - 4_096 * 3)
    path.write_bytes(body)
    assert kept.listed(ANNA) == ()
    (aside,) = tmp_path.glob("conversations-damaged-*.sqlite3")
    assert aside.read_bytes() == bytes(body) and aside.name in kept.notice
    assert had(kept, ANNA)


def test_a_locked_file_is_told_and_waited_for(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.kept.database.WAIT", 0.05)
    id = had(kept, ANNA)
    kept.close()
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotKept, match="held by another program"):
        kept.conversation(ANNA, id)
    other.execute("ROLLBACK")
    other.close()
    assert kept.conversation(ANNA, id).title == ASKED and not list(tmp_path.glob("*damaged*"))


def test_a_folder_that_cannot_be_written_keeps_in_memory_and_says_so() -> None:
    kept = Kept(Path("/proc/self"))  # not even an administrator makes a file there
    id = had(kept, ANNA)
    assert "gone when the program ends" in kept.notice and kept.conversation(ANNA, id).title == ASKED
    kept.close()


def test_in_memory_until_there_is_an_archive(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "archive")
    assert kept.listed(ANNA) == () and kept.notice == ""
    (tmp_path / "archive").mkdir()
    had(kept, ANNA)
    assert (tmp_path / "archive" / NAME).is_file()
    kept.close()


def test_a_file_of_a_newer_release_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    had(kept, ANNA)
    kept.close()
    with sqlite3.connect(tmp_path / NAME) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(NotKept, match="newer release"):
        kept.listed(ANNA)
    assert not list(tmp_path.glob("*damaged*"))


def test_a_receipt_that_was_changed_in_the_file_is_not_given_out(kept: Kept, tmp_path: Path) -> None:
    id = had(kept, ANNA)
    kept.close()
    with sqlite3.connect(tmp_path / NAME) as db:
        (text,) = db.execute("SELECT receipt FROM exchanges").fetchone()
        assert parsed(text, "as it was").question == ASKED
        db.execute("UPDATE exchanges SET receipt = replace(receipt, 'Monday', 'Friday')")
    db.close()
    with pytest.raises(BadReceipt, match="changed since"):
        kept.exchange(ANNA, id, 1)
