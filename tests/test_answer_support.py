"""Whether texts carry a claim: word for word, with a changed number, with a changed name."""

from __future__ import annotations

import pytest

from rag.answer.support import support
from rag.models.embedding import Embedder
from rag.types import Support
from tests.fakes import FakeEmbedder

TEXTS = [
    "The sale covers 43 ports in 23 countries. The firm said that talks had gone on since January.",
    "On Thursday, Kevin Cabrera visited the cutter Alert, which lay docked in Panama City.",
]


def of(claim: str, texts: list[str], embedder: Embedder) -> Support:
    found = support(claim, texts, embedder)
    assert 0 <= found.score <= 1 and found.reasons and all(found.reasons)
    return found


@pytest.mark.parametrize(
    "claim",
    [
        "The sale covers 43 ports in 23 countries.",
        "  The sale covers\n43 ports in 23   countries. ",
        "Kevin Cabrera visited the cutter Alert",
        "The sale covers 43\u200b ports",
    ],
)
def test_what_stands_there_word_for_word_is_supported_in_full(claim: str, bundled: Embedder) -> None:
    found = of(claim, TEXTS, bundled)
    assert (found.label, found.score) == ("supported", 1.0)


def test_nearly_the_same_words_are_supported(bundled: Embedder) -> None:
    found = of("Kevin Cabrera visited the cutter Alert on Thursday.", TEXTS, bundled)
    assert found.label == "supported" and found.score < 1


@pytest.mark.parametrize(
    ("claim", "absent"),
    [
        ("The sale covers 34 ports in 23 countries.", "34"),
        ("The sale covers 43 ports in 2,300 countries.", "2,300"),
        ("On Thursday, Kevin Mulino visited the cutter Alert.", "Mulino"),
        ("The cutter Alert lay docked in Lima City.", "Lima"),
    ],
)
def test_a_number_or_name_that_no_text_has_is_named_and_carried_by_none(
    claim: str, absent: str, bundled: Embedder
) -> None:
    found = of(claim, TEXTS, bundled)
    assert found.label == "unsupported" and found.score <= 0.5
    assert [reason for reason in found.reasons if f"“{absent}”" in reason]


def test_a_comma_in_a_number_changes_nothing() -> None:
    found = of("They counted 41200 in all.", ["They counted 41,200 passengers."], FakeEmbedder())
    assert not [reason for reason in found.reasons if "41200" in reason]


def test_another_matter_is_not_supported(bundled: Embedder) -> None:
    assert of("A goalkeeper was sold to a club.", TEXTS, bundled).label == "unsupported"


def test_texts_together_carry_what_none_does_alone(bundled: Embedder) -> None:
    claim = "The sale covers 43 ports, and the cutter Alert lay docked in Panama City."
    together = of(claim, TEXTS, bundled)
    assert all(together.score > of(claim, [text], bundled).score for text in TEXTS)


def test_a_long_text_is_read_to_its_end(bundled: Embedder) -> None:
    long = "Rain fell on the harbour all day and nobody came to see it. " * 60 + TEXTS[1]
    assert of("Kevin Cabrera visited the cutter Alert on Thursday.", [long], bundled).label == "supported"


@pytest.mark.parametrize("texts", [[], [""], ["  \n"], ["\u200b"], ["\ud800"]])
def test_texts_of_nothing_support_nothing(texts: list[str], bundled: Embedder) -> None:
    found = of("the ferry is closed", texts, bundled)
    assert (found.label, found.score) == ("unsupported", 0.0)


@pytest.mark.parametrize("claim", ["", "  ", "\u200b", "\x00"])
def test_a_claim_of_nothing_is_not_supported(claim: str) -> None:
    assert of(claim, TEXTS, FakeEmbedder()) == Support("unsupported", 0.0, ("the claim is empty",))


def test_half_a_character_in_claim_or_text_does_no_harm(bundled: Embedder) -> None:
    claim = "The sale \ud800covers 43 ports"
    assert of(claim, [text + "\udfff" for text in TEXTS], bundled).label == "supported"
