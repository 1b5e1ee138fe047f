"""A follow-up as it is looked for and shown: dialogues, and what no history may do to a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.condense import FURTHEST, LONGEST, condense, leans, stand_alone
from rag.types import Turn

FLEET = ("What did the fleet do in Callao on the first day?", "It held drills with three ships.")
TREATY = ("Did Norway and Denmark sign the fishing treaty in Oslo?", "Yes, both signed it on Monday.")
STEEL = ("How much did Corvin Steel pay for the shipyard?", "Corvin Steel paid 40 million dollars.")
TROOPS = ("How many soldiers did Chile send to Haiti in 2019?", "It sent 300.")
GOVERNOR = ("Who is the governor of Arden?", "Maria Holt is the governor of Arden.")
FERRY = ("When did the ferry of Arden close?", "It closed on Monday.")
MINISTERS = ("Which ministers resigned?", "Anna Lund and Peter Voss resigned.")
MINERS = ("Why did the miners strike?", "They wanted higher wages.")
CUTTER = ("When was the Alert built?", "The cutter Alert was built in 1969.")
REFUSED = ("What did the mayor of Brill say about the bridge?", "The archive does not say.")


def turns(*texts: str) -> list[Turn]:
    """A question, its answer, a question, its answer …"""
    return [Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("before", "question", "standalone"),
    [
        # something else in the place of its like
        (FLEET, "What about the second day?", "What did the fleet do in Callao on the second day?"),
        (FLEET, "And in Lima?", "What did the fleet do in Lima on the first day?"),
        (TROOPS, "And Peru?", "How many soldiers did Chile send to Peru in 2019?"),
        (TROOPS, "How many ships?", "How many ships did Chile send to Haiti in 2019?"),
        (GOVERNOR, "And of Brill?", "Who is the governor of Brill?"),
        (STEEL, "And for the harbour?", "How much did Corvin Steel pay for the harbour?"),
        (TREATY, "What about Sweden?", "Did Norway and Sweden sign the fishing treaty in Oslo?"),
        (MINERS, "And the drivers?", "Why did the drivers strike?"),
        (CUTTER, "And the Dawn?", "When was the Dawn built?"),
        (REFUSED, "And about the tunnel?", "What did the mayor of Brill say about the tunnel?"),
        # another time; 2019 and one year on is 2020
        (TROOPS, "And the year after?", "How many soldiers did Chile send to Haiti in 2020?"),
        (TROOPS, "the previous year?", "How many soldiers did Chile send to Haiti in 2018?"),
        (TROOPS, "What about 2021?", "How many soldiers did Chile send to Haiti in 2021?"),
        # another word that asks
        (FERRY, "Why?", "Why did the ferry of Arden close?"),
        (TREATY, "And when?", "When did Norway and Denmark sign the fishing treaty in Oslo?"),
        (MINERS, "How long?", "How long did the miners strike?"),
        (CUTTER, "Where?", "Where was the Alert built?"),
        # pronouns: who, what, several, where
        (GOVERNOR, "Where was she born?", "Where was Maria Holt born?"),
        (GOVERNOR, "What is her salary?", "What is Maria Holt's salary?"),
        (REFUSED, "Where does he live?", "Where does the mayor of Brill live?"),
        (FERRY, "Who bought it?", "Who bought the ferry of Arden?"),
        (TREATY, "What does it say?", "What does the fishing treaty in Oslo say?"),
        (STEEL, "Who sold it?", "Who sold the shipyard?"),
        (STEEL, "How many workers does it have?", "How many workers does Corvin Steel have?"),
        (TREATY, "Why did they sign it?", "Why did Norway and Denmark sign the fishing treaty in Oslo?"),
        (MINISTERS, "Who replaced them?", "Who replaced the ministers?"),
        (MINERS, "Who leads their union?", "Who leads the miners' union?"),
        (FLEET, "Which ships were seen there?", "Which ships were seen in Callao?"),
        (STEEL, "What did the company say?", "What did Corvin Steel say?"),
        (MINISTERS, "When did he resign?", "When did Anna Lund resign?"),
        # no place for it in the question before: what that one was about stands behind
        (FERRY, "By whom?", "By whom — about the ferry of Arden, close?"),
        (TREATY, "Tell me more.", "Tell me more — about Norway, Denmark, the fishing treaty in Oslo, sign?"),
        (GOVERNOR, "Since when?", "Since when — about Maria Holt, the governor of Arden?"),
    ],
)
def test_a_follow_up_is_put_as_a_question_that_stands_alone(
    before: tuple[str, str], question: str, standalone: str
) -> None:
    assert condense(question, turns(*before)) == standalone


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the accord between Peru and Chile?",
        "How many ports does the deal cover?",
        "Where was the cutter Alert docked?",
        "Is it true that the roof of the theatre fell?",
        "What did Trump say about his address?",
        "How many teams are there in the league of Brill?",
        "Which company closed its mine this week?",
        "What is inflation?",
        "Did the court rule that the sale was void?",
    ],
)
def test_a_new_topic_takes_nothing_along(question: str) -> None:
    assert not leans(question)
    assert condense(question, turns(*FERRY, *TROOPS)) == question
    assert stand_alone(question, turns(*FERRY)).leant_on == ()


def test_a_topic_that_is_said_to_be_new_takes_nothing_along_even_when_it_is_short() -> None:
    assert condense("By the way, who won?", turns(*FERRY)) == "Who won?"


def test_a_chain_of_follow_ups_keeps_what_the_first_was_about() -> None:
    history = turns(*GOVERNOR, "When was she elected?", "She was elected in 2020.", "And where?", "In Brill.")
    made = stand_alone("Where does she live?", history)
    assert made.shown == "Where does Maria Holt live?"
    assert made.leant_on[0] == "Who is the governor of Arden?"
    assert made.leant_on[-1] == "Where was Maria Holt elected?"


def test_the_latest_topic_is_meant_before_an_earlier_one() -> None:
    assert condense("Who bought it?", turns(*CUTTER, *FERRY)) == "Who bought the ferry of Arden?"
    assert condense("Who bought it?", turns(*FERRY, *CUTTER)) == "Who bought the Alert?"


def test_a_refusal_names_nobody() -> None:
    history = turns(
        "Who is the governor of Arden?", "The archive does not say. Nearest: Otto Brandt of Brill."
    )
    assert condense("Where was she born?", history) == "Where was the governor of Arden born?"


def test_a_pronoun_without_anything_to_mean_stays() -> None:
    assert condense("Who bought it?", []) == "Who bought it?"
    assert condense("Why?", [Turn("assistant", "The ferry."), Turn("user", "  ")]).startswith("Why")


def test_the_answer_alone_can_name_who_is_meant() -> None:
    history = [Turn("assistant", "Maria Holt was elected governor in Brill.")]
    assert condense("Where was she born?", history) == "Where was Maria Holt born?"


def test_a_history_is_cleaned_as_a_question_is() -> None:
    assert condense("Why?", turns("When did\nthe \ud800ferry\u200b close?")) == "Why did the ferry close?"


@pytest.mark.parametrize("question", ["Und wo wohnt sie?", "¿Y por qué?", "为什么？", "وأين؟", "Почему?"])
def test_another_language_is_left_readable(question: str) -> None:
    german = turns("Wer ist der Bürgermeister von Brill?", "Anna Lund.")
    assert condense(question, german).startswith(question.rstrip("?"))


def test_only_the_last_questions_are_read() -> None:
    far = turns(*GOVERNOR, *["What is rain?", "Water."] * FURTHEST)
    assert "Holt" not in condense("Where was she born?", far)
    near = turns(*GOVERNOR, *["What is rain?", "Water."] * (FURTHEST - 1))
    assert condense("Where was she born?", near) == "Where was Maria Holt born?"


def test_a_history_of_any_length_makes_no_question_longer_than_the_limit() -> None:
    endless = turns(*["And why?", "x" * 100_000] * 2_000)
    assert condense("And why?", endless) == condense("And why?", endless)
    for earlier in (
        "the " * 300,
        "x" * LONGEST,
        "Why did the " + "very " * 150 + "old ferry of Arden close?",
    ):
        assert len(condense("And why?", turns(earlier, "It sank."))) <= LONGEST


def test_a_model_may_say_the_question_instead() -> None:
    history = turns(*FERRY)
    said = stand_alone("Why?", history, lambda question, turns: f"Why — {turns[0].text[9:27]}?")
    assert said.shown == "Why — the ferry of Arden?" and said.leant_on == (FERRY[0],)
    assert condense("Why?", history, lambda question, turns: "  ") == "Why did the ferry of Arden close?"
    assert condense("Why?", history, lambda question, turns: "x" * 5_000).startswith("Why did")
    assert condense("Why?", [], lambda question, turns: "never asked") == "Why?"


@given(
    st.text(max_size=40)
    | st.sampled_from(["Why?", "And it?", "What about him?", "who else", "their", "there?"]),
    st.lists(
        st.tuples(
            st.sampled_from(["user", "assistant"]),
            st.text(max_size=30)
            | st.sampled_from(["Who is Maria Holt?", "Which of the", "How many?", "its of"]),
        ),
        max_size=6,
    ),
)
def test_no_history_is_an_error(question: str, said: list[tuple[str, str]]) -> None:
    history = [Turn(role, text) for role, text in said]  # type: ignore[arg-type]
    whole = condense(question, history)
    assert whole == condense(question, history) == " ".join(whole.split())
    assert len(whole) <= LONGEST
