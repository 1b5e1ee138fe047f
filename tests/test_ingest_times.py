"""Clock times with their zones, and the codes that articles carry: read where they are certain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.codes import parse_key, parse_language
from rag.ingest.metadata import parse_date, parse_section, parse_time


def zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2025-03-04T23:30:00-05:00", datetime(2025, 3, 4, 23, 30, tzinfo=zone(-5))),
        ("2025-03-04T10:15Z", datetime(2025, 3, 4, 10, 15, tzinfo=UTC)),
        ("2025-03-04 10:15:07.25+0530", datetime(2025, 3, 4, 10, 15, 7, 250_000, zone(5.5))),
        ("20250304T101500Z", datetime(2025, 3, 4, 10, 15, tzinfo=UTC)),
        ("2025-03-04 10:15:00", datetime(2025, 3, 4, 10, 15)),  # no zone: the outlet's own clock
        ("Tue, 04 Mar 2025 10:15:00 GMT", datetime(2025, 3, 4, 10, 15, tzinfo=UTC)),
        ("Tue, 04 Mar 2025 10:15:00 +0100", datetime(2025, 3, 4, 10, 15, tzinfo=zone(1))),
        ("Tue Mar 04 10:15:00 -0800 2025", datetime(2025, 3, 4, 10, 15, tzinfo=zone(-8))),
        ("March 4, 2025 at 3:45 p.m. EST", datetime(2025, 3, 4, 15, 45, tzinfo=zone(-5))),
        ("Updated 12:05 AM BST, 4 March 2025", datetime(2025, 3, 4, 0, 5, tzinfo=zone(1))),
        ("3 p.m. GMT, March 4, 2025", datetime(2025, 3, 4, 15, tzinfo=UTC)),
        ("March 4, 2025 3:45 PM ET", datetime(2025, 3, 4, 15, 45)),  # EST or EDT: not sure, so none
        (1741083300, datetime(2025, 3, 4, 10, 15, tzinfo=UTC)),  # 20,151 days and 36,900 seconds
        ("1741083300000", datetime(2025, 3, 4, 10, 15, tzinfo=UTC)),
        (datetime(2025, 3, 4, 10, 15, tzinfo=zone(2)), datetime(2025, 3, 4, 10, 15, tzinfo=zone(2))),
    ],
)
def test_a_time_keeps_the_zone_it_is_written_in(value: object, time: datetime) -> None:
    read = parse_time(value)
    assert read is not None
    assert (read, read.utcoffset()) == (time, time.utcoffset())
    assert parse_date(value) == time.date() == date(2025, 3, 4)


@pytest.mark.parametrize(
    "value",
    [
        *("2025-03-04", "March 4, 2025", "20250304", date(2025, 3, 4), "10:15", "yesterday at 10:15", None),
        *("2025-03-04T25:00:00Z", "2025-03-04 10:61", "March 4, 2025 13:00 p.m.", True, "", 12, [], "nan"),
    ],
)
def test_a_mere_day_has_no_time(value: object) -> None:
    assert parse_time(value) is None


@settings(deadline=None)
@given(
    st.one_of(
        st.integers(),
        st.text("0123456789/-. :+TZMarchpm", max_size=40),
        st.datetimes(timezones=st.just(UTC)).map(str),
        st.builds(
            "2025-03-04T{}:{}:00{}{}".format, *[st.integers(0, 99)] * 2, st.sampled_from("+-Z"), st.integers()
        ),
    )
)
def test_a_time_is_always_on_the_day_that_is_read(value: object) -> None:
    time = parse_time(value)
    assert time is None or time.date() == parse_date(value)


@pytest.mark.parametrize(
    ("value", "language"),
    [
        *(
            ("en", "en"),
            ("en-US", "en"),
            ("pt_BR", "pt"),
            ("eng", "en"),
            ("English", "en"),
            ("Español", "es"),
        ),
        *(([" FR "], "fr"), ("x-default", ""), ("", ""), (None, ""), ("klingon", ""), ("e1", ""), ([], "")),
    ],
)
def test_a_language_is_its_code_of_two_letters(value: object, language: str) -> None:
    assert parse_language(value) == language


@pytest.mark.parametrize(
    "key",
    [
        "https://example.org/?p=7",
        "urn:newsml:harbor.example:20250304:ships",
        "tag:harbor.example,2025:7",
        "0194@mail.harbor.example",
        "harbor.example/2025/ships",
        "550e8400-e29b-41d4-a716-446655440000",
        "HARBOR0020250304el340001",
    ],
)
def test_a_key_is_what_no_other_publisher_gives(key: str) -> None:
    assert parse_key(f" {key}\n") == key


@pytest.mark.parametrize(
    "value", ["7", "row-7", "article-0001", "two words: here", "", 7, None, "a:" + "b" * 600]
)
def test_what_two_files_may_both_have_is_no_key(value: object) -> None:
    assert parse_key(value) == ""


def test_a_section_is_the_first_of_several() -> None:
    assert [parse_section(v) for v in ("World", ["World", "Asia"], {"name": "World"}, [], None)] == [
        *("World", "World", "World", "", "")
    ]
