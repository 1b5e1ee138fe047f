"""Articles taken in as files and removed by hand: nothing is lost unasked, and nothing comes back unasked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.cli.run import run
from rag.errors import ArchiveLocked, BadArticle, BadQuestion
from rag.models.embedding import name_of
from rag.settings import Settings
from rag.store import generation
from rag.store.database import CATALOG
from rag.store.lock import writing
from rag.types import Article
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, ReadsHere, build_here, fill, held, stories, story

WIRE = "https://wire.example/2025/dam"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """Three stories of a folder."""
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    with Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as opened:
        opened.sync(stories(tmp_path / "news", 3))
        yield opened


def ids(archive: Archive) -> list[str]:
    return [holding.id for holding in archive.holdings()]


def files(folder: Path, texts: dict[str, str]) -> list[tuple[Path, str]]:
    """Files under numbers, each with the name that it is to be known by."""
    folder.mkdir()
    found = []
    for number, (name, text) in enumerate(texts.items()):
        path = folder / str(number)
        path.write_text(text, encoding="utf-8")
        found.append((path, name))
    return found


# Removing


def test_what_is_removed_is_found_no_more_and_no_sync_brings_it_back(
    archive: Archive, tmp_path: Path
) -> None:
    report = archive.remove(["brill-1.txt"])
    assert (report.removed, report.embedded, report.revision) == (1, 0, 2)
    assert ids(archive) == ["arden-0.txt", "corvo-2.txt"]
    assert not archive.having("Brill") and archive.article("brill-1.txt") is None
    again = archive.sync(tmp_path / "news")
    assert (again.added, again.unchanged, again.removed, again.revision) == (0, 2, 0, 2)
    ((name, why),) = again.skipped
    assert name == "brill-1.txt"
    assert "was removed by hand on " in why and "`dateline restore brill-1.txt`" in why
    (left,) = archive.left_out()
    assert (left.name, left.title) == ("brill-1.txt", "Brill bakery opened after 4 years")
    assert left.folder == str(tmp_path / "news")


def test_it_stays_out_when_its_file_is_changed_or_moved(archive: Archive, tmp_path: Path) -> None:
    archive.remove(["arden-0.txt", "brill-1.txt"])
    fill(tmp_path / "news", {"arden-0.txt": story(0).replace("waited too long", "waited for years")})
    (tmp_path / "news" / "brill-1.txt").rename(tmp_path / "news" / "old-brill.txt")
    report = archive.sync(tmp_path / "news")
    assert [name for name, _ in report.skipped] == ["arden-0.txt", "old-brill.txt"]
    assert ids(archive) == ["corvo-2.txt"]


def test_restored_it_comes_in_with_the_next_sync_and_nothing_is_embedded_anew(
    archive: Archive, tmp_path: Path
) -> None:
    archive.remove(["brill-1.txt"])
    with pytest.raises(BadArticle, match=r"'corvo-2\.txt' was not removed by hand; nothing was restored"):
        archive.restore(["corvo-2.txt"])
    assert archive.restore(["brill-1.txt"]) == [str(tmp_path / "news")]
    report = archive.sync(tmp_path / "news")
    assert (report.added, report.embedded, report.skipped) == (1, 0, ())
    assert len(held(archive.path)) == 3 and archive.left_out() == ()


def test_once_its_file_is_gone_another_one_of_its_name_is_taken_in(archive: Archive, tmp_path: Path) -> None:
    archive.remove(["brill-1.txt"])
    (tmp_path / "news" / "brill-1.txt").unlink()
    assert archive.sync(tmp_path / "news").skipped == ()
    assert archive.left_out() == ()
    fill(tmp_path / "news", {"brill-1.txt": story(9)})
    assert archive.sync(tmp_path / "news").added == 1
    assert "brill-1.txt" in ids(archive)


def test_all_versions_of_it_go_or_an_old_one_would_take_its_place(archive: Archive) -> None:
    draft = story(5).replace("waited too long", "waited far too long")
    first = Article("first", "The dam", "Wire", WIRE, draft, date(2025, 3, 1))
    second = Article("second", "The dam", "Wire", WIRE, story(5), date(2025, 3, 2))
    archive.add([first])
    archive.add([second])
    by_id = {holding.id: holding for holding in archive.holdings()}
    assert "first" not in by_id and by_id["second"].earlier == 1
    assert archive.remove(["second"]).removed == 1
    assert ids(archive) == ["arden-0.txt", "brill-1.txt", "corvo-2.txt"]
    assert archive.versions("first") == [] and archive.left_out() == ()


def test_its_text_leaves_the_disk_with_the_last_generation_that_has_it(
    archive: Archive, tmp_path: Path
) -> None:
    def anywhere(words: bytes) -> bool:
        return any(words in path.read_bytes() for path in archive.path.rglob("*") if path.is_file())

    archive.add([Article("secret", text=story(7).replace("garden7", "quinquereme"))])
    assert anywhere(b"quinquereme")
    archive.remove(["secret"])
    archive.close()
    archive.add([Article("more", text=story(8))])  # two generations are kept: the one that had it goes now
    archive.close()
    assert not anywhere(b"quinquereme")


def test_an_unknown_id_removes_nothing(archive: Archive) -> None:
    with pytest.raises(BadArticle, match="no article 'nothing' in the archive; nothing was removed"):
        archive.remove(["arden-0.txt", "nothing"])
    assert len(ids(archive)) == 3 and archive.revision == 1


def test_an_archive_may_be_emptied_and_filled_again(archive: Archive, tmp_path: Path) -> None:
    assert archive.remove(ids(archive)).removed == 3
    assert archive.holdings() == () and archive.articles() == [] and archive.revision == 2
    archive.restore([left.name for left in archive.left_out()])
    assert archive.sync(tmp_path / "news").added == 3
    assert len(held(archive.path)) == 3


def test_only_one_writes_and_the_other_is_told_who(archive: Archive) -> None:
    with writing(archive.path), pytest.raises(ArchiveLocked, match=r"is being written by process [0-9]+"):
        archive.remove(["arden-0.txt"])
    assert len(ids(archive)) == 3


# Files by themselves


def test_files_are_taken_in_for_good_and_no_sync_removes_them(archive: Archive, tmp_path: Path) -> None:
    given = files(tmp_path / "given", {"mine/quay.txt": story(4), "empty.txt": ""})
    report = archive.add_files(given)
    assert (report.added, report.skipped) == (1, (("empty.txt", "is empty"),))
    for path, _ in given:
        path.unlink()
    assert archive.sync(tmp_path / "news").removed == 0
    quay = next(holding for holding in archive.holdings() if holding.id == "mine/quay.txt")
    # The story has 79 words, the 6 of its title among them.
    assert (quay.title, quay.folder, quay.words) == ("Esker observatory opened after 7 years", "", 73)
    assert archive.remove(["mine/quay.txt"]).removed == 1
    assert archive.left_out() == ()  # no folder gives it: there is nothing to leave out


def test_none_takes_the_place_of_another_that_has_its_name(archive: Archive, tmp_path: Path) -> None:
    archive.add_files(files(tmp_path / "one", {"arden-0.txt": story(4)}))
    archive.add_files(files(tmp_path / "two", {"arden-0.txt": story(5)}))
    assert ids(archive)[:3] == ["arden-0.txt", "arden-0.txt~2", "arden-0.txt~3"]
    assert held(archive.path)["arden-0.txt"].startswith("The ferry of Arden")


def test_what_the_archive_has_already_is_told_and_not_taken_twice(archive: Archive, tmp_path: Path) -> None:
    report = archive.add_files(
        files(tmp_path / "one", {"copy.txt": story(0), "a.txt": story(4), "b.txt": story(4)})
    )
    assert report.added == 1
    assert report.skipped == (
        ("b.txt", "has the same text as a.txt, which is in the archive"),
        ("copy.txt", "has the same text as arden-0.txt, which is in the archive"),
    )


# What it tells of itself


def test_it_tells_when_it_was_last_in_line_with_which_folder(archive: Archive, tmp_path: Path) -> None:
    (before,) = archive.folders()
    assert (before.path, before.articles) == (str(tmp_path / "news"), 3)
    archive.sync(tmp_path / "news")  # nothing changed, and it was in line once more
    (after,) = archive.folders()
    assert before.at is not None and after.at is not None and after.at > before.at


def test_a_catalog_from_before_is_read_as_it_is_and_kept_in_line_from_then_on(
    archive: Archive, tmp_path: Path
) -> None:
    archive.close()
    with closing(sqlite3.connect(archive.path / CATALOG)) as db:
        db.executescript("DROP TABLE synced; DROP TABLE withheld")
    (folder,) = archive.folders()
    assert (folder.articles, folder.at, archive.left_out()) == (3, None, ())
    archive.remove(["arden-0.txt"])
    archive.sync(tmp_path / "news")
    (folder,) = archive.folders()
    assert folder.at is not None and len(archive.left_out()) == 1


def test_holdings_count_words_copies_and_earlier_texts(archive: Archive) -> None:
    twin = story(0).replace("Nobody at the guild", "No one at the guild")
    archive.add([Article("twin", "A twin", "Wire", text=twin), Article("own", text=story(3))])
    archive.add([Article("own", text=story(3).replace("small pond", "large pond"))])
    found = {holding.id: holding for holding in archive.holdings()}
    assert (found["arden-0.txt"].copies, found["twin"].copies, found["brill-1.txt"].copies) == (1, 1, 0)
    assert (found["own"].earlier, found["twin"].earlier) == (1, 0)
    assert found["own"].words == len(story(3).split())


def test_having_asks_for_every_word_in_any_form_and_for_phrases_as_they_stand(archive: Archive) -> None:
    assert archive.having("bakeries") == {"brill-1.txt"}
    assert archive.having("towns waiting") == {"arden-0.txt", "brill-1.txt", "corvo-2.txt"}
    assert archive.having('"town had waited" Corvo') == {"corvo-2.txt"}
    assert archive.having('"had town waited"') == frozenset()
    with pytest.raises(BadQuestion, match="nothing to look for"):
        archive.having("?!")


# The command line


def test_the_command_line_adds_removes_and_restores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    embedder = FakeEmbedder(name_of(Settings()))
    monkeypatch.setattr("rag.models.embedder.load_embedder", lambda settings: embedder)
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    monkeypatch.chdir(fill(tmp_path, {"news/a.txt": story(1), "more/b.txt": story(2), "more/empty.txt": ""}))

    def dateline(*words: str) -> tuple[int, str]:
        code = run(words, "--json" in words)
        said = capsys.readouterr()
        return code, said.out + said.err

    assert dateline("sync", "news")[0] == 0
    code, said = dateline("add", "more/b.txt", "more/empty.txt")
    assert code == 0 and "1 added" in said and "skipped empty.txt: is empty" in said
    code, said = dateline("remove", "a.txt", "nothing")
    assert code == 1 and "BadArticle: there is no article 'nothing'" in said
    assert "1 removed" in dateline("remove", "a.txt")[1]
    assert "skipped a.txt: was removed by hand on" in dateline("sync", "news")[1]
    code, said = dateline("restore", "a.txt", "--json")
    assert code == 0 and json.loads(said)[0]["added"] == 1
