"""Datelines: read in the forms that desks write them in, and never where a story opens otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest import dateline

STORY = "The port reopened on Tuesday, officials said."


@pytest.mark.parametrize(
    ("head", "place", "day", "agency"),
    [
        ("PANAMA CITY, April 8 (Reuters) — ", "PANAMA CITY", "April 8", "Reuters"),
        ("LIMA, Peru (AP) — ", "LIMA, Peru", "", "AP"),
        ("WASHINGTON – ", "WASHINGTON", "", ""),
        ("WASHINGTON (AP) _ ", "WASHINGTON", "", "AP"),
        ("LONDON (Reuters) - ", "LONDON", "", "Reuters"),
        ("BEIJING, March 4 (Xinhua) -- ", "BEIJING", "March 4", "Xinhua"),
        ("MOSCOW, March 4. /TASS/. ", "MOSCOW", "March 4", "TASS"),
        ("KYIV. March 4 (Interfax-Ukraine) – ", "KYIV", "March 4", "Interfax"),
        ("Paris (AFP) – ", "Paris", "", "AFP"),
        ("Madrid, 4 mar (EFE).- ", "Madrid", "4 mar", "EFE"),
        ("(ANSA) - ROMA, 04 MAR - ", "ROMA", "04 MAR", "ANSA"),
        ("New Delhi, Mar 4 (PTI) ", "New Delhi", "Mar 4", "PTI"),
        ("London, England (CNN)  -- ", "London, England", "", "CNN"),
        ("(CNN) -- ", "", "", "CNN"),
        ("(CNN)", "", "", "CNN"),
        ("AP — ", "", "", "AP"),
        ("WASHINGTON/LONDON, March 4 (Reuters) - ", "WASHINGTON/LONDON", "March 4", "Reuters"),
        ("ABOARD AIR FORCE ONE (AP) — ", "ABOARD AIR FORCE ONE", "", "AP"),
        ("THE HAGUE, Netherlands (AP) — ", "THE HAGUE, Netherlands", "", "AP"),
        ("McALLEN, Texas (AP) — ", "McALLEN, Texas", "", "AP"),
        ("SÃO PAULO, Oct. 10, 2025 (AP) — ", "SÃO PAULO", "Oct. 10, 2025", "AP"),
        ("LONDON, 10 October 2025 — ", "LONDON", "10 October 2025", ""),
        ("MOSCOW, Monday (Reuters) - ", "MOSCOW", "Monday", "Reuters"),
        ("VALLEY FORGE, Pa. (July 13, 2017) — ", "VALLEY FORGE, Pa.", "July 13, 2017", ""),
        ("NEW YORK, March 4, 2025 /PRNewswire/ -- ", "NEW YORK", "March 4, 2025", "PR Newswire"),
        ("TALLAHASSEE, Fla. — ", "TALLAHASSEE, Fla.", "", ""),
        ("WEST PALM BEACH — ", "WEST PALM BEACH", "", ""),
        ("SPRINGFIELD — ", "SPRINGFIELD", "", ""),
        ("ISLAMABAD: ", "ISLAMABAD", "", ""),
        ("PARIS—", "PARIS", "", ""),
        ("PARIS (France) — ", "PARIS", "", ""),  # no agency is known by this name
        (
            "LINDOS, March 4 (Harbor Wire) — ",
            "LINDOS",
            "March 4",
            "Harbor Wire",
        ),  # behind a day it can be no other
        ("(Harbor Weekly) -- ", "", "", "Harbor Weekly"),
    ],
)
def test_a_dateline_tells_place_day_and_agency(head: str, place: str, day: str, agency: str) -> None:
    found = dateline.find(head + STORY)
    assert found is not None
    assert (found.place, found.day, found.agency) == (place, day, agency)


def test_it_tells_where_it_stands() -> None:
    text = f"\n  LIMA, April 8 (AP) — {STORY}"
    found = dateline.find(text)
    assert found is not None
    assert text[found.start : found.end] == "LIMA, April 8 (AP)"
    assert found.where_and_when == "LIMA, April 8"


@pytest.mark.parametrize(
    "head",
    [
        *(
            "BREAKING — ",
            "EXCLUSIVE: ",
            "UPDATE – ",
            "NEWS ANALYSIS — ",
            "CORRECTION — ",
            "WATCH: ",
            "PHOTOS — ",
        ),
        *(
            "THE SHIPS LEFT LIMA — ",
            "FIRE HITS MARKET — ",
            "PARIS IS BURNING — ",
            "OIL PRICES — ",
            "I WAS THERE – ",
        ),
        *("HOW WE DID IT — ", "LIMA WAS QUIET ON TUESDAY. ", "ALL SHIPS LEFT. ", "NASA — ", "COVID-19 — "),
        *("MAYOR: ", "Q: ", "President Ann Lee — ", "The company (AP) said. ", "A ship - ", "Lima - "),
        *("On Monday, April 8 — ", "Easter Sunday, April 20 – ", "Monday, April 8 - ", "It was March 4 — "),
        *("(2008) - ", "(Spoilers ahead) — ", "(AP photo) ", "LIMA ", ""),
    ],
)
def test_what_opens_a_story_otherwise_is_no_dateline(head: str) -> None:
    assert dateline.find(head + STORY) is None


@pytest.mark.parametrize(
    "text", ["WASHINGTON - and nobody knew", "LIMA — ", "LIMA (AP) — \nThe port", "", "—", " "]
)
def test_a_dateline_has_a_sentence_behind_it(text: str) -> None:
    assert dateline.find(text) is None


@pytest.mark.parametrize(
    ("value", "dateline_text", "agency"),
    [
        ("LIMA, Peru (AP) --", "LIMA, Peru", "AP"),
        ("MOSCOW, Monday (Reuters)", "MOSCOW, Monday", "Reuters"),
        ("Lindos, Rhodia", "Lindos, Rhodia", ""),  # a field is a dateline whatever it looks like
        ("somewhere at sea", "somewhere at sea", ""),
    ],
)
def test_a_field_is_taken_as_it_is(value: str, dateline_text: str, agency: str) -> None:
    found = dateline.field(value)
    assert found is not None
    assert (found.where_and_when, found.agency) == (dateline_text, agency)


@pytest.mark.parametrize("value", [None, "", " -- ", 7, ["LIMA"]])
def test_an_empty_field_is_none(value: object) -> None:
    assert dateline.field(value) is None


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from("LIMA Peru , . ( ) / — -- - AP Reuters April 8 2025 The mar 4 : \n x".split(" ")),
        max_size=40,
    )
)
def test_any_words_give_a_dateline_within_them_or_none(words: list[str]) -> None:
    text = " ".join(words)
    found = dateline.find(text)
    if found:
        told = text[found.start : found.end]
        assert found.place in told and found.day in told and told == told.strip()
        assert found.place or found.agency
