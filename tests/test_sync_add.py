"""Articles from memory: kept exactly as given, by id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.errors import BadArticle
from rag.index import add_articles
from rag.store import generation
from rag.store.catalog import Catalog
from rag.types import Article, IndexReport
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, build_here, held, stories, story, sync

ODD = "  \u200bDebris &amp; all:\r\n\r\n\r\nThe  bridge\tfell.\x00 “Twice”, said e\u0301mile. 🙂\n\n "


@pytest.fixture(autouse=True)
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "archive", write=True) as opened:
        yield opened


def add(catalog: Catalog, *articles: Article) -> IndexReport:
    return add_articles(catalog.archive, catalog, articles, FakeEmbedder(), SETTINGS)


def test_the_text_is_kept_to_the_last_character(catalog: Catalog) -> None:
    article = Article("odd", "A title", "The Wire", "http://x", ODD, date(2020, 2, 29), "É. N.")
    report = add(catalog, article)
    assert (report.added, report.revision) == (1, 1)
    assert catalog.article("odd", 1) == article
    passages = catalog.passages(1)
    assert passages and all(ODD[p.start : p.end] == p.text for p in passages)
    assert held(catalog.archive) == {"odd": ODD}


def test_a_known_id_is_replaced_and_an_equal_one_costs_nothing(catalog: Catalog) -> None:
    one, two = Article("one", text=story(1)), Article("two", text=story(2))
    add(catalog, one, two)
    report = add(catalog, one, Article("two", text=story(3)), Article("three", text=story(4)))
    assert (report.added, report.updated, report.unchanged, report.removed) == (1, 1, 1, 0)
    assert held(catalog.archive) == {"one": story(1), "two": story(3), "three": story(4)}
    report = add(catalog, one)
    assert (report.unchanged, report.embedded, report.revision) == (1, 0, 2)
    assert len(held(catalog.archive)) == 3  # what a batch does not name stays


def test_a_new_title_is_an_update_without_a_vector(catalog: Catalog) -> None:
    add(catalog, Article("one", text=story(1)))
    report = add(catalog, Article("one", "A title", text=story(1), published=date(2021, 1, 1)))
    assert (report.updated, report.embedded, report.revision) == (1, 0, 2)
    assert catalog.article("one", 2).title == "A title"  # type: ignore[union-attr]
    assert catalog.article("one", 1).title == ""  # type: ignore[union-attr]


def test_equal_articles_twice_in_a_batch_are_one(catalog: Catalog) -> None:
    one = Article("one", text=story(1))
    assert add(catalog, one, one).added == 1
    assert add(catalog).revision == 1  # an empty batch changes nothing


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (
            [Article("x", text=story(1)), Article("x", text=story(2))],
            "two different articles have the id 'x'",
        ),
        ([Article("", text=story(1))], "article number 2 of the batch has no id"),
        ([Article(" \n", text=story(1))], "article number 2 of the batch has no id"),
        ([Article("x\x00", text=story(1))], r"article 'x\\x00' has a control character in its id"),
        ([Article("x", text="")], "article 'x' has no text"),
        ([Article("x", text=" \n\t")], "article 'x' has no text"),
        ([Article("x", text="\u200b\ufeff\u2060\u200d")], "article 'x' has no text"),  # of no width
        ([Article("x", text="\x00\x1b\x7f\x85")], "article 'x' has no text"),  # control characters
        ([Article("x", text="\u3000\u00a0\u2028\u202e\u00ad\ufe0f\U000e0041")], "article 'x' has no text"),
        ([Article("x", text="half \ud800 a character")], "article 'x' holds half a character"),
        ([Article("x\ud800", text="whole")], "holds half a character"),
    ],
)
def test_a_bad_article_is_named_and_none_of_the_batch_is_added(
    catalog: Catalog, bad: list[Article], said: str
) -> None:
    add(catalog, Article("good", text=story(9)))
    with pytest.raises(BadArticle, match=said):
        add(catalog, Article("first", text=story(8)), *bad)
    assert held(catalog.archive) == {"good": story(9)}
    assert catalog.revision == 1


@pytest.mark.parametrize("text", ["7", "\u200b.\u200b", "日", "🙂", "\x00 é"])
def test_one_visible_character_is_a_text(catalog: Catalog, text: str) -> None:
    assert add(catalog, Article("short", text=text)).added == 1
    assert catalog.article("short", 1) == Article("short", text=text)


def test_a_file_of_a_synced_folder_is_not_overwritten_from_memory(catalog: Catalog, tmp_path: Path) -> None:
    sync(catalog.archive, stories(tmp_path / "news", 1))
    with pytest.raises(BadArticle, match=r"is the file arden-0.txt of .*news; give it another id"):
        add(catalog, Article("arden-0.txt", text=story(5)))
    assert "ferry of Arden" in held(catalog.archive)["arden-0.txt"]


def test_vectors_are_computed_once_for_the_same_words_in_two_articles(catalog: Catalog) -> None:
    assert add(catalog, Article("one", text=story(1)), Article("two", text=story(1))).embedded == 5
    assert catalog.counts(1).passages == 10
    assert len(held(catalog.archive)) == 2


@pytest.mark.parametrize("name", ["plain", "with space/and:colon", "%s';--", "日本", "a" * 500])
def test_any_id_with_something_in_it_can_be_asked_for(catalog: Catalog, name: str) -> None:
    add(catalog, Article(name, text=story(1)))
    assert list(held(catalog.archive)) == [name]
