"""What a question takes for granted, held against what was found: names, numbers, dates and events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answer import premise
from rag.answer.chain import Found, Inquiry, build_chain
from rag.answer.names import names
from rag.answer.premise import Doubts
from rag.answer.premise.near import Nearby, has_name
from rag.answer.premise.roles import role, sort_of, tight
from rag.answer.premise.slots import slots
from rag.archive import Archive
from rag.settings import Settings
from rag.types import Answer, Article, Scope
from tests.fakes import FakeEmbedder
from tests.found import searched

FERRY = Article(
    "ferry",
    title="A terminal for the ferry",
    text="Mayor Ilse Brandt opened the ferry terminal in Corvo on Monday, March 3. "
    "The terminal has two ramps and 12 ticket windows for passengers. "
    "The fleet was in Peru on an official mission from March 19 to 21, 2025. "
    "The council has not approved the night ferry to Esker. "
    "According to the operator the three-day festival of boats begins in May.",
)
BANK = Article(
    "bank",
    text="Harrow Holding agreed to sell the quarry to a bank in April. "
    "The dispute over the quarry remains unresolved. "
    "Doctor Nils Aker lectured at the library of Brill about old clocks.",
)


def doubted(question: str, *articles: Article) -> Doubts:
    found = searched(question, articles or (FERRY, BANK))
    return premise.doubts(question, found.query, found.ranked)


def put_right(question: str, *articles: Article) -> list[tuple[str, str, str]]:
    return [(one.asked, one.found, one.kind) for one in doubted(question, *articles).instead]


def answered(question: str, *articles: Article, settings: Settings | None = None) -> Answer:
    def find(asked: str, scope: Scope) -> Found:
        found = searched(asked, articles or (FERRY, BANK))
        return Found(asked, found.query, found.hits, found.vectors, 1, "")

    chosen = settings or Settings(refuse_below=0)
    return build_chain(find, FakeEmbedder().count, chosen).invoke(Inquiry(question))


# What a question takes for granted


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("Why did the commander travel to Chile in March 2025?", ["Chile", "March 2025"]),
        ("What happened in Peru from April 19 to 21?", ["Peru", "April 19 to 21"]),
        ("Where did the two navies hold their open house?", ["two"]),
        ("How many F-18s were sent?", ["F-18"]),
        ("Did Panama side with China or the United States?", ["Panama"]),
        ("Which countries besides Peru took part?", []),
        ("Which day other than Monday was it?", []),
        ("Which one of them came first?", []),
        ("Who Won The Winter Cup In Corvo Last Year?", []),
    ],
)
def test_names_numbers_and_dates_are_premises_but_not_choices_and_exceptions(
    question: str, taken: list[str]
) -> None:
    found = slots(question)
    assert [slot.text for slot in found] == taken
    assert all(question[slice(*slot.span)] == slot.text for slot in found)


def test_two_names_share_a_role_where_they_belong_to_the_same_word() -> None:
    question, sentence = "Who is the ambassador to China?", "Mara Ilves, the ambassador to Peru, left."
    (china,) = names(question)
    ilves, peru = names(sentence)
    ours = role(question, china.span)
    assert tight(ours, role(sentence, peru.span))
    assert not tight(ours, role(sentence, ilves.span))
    assert (sort_of(china, ours), sort_of(ilves, role(sentence, ilves.span))) == ("country", "person")


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("American troops arrived.", "United States", True),
        ("The U.S. envoy left.", "America", True),
        ("Peruvians voted.", "Peru", True),
        ("President Mulino spoke.", "José Raúl Mulino", True),
        ("The cutter was called alert.", "Alert", True),
        ("Chileans voted.", "Peru", False),
        ("", "Peru", False),
    ],
)
def test_a_text_has_a_name_by_whatever_it_is_known_as(text: str, name: str, there: bool) -> None:
    (read,) = names(f"They saw {name} there.")
    assert has_name(text, read) is there


# Names


def test_a_name_in_whose_place_another_stands_is_put_right() -> None:
    question = "When was the fleet in Chile on an official mission?"
    assert put_right(question) == [("Chile", "Peru", "name")]
    assert put_right(question.replace("Chile", "Peru")) == []


def test_a_person_who_did_not_do_it_is_put_right() -> None:
    question = "Why did Mayor Olaf Trent open the ferry terminal in Corvo?"
    assert ("Olaf Trent", "Ilse Brandt", "name") in put_right(question)


def test_the_answer_itself_is_not_taken_for_what_stands_in_a_premise_place() -> None:
    assert put_right("Who opened the ferry terminal in Corvo on Monday?") == []


def test_a_name_that_nothing_has_and_nothing_stands_in_place_of_is_absent() -> None:
    doubts = doubted("How many ticket windows for passengers has the terminal for Zubrowka?")
    assert doubts.instead == () and [one.asked for one in doubts.absent] == ["Zubrowka"]


def test_a_question_with_nothing_else_to_hold_on_to_is_not_doubted() -> None:
    assert doubted("Where is Zubrowka?") == premise.NONE


# Numbers and dates


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What did the fleet do in Peru on an official mission from April 19 to 21?", ("April 19 to 21",)),
        ("Was the fleet in Peru on an official mission in April?", ("April",)),
        ("Why was the fleet in Peru on an official mission on March 22?", ("March 22",)),
    ],
)
def test_another_date_is_put_right_with_the_whole_range(question: str, said: tuple[str]) -> None:
    assert put_right(question) == [(*said, "March 19 to 21, 2025", "date")]


@pytest.mark.parametrize("day", ["in March", "in March 2025", "on March 20", "on March 19, 2025", "in 2025"])
def test_a_coarser_date_and_a_day_within_the_range_are_no_contradiction(day: str) -> None:
    assert doubted(f"Why was the fleet in Peru on an official mission {day}?") == premise.NONE


def test_a_weekday_is_held_against_a_weekday() -> None:
    question = "Who opened the ferry terminal in Corvo on Thursday?"
    assert [pair[:2] for pair in put_right(question)] == [("Thursday", "Monday, March 3")]


def test_a_number_of_the_same_things_is_put_right_and_of_other_things_is_not() -> None:
    assert put_right("Why has the terminal three ramps for passengers?") == [
        ("three ramps", "two ramps", "number")
    ]
    assert put_right("Why has the terminal two ramps for passengers?") == []
    assert put_right("Why has the terminal three doors for passengers?") == []


def test_a_time_that_lasts_too_short_has_no_such_day() -> None:
    question = "What happens on the fifth day of the festival of boats?"
    assert put_right(question) == [("fifth day", "three-day festival", "number")]
    assert put_right(question.replace("fifth", "third")) == []


def test_a_day_that_the_article_was_published_on_is_not_doubted() -> None:
    dated = replace(BANK, text=BANK.text.replace(" in April", ""))
    question = "Why did Harrow Holding sell the quarry to a bank in June 2025?"
    assert [one.asked for one in doubted(question, dated).absent] == ["June 2025"]
    assert doubted(question, replace(dated, published=date(2025, 6, 2))) == premise.NONE


# Events


def test_what_is_denied_is_told() -> None:
    question = "Why has the council approved the night ferry to Esker?"
    found = answered(question.replace("the council", "Esker council"))
    assert found.corrections[0].kind == "event"
    assert found.text.startswith(
        "The archive reports otherwise: The council has not approved the night ferry"
    )


def test_the_contrary_is_told_of_the_same_name_and_of_the_same_thing() -> None:
    assert put_right("When did Harrow Holding buy the quarry in April?") == [
        ("buy", "Harrow Holding agreed to sell the quarry to a bank in April", "event")
    ]
    assert put_right("How did they settle the dispute over the quarry?") == [
        ("settle", "The dispute over the quarry remains unresolved", "event")
    ]
    assert put_right("When did Harrow Holding sell the quarry?") == []


def test_a_question_whether_it_is_so_takes_nothing_for_granted() -> None:
    assert put_right("Did they settle the dispute over the quarry?") == []


# In the answer


def test_a_correction_comes_first_and_cites_the_quote_that_it_is_marked_in() -> None:
    answer = answered("What did the fleet do in Peru on an official mission from April 19 to 21?")
    assert answer.sentences[0].text == "The archive reports March 19 to 21, 2025, not April 19 to 21."
    assert answer.text.startswith(answer.sentences[0].text)
    (correction,) = answer.corrections
    (number,) = answer.sentences[0].citations
    cited = next(c for c in answer.citations if c.number == number)
    assert (correction.citation, correction.found) == (number, "March 19 to 21, 2025")
    assert correction.found in [cited.article.text[s:e] for s, e in cited.marks]
    assert list(cited.marks) == sorted(cited.marks)
    assert all(cited.start <= s < e <= cited.end for s, e in cited.marks)
    assert answer.sentences[0].support.label == "supported" and answer.sentences[0].support.reasons
    assert [s.text for s in answer.sentences[1:]] == [" ".join(c.quote.split()) for c in answer.citations]


def test_a_question_without_a_false_premise_is_answered_as_before() -> None:
    answer = answered("When was the fleet in Peru on an official mission?")
    assert answer.corrections == () and answer.searched is None
    assert answer.sentences[0].text == answer.citations[0].quote


def test_what_is_put_right_is_answered_however_little_else_is_matched_unless_all_is_to_be_refused() -> None:
    question = "When was the fleet in Chile on an official mission?"
    assert not answered(question, settings=Settings(refuse_below=0.8)).refused
    assert answered(question, settings=Settings(refuse_below=1)).refused


def test_an_absent_part_is_refused_and_named() -> None:
    question = "Which ticket windows for passengers has the terminal for Zubrowka?"
    answer = answered(question, settings=Settings(refuse_below=0.3))
    assert answer.refused and "“Zubrowka”" in answer.reason


def test_nothing_is_doubted_where_nothing_was_found() -> None:
    found = searched("Who opened Corvo?", [])
    assert premise.doubts(found.question, found.query, []) == premise.NONE


def test_the_rest_of_a_question_is_the_share_of_its_other_words_that_a_sentence_has() -> None:
    found = searched("quarry clocks zebra", [BANK])
    nearby = Nearby(found.query, found.ranked)
    # Without "zebra" no sentence has both of the others, so none speaks of all the rest.
    assert 0.3 < nearby.without(frozenset(["zebra"]))[0].rest < 0.9
    assert nearby.without(frozenset(["zebra", "clocks"])) == []


# The corpus that ships


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why did the commander of the U.S. Pacific Fleet travel to Chile in March 2025?", "Peru, not Chile"),
        ("Was the Pacific Fleet commander in Peru in April?", "March 19 to 21, 2025, not April"),
        ("Who is the U.S. ambassador to China?", "Panama, not China"),
        ("When did CK Hutchinson buy the canal ports from BlackRock?", "agreed to sell"),
    ],
)
def test_the_answer_begins_with_what_the_archive_says(corpus: Archive, question: str, said: str) -> None:
    answer = corpus.ask(question)
    assert not answer.refused and answer.corrections and said in answer.sentences[0].text


def test_the_holder_of_an_office_is_that_of_the_country_asked_about(corpus: Archive) -> None:
    assert corpus.ask("Who is the president of Panama?").refused
    assert "Kevin Cabrera" in corpus.ask("Who is the U.S. ambassador to Panama?").text
