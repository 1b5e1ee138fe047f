"""The library's table, and what the versions of an article changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadQuestion
from rag.findings import Holding
from rag.settings import Settings
from rag.types import Article, Version
from tests.shelving import PATH, Writable, application
from tests.ui_fakes import FakeArchive, ask
from ui.periods import MONTHS
from ui.shelves.intake import MOST
from ui.shelves.table import PAGE, View, in_order, table
from ui.shelves.versions import COMPARED, changes, compared, shortened, versions_json


@pytest.fixture
def archive() -> Writable:
    return Writable()


# The table


def holding(id: str, title: str = "", source: str = "", day: date | None = None, words: int = 1) -> Holding:
    return Holding(id, title, source, day, "", "", words, 0, 0, "")


ROWS = [
    holding("1", "Écluse", "Post", date(2024, 5, 6), 30),
    holding("2", "", "", None, 20),
    holding("3", "bridge", "courier", date(2023, 5, 6), 10),
    holding("4", "Dam", "Courier", date(2025, 5, 6), 30),
]


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        ("title", False, "3 4 1 2"),  # without regard to case and accents; what has none comes last
        ("title", True, "1 4 3 2"),
        ("source", False, "3 4 1 2"),
        ("published", True, "4 1 3 2"),
        ("published", False, "3 1 4 2"),
        ("words", True, "1 4 2 3"),  # equal ones in the order they came in
    ],
)
def test_the_table_is_sorted_by_each_column_either_way(sort: str, descending: bool, expected: str) -> None:
    assert [row.id for row in in_order(ROWS, sort, descending)] == expected.split()


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(BadQuestion, match="cannot be sorted by 'author'; it has title, source"):
        in_order(ROWS, "author", False)


def test_a_search_finds_parts_of_titles_and_outlets_and_whole_words_of_texts(archive: Writable) -> None:
    def found(text: str) -> list[str]:
        return [row["id"] for row in table(archive, View(text, "title", False))["rows"]]

    assert found("lisle COUR") == ["ferry"]  # in its outlet
    assert found("tonnes cooperative") == ["orchard"]  # in its text
    assert found("auditors Quay") == ["a/b c#1"]
    assert found("zebra") == []
    assert len(found("  ")) == 3


def test_pages_of_ten_thousand_articles_are_quick_and_bounded() -> None:
    many = FakeArchive([Article(f"{n:05}", f"Title {n % 977}", "Wire", text="Words") for n in range(10_000)])
    first = table(many, View(sort="title", descending=False))
    assert (first["articles"], first["found"], first["pages"], len(first["rows"])) == (
        10_000,
        10_000,
        200,
        PAGE,
    )
    assert table(many, View(page=10**9))["page"] == 200
    assert table(many, View(page=-5))["page"] == 1


def test_what_no_page_can_hold_does_not_break_the_table() -> None:
    odd = Article("odd", "half \ud800 and \x00", "Wire\udfff", text="Words")
    answer = ask(application(FakeArchive([odd])), "GET", f"{PATH}/articles")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert answer.json()["rows"][0]["title"] == "half \ufffd and \ufffd"


def test_addresses_tell_what_is_wrong_with_what_they_are_asked(archive: Writable) -> None:
    app = application(archive)
    assert ask(app, "GET", f"{PATH}/articles?sort=author").status_code == 400
    assert ask(app, "GET", f"{PATH}/articles?page=many").status_code == 422
    for body in (b"[]", b"{", b'{"ids": "ferry"}', b'{"ids": [1]}', b"[" * 5_000):
        assert ask(app, "POST", f"{PATH}/remove", content=body).status_code == 400
    assert ask(app, "POST", f"{PATH}/remove", json={"ids": []}).status_code == 422
    assert ask(app, "POST", f"{PATH}/remove", json={"ids": ["x"] * 1_001}).status_code == 422
    assert archive.done == []


# Versions


def version(text: str) -> Version:
    return Version(Article("a", text=text), 1)


def test_changes_are_told_word_by_word_within_the_lines_that_differ() -> None:
    before = "The dam cost 43 million.\nNobody was hurt.\nIt opens in May."
    after = "The dam cost 34 million.\nNobody was hurt.\nIt opens in June."
    assert changes(version(before), version(after)) == [
        {"kind": "same", "text": "The dam cost "},
        {"kind": "gone", "text": "43"},
        {"kind": "new", "text": "34"},
        {"kind": "same", "text": " million.\nNobody was hurt.\nIt opens in "},
        {"kind": "gone", "text": "May."},
        {"kind": "new", "text": "June."},
    ]
    assert changes(version(before), version(before)) == []


def test_what_stays_far_from_a_change_is_left_out() -> None:
    long = "word " * 500
    pieces = list(shortened(compared(f"{long}\nold", f"{long}\nnew")))
    assert [kind for kind, _ in pieces] == ["same", "gone", "new"]
    assert pieces[0][1].startswith("… word") and len(pieces[0][1]) < 200


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(text for kind, text in pieces if kind != "new") == before
    assert "".join(text for kind, text in pieces if kind != "gone") == after


def test_the_versions_of_an_article_are_told_newest_first_with_their_changes() -> None:
    archive = FakeArchive()
    text = archive.held["ferry"].text
    old = replace(archive.held["ferry"], text=text.replace("Eleven", "Twelve"))
    archive.earlier["ferry"] = [Version(old, 2, 5, "its file was changed")]
    now, before = ask(application(archive), "GET", f"{PATH}/versions?id=ferry").json()["versions"]
    assert {"kind": "gone", "text": "Twelve"} in now["changes"] and before["changes"] is None
    assert (before["since"], before["until"], before["why"]) == (2, 5, "its file was changed")
    assert "version=" in before["href"] and "version=" not in now["href"]


def test_only_the_newest_of_many_versions_are_compared() -> None:
    many = [Version(Article("a", text=f"Text {n}."), n, n + 1) for n in range(40, 0, -1)]
    told = versions_json("a", many)
    assert len(told) == 40
    assert [one["changes"] is None for one in told] == [False] * COMPARED + [True] * (40 - COMPARED)


def test_the_documentation_gives_the_bounds_as_they_are() -> None:
    told = " ".join((Path(__file__).parent.parent / "docs" / "library.md").read_text("utf-8").split())
    settings = Settings()
    assert f"The table has {PAGE} articles a page" in told
    assert f"more than {MONTHS} months" in told
    assert f"Up to {MOST:,} files and `upload_limit_mb` ({settings.upload_limit_mb:g})" in told
    assert f"each of `file_limit_mb` ({settings.file_limit_mb:g}) at most" in told
    assert settings.keep_generations == 2 and "two are kept (`keep_generations`)" in told
