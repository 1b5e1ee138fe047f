"""A quoted sentence brings who says it, whom its pronoun means, and the list it is part of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.company import together
from rag.answer.marks import MOST, key_spans
from rag.ingest.sentences import sentences
from rag.show import _marked
from rag.types import Answer, Article, Citation, Passage, Sentence, Support

SPEECH = (
    "The council met late.\n\nThe mayor of Arden told the council:\n"
    "We shall close the ferry this winter. We never wished to. Nobody did.\n\nThe council rose at nine."
)
LIST = (
    "The plan has three parts:\n- A bus to the quay.\n- A boat for the school.\n- Lower fares.\n\n"
    "The board liked it."
)
TABLE = "Day | Place |\nMonday | Arden quay |\nTuesday | Lisle school |"


def quoted(text: str, sentence: str, most: int = 60) -> list[str]:
    start = text.index(sentence)
    return [text[s:e] for s, e in together(text, (start, start + len(sentence)), most)]


@pytest.mark.parametrize(
    ("text", "sentence", "together_with"),
    [
        (SPEECH, "The council rose at nine.", ["The council rose at nine."]),
        (
            SPEECH,
            "We shall close the ferry this winter.",
            ["The mayor of Arden told the council:\nWe shall close the ferry this winter."],
        ),
        (SPEECH, "Nobody did.", ["The mayor of Arden told the council:", "Nobody did."]),
        (
            "“We shall close it. It lost too much,” Mara Ilves said in a statement.",
            "“We shall close it.",
            ["“We shall close it.", "It lost too much,” Mara Ilves said in a statement."],
        ),
        (
            "“It lost too much,” said Mara Ilves. “We shall close it.”",
            "“We shall close it.”",
            ["“It lost too much,” said Mara Ilves.", "“We shall close it.”"],
        ),
        (
            "Mara Ilves chairs the board. She voted against it.",
            "She voted against it.",
            ["Mara Ilves chairs the board.", "She voted against it."],
        ),
        (
            "Mara Ilves chairs the board. She is sixty. She voted against it.",
            "She voted against it.",
            ["Mara Ilves chairs the board.", "She voted against it."],
        ),
        (
            "Lisle Shipping sold the ferry. The company lost 2 million.",
            "The company lost 2 million.",
            ["Lisle Shipping sold the ferry.", "The company lost 2 million."],
        ),
        ("It rained all day in Arden.", "It rained all day in Arden.", ["It rained all day in Arden."]),
    ],
)
def test_who_is_meant_comes_with_what_is_said(text: str, sentence: str, together_with: list[str]) -> None:
    assert quoted(text, sentence) == together_with


def test_a_list_comes_whole_with_its_head_or_an_item_with_it() -> None:
    whole = LIST.partition("\n\n")[0]
    assert quoted(LIST, "The plan has three parts:") == [whole]
    assert quoted(LIST, "- A boat for the school.") == [whole]
    # 5 + 6 + 6 + 3 = 20 words: 19 do not hold it
    assert quoted(LIST, "- A boat for the school.", 20) == [whole]
    assert quoted(LIST, "- A boat for the school.", 19) == [
        "The plan has three parts:",
        "- A boat for the school.",
    ]
    assert quoted(LIST, "The plan has three parts:", 19) == [whole.removesuffix("\n- Lower fares.")]
    assert quoted(LIST, "The board liked it.") == ["The board liked it."]


def test_a_row_comes_with_the_row_that_names_its_columns() -> None:
    assert quoted(TABLE, "Tuesday | Lisle school |") == ["Day | Place |", "Tuesday | Lisle school |"]


PIECES = st.sampled_from(
    [
        "She left.",
        "“We go.",
        "He said so:",
        "- One item",
        "Mara Ilves spoke.",
        "a | b |",
        "”",
        '"',
        "It fell.",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from([" ", "\n", "\n\n"])), min_size=1, max_size=12))
def test_places_are_apart_in_order_and_one_holds_the_sentence(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in parts)
    for start, end in sentences(text):
        spans = together(text, (start, end), 20)
        assert any(s <= start and end <= e for s, e in spans)
        assert all(0 <= s < e <= len(text) for s, e in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


# What is marked


@pytest.mark.parametrize(
    ("question", "quote", "marked"),
    [
        ("How many crew were saved?", "All 43 crew were saved after 9 hours.", ["43"]),
        ("When did the ferry close?", "The ferry closed on March 4.", ["March 4"]),
        ("When was the fair?", "The fair ran from March 19 to 21, 2025.", ["March 19 to 21, 2025"]),
        ("How much did the ferry cost?", "The ferry cost 2 million dollars.", ["2 million dollars"]),
        ("Who said that it lost money?", "Mara Ilves said that it lost money.", ["Mara Ilves"]),
        ("Who is the ambassador?", "The ambassador to Arden Mara Ilves saw the Osprey.", ["Mara Ilves"]),
        ("Where does the ferry land?", "The ferry lands in Lisle at dawn.", ["Lisle"]),
        ("Why was it closed?", "It was closed because nobody came.", ["because nobody came"]),
        ("Which cutter was it?", "The cutter Osprey was it, a man of Arden said.", ["Osprey"]),
        ("What is new?", "The ferry closed on March 4.", []),
        ("How many crew were saved?", "Nobody counted the crew.", []),
    ],
)
def test_what_the_question_asks_for_is_marked(question: str, quote: str, marked: list[str]) -> None:
    assert [quote[s:e] for s, e in key_spans(question, quote)] == marked


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["Who?", "When was it?", "How many ports?", "Where?", "Why?", "Which port?"]),
    st.lists(st.sampled_from("Arden Ilves 43 ports March 4 in because , . Lisle said".split()), max_size=20),
)
def test_marks_are_few_apart_and_within_the_quote(question: str, words: list[str]) -> None:
    quote = " ".join(words)
    spans = key_spans(question, quote)
    assert len(spans) <= MOST and all(0 <= s < e <= len(quote) for s, e in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_the_marks_of_a_citation_are_bold_in_the_terminal() -> None:
    article = Article("a", text="Late. The ferry\nclosed on March 4.")
    passage = Passage("a:0-33-x", "a", article.text, 0, len(article.text))
    start = article.text.index("The ferry")
    mark = article.text.index("March 4")
    quote = article.text[start:]
    citation = Citation(1, article, passage, quote, start, len(article.text), ((mark, mark + 7),))
    said = Sentence("The ferry closed on March 4.", (1,), Support("supported", 1.0))
    shown = _marked(said, Answer("When?", said.text, (said,), (citation,)))
    assert shown.plain == said.text
    assert [shown.plain[s.start : s.end] for s in shown.spans if s.style == "bold"] == ["March 4"]
