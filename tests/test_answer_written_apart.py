"""Sentences that put together what their source keeps apart, and those that say it as it stands."""

from __future__ import annotations

import pytest

from rag.answer.written.apart import apart
from rag.answer.written.cite import Place
from rag.types import Article
from tests.found import searched

CRASH = (
    "Eight tourists died when a coach overturned near Brill on Sunday. Another 19 tourists were injured. "
    "In all, 116 tourists had come in three coaches."
)
FIGHT = "Henrik Dahl is the new champion after beating Oskar Lind in Brill."
SHIP = "Officials believe the tanker Aurora is near Port Lisle."


def said(sentence: str, source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hit = searched("q", [Article("a", text=source)]).hits[0]
    return apart(sentence, [Place(hit, 0, len(source))])


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("19 tourists were injured near Brill.", CRASH),
        ("Eight tourists died on Sunday when a coach overturned.", CRASH),
        ("In all 116 tourists had come to Brill in three coaches.", CRASH),
        ("Henrik Dahl is the new champion.", FIGHT),
        ("Officials believe that the tanker Aurora is near Port Lisle.", SHIP),
    ],
)
def test_what_the_source_says_passes(sentence: str, source: str) -> None:
    assert said(sentence, source) == ((), ())


@pytest.mark.parametrize("sentence", ["116 tourists were injured near Brill.", "19 tourists died on Sunday."])
def test_a_number_of_something_else_is_wrong(sentence: str) -> None:
    (wrong,), _ = said(sentence, CRASH)
    assert "of something else" in wrong


def test_who_did_it_to_whom_turned_round_is_wrong() -> None:
    (wrong,), _ = said("Oskar Lind defeated Henrik Dahl.", FIGHT)
    assert wrong == "the source names “Henrik Dahl” before “Oskar Lind”"


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        (
            "Oskar Lind is the new champion after beating Henrik Dahl.",
            FIGHT,
            "“Henrik Dahl” before “Oskar Lind”",
        ),
        ("The tanker Aurora is near Port Lisle.", SHIP, "only under “believe”"),
        ("Henrik Dahl retired and sued his trainer.", FIGHT, "not clearly with this"),
    ],
)
def test_what_is_turned_round_or_made_sure_is_in_doubt(sentence: str, source: str, reason: str) -> None:
    wrong, unsure = said(sentence, source)
    assert wrong == () and any(reason in one for one in unsure)
