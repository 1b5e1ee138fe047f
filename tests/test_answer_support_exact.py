"""The exact side of the support check: facts in their place, fragments that were turned, who says what."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.negation import polarity
from rag.answer.pieces import pieces
from rag.answer.speakers import speakers
from rag.answer.support.align import Aligned, align
from rag.answer.support.evidence import read, stems, stretches
from rag.answer.support.place import Placed, placed
from rag.answer.support.reading import Reading
from rag.answer.support.verbatim import stands
from tests.fakes import FakeEmbedder

TEXTS = [
    "The sale covers 43 ports in 23 countries. The firm said that talks had gone on since January. "
    "Kevin Cabrera denied that the deal was off. Mulino said the ports would not be sold.",
    "On Thursday, Kevin Cabrera visited the cutter Alert, which lay docked in Panama City. "
    "Prices of bread and fuel rose by a third in May. The mayor of Lima paid $2 million for 12 boats.",
]


def looked_at(claim: str, texts: list[str] = TEXTS) -> tuple[Aligned, list[Placed]]:
    evidence = read(texts, stems(claim), FakeEmbedder().count, 254)
    reading = Reading(evidence)
    row = pieces(claim)
    return align(row, claim, reading, stems(claim)), placed(row, reading)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The sale covers 34 ports in 23 countries.", "the claim says 34, the source 43"),
        ("The sale covers 23 ports in 43 countries.", "the claim says 23, the source 43"),
        ("The firm said that talks had gone on since March.", "the claim says March, the source January"),
        ("On Friday, Kevin Cabrera visited the cutter Alert.", "the claim says Friday, the source Thursday"),
        ("Mulino visited the cutter Alert on Thursday.", "the claim says Mulino, the source Kevin Cabrera"),
        ("On Thursday, Kevin Cabrera visited the cutter Lima.", "the claim says Lima, the source Alert"),
        (
            "Cabrera said the ports would not be sold.",
            "said by Mulino in the source, by Cabrera in the claim",
        ),
        ("Mulino said the ports would be sold.", "the source denies it: “not”"),
        (
            "The firm never said that talks had gone on since January.",
            "the claim denies what the source says",
        ),
        ("Prices of bread and fuel fell by a third in May.", "the claim says “fell”, the source “rose”"),
        (
            "The mayor of Lima paid $3 million for 12 boats.",
            "the claim says $3 million, the source $2 million",
        ),
    ],
)
def test_what_was_changed_in_a_sentence_is_told(claim: str, reason: str) -> None:
    aligned, _ = looked_at(claim)
    assert aligned.nearly
    assert [c.reason for c in aligned.changed if c.reason.startswith(reason)]


@pytest.mark.parametrize(
    "claim",
    [
        "The sale covers forty-three ports in 23 countries.",
        "Cabrera visited the cutter Alert, which lay docked in Panama City, on Thursday.",
        "Ambassador Kevin Cabrera visited the cutter Alert on Thursday.",
        "Mulino said the ports wouldn't be sold.",
        "The mayor of Lima paid US$2,000,000 for a dozen boats.",
        "Prices of fuel and bread rose by one third in May.",
    ],
)
def test_another_form_of_the_same_is_no_change(claim: str) -> None:
    aligned, facts = looked_at(claim)
    assert aligned.nearly and aligned.changed == ()
    assert not [f.fact.text for f in facts if f.absent]


def test_a_fact_is_looked_for_beside_what_is_said_of_it() -> None:
    _, facts = looked_at("In all, 12 ports are covered by the sale.")
    (twelve,) = facts
    assert not twelve.absent and twelve.gap > 0.3  # 12 are the boats of Lima
    _, facts = looked_at("In all, 50 ports are covered by the sale.")
    (fifty,) = facts
    assert fifty.absent and fifty.other is not None and fifty.other.text == "43"


def test_a_name_that_is_nowhere_is_absent_however_it_is_written() -> None:
    _, facts = looked_at("The cutter visited Peru, where Cabrera, Obama and Mr. Mulino met.")
    assert [f.fact.text for f in facts if f.absent] == ["Peru", "Obama"]


@pytest.mark.parametrize(
    ("claim", "turned", "cue"),
    [
        ("The sale covers 43 ports", "", ""),
        ("the deal was off", "denied", "denied"),
        ("The deal was off.", "denied", "denied"),
        ("be sold", "denied", "not"),
        ("workers will strike.", "doubted", "if"),
        ("the port is closed", "doubted", "if"),
        ("the talks went on", "", ""),
        ("the ship had sunk", "denied", "falsely"),
        ("The mayor was", "denied", "not"),
    ],
)
def test_a_fragment_that_its_sentence_turns_is_not_what_the_text_says(
    claim: str, turned: str, cue: str
) -> None:
    more = [
        "If the port is closed, workers will strike. He never called, but the talks went on.",
        "One paper wrote that the ship had sunk, it falsely claimed. The mayor was not there.",
    ]
    found = stands(claim, [*TEXTS, *more])
    assert found is not None and found.turned == turned and found.cue.endswith(cue)


def test_one_place_where_it_is_meant_is_enough() -> None:
    both = ["He denied that the deal was off.", "On Monday the deal was off."]
    found = stands("the deal was off", both)
    assert found is not None and not found.turned
    assert stands("the deal was of", both) is None  # no whole word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kevin Cabrera said that Lima was closed.", ["Kevin Cabrera"]),
        ("The port was sold, said Gen. Mulino.", ["Mulino"]),
        ("Cabrera, the U.S. ambassador, told CNN it was over.", ["Cabrera"]),
        ("According to José Mulino, nothing was sold.", ["José Mulino"]),
        ("Ricky Martin, who says he is happy, left.", ["Ricky Martin"]),
        ("He said Lima was closed and told Smith to go.", []),
    ],
)
def test_who_says_it(text: str, expected: list[str]) -> None:
    assert [name.text for name in speakers(text)] == expected


def test_a_negation_reaches_over_a_few_words_and_a_denial_further() -> None:
    said = polarity("the firm did not sell the port , workers say".split())
    assert (said["sell"].denied, said["port"].denied) == (1, 1)
    assert (said["firm"].said, said["workers"].said) == (1, 1)
    assert said["sell"].cue == "did not"
    denied = polarity("the firm denied that it had ever wanted to sell a port".split())
    assert denied["port"].denied == 1 and denied["port"].cue == "denied"


def test_long_evidence_is_cut_to_the_stretches_that_share_most_with_the_claim() -> None:
    noise = "Rain fell on the harbour all day and nobody came to see it. " * 2_000
    evidence = read(
        [noise, noise + TEXTS[1] + noise], stems("cutter Alert docked"), FakeEmbedder().count, 254
    )
    assert any("cutter Alert" in line.text for line in evidence.lines)
    assert sum(len(line.text) for line in evidence.lines) <= 12_000
    chosen = evidence.chosen(stems("cutter Alert docked"))
    assert len(chosen) == 2  # the rest has no word of the claim
    assert any("cutter Alert" in evidence.passages[i].text for i in chosen)


@given(st.text(alphabet="ab. \n!", max_size=5_000))
def test_stretches_are_the_text_without_the_space_between_them(text: str) -> None:
    cut = list(stretches(text))
    assert all(0 < len(part) <= 1_500 for part in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


PARTS = st.lists(
    st.sampled_from(
        "The 43 ports not denied that said Mulino , . “ ; if March 4 $2 million didn't 's - U.S. to ½".split()
    )
    | st.text(max_size=4),
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(PARTS, PARTS)
def test_any_claim_can_be_laid_beside_any_text(claim: list[str], text: list[str]) -> None:
    said = " ".join(claim)
    if any(c.isalnum() for c in said) and " ".join(text).strip():
        aligned, facts = looked_at(said, [" ".join(text), TEXTS[0]])
        assert 0 <= aligned.near <= 1 and 0 <= aligned.back <= 1
        assert all(-1 <= f.held <= 1 and 0 <= f.gap <= 1 for f in facts)


def test_a_first_name_that_the_evidence_gives_to_somebody_else_is_not_added() -> None:
    texts = [
        "The court heard that Senator Torres met the owner of the port. Michelle Diaz and Kevin Cabrera left."
    ]
    aligned, _ = looked_at("The court heard that Ana Torres met the owner of the port.", texts)
    assert aligned.nearly and aligned.changed == ()  # a writer may know the first name
    aligned, _ = looked_at("The court heard that Michelle Torres met the owner of the port.", texts)
    assert [c.reason for c in aligned.changed] == ["the source does not say “Michelle Torres” there"]


def test_names_of_a_list_may_change_places_but_not_who_did_what_to_whom() -> None:
    texts = [
        "The islands of Arden, Brill and Corvo voted. On Monday Mulino told Cabrera about the vote in Lima."
    ]
    aligned, _ = looked_at("The islands of Corvo, Arden and Brill voted.", texts)
    assert aligned.nearly and aligned.changed == ()
    aligned, _ = looked_at("On Monday Cabrera told Mulino about the vote in Lima.", texts)
    assert "the claim says Mulino, the source Cabrera" in [c.reason for c in aligned.changed]


def test_a_claim_that_begins_with_another_name_is_seen_even_where_its_word_is_common() -> None:
    texts = ["Johns is remembered by friends as a gentle giant. He was born in New York in a storm."]
    aligned, _ = looked_at("New is remembered by friends as a gentle giant.", texts)
    assert [c.reason for c in aligned.changed] == ["the claim says New, the source Johns"]
    aligned, _ = looked_at("He is remembered by friends as a gentle giant.", texts)
    assert aligned.nearly and aligned.changed == ()


def test_what_stands_above_a_paragraph_does_not_turn_it() -> None:
    text = "Watch more on alleged misconduct\n\nTorres said the vote was meant as a message."
    found = stands("Torres said the vote was meant as a message.", [text])
    assert found is not None and not found.turned
    wrapped = "The mayor of the old town, who had been there since Monday, denied that\nTorres was meant."
    found = stands("Torres was meant", [wrapped])
    assert found is not None and found.turned == "denied"
