"""Corrections: a newer text of one article takes the place of the older, which can still be listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.index import add_articles
from rag.store import generation
from rag.store.catalog import Catalog
from rag.types import Article, Carried, IndexReport, Version
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, ReadsHere, build_here, fill, held, story, sync

URL = "https://courier.example/2024/ferry"
NINE = (
    "The ferry of Port Lisle sails at nine and returns at noon, the harbour office said on Tuesday.\n\n"
    "It carried 41,200 passengers last year and lost 2.3 million crowns, paid by the town council."
)
TEN = NINE.replace("sails at nine", "sails at ten")
ELEVEN = NINE.replace("sails at nine", "sails at eleven")


@pytest.fixture(autouse=True)
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as opened:
        yield opened


def record(text: str, day: str = "", title: str = "Ferry times", url: str = URL, **fields: str) -> str:
    """A file of one article, with the url and the date it has."""
    return json.dumps({"title": title, "text": text, "url": url, "date": day, **fields})


def counts(report: IndexReport) -> tuple[int, int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed, report.superseded


def article(id: str, text: str, url: str = URL, **fields: object) -> Article:
    return Article(id, text=text, url=url, **fields)  # type: ignore[arg-type]


def listed(archive: Archive, id: str) -> list[tuple[str, str]]:
    return [(version.article.id, version.article.text) for version in archive.versions(id)]


def bytes_of(archive: Archive) -> bytes:
    return b"".join(path.read_bytes() for path in archive.path.rglob("*") if path.is_file())


# In a folder


def test_of_two_files_of_one_page_the_newer_is_searched_and_the_older_listed(
    archive: Archive, tmp_path: Path
) -> None:
    news = fill(
        tmp_path / "news",
        {"a.json": record(TEN, "2024-03-02"), "b.json": record(NINE, "2024-03-01"), "c.txt": story(3)},
    )
    report = archive.sync(news)
    assert counts(report) == (2, 0, 0, 0, 1) and report.skipped == ()
    assert [a.id for a in archive.articles()] == ["a.json", "c.txt"]
    assert "nine" not in " ".join(hit.passage.text for hit in archive.search("When does the ferry sail?", 50))
    assert listed(archive, "a.json") == listed(archive, "b.json") == [("a.json", TEN), ("b.json", NINE)]
    new, old = archive.versions("a.json")
    assert (new.since, new.until, new.why) == (1, None, "")
    assert (old.since, old.until, old.why) == (1, 1, "a.json is a newer text of the same url")
    assert archive.versions("c.txt") == [Version(archive.article("c.txt"), 1)]  # type: ignore[arg-type]
    assert archive.versions("no such") == []
    assert counts(archive.sync(news)) == (0, 0, 2, 0, 1)  # told again, and nothing is computed


def test_a_correction_that_comes_later_supersedes_and_goes_again(archive: Archive, tmp_path: Path) -> None:
    news = fill(tmp_path / "news", {"a.json": record(NINE, "2024-03-01"), "c.txt": story(3)})
    archive.sync(news)
    fill(news, {"b.json": record(TEN, "2024-03-02")})
    assert counts(archive.sync(news)) == (1, 0, 1, 0, 1)
    assert set(held(archive.path)) == {"b.json", "c.txt"}
    assert listed(archive, "a.json") == [("b.json", TEN), ("a.json", NINE)]
    old = archive.versions("b.json")[1]
    assert (old.since, old.until) == (1, 2)
    (news / "b.json").unlink()  # the correction is withdrawn: what is still in the folder counts again
    report = archive.sync(news)
    assert counts(report) == (1, 0, 1, 1, 0) and report.embedded == 0
    assert held(archive.path)["a.json"] == NINE
    assert listed(archive, "a.json") == [("a.json", NINE)]


def test_a_changed_file_keeps_its_earlier_texts_through_many_generations(
    archive: Archive, tmp_path: Path
) -> None:
    news = fill(tmp_path / "news", {"c.txt": story(3)})
    for turn, text in enumerate((NINE, TEN, ELEVEN, NINE.replace("nine", "dusk"))):
        fill(news, {"a.txt": text})
        report = archive.sync(news)
        assert (report.updated, report.superseded) == (int(turn > 0), 0)
    for turn in range(3):  # generations that have the earlier texts are pruned
        archive.sync(fill(news, {f"new{turn}.txt": story(turn)}))
    versions = archive.versions("a.txt")
    assert [v.article.text.split(" sails at ")[1].split()[0] for v in versions] == [
        "dusk",
        "eleven",
        "ten",
        "nine",
    ]
    assert [(v.since, v.until) for v in versions] == [(4, None), (3, 4), (2, 3), (1, 2)]
    assert {v.why for v in versions[1:]} == {"its file in news was changed"}
    with Catalog.open(archive.path) as catalog, catalog._db.reading() as db:
        (left,) = db.execute(
            "SELECT count(*) FROM passages p JOIN articles a ON a.row = p.article WHERE a.heir <> ''"
        ).fetchone()
    assert left == 0  # their passages and vectors are gone, only the text is kept
    found = " ".join(hit.passage.text for hit in archive.search("When does the ferry sail?", 50))
    assert "dusk" in found and not any(word in found for word in ("nine", "ten and", "eleven"))


def test_what_a_folder_removes_goes_with_all_its_versions_to_the_last_byte(
    archive: Archive, tmp_path: Path
) -> None:
    news = fill(tmp_path / "news", {"c.txt": story(3)})
    for secret in ("quicksilver", "tourmaline", "saltpetre"):
        archive.sync(fill(news, {"a.json": record(f"{NINE} The password was {secret}.", "2024-03-01")}))
    archive.sync(fill(news, {"b.json": record(f"{TEN} The password was vermilion.", "2024-03-02")}))
    assert len(archive.versions("b.json")) == 4
    assert all(word in bytes_of(archive) for word in (b"quicksilver", b"saltpetre", b"vermilion"))
    for name in ("a.json", "b.json"):
        (news / name).unlink()
    archive.sync(news)
    assert archive.versions("b.json") == archive.versions("a.json") == []
    archive.close()
    for turn in range(2):  # the generations before may be read until they are pruned
        archive.sync(fill(news, {f"new{turn}.txt": story(turn)}))
    left = bytes_of(archive)
    for word in (b"quicksilver", b"tourmaline", b"saltpetre", b"vermilion", b"Port Lisle"):
        assert word not in left


def test_a_file_replaced_by_one_of_another_name_is_its_earlier_version(
    archive: Archive, tmp_path: Path
) -> None:
    news = fill(tmp_path / "news", {"old.json": record(NINE, "2024-03-01"), "c.txt": story(3)})
    archive.sync(news)
    (news / "old.json").unlink()
    assert counts(archive.sync(fill(news, {"new.json": record(TEN, "2024-03-05")}))) == (1, 0, 1, 0, 1)
    assert listed(archive, "new.json") == [("new.json", TEN), ("old.json", NINE)]
    assert counts(archive.sync(news)) == (0, 0, 2, 0, 0)
    (news / "new.json").unlink()
    archive.sync(news)
    assert archive.versions("new.json") == archive.versions("old.json") == []


def test_the_file_of_an_older_version_can_be_removed_alone(archive: Archive, tmp_path: Path) -> None:
    news = fill(
        tmp_path / "news", {"a.json": record(NINE, "2024-03-01"), "b.json": record(TEN, "2024-03-02")}
    )
    archive.sync(news)
    (news / "a.json").unlink()
    report = archive.sync(news)
    assert (report.unchanged, report.superseded, report.revision) == (1, 0, 1)  # no index is built for it
    assert listed(archive, "b.json") == [("b.json", TEN)]
    assert NINE.encode() not in bytes_of(archive)


def test_an_older_text_that_changes_stays_behind_the_newer(archive: Archive, tmp_path: Path) -> None:
    news = fill(
        tmp_path / "news", {"a.json": record(NINE, "2024-03-01"), "b.json": record(TEN, "2024-03-02")}
    )
    archive.sync(news)
    report = archive.sync(fill(news, {"a.json": record(ELEVEN, "2024-03-01")}))
    assert counts(report) == (0, 0, 1, 0, 1) and report.revision == 1
    assert listed(archive, "b.json")[0] == ("b.json", TEN)
    assert {text for _, text in listed(archive, "b.json")} == {TEN, ELEVEN, NINE}
    report = archive.sync(fill(news, {"a.json": record(ELEVEN, "2024-03-09")}))  # it is the newest now
    assert (report.added, report.superseded) == (1, 1)
    assert listed(archive, "b.json")[0] == ("a.json", ELEVEN)
    assert list(held(archive.path)) == ["a.json"]


def test_another_way_of_reading_or_another_author_is_no_version(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = fill(tmp_path / "news", {"a.json": record(NINE, author="Jon Abel")})
    archive.sync(news)
    assert archive.sync(fill(news, {"a.json": record(NINE, author="Jane Abel")})).updated == 1
    assert len(archive.versions("a.json")) == 1
    archive.sync(fill(news, {"a.json": record(NINE, title="Ferry times change", author="Jane Abel")}))
    assert [v.article.title for v in archive.versions("a.json")] == ["Ferry times change", "Ferry times"]


def test_the_same_text_in_two_outlets_is_two_articles_and_in_one_outlet_one(
    archive: Archive, tmp_path: Path
) -> None:
    papers = {"a": "Courier", "b": "Valley Post", "c": "courier"}
    news = {f"{id}.json": record(NINE, url="", source=paper) for id, paper in papers.items()}
    report = archive.sync(fill(tmp_path / "news", news))
    assert report.added == 2 and report.skipped == (("c.json", "has the same text as a.json"),)
    hit = archive.search("When does the ferry sail?", 5)[0]
    assert hit.carried == Carried(("a.json", "b.json"), ("Courier", "Valley Post"), 1)


# Of two owners


def test_a_folder_may_correct_what_was_added_and_its_going_brings_that_back(
    archive: Archive, tmp_path: Path
) -> None:
    archive.add([article("memory", NINE, published=date(2024, 3, 1))])
    news = fill(tmp_path / "news", {"a.json": record(TEN, "2024-03-02"), "c.txt": story(3)})
    assert counts(archive.sync(news)) == (2, 0, 0, 0, 1)
    assert sorted(held(archive.path)) == ["a.json", "c.txt"]
    (news / "a.json").unlink()
    assert counts(archive.sync(news)) == (0, 0, 1, 1, 0)
    assert sorted(held(archive.path)) == ["c.txt", "memory"]


def test_versions_outlive_other_settings_and_a_rebuild(archive: Archive) -> None:
    archive.add([article("one", NINE), article("two", TEN)])
    wider = SETTINGS.model_copy(update={"passage_words": 60, "passage_overlap": 0})
    with Catalog.open(archive.path, write=True) as catalog:
        add_articles(archive.path, catalog, [], FakeEmbedder(), wider)
    assert listed(archive, "two") == [("two", TEN), ("one", NINE)]
    archive.add([article("three", ELEVEN)])
    assert listed(archive, "two")[0][0] == "three"


def test_many_syncs_leave_the_versions_that_one_would(tmp_path: Path) -> None:
    """Dated texts: the order in which they come is of no matter."""
    files = {
        "a.json": record(NINE, "2024-03-01"),
        "b.json": record(TEN, "2024-03-03"),
        "c.json": record(ELEVEN, "2024-03-02"),
        "d.txt": story(4),
    }
    sync(tmp_path / "at once", fill(tmp_path / "one", files))
    for order in (list(files), list(files)[::-1], ["c.json", "d.txt", "a.json", "b.json"]):
        home = tmp_path / "-".join(order)
        for name in order:
            sync(home / "archive", fill(home / "one", {name: files[name]}))
        with Catalog.open(home / "archive") as catalog:
            versions = catalog.versions("a.json", catalog.revision)
        assert set(held(home / "archive")) == set(held(tmp_path / "at once"))
        assert (versions[0].article.id, {v.article.id for v in versions[1:]}) == (
            "b.json",
            {"a.json", "c.json"},
        )
