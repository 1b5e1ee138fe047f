"""Corrections among articles from memory, and what tells that two texts are of one article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.index.versions import page
from rag.store import generation
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, TOWNS, build_here, held, story
from tests.test_sync_versions import ELEVEN, NINE, TEN, URL, article, counts, listed


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(generation, "_run_child", build_here)
    with Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as opened:
        yield opened


def test_in_memory_the_newest_by_its_own_clock_is_in_force(archive: Archive) -> None:
    monday, tuesday = datetime(2024, 3, 4, 9, tzinfo=UTC), datetime(2024, 3, 5, 9, tzinfo=UTC)
    report = archive.add(
        [
            article("one", TEN, published_at=monday, updated_at=tuesday),
            article("two", NINE, published_at=monday),
            article("three", ELEVEN, published=date(2024, 3, 3)),
        ]
    )
    assert counts(report) == (1, 0, 0, 0, 2)
    assert [id for id, _ in listed(archive, "three")] == ["one", "two", "three"]
    assert counts(archive.add([article("two", NINE, published_at=monday)])) == (0, 0, 0, 0, 1)
    assert counts(archive.add([article("four", NINE + " Late.", updated_at=tuesday)])) == (1, 0, 0, 0, 1)
    assert list(held(archive.path)) == ["four"]  # of two at one moment the later to come


def test_without_a_date_the_later_to_come_is_the_newer(archive: Archive) -> None:
    archive.add([article("one", NINE, published=date(2024, 3, 3))])
    archive.add([article("two", TEN)])
    archive.add([article("three", ELEVEN)])
    assert listed(archive, "one")[0][0] == "three"
    archive.add([article("two", TEN + " It was said twice.")])  # given anew
    assert list(held(archive.path)) == ["two"]


def test_the_same_id_with_another_text_is_a_version_too(archive: Archive) -> None:
    archive.add([article("one", NINE, "")])
    archive.add([article("one", TEN, "")])
    assert [(v.article.text, v.why) for v in archive.versions("one")] == [
        (TEN, ""),
        (NINE, "another text was added under its id"),
    ]


def test_a_publishers_id_tells_an_article_within_its_outlet(archive: Archive) -> None:
    archive.add(
        [
            article("one", NINE, "", key="urn:x:77", source="The Courier", published=date(2024, 3, 1)),
            article("two", story(2), "", key="urn:x:77", source="the courier", published=date(2024, 3, 2)),
            article("other", story(3), "", key="urn:x:77", source="Valley Post"),
        ]
    )
    assert sorted(held(archive.path)) == ["other", "two"]
    assert archive.versions("one")[1].why == "two is a newer text of the same id"


def test_an_id_that_is_on_every_row_is_none(archive: Archive) -> None:
    rows = [article(f"row{n}", story(n), "", key="export", source="The Courier") for n in range(6)]
    assert counts(archive.add(rows)) == (6, 0, 0, 0, 0)
    newer = article("row9", story(2).replace("opened", "reopened"), "", key="export", source="The Courier")
    assert counts(archive.add([newer])) == (1, 0, 0, 0, 1)  # near enough in its words to one of them
    assert archive.versions("row2")[0].article.id == "row9"


@pytest.mark.parametrize("url", ["https://courier.example/", "https://courier.example/news", "", "no url"])
def test_a_url_that_many_unlike_articles_have_makes_no_versions(archive: Archive, url: str) -> None:
    rows = [article(f"row{n}", story(n), url, title="The Courier: all the news") for n in range(6)]
    assert counts(archive.add(rows)) == (6, 0, 0, 0, 0)
    assert len(held(archive.path)) == 6


def test_articles_of_no_url_and_no_id_never_meet(archive: Archive) -> None:
    rows = [article(f"row{n}", NINE.replace("nine", TOWNS[n]), "") for n in range(5)]
    assert counts(archive.add(rows)) == (5, 0, 0, 0, 0)


def test_a_page_is_one_whatever_its_address_carries_along() -> None:
    same = {
        page(url)
        for url in (
            URL,
            URL + "/",
            URL + "#top",
            URL + "?utm_source=x&fbclid=1",
            "http://www.Courier.example/2024/ferry",
        )
    }
    assert same == {"courier.example/2024/ferry"}
    assert page(URL + "?page=2") != page(URL + "?page=3") != page(URL)
    assert page("https://courier.example/?id=7") == "courier.example?id=7"
    assert {page(url) for url in ("", "https://courier.example/", "ferry", "http://[", "x:/y")} == {""}
