"""Dates, names and addresses: read where they are certain, left out where they are not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.metadata import (
    parse_author,
    parse_date,
    parse_source,
    parse_title,
    parse_url,
    title_from_name,
)

FOURTH = date(2025, 3, 4)


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-04",
        "2025-3-4",
        "2025/03/04",
        "20250304",
        "20250304T101500Z",
        "2025-03-04T23:30:00-05:00",  # the day as written, though it is the fifth in London
        "2025-03-04 10:15:00.123",
        "Tue, 04 Mar 2025 10:15:00 GMT",
        "Tue Mar 04 10:15:00 +0000 2025",
        "March 4, 2025",
        "Mar. 4, 2025",
        "MARCH 4, 2025",
        "4 March 2025",
        "4th of March 2025",
        "Tuesday, March 4th, 2025",
        "Published March 4, 2025 at 3:45 PM ET",
        "Updated 3:45 PM ET, Tue March 4, 2025",
        "03/04/2025",  # the month first
        "04.03.2025",  # with points, the day first
        "4 de marzo de 2025",
        "4. März 2025",
        "1741046400",  # 20,151 days of 86,400 seconds after 1970-01-01
        1741046400,
        1741046400.5,
        1741046400000,
        FOURTH,
        datetime(2025, 3, 4, 23, 59, tzinfo=UTC),
    ],
)
def test_dates_are_read_in_the_forms_articles_use(value: object) -> None:
    assert parse_date(value) == FOURTH


def test_a_day_that_can_be_no_month_is_read_as_the_day() -> None:
    assert parse_date("13/04/2025") == date(2025, 4, 13)


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "yesterday", "2 days ago", "today", "March 4", "March 2025", "2025", "32 March 2025"),
        *("2025-02-30", "hello", "12", 12, True, "9" * 40, "0001-01-01", "9999-12-31", [], {}, "10:15", "-5"),
        *(float("nan"), float("inf")),
    ],
)
def test_what_is_no_full_date_is_none(value: object) -> None:
    assert parse_date(value) is None


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.integers(), st.floats(), st.text("0123456789/-. :TZMarch", max_size=30)
    )
)
def test_no_value_breaks_the_reading_of_dates(value: object) -> None:
    day = parse_date(value)
    assert day is None or 1600 <= day.year < 2200


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("BY ANN LEE AND BO RUIZ", "ANN LEE AND BO RUIZ"),
        ("Byron Hill", "Byron Hill"),
        (["Ann Lee", " Bo  Ruiz", "Ann Lee", ""], "Ann Lee, Bo Ruiz"),
        ({"name": "Ann Lee", "url": "x"}, "Ann Lee"),
        ([{"name": "Ann Lee"}, {"@type": "Person"}, 7], "Ann Lee"),
        (None, ""),
        (7, ""),
    ],
)
def test_authors_are_names_joined(value: object, author: str) -> None:
    assert parse_author(value) == author


def test_lists_within_lists_are_not_followed() -> None:
    deep: list[object] = ["x"]
    for _ in range(30):
        deep = [deep] * 10  # 10 ** 30 names, were they followed
    assert parse_author(deep) == ""


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        (" http://example.org ", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("//example.org", ""),
        ("https://", ""),
        ("http://[bad", ""),
        ("https://example.org/" + "a" * 3_000, ""),
        (7, ""),
    ],
)
def test_only_web_addresses_are_kept(value: object, url: str) -> None:
    assert parse_url(value) == url


def test_titles_and_sources_are_one_clean_line() -> None:
    assert parse_title(" Ships &amp;\n boats\u202e ") == "Ships & boats"
    assert parse_source({"id": None, "name": "The Harbor Post"}) == "The Harbor Post"
    assert len(parse_title("word " * 200)) <= 300


def test_a_file_name_becomes_readable() -> None:
    assert title_from_name("news/2025/fleet-visit_two.final.txt") == "Fleet visit two final"
