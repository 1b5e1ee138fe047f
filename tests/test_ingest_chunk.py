"""Passages: whole sentences, at true offsets, long enough to mean something and never cut by the embedder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.ingest.chunk import chunk
from rag.ingest.sentences import sentences
from rag.types import Article, Passage

WORD = re.compile(r"\w+|[^\w\s]")


def count(texts: Sequence[str]) -> list[int]:
    """A word piece for each word and each mark, so that a part never has more than the whole."""
    return [len(WORD.findall(text)) for text in texts]


def of(text: str, words: int = 150, overlap: int = 40, max_pieces: int = 254) -> list[Passage]:
    return chunk(Article(id="a.txt", text=text), count, words=words, overlap=overlap, max_pieces=max_pieces)


def story(sentences: int, words: int) -> str:
    """Sentences of so many words each, all different: `Ship3 sails sails sails.`"""
    return " ".join(f"Ship{n} {' '.join(['sails'] * (words - 1))}." for n in range(sentences))


def test_a_short_article_is_one_passage() -> None:
    text = "\n The ships left.\n\nThey came back on Monday. \n"
    (passage,) = of(text)
    assert passage.text == "The ships left.\n\nThey came back on Monday."
    assert (passage.start, passage.article_id) == (2, "a.txt")
    assert [text[s:e] for s, e in passage.sentences] == ["The ships left.", "They came back on Monday."]


def test_passages_are_even_and_share_whole_sentences() -> None:
    # 50 sentences of 10 words are 500 words. Passages of at most 150 that share 40 bring 110 new words
    # each: ceil((500 - 40) / 110) = 5. Evenly, (500 + 4 * 40) / 5 = 132 words each, so 13 or 14 sentences.
    passages = of(story(50, 10))
    assert len(passages) == 5
    assert all(13 <= len(p.sentences) <= 14 for p in passages)
    for before, after in pairwise(passages):
        assert before.sentences[-4:] == after.sentences[:4]


def test_no_tiny_last_passage_is_left() -> None:
    # 16 sentences of 10 words: not 150 words and a rest, but two of (160 + 40) / 2 = 100.
    assert [len(p.text.split()) for p in of(story(16, 10))] == [100, 100]


def test_word_pieces_bound_a_passage_before_words_do() -> None:
    passages = of(story(30, 10), max_pieces=60)  # 11 pieces a sentence: five fit
    assert max(count([p.text])[0] for p in passages) == 55
    assert passages[-1].end == len(story(30, 10))


def test_shared_sentences_leave_room_for_a_new_one() -> None:
    # Sentences of 3, 3 and 18 words, 4, 4 and 19 pieces: the long one fits after one of the short, not two.
    text = "Ships sail on. " * 4 + f"Boats {'stay ' * 16}here. " + "They wait on."
    passages = of(text, words=20, overlap=10, max_pieces=23)
    assert all(count([p.text])[0] <= 23 for p in passages)
    assert any(p.text.startswith("Ships sail on. Boats") for p in passages)


def test_a_sentence_too_long_is_split_at_a_clause() -> None:
    text = (
        "The ships sailed to the north of the bay; "
        + "the crews of the boats stayed in the harbor, all of them."
    )
    assert [p.text for p in of(text, words=20, overlap=0, max_pieces=13)] == [
        "The ships sailed to the north of the bay;",
        "the crews of the boats stayed in the harbor,",
        "all of them.",
    ]


def test_a_sentence_without_clauses_is_split_between_words_and_a_word_anywhere() -> None:
    assert [p.text for p in of("one two three four", words=20, overlap=0, max_pieces=2)] == [
        "one two",
        "three four",
    ]
    # Without a space in it, 20 characters a word on average are allowed: 20 words, 400 characters.
    assert [len(p.text) for p in of("x" * 1600, words=20, overlap=0)] == [400, 400, 400, 400]


def test_ids_are_the_same_each_time_and_differ_within_an_article() -> None:
    ids = [p.id for p in of(story(50, 10))]
    assert ids == [p.id for p in of(story(50, 10))]
    assert len(set(ids)) == 5
    assert ids[0].startswith("a.txt:0-")


def test_another_text_at_the_same_place_has_another_id() -> None:
    assert of("It won.")[0].id != of("It ran.")[0].id


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_to_read_gives_no_passage(text: str) -> None:
    assert of(text) == []


def test_word_pieces_are_counted_once_when_nothing_is_too_long() -> None:
    calls: list[int] = []

    def counted(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return count(texts)

    chunk(Article(id="a", text=story(50, 10)), counted, words=150, overlap=40, max_pieces=254)
    assert calls == [50]


TEXTS = st.lists(
    st.sampled_from(
        [
            "The ships left. ",
            "No. 4 ",
            "; ",
            ", ",
            "\n",
            "\n\n",
            " ",
            "word ",
            "é😀 ",
            "x" * 30,
            "(",
            '." ',
            "\ud800",
            "。",
        ]
    ),
    max_size=150,
).map("".join)


@settings(deadline=None)
@given(
    st.one_of(TEXTS, st.text(max_size=150)),
    st.integers(20, 60),
    st.integers(0, 100),
    st.integers(5, 60),
)
@example("x", 20, 100, 5)
def test_passages_hold_all_the_text_at_true_offsets(text: str, words: int, overlap: int, pieces: int) -> None:
    passages = of(text, words, overlap, pieces)
    covered: set[int] = set()
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert count([passage.text])[0] <= pieces
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert all(s < e for s, e in passage.sentences)
        assert all(a[1] <= b[0] for a, b in pairwise(passage.sentences))
        covered |= {place for s, e in passage.sentences for place in range(s, e)}
    assert {place for place, c in enumerate(text) if not c.isspace()} <= covered
    assert len({p.id for p in passages}) == len(passages)
    assert [p.start for p in passages] == sorted({p.start for p in passages})


@settings(deadline=None)
@given(TEXTS)
def test_sentences_that_fit_are_never_cut(text: str) -> None:
    whole = set(sentences(text))
    assert all(set(p.sentences) <= whole for p in of(text, words=200, max_pieces=10_000))
