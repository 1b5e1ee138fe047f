"""What is taken as a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.question import checked, line
from rag.errors import BadQuestion

# A question


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\n\t \u3000", "\x00\x00", "\u200b\u2060", "\ud800", "\u202e"]
)
def test_a_question_of_nothing_is_empty(nothing: str) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        checked(nothing, 1_000)


@pytest.mark.parametrize("wordless", ["🙂🙂🙂", "???", "— … !", "👩‍👩‍👧", "\u0301\u0301"])
def test_a_question_without_a_word_is_told_so(wordless: str) -> None:
    with pytest.raises(BadQuestion, match="no word"):
        checked(wordless, 1_000)


def test_a_question_that_is_too_long_is_told_both_numbers_and_the_setting() -> None:
    with pytest.raises(BadQuestion, match=r"10,000 .* 1,000 .*question_limit"):
        checked("x" * 10_000, 1_000)
    assert checked("x" * 1_000, 1_000) == "x" * 1_000
    assert checked(" x " + " " * 5_000, 100) == "x"  # blanks do not count


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("  Who\n signed\tit? ", "Who signed it?"),
        ("Who\u00a0signed\u2028it?", "Who signed it?"),
        ("Wh\u200bo sig\u00adned\x00 it?", "Who signed it?"),
        ("Who signed \ud83dit?", "Who signed it?"),
        ("\u202eWho signed it?\u202c", "Who signed it?"),
        ("Where is the cafe\u0301?", "Where is the caf\u00e9?"),
        ("部长为什么辞职？", "部长为什么辞职？"),
        ("43?", "43?"),
    ],
)
def test_what_cannot_be_seen_is_left_out_and_the_rest_stays(asked: str, taken: str) -> None:
    assert checked(asked, 1_000) == taken


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_text_is_a_clean_line_or_a_bad_question(text: str) -> None:
    try:
        taken = checked(text, 100)
    except BadQuestion:
        return
    assert 0 < len(taken) <= 100 and taken == line(taken) == " ".join(taken.split())
    taken.encode()  # no half character is left
    assert not any(ord(c) < 32 for c in taken)
