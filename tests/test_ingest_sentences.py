"""Sentences as a person would part them, at offsets that hold whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.ingest.sentences import LONGEST, sentences
from rag.ingest.wrapping import wrap_width

JUDGED = [
    "The U.S. Navy arrived on Monday. | Nobody was hurt.",
    "He has lived in the U.S. | The city is quiet.",
    "Its flagship sailed at 9 a.m. on Tuesday. | It was back by 6 p.m. | The crew rested.",
    "Police came at 8:20 a.m. Monday, after a call. | They found nothing.",
    "The talks open at 5 p.m. EST. | Both sides will attend.",
    "It stood at No. 4 on the list. | No. 5 was gone.",
    "Gov. Ann Lee spoke first. | Sen. Bo Ruiz listened.",
    "Lt. Gen. Mark Hall met Adm. Joan Price. | They talked.",
    "Pfc. Dan Moe and Spc. Eva Lind were there. | Both are well.",
    "The vote was on Jan. 5. | It passed.",
    "It fell on Feb. 6, 2009. | It rose on Sept. 11.",
    "Harbor Inc. said it would sell. | Smith & Sons Ltd. will buy.",
    "Mr. Jones Jr. left early. | Dr. Cole stayed.",
    "J. K. Lowe wrote the book. | John F. Marsh read it.",
    "Prices rose 3.5 percent to $4.5 million. | Then they fell.",
    'He said "Stop." | Then he left.',
    "He said “Stop.” | Then he left.",
    '"I will go," he said. | "It is over."',
    '"Why?" he asked. | "Because," she said.',
    '"You know?" Ann Lee said. | Nobody answered.',
    '"We won." | The crowd roared.',
    "“It is done.” | She closed the door.",
    "She said 'no.' | Then she said 'yes.'",
    "Wait... what? | Nobody knew.",
    "The harbor (built in 1901) is old. | (It floods.) | The city will mend it.",
    "He lives in St. Louis. | She lives in Mt. Pleasant.",
    "LIMA (AP) -- The ships left. | More will come.",
    "(Post) -- Police said two men fled. | One was caught.",
    "The site is www.example.org. | It opened in May.",
    "1. Open the gate. | 2. Close it.",
    "He runs Yahoo! in Asia. | Who knew? | Nobody!",
    "Café prices rose 😀 again. | Ærø did not mind.",
    "The case, Lee v. Ruiz, is old. | It ended in 1990.",
    '2. "Night Train" (Ann Lee, 1939) Scene: A chase.',
    "1) He left.) | She stayed.",
    "Rep. Bo Ruiz, R-Tex., voted no. | It passed.",
]


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("judged", JUDGED)
def test_sentences_are_those_a_person_would_mark(judged: str) -> None:
    assert texts(judged.replace(" | ", " ")) == judged.split(" | ")


def test_an_empty_line_and_a_line_that_begins_anew_end_a_sentence() -> None:
    assert texts("Harbor news\nThe ships left\n\nthe next day\nthey came back.") == [
        "Harbor news",
        "The ships left",
        "the next day\nthey came back.",
    ]


def test_items_of_a_list_are_sentences_of_their_own() -> None:
    assert texts("Planned are:\n- drills at sea\n- a visit\n2) talks") == [
        "Planned are:",
        "- drills at sea",
        "- a visit",
        "2) talks",
    ]


WRAPPED = """The commander of the fleet came to the harbor on Wednesday for three
days of talks with the navy. Officials of both countries said that
Lima had asked for the visit in January. They also said that
President Ruiz would meet him on Friday, before the ships sail for
Callao and then for home."""


def test_wrapped_lines_do_not_end_sentences_though_names_begin_lines() -> None:
    assert wrap_width(WRAPPED.split("\n")) == 68  # the first line
    assert [t.replace("\n", " ") for t in texts(WRAPPED)] == [
        "The commander of the fleet came to the harbor on Wednesday for three days of talks with the navy.",
        "Officials of both countries said that Lima had asked for the visit in January.",
        "They also said that President Ruiz would meet him on Friday, before the ships sail for Callao and "
        "then for home.",
    ]


def test_lines_that_could_have_gone_on_are_not_wrapped() -> None:
    assert (
        wrap_width(["Ships sail", "Ships return", "Talks begin", "Talks end", "All is well", "x" * 60]) == 0
    )


def test_a_long_quotation_is_taken_apart_a_short_one_is_not() -> None:
    short = '"We came. We saw it. We left," she said.'
    assert texts(short) == [short]
    # Fifty words in the first two sentences of the quotation, so that 45 are passed.
    long = '"' + "We counted the ships one by one all day. " * 6 + 'They left," she said. He agreed.'
    assert len(texts(long)) == 8
    assert texts(long)[-2:] == ['They left," she said.', "He agreed."]


@pytest.mark.parametrize("shift", range(22))
def test_a_sentence_that_a_window_of_the_segmenter_cuts_is_whole(shift: int) -> None:
    sentence = "The U.S. Navy left. "  # 20 characters, cut at each of them by one of the shifts
    text = "x" * shift + sentence * (2 * LONGEST // len(sentence))
    assert set(texts(text)[1:]) == {sentence.strip()}


NASTY = st.text(
    st.one_of(st.sampled_from("aB.?!\"”“’'()[] \n\t\r\u2028,;0😀é\u0301\u200d。\ud800-"), st.characters()),
    max_size=200,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "No. ",
            "4",
            "U.S. ",
            "a.m. ",
            "Gov. ",
            '."',
            "” ",
            " ",
            "\n",
            "\n\n",
            "word ",
            "The ",
            "... ",
            "(",
            ".) ",
        ]
    ),
    max_size=60,
).map("".join)


@settings(deadline=None)
@given(st.one_of(NASTY, PIECES))
@example("")
@example("\n \n")
@example('" ."\n"')
def test_sentences_are_in_order_trimmed_and_cover_all(text: str) -> None:
    place = 0
    for start, end in sentences(text):
        assert place <= start < end
        assert not text[place:start].strip()
        assert text[start:end] == text[start:end].strip()
        place = end
    assert not text[place:].strip()
