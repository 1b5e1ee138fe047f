"""Tables of text: however they are written, an article for each row, and every bad row told."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.clean import clean
from rag.ingest.csv_rows import read
from rag.ingest.records import Records
from rag.types import Article

LEFT = 'The ships, all nine, left the harbor; the mayor said: "They will be back."\nSo he said on Monday.'
BACK = "They came back on Friday with forty tons of grain, and the whole town stood in line."
HEADER = ("ID", "Headline", "Publish Date", "Full Text", "Outlet", "URL")
ROWS = (
    ("x1", "Ships leave", "2025-03-04T10:15:00Z", LEFT, "The Harbor Post", "https://example.org/1"),
    ("x2", "Ships are back", "March 8, 2025", BACK, "The Harbor Post", "https://example.org/2"),
)


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def of(data: str | bytes) -> Records:
    return read(data if isinstance(data, bytes) else data.encode(), "a.csv", accept)


def written(rows: Sequence[Sequence[str]], **how: str) -> str:
    file = io.StringIO()
    csv.writer(file, **how).writerows(rows)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_however_it_is_written(mark: str, end: str, encoding: str) -> None:
    text = written([HEADER, *ROWS], delimiter=mark, lineterminator=end)
    records = of(text.encode(encoding))
    assert records.skipped == ()
    assert [(a.id, a.title, a.text) for a in records.articles] == [
        ("a.csv#x1", "Ships leave", LEFT),
        ("a.csv#x2", "Ships are back", BACK),
    ]


def test_the_columns_names_give_the_fields() -> None:
    article = of(written([HEADER, *ROWS])).articles[0]
    assert (article.source, article.url) == ("The Harbor Post", "https://example.org/1")
    assert (article.published, article.published_at) == (
        date(2025, 3, 4),
        datetime(2025, 3, 4, 10, 15, tzinfo=UTC),
    )
    assert article.found == (
        ("title", "CSV headline"),
        ("published", "CSV publishdate"),
        ("source", "CSV outlet"),
        ("url", "CSV url"),
    )


def test_a_table_of_one_row_has_the_name_of_its_file() -> None:
    assert [a.id for a in of(written([HEADER, ROWS[0]])).articles] == ["a.csv"]


def test_a_table_of_one_column_may_have_commas_in_it() -> None:
    text = "text\nThe ships, all nine, left on Monday.\nThey, or most, came back on Friday.\n"
    assert [a.text for a in of(text).articles] == text.splitlines()[1:]


def test_what_stands_above_the_names_is_passed_over() -> None:
    text = "Results of the search for ships\n\n" + written([HEADER, *ROWS])
    assert [a.id for a in of(text).articles] == ["a.csv#x1", "a.csv#x2"]


def test_a_spreadsheets_own_line_tells_what_parts_the_cells() -> None:
    text = "sep=#\r\n" + written([HEADER, *ROWS], delimiter="#")
    assert [a.text for a in of(text).articles] == [LEFT, BACK]


def test_columns_without_known_names_are_told_by_what_they_hold() -> None:
    header = ("Nr", "Überschrift", "Tag", "Bericht", "Wo")
    rows = [
        (f"{n}", f"Ships leave port {n}", f"{n}. März 2025", f"{n} {BACK}", f"https://example.org/{n}")
        for n in range(1, 5)
    ]
    articles = of(written([header, *rows])).articles
    assert [a.text for a in articles] == [f"{n} {BACK}" for n in range(1, 5)]
    assert (articles[2].title, articles[2].published) == ("Ships leave port 3", date(2025, 3, 3))
    assert articles[2].url == "https://example.org/3"
    assert (
        dict(articles[2].found)["text" if "text" in dict(articles[2].found) else "title"] == "CSV Überschrift"
    )


def test_a_table_without_names_is_told_by_what_it_holds() -> None:
    rows = [(f"2025-03-0{n}", f"Ships leave port {n}", f"{n} {BACK}") for n in range(1, 5)]
    article = of(written(rows)).articles[0]
    assert (article.id, article.title, article.text) == ("a.csv#1", "Ships leave port 1", f"1 {BACK}")
    assert article.published == date(2025, 3, 1)


def test_two_long_columns_are_not_guessed_between() -> None:
    rows = [("first", "second"), *[(f"{n} {BACK}", f"{BACK} {n}") for n in range(4)]]
    with pytest.raises(
        UnreadableFile, match=r"no column that is sure to hold the text \(first, second\).*field_map"
    ):
        of(written(rows))


def test_html_in_a_cell_is_read_as_text() -> None:
    assert (
        of(written([HEADER[:4], ("1", "x", "", "<p>Ships <b>left</b>.</p>")])).articles[0].text
        == "Ships left."
    )


# Tables that are not written right


def test_commas_that_nobody_quoted_belong_to_the_text_where_it_is_last() -> None:
    records = of(
        "id,title,text\n1,Leave,The ships, all nine, left.\n2,Back,They came back.\n3,Again,They left.\n"
    )
    assert [a.text for a in records.articles] == [
        "The ships, all nine, left.",
        "They came back.",
        "They left.",
    ]


def test_a_row_with_too_many_cells_is_told_and_not_cut() -> None:
    records = of(
        "id,text,title\n1,The ships, all nine, left.,Leave\n2,They came back.,Back\n3,They left.,Again\n"
    )
    assert [a.id for a in records.articles] == ["a.csv#2", "a.csv#3"]
    ((name, reason),) = records.skipped
    assert name == "a.csv#1"
    assert (
        reason
        == "has 5 cells in line 2 where 3 have a name; put quotation marks around cells that have ',' in them"
    )


def test_a_quotation_mark_that_is_never_closed_takes_no_other_row_with_it() -> None:
    rows = "".join(f'{n},"Ships, {n}","They left, on day {n}."\n' for n in range(2, 6))
    records = of(f'id,title,text\n1,Open,"They never came\n{rows}')
    assert [a.id for a in records.articles] == [f"a.csv#{n}" for n in range(2, 6)]
    ((name, reason),) = records.skipped
    assert name == "a.csv#1" and "quotation marks from line 2 on that do not close" in reason


def test_a_quotation_mark_that_the_next_row_closes_is_found_too() -> None:
    records = of(
        'id,title,text\n1,Open,"They never came\n2,Ships,"They left, all."\n3,Back,"They are, too."\n'
    )
    assert [(a.id, a.text) for a in records.articles] == [
        ("a.csv#2", "They left, all."),
        ("a.csv#3", "They are, too."),
    ]
    assert [name for name, _ in records.skipped] == ["a.csv#1"]


def test_a_text_that_careless_quotation_marks_would_cut_is_told() -> None:
    said = '"They left.\nHe said "no" twice.\nSo be it."'
    records = of(f"id,title,text\n1,Said,{said}\n2,Back,They are back.\n")
    assert [a.id for a in records.articles] == ["a.csv#2"]
    assert "quotation marks from line 2 on" in dict(records.skipped)["a.csv#1"]


def test_careless_quotation_marks_that_cut_nothing_do_no_harm() -> None:
    records = of('id,title,text\n1,Said,"He said "no" twice."\n2,Back,They are back.\n')
    assert [(a.id, a.text) for a in records.articles] == [
        ("a.csv#1", 'He said "no" twice.'),
        ("a.csv#2", "They are back."),
    ]


def test_quotation_marks_in_tables_parted_by_tabs_may_be_what_they_are() -> None:
    text = 'id\ttext\n1\t"They left," he said.\n2\t"They will be back\n3\tThey came "back" on Friday.\n'
    assert [a.text for a in of(text).articles] == [
        '"They left," he said.',
        '"They will be back',
        'They came "back" on Friday.',
    ]


def test_quotation_marks_may_be_escaped_by_a_backslash() -> None:
    assert (
        of('id,text\n1,"He said \\"no\\", twice."\n2,"They left."\n').articles[0].text
        == 'He said "no", twice.'
    )


def test_a_text_longer_than_the_readers_own_limit_is_read() -> None:
    text = "They left. " * 20_000
    assert len(of(written([("id", "text"), ("1", text), ("2", "Back.")])).articles[0].text) == len(text) - 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("id,title\n1,Ships leave\n2,Back\n", "no column that is sure to hold the text .id, title."),
        ("\n\n", "no column that is sure to hold the text .none."),
        (b"\x00\x01\x02" * 50, "binary"),
    ],
)
def test_a_table_without_texts_says_so(data: str | bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        of(data)


CELL = st.text("ab,;|\t\"\n\r'\\<> é1", max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(CELL, max_size=5).map(",".join), max_size=8).map("\n".join))
def test_any_table_gives_articles_or_reasons(text: str) -> None:
    try:
        records = of(f"id,title,text\n{text}")
    except UnreadableFile as error:
        assert error.name == "a.csv" and error.reason
        return
    assert all(a.text and a.id.startswith("a.csv") for a in records.articles)
    assert all(name.startswith("a.csv") and reason for name, reason in records.skipped)


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_give_articles_or_reasons(data: bytes) -> None:
    try:
        records = of(data)
    except UnreadableFile as error:
        assert error.name == "a.csv" and error.reason
        return
    assert records.articles or records.skipped


@settings(deadline=None)
@given(
    st.lists(
        st.text("ab,;\"'\n 1", min_size=1, max_size=30).filter(lambda t: t.strip("'\" \n,;")),
        min_size=2,
        max_size=6,
    )
)
def test_what_is_written_right_is_read_as_it_was(texts: list[str]) -> None:
    rows = [("id", "title", "text"), *[(f"r{n}", "A title", text) for n, text in enumerate(texts)]]
    articles = of(written(rows)).articles
    assert [(a.id, a.text) for a in articles] == [
        (f"a.csv#r{n}", clean(text)) for n, text in enumerate(texts)
    ]
