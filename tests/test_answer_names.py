"""Names read out of sentences, and which of them can be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.names import Name, names, same_name


def said(text: str) -> list[str]:
    found = names(text)
    assert all(text[slice(*n.span)] == n.text for n in found)
    return [n.text for n in found]


def name(text: str) -> Name:
    (found,) = names(f"seen by {text}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "On Thursday, Kevin Cabrera visited the cutter Alert in Panama City.",
            ["Kevin Cabrera", "Alert", "Panama City"],
        ),
        ("The Bank of England met José Raúl Mulino’s men.", ["Bank of England", "José Raúl Mulino’s"]),
        ("In March, U.S. President Donald Trump left.", ["U.S.", "Donald Trump"]),
        (
            "B.J. Thomas and Saif al-Islam flew an F-16 to St. Lucia.",
            ["B.J. Thomas", "Saif al-Islam", "F-16", "St. Lucia"],
        ),
        ("He said that I may go. We will.", []),
        ("Mr. Cabrera’s Alert", ["Cabrera’s", "Alert"]),
    ],
)
def test_names_are_runs_of_capitals(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_capital_that_the_sentence_asks_for_is_not_sure() -> None:
    (officials,) = names("Officials said so.")
    (mulino,) = names("Mulino said so.")
    assert not officials.sure and mulino.sure
    assert not any(n.sure for n in names("PORT SALE STALLS AGAIN"))


def test_a_title_is_kept_apart() -> None:
    (cabrera,) = names("said Gen. Kevin Cabrera")
    assert (cabrera.text, cabrera.title, cabrera.key) == ("Kevin Cabrera", "gen", "kevin cabrera")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("US", "United States"),
        ("U.S.", "the United States"),
        ("America", "American"),
        ("Peru", "Peruvians"),
        ("Mr. Mulino", "José Raúl Mulino"),
        ("José Mulino", "Jose Mulino"),
        ("Mulino’s", "Mulino"),
        ("IAEA", "International Atomic Energy Agency"),
        ("J. McCain", "John McCain"),
        ("B.J. Thomas", "B. J. Thomas"),
        ("Barack Obama", "Barack Hussein Obama"),
        ("CK Hutchison", "CK Hutchison Holdings"),
    ],
)
def test_one_name_written_in_two_ways(left: str, right: str) -> None:
    assert same_name(name(left), name(right)) and same_name(name(right), name(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Lima", "Panama"),
        ("Panama", "Panama City"),
        ("John McCain", "Cindy McCain"),
        ("Washington", "Washington Post"),
        ("North Korea", "South Korea"),
        ("Donald Trump", "Donald Rumsfeld"),
        ("Peru", "Chilean"),
    ],
)
def test_two_names_that_share_a_word(left: str, right: str) -> None:
    assert not same_name(name(left), name(right)) and not same_name(name(right), name(left))


PARTS = st.lists(
    st.sampled_from("The Mr. U.S. Panama de of al - ’s . O’Neil President I A320 é É March THE ( ß ǅ".split())
    | st.text(max_size=4),
    max_size=25,
)


@given(PARTS, st.sampled_from(["", " ", "\n"]))
def test_any_text_gives_names_in_order_that_stand_in_it(parts: list[str], between: str) -> None:
    text = between.join(parts)
    end = 0
    for found in names(text):
        assert end <= found.span[0] < found.span[1] <= len(text)
        assert text[slice(*found.span)] == found.text and found.words and found.key
        assert same_name(found, found)
        end = found.span[1]
