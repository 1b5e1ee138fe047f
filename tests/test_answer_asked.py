"""What a question asks for, and which sentences offer it: examples a reader can judge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.asked import (
    Kind,
    alike,
    asked,
    asked_class,
    costs,
    counts,
    focus,
    names_role,
    names_something,
    offers,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who closed the ferry?", "person"),
        ("To whom does the quarry belong?", "person"),
        ("Whose idea was the garden?", "person"),
        ("Which company bought the ports?", "person"),
        ("When did the bridge fall?", "time"),
        ("On what date was the accord signed?", "time"),
        ("In which year was the canal opened?", "year"),
        ("How long did the strike last?", "duration"),
        ("Where is the quarry?", "place"),
        ("In which city did they meet?", "place"),
        ("How many ports does the deal cover?", "count"),
        ("What number of sailors came ashore?", "count"),
        ("What percentage of the votes did she get?", "percentage"),
        ("How much did the repairs cost?", "money"),
        ("How much money was lost?", "money"),
        ("What was the price?", "money"),
        ("Why did the minister resign?", "reason"),
        ("What caused the flood?", "reason"),
        ("What did the mayor say?", "other"),
        ("Tell me about the ferry.", "other"),
        ("", "other"),
    ],
)
def test_the_kind_of_thing_asked_for(question: str, kind: Kind) -> None:
    assert asked(question) == kind
    assert asked(question.upper()) == kind


def test_the_cue_that_comes_first_decides() -> None:
    assert asked("When did the firm say who had left?") == "time"
    assert asked("Who said when the firm had left?") == "person"


@pytest.mark.parametrize(
    ("kind", "sentence", "offered"),
    [
        ("person", "The ferry was closed by Mara Ilves.", True),
        ("person", "the ferry was closed at last.", False),
        ("time", "It fell on Monday.", True),
        ("time", "It fell in March.", True),
        ("time", "It fell at 7 a.m.", True),
        ("time", "It fell with a crash.", False),
        ("year", "It was built in 1914.", True),
        ("year", "It was built in March.", False),
        ("duration", "The strike went on for two weeks.", True),
        ("duration", "The strike went on.", False),
        ("place", "They met near Lisle.", True),
        ("place", "The Lima-based firm agreed.", True),
        ("place", "They met at last.", False),
        ("percentage", "She got 41 % of the votes.", True),
        ("percentage", "Turnout was 41 percent.", True),
        ("percentage", "She got 41 votes.", False),
        ("money", "Repairs cost $40,000.", True),
        ("money", "It lost two million euros.", True),
        ("money", "It lost 2.3 million crowns.", True),
        ("money", "It lost two million passengers.", False),
        ("reason", "He resigned because of the flood.", True),
        ("reason", "He resigned.", False),
        ("other", "Anything at all.", True),
    ],
)
def test_a_sentence_offers_the_kind_of_thing_or_not(kind: Kind, sentence: str, offered: bool) -> None:
    assert offers(kind, sentence, "") is offered


def test_what_the_question_says_itself_is_no_offer() -> None:
    assert not offers("person", "The ferry is closed, Ilves.", "Who told Ilves that the ferry is closed?")
    assert offers("person", "Jon Abel told Ilves.", "Who told Ilves that the ferry is closed?")
    assert not offers("year", "In 1914 it opened.", "In which year after 1914 was it closed?")
    assert offers("year", "It was open from 1914 to 1931.", "In which year after 1914 was it closed?")


def test_what_is_asked_for_stands_right_behind_the_interrogative() -> None:
    assert focus("How many crew members serve aboard?") == ["crew", "members"]
    assert focus("On what day did the talks end?") == ["day", "talks"]
    assert focus("Name all ports of Peru") == ["name", "ports"]
    assert focus("Why?") == [] and focus("") == []


@pytest.mark.parametrize(
    ("sentence", "thing", "counted"),
    [
        ("The deal covers 43 ports in 23 countries.", "ports", True),
        ("The deal covers 43 ports in 23 countries.", "port", True),
        ("Forty-three large and small ports changed hands.", "ports", True),
        ("It moved ports 43 and 44.", "ports", True),  # the number behind it
        ("In 43 days the firm will sell whatever ships, cranes and ports it still has.", "ports", False),
        ("The deal covers many ports.", "ports", False),
        ("The deal was signed on 4 March.", "ports", False),
    ],
)
def test_a_number_counts_a_thing_that_stands_near_behind_it(sentence: str, thing: str, counted: bool) -> None:
    assert counts(sentence, [thing]) is counted
    assert offers("count", sentence, f"How many {thing} are there?") is counted


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("port", "ports", True),
        ("country", "countries", True),
        ("ship", "ships", True),
        ("ship", "shipping", False),  # four letters longer
        ("port", "part", False),
    ],
)
def test_words_alike_but_for_their_ending(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_judged_without_complaint(question: str, sentence: str) -> None:
    kind = asked(question)
    assert offers(kind, sentence, question) in (True, False)
    assert len(focus(question)) <= 2


def test_a_member_of_the_class_asked_for_need_not_name_the_class() -> None:
    assert asked_class("Which news outlet reported on the visit?") == ["news", "outlet"]
    assert asked_class("What is the price?") == asked_class("Who went?") == []
    assert names_something("According to Breitbart, the visit starts on Monday.", "Which outlet reported it?")
    assert not names_something("The two sides signed accords.", "Which minister signed the accords?")
    assert not names_something("In Peru, the two sides signed.", "Which minister signed in Peru?")


def test_a_row_of_a_table_tells_the_place_by_its_label() -> None:
    row = "Activity: Talks; Date: March 3; Venue: Arden Barracks."
    assert offers("place", row, "Where did the talks take place?")
    assert not offers("place", "Activity: Talks; Date: March 3.", "Where did the talks take place?")


def test_a_cost_may_be_told_in_other_coin_than_money() -> None:
    told = "But it was built at great cost of many lives."
    assert costs("At what cost was the tunnel built?", told)
    assert not costs("At what cost was the tunnel built?", "The tunnel was built by convicts.")
    assert not costs("What did the tunnel cost?", told)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("US Ambassador to Arden Eva Ilves came aboard.", False),  # no country that is known
        ("US Ambassador to Peru Eva Ilves came aboard.", True),
        ("US Ambassador to Chile Eva Ilves came aboard.", False),
        ("Ambassador Eva Ilves wants the Peru Bridge, which Lima owns.", False),
    ],
)
def test_who_holds_an_office_of_a_country_is_named_behind_that_country(sentence: str, named: bool) -> None:
    assert names_role(sentence, "ambassador", "Who is the US ambassador to Peru?") is named
