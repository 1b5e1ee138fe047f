"""Whether texts carry a claim: word for word, in other words, with a fact changed, denied, or not at all."""

from __future__ import annotations

import pytest

from rag.answer.support import support
from rag.models.embedding import Embedder
from rag.types import Support
from tests.fakes import FakeEmbedder

TEXTS = [
    "The sale covers 43 ports in 23 countries. The firm said that talks had gone on since January. "
    "Mulino denied that the deal was off.",
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
        "2. **The sale covers 43 ports in 23 countries. [1]",  # as a model would write it
        "The sale covers 43 ports in 23 countries. The firm said that talks had gone on since January.",
    ],
)
def test_what_stands_there_word_for_word_is_supported_in_full(claim: str) -> None:
    found = of(claim, TEXTS, FakeEmbedder())
    assert (found.label, found.score) == ("supported", 1.0)


def test_a_fragment_that_the_source_denies_is_contradicted() -> None:
    found = of("The deal was off.", TEXTS, FakeEmbedder())
    assert found.label == "contradicted" and found.reasons == ("the source denies it: “denied”",)


@pytest.mark.parametrize(
    "claim",
    [
        "Kevin Cabrera visited the cutter Alert on Thursday.",
        "The sale covers forty-three ports in 23 countries.",
        "On Thursday, Cabrera visited the cutter Alert, which was docked in Panama City.",
    ],
)
def test_nearly_the_same_words_are_supported(claim: str, bundled: Embedder) -> None:
    found = of(claim, TEXTS, bundled)
    assert found.label == "supported" and 0.5 < found.score < 1


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The sale covers 34 ports in 23 countries.", "the claim says 34, the source 43"),
        ("The sale covers 43 ports in 2,300 countries.", "the claim says 2,300, the source 23"),
        (
            "On Thursday, Mulino visited the cutter Alert, which lay docked in Panama City.",
            "the claim says Mulino, the source Kevin Cabrera",
        ),
        (
            "Mulino visited the cutter Alert, which lay docked in Panama City.",
            "the claim says Mulino, the source Kevin Cabrera",
        ),
        ("The firm said that talks had not gone on since January.", "the claim denies what the source says"),
    ],
)
def test_a_changed_fact_is_contradicted_and_told(claim: str, reason: str) -> None:
    found = of(claim, TEXTS, FakeEmbedder())
    assert found.label == "contradicted" and found.score <= 0.05
    assert [r for r in found.reasons if r.startswith(reason)]


@pytest.mark.parametrize(
    ("claim", "absent"),
    [
        ("A U.S. envoy went aboard a ship in the harbour of Lima.", "no source names “Lima”"),
        ("Workers at 51 terminals may go on strike.", "no source has “51”"),
    ],
)
def test_a_number_or_name_that_no_text_has_is_named_and_carried_by_none(
    claim: str, absent: str, bundled: Embedder
) -> None:
    found = of(claim, TEXTS, bundled)
    assert found.label == "unsupported" and found.score <= 0.3
    assert absent in found.reasons


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
def test_texts_of_nothing_support_nothing(texts: list[str]) -> None:
    found = of("the ferry is closed", texts, FakeEmbedder())
    assert (found.label, found.score) == ("unsupported", 0.0)


@pytest.mark.parametrize("claim", ["", "  ", "\u200b", "\x00"])
def test_a_claim_of_nothing_is_not_supported(claim: str) -> None:
    assert of(claim, TEXTS, FakeEmbedder()) == Support("unsupported", 0.0, ("the claim is empty",))


@pytest.mark.parametrize("claim", ["[1]", "**", "!?", "…", "the", "43", "¿", "ส", "1.", "- "])
def test_a_claim_that_says_next_to_nothing_is_judged_all_the_same(claim: str) -> None:
    assert of(claim, ["Rain fell."], FakeEmbedder()).label in ("unsupported", "partial", "contradicted")


@pytest.mark.parametrize("text", ["!!!", "…", "—", "。", "x"])
def test_a_text_that_says_next_to_nothing_carries_nothing(text: str) -> None:
    assert of("The ferry is closed.", [text], FakeEmbedder()).label == "unsupported"


def test_half_a_character_in_claim_or_text_does_no_harm() -> None:
    claim = "The sale \ud800covers 43 ports"
    assert of(claim, [text + "\udfff" for text in TEXTS], FakeEmbedder()).label == "supported"


def test_of_a_claim_too_long_to_be_checked_it_is_said_so() -> None:
    claim = "The sale covers forty-three ports in 23 countries. " * 200  # 10,000 characters
    found = of(claim, TEXTS, FakeEmbedder())
    assert found.label == "partial"
    assert found.reasons[-1] == "only the first 2,000 characters of the claim were checked"


def test_of_many_texts_the_nearest_few_are_embedded() -> None:
    embedder = FakeEmbedder()
    rain = "Rain fell on the harbour all day and nobody came to see it. " * 40
    found = of("The sale covers forty-three ports in 23 countries.", [rain] * 199 + [TEXTS[0]], embedder)
    assert found.label == "supported" and embedder.embedded <= 4
