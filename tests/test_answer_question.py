"""What is taken as a question, and how a follow-up is made to stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.condense import FURTHEST, LONGEST, condense, leans
from rag.answer.question import checked, line
from rag.errors import BadQuestion
from rag.types import Turn

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


# A follow-up


def asked(*questions: str) -> list[Turn]:
    """Questions with answers between them."""
    return [turn for q in questions for turn in (Turn("user", q), Turn("assistant", f"To {q}: Fenwick."))]


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the accord between Peru and Chile?",
        "How many ports does the deal cover?",
        "Where was the cutter Alert docked?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert not leans(question)
    assert condense(question, asked("When did the ferry of Arden close?")) == question


@pytest.mark.parametrize(
    "question",
    [
        "Who bought it?",
        "And how many countries?",
        "Why?",
        "Where did they meet?",
        "What about Peru?",
        "And then?",
    ],
)
def test_a_question_that_leans_has_the_one_before_it_put_first(question: str) -> None:
    assert leans(question)
    before = "When did the ferry of Arden close?"
    assert condense(question, asked("What is the capital of Peru?", before)) == f"{before} {question}"
    assert condense(question, []) == question


def test_a_chain_of_follow_ups_reaches_back_to_the_question_that_stands() -> None:
    history = asked("Who closed the quarry of Brill?", "When did the ferry of Arden close?", "Who bought it?")
    assert condense("And why?", history) == "When did the ferry of Arden close? Who bought it? And why?"


def test_only_what_was_asked_is_leant_on() -> None:
    history = [Turn("assistant", "The ferry."), Turn("user", "  "), Turn("user", "\u200b")]
    assert condense("Why?", history) == "Why?"


def test_what_is_too_far_back_or_too_long_is_left_behind() -> None:
    endless = asked(*["And why?"] * 5_000)
    assert condense("And why?", endless) == " ".join(["And why?"] * (FURTHEST + 1))
    assert condense("And why?", asked("x" * LONGEST)) == "And why?"
    assert len(condense("And why?", asked(*["why it " * 60] * 4))) <= LONGEST


def test_a_history_is_cleaned_as_a_question_is() -> None:
    assert (
        condense("And why?", asked("Who \ud800sig\u200bned\nthe accord?"))
        == "Who signed the accord? And why?"
    )


@given(
    st.text(max_size=40), st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(max_size=30)))
)
def test_the_question_itself_always_stands_last(question: str, turns: list[tuple[str, str]]) -> None:
    whole = condense(question, [Turn(role, text) for role, text in turns])  # type: ignore[arg-type]
    assert whole.endswith(question) and len(whole) <= max(LONGEST, len(question))
