"""One word, however it is written: short names, numbers, possessives, slips of the hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.store.forms import TENS, UNITS, asked, plain
from rag.store.lexical import stems, write_lexical
from rag.store.slips import meant
from rag.types import Article, Passage


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the U.S. envoy", "the US envoy"),
        ("the United States envoy", "the U.S. envoy"),
        ("the United States of America", "the USA"),
        ("The United States’ envoy", "the U.S.’ envoy"),
        ("the E.U. summit", "the European Union summit"),
        ("a UN mission", "a United Nations mission"),
        ("forty-three ports", "43 ports"),
        ("forty three ports", "43 ports"),
        ("Seven ships", "7 ships"),
        ("1,200 tons", "1200 tons"),
        ("the mayor’s office", "the mayor office"),
        ("Müller", "muller"),
        ("Perú", "Peru"),
    ],
)
def test_two_spellings_are_one_word(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("he told us", "he told US"),  # a pronoun is no country
        ("34 ports", "43 ports"),
        ("the United Airlines desk", "the United States desk"),
        ("no one came", "no 1 came"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@given(st.integers(2, 9), st.integers(1, 9))
def test_every_number_below_a_hundred_is_read(tens: int, unit: int) -> None:
    spelled = f"{TENS[tens - 2]}-{UNITS[unit - 1]}"
    assert plain(f"{spelled} lamps") == f"{10 * tens + unit} lamps"


@given(st.text(max_size=200))
def test_any_text_is_made_plain_and_the_second_time_changes_nothing(text: str) -> None:
    assert plain(plain(plain(text))) == plain(plain(text))
    asked(text)


def first(question: str, *texts: str) -> str | None:
    """The id of the best of the texts, which are called a0, a1 and so on."""
    articles = [Article(f"a{n}", text=text) for n, text in enumerate(texts)]
    rows = [(Passage(a.id, a.id, a.text, 0, len(a.text)), a) for a in articles]
    found = write_lexical(None, rows).query(question, 10)
    return found[0][0] if found else None


def test_a_slip_of_the_hand_finds_the_word_that_was_meant() -> None:
    texts = ("The ferry to Halden sank in the storm.", "The mayor of Lisle opened a school.")
    for slip in ("Haldn", "Haldeen", "Hladen", "Halben"):
        assert first(slip, *texts) == "a0"
    assert first("Hlad", *texts) is None  # two slips in four letters


def test_a_word_that_is_there_stands_for_itself_alone() -> None:
    assert first("Lisle", "The mayor of Lisle spoke.", "The mayor of Lisse spoke.") == "a0"


def test_the_nearest_words_are_meant_and_of_those_the_commonest_first() -> None:
    known = [("panama", 9), ("panda", 3), ("panoramas", 1), ("pan", 50)]
    assert meant("panma", known) == ["panama", "panda"]  # one letter left out; one changed
    assert meant("hegsth", known) == []
    assert meant("pnma", [("panama", 9)]) == []  # two slips in a short word
    assert meant("ambasadors", [("ambassador", 4)]) == ["ambassador"]  # two in a long one
    assert meant("2024", [("2025", 9)]) == [] and meant("cat", [("cut", 9)]) == []
