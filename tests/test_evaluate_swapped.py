"""Questions with one slot swapped: what is swapped, what is not, and how the outcome is counted."""

from __future__ import annotations

import random

from rag.evaluate.swap import Apart, Asked, Pool, Swapped, swaps
from rag.evaluate.swapped import Outcome, report
from rag.types import Answer, Article, Correction

NEWS = [
    Article(
        "ferry",
        text="The fleet sailed to Peru on March 19 with two ships. Mayor Ilse Brandt of Corvo waved.",
    ),
    Article("bank", text="The bank of Chile lent money to Olaf Trent. Mayor Mara Ilves was glad in Brill."),
]


def asked(question: str, *answers: str) -> Asked:
    return Asked("q", question, answers, (NEWS[0].text,), ("ferry",))


def swapped(one: Asked) -> list[Swapped | Apart]:
    return list(swaps(one, Pool(NEWS), random.Random(1)))


def test_each_name_number_and_date_is_swapped_once_for_one_of_its_kind() -> None:
    found = swapped(asked("Why did the fleet sail to Peru with two ships on March 19?"))
    assert [(s.kind, s.was) for s in found if isinstance(s, Swapped)] == [
        ("name", "Peru"),
        ("number", "two"),
        ("date", "March 19"),
    ]
    country, number, day = (s for s in found if isinstance(s, Swapped))
    assert country.question == "Why did the fleet sail to Chile with two ships on March 19?"
    assert not country.near and "two ships" not in number.question and "March 19" not in day.question


def test_what_it_is_swapped_for_is_not_in_the_evidence_and_always_the_same() -> None:
    question = asked("Which mayor waved when Ilse Brandt came to the harbour?")
    (one,) = swapped(question)
    assert isinstance(one, Swapped) and one.became in ("Olaf Trent", "Mara Ilves")
    assert swapped(question) == [one]


def test_a_question_with_nothing_left_to_hold_on_to_is_counted_apart() -> None:
    (one,) = swapped(asked("Where is Peru?"))
    assert isinstance(one, Apart) and one.why == "nothing else to hold on to"


def test_a_possessive_keeps_its_ending() -> None:
    (one,) = swapped(asked("Which ships of Peru's fleet sailed first?"))
    assert isinstance(one, Swapped) and one.question == "Which ships of Chile's fleet sailed first?"


def test_shares_count_what_is_noticed_and_what_is_suspected() -> None:
    one = asked("Why did the fleet sail to Peru?")
    (swap,) = (s for s in swapped(one) if isinstance(s, Swapped))
    right = Answer("", "", corrections=(Correction("Chile", "Peru", 1, "name"),))
    refused = Answer("", "", refused=True, reason="The archive has no passage that matches this question.")
    told = report(
        [
            Outcome(one, None, Answer("", "It sailed.")),
            Outcome(one, None, right),
            Outcome(one, None, refused),
            Outcome(one, swap, right),
            Outcome(one, swap, refused),
            Outcome(one, swap, Answer("", "It sailed.")),
            Outcome(one, swap, Answer("", "It sailed.")),
        ],
        [],
    )
    # Clean: one of three is suspected, another refused for what has nothing to do with a premise.
    assert told["clean"] == {"n": 3, "suspected": 0.333, "set right": 0.333, "refused": 0.333}
    # Swapped: two of four are noticed, one of them by a correction of what was swapped.
    swaps_told = told["swapped"]
    assert isinstance(swaps_told, dict)
    assert swaps_told["all"] == {"n": 4, "noticed": 0.5, "set right": 0.25, "refused": 0.25}
    assert swaps_told["name"] == swaps_told["all"] == swaps_told["from elsewhere"]
