"""The files of a folder: which are read, which are skipped and why, and which are kept as last read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rag.errors import NoFolder
from rag.index.apart import Outcome
from rag.index.folder import Read, find
from rag.index.plan import choose
from rag.settings import Settings
from rag.store import generation
from rag.store.records import FileRow, Gave
from rag.types import IndexReport
from tests.bad_files import packed
from tests.newsroom import ReadsHere, build_here, fill, held, stories, story, sync, texts_of


@pytest.fixture(autouse=True)
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three articles: arden-0.txt, brill-1.txt, corvo-2.txt."""
    return stories(tmp_path / "news", 3)


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


def names(archive: Path) -> list[str]:
    return sorted(held(archive))


@pytest.mark.parametrize("damage", ["", "\x00\x01\x02" * 40])
def test_a_file_that_no_longer_reads_keeps_its_last_article(archive: Path, news: Path, damage: str) -> None:
    sync(archive, news)
    before = held(archive)
    fill(news, {"brill-1.txt": damage})
    for _ in range(2):
        report = sync(archive, news)
        assert counts(report) == (0, 0, 3, 0)
        ((name, why),) = report.skipped
        assert name == "brill-1.txt" and why.endswith("; kept as last read")
        assert held(archive) == before
    fill(news, {"brill-1.txt": story(9)})
    assert counts(sync(archive, news)) == (0, 1, 2, 0)
    assert held(archive) == texts_of(news)


def test_a_file_that_never_read_is_skipped_and_stops_nothing(archive: Path, news: Path) -> None:
    fill(
        news,
        {"empty.txt": "", "notes.docx": "x", "picture": "x", ".hidden.txt": story(5), ".git/x.txt": story(6)},
    )
    (news / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (news / "outside.txt").symlink_to("/etc/hostname")
    (news / "dangling.txt").symlink_to("nowhere.txt")
    os.mkfifo(news / "pipe.txt")
    for _ in range(2):
        report = sync(archive, news)
        skipped = dict(report.skipped)
        assert sorted(skipped) == [
            "binary.txt", "dangling.txt", "empty.txt", "notes.docx", "outside.txt", "picture", "pipe.txt"
        ]  # fmt: skip
        unknown = "is text of no form that articles come in; name it .txt if it is one"
        assert skipped["notes.docx"] == skipped["picture"] == unknown
        assert skipped["outside.txt"] == "is a link that leads out of the folder"
        assert skipped["dangling.txt"] == "is a link to a file that is not there"
        assert skipped["pipe.txt"] == "is no ordinary file"
        assert skipped["empty.txt"] == "is empty"
        assert names(archive) == ["arden-0.txt", "brill-1.txt", "corvo-2.txt"]


def test_a_linked_folder_is_not_entered_and_a_link_within_is_the_same_article(
    archive: Path, news: Path
) -> None:
    (news.parent / "else").mkdir()
    fill(news.parent / "else", {"x.txt": story(7)})
    (news / "else").symlink_to(news.parent / "else")
    (news / "loop").symlink_to(news)
    (news / "zebra.txt").symlink_to("arden-0.txt")
    report = sync(archive, news)
    assert report.skipped == (("zebra.txt", "has the same text as arden-0.txt"),)
    assert names(archive) == ["arden-0.txt", "brill-1.txt", "corvo-2.txt"]


def test_hidden_files_litter_and_the_parts_of_saved_pages_are_passed_over(archive: Path, news: Path) -> None:
    fill(
        news,
        dict.fromkeys(
            ["Thumbs.db", "desktop.ini", ".DS_Store", "~$letter.docx", ".git/a.txt", "__MACOSX/a.txt",
             "page_files/ad.html", "page_files/deep/b.txt", "old.files/c.txt"],
            "x",
        ),
    )  # fmt: skip
    fill(news, {"page.html": f"<html><p>{story(3)}</p></html>", "old.htm": f"<html><p>{story(4)}</p></html>"})
    fill(news, {"other_files/kept.txt": story(5)})  # of no page
    report = sync(archive, news)
    assert report.skipped == ()
    assert set(names(archive)) == {
        "arden-0.txt", "brill-1.txt", "corvo-2.txt", "old.htm", "other_files/kept.txt", "page.html"
    }  # fmt: skip


def test_a_file_over_the_limit_is_looked_at_again_only_when_it_changes(
    archive: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Settings(passage_words=20, passage_overlap=5, file_limit_mb=0.01)
    fill(news, {"large.txt": f"{story(7)}\n" * 40})
    report = sync(archive, news, settings=small)
    ((name, why),) = report.skipped
    assert name == "large.txt" and "more than the limit of 0.01 MB" in why
    with monkeypatch.context() as patch:
        patch.setattr(ReadsHere, "_here", lambda *_: pytest.fail("looked at again"))
        assert sync(archive, news, settings=small).skipped == report.skipped
    fill(news, {"large.txt": story(7)})
    assert counts(sync(archive, news, settings=small)) == (1, 0, 3, 0)


def test_what_can_only_fail_by_chance_is_tried_again(
    archive: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "was not read, as the process that read it was killed; the next sync tries again"
    with monkeypatch.context() as patch:
        patch.setattr(ReadsHere, "_here", lambda self, path, name: Outcome(skipped=((name, why),)))
        assert dict(sync(archive, news).skipped) == dict.fromkeys(
            ["arden-0.txt", "brill-1.txt", "corvo-2.txt"], why
        )
    assert counts(sync(archive, news)) == (3, 0, 0, 0)


def test_a_packed_file_that_breaks_keeps_what_it_gave_before(archive: Path, news: Path) -> None:
    whole = packed({"a.txt": story(5), "b.txt": story(6)})
    (news / "all.zip").write_bytes(whole)
    assert counts(sync(archive, news)) == (5, 0, 0, 0)
    before = held(archive)
    assert {"all.zip!a.txt", "all.zip!b.txt"} < set(before)
    (news / "all.zip").write_bytes(whole[:-30])
    report = sync(archive, news)
    assert counts(report) == (0, 0, 5, 0) and held(archive) == before
    assert dict(report.skipped)["all.zip"].endswith("copy it again; kept as last read")
    (news / "all.zip").write_bytes(packed({"a.txt": story(5), "b.txt": b"\x89PNG\r\n\x1a\n\0"}))
    report = sync(archive, news)
    assert (
        counts(report) == (0, 0, 5, 0) and held(archive) == before
    )  # the member is there, only not readable
    (news / "all.zip").write_bytes(packed({"a.txt": story(5)}))
    assert counts(sync(archive, news)) == (0, 0, 4, 1)


def test_a_name_that_is_no_utf8_is_shown_with_replacements(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    fill(tmp_path / "news", {os.fsdecode(b"caf\xe9.txt"): story(1)})
    sync(archive, tmp_path / "news")
    assert names(archive) == ["caf\ufffd.txt"]


def test_rows_of_a_file_are_articles_of_their_own(archive: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"text": story(n)}) for n in range(3)]
    news = fill(tmp_path / "news", {"feed.jsonl": "\n".join(lines)})
    assert sync(archive, news).added == 3
    assert names(archive) == ["feed.jsonl#1", "feed.jsonl#2", "feed.jsonl#3"]
    fill(news, {"feed.jsonl": "\n".join([lines[0], '{"text": ""}', lines[2]])})
    report = sync(archive, news)
    assert counts(report) == (0, 0, 3, 0) and story(1)[:20] in held(archive)["feed.jsonl#2"]
    ((name, why),) = report.skipped
    assert name == "feed.jsonl#2" and why.endswith("; kept as last read")
    fill(news, {"feed.jsonl": "\n".join(lines[:2])})  # a row that is gone, not unreadable, is removed
    assert counts(sync(archive, news)) == (0, 0, 2, 1)
    assert names(archive) == ["feed.jsonl#1", "feed.jsonl#2"]


def test_a_row_with_an_id_of_its_own_is_kept_when_its_text_breaks(archive: Path, tmp_path: Path) -> None:
    rows = [{"id": name, "text": story(n)} for n, name in enumerate(("ash", "birch", "cedar"))]
    news = fill(tmp_path / "news", {"feed.jsonl": "\n".join(map(json.dumps, rows))})
    assert sync(archive, news).added == 3
    before = held(archive)
    assert sorted(before) == ["feed.jsonl#ash", "feed.jsonl#birch", "feed.jsonl#cedar"]
    broken = [rows[0], {"id": "birch", "text": "\u200b \n"}, rows[2]]
    fill(news, {"feed.jsonl": "\n".join(map(json.dumps, broken))})
    for _ in range(2):
        report = sync(archive, news)
        assert counts(report) == (0, 0, 3, 0)
        assert report.skipped == (("feed.jsonl#birch", "has no text that can be read; kept as last read"),)
        assert held(archive) == before
    fill(news, {"feed.jsonl": "\n".join(map(json.dumps, [broken[1], rows[0], rows[2]]))})  # wherever it is
    assert counts(sync(archive, news)) == (0, 0, 3, 0) and held(archive) == before
    rows[1]["text"] = story(7)
    fill(news, {"feed.jsonl": "\n".join(map(json.dumps, rows))})
    assert counts(sync(archive, news)) == (0, 1, 2, 0)
    assert held(archive)["feed.jsonl#birch"] == story(7)


def test_of_one_id_in_two_files_the_first_is_kept() -> None:
    reads = [
        Read(FileRow("/n", "a", "", "", (Gave("same", "t1"), Gave("own", "t2")))),
        Read(FileRow("/n", "b", "", "", (Gave("same", "t3"), Gave("other", "t2"), Gave("last", "t3")))),
    ]
    chosen, doubles = choose(reads)
    assert [gave.name for _, gave in chosen] == ["same", "own", "last"]
    assert doubles == [("b", "has the id same, as a has"), ("other", "has the same text as own")]


def test_files_are_found_in_one_order_whatever_the_disk_gives(tmp_path: Path) -> None:
    fill(tmp_path, dict.fromkeys(("b.txt", "a/z.txt", "a.txt", "B.TXT", "a/b/c.md"), "x"))
    _, found = find(tmp_path)
    assert [file.name for file in found] == ["B.TXT", "a.txt", "a/b/c.md", "a/z.txt", "b.txt"]


@pytest.mark.parametrize("kind", ["missing", "file", "empty", "foreign"])
def test_a_folder_with_nothing_to_read_changes_nothing(archive: Path, news: Path, kind: str) -> None:
    sync(archive, news)
    wrong = news.parent / "wrong"
    said = {
        "missing": "no such folder",
        "file": "is no folder but a file",
        "empty": "has no files",
        "foreign": r"has no file of a form that articles come in \(a\.docx is text of no form",
    }
    if kind == "file":
        wrong.write_text("x")
    elif kind != "missing":
        wrong.mkdir()
        fill(wrong, {"a.docx": "x", ".a.txt": story(1)} if kind == "foreign" else {})
    with pytest.raises(NoFolder, match=f"{said[kind]}.*nothing was changed"):
        sync(archive, wrong)
    for path in sorted(news.iterdir()):
        path.unlink()
    with pytest.raises(NoFolder, match="nothing was changed"):  # as an unmounted disk leaves it
        sync(archive, news)
    assert len(held(archive)) == 3


def test_a_folder_inside_that_cannot_be_read_removes_nothing(
    archive: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(news, {"closed/d.txt": story(3)})
    sync(archive, news)
    list_folder = os.scandir

    def denied(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return list_folder(path)

    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(NoFolder, match=r"closed cannot be read \(Permission denied\); nothing was changed"):
        sync(archive, news)
    monkeypatch.undo()
    assert len(held(archive)) == 4
