"""Word pieces are counted once for a sentence, however often it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models import embedder
from rag.models.embedder import SENTENCE, PassageEmbedder
from rag.models.encoding import Encoded


class Words:
    """An encoder for which each word is a piece; it remembers what it was asked to count and to read."""

    dimension, max_length, prompts = 4, 64, ("", "")

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.read_so_far: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        self.asked += texts
        return [len(text.split()) for text in texts]

    def read(self, texts: Sequence[str], together: bool = False) -> Encoded:
        self.read_so_far += texts
        ones = np.ones((1, 1, 4), dtype=np.float32)
        offsets, special = np.array([[[0, 4]]]), np.array([[False]])
        return Encoded(ones[:, 0] / 2, ones, ones / 2, offsets, special)


def test_a_sentence_is_counted_once_and_a_long_text_each_time() -> None:
    words = Words()
    counter = PassageEmbedder("words", words)
    long = "word " * SENTENCE
    assert counter.count(["The ferry sails.", "It is late.", "The ferry sails."]) == [3, 3, 3]
    assert counter.count(["It is late.", long, ""]) == [3, SENTENCE, 0]
    assert counter.count([long]) == [SENTENCE]
    assert words.asked == ["The ferry sails.", "It is late.", long, "", long]
    assert counter.count([]) == []


@given(st.lists(st.lists(st.text("ab ", max_size=6), max_size=6), max_size=8))
def test_however_much_is_remembered_the_counts_are_right(calls: list[list[str]]) -> None:
    counter = PassageEmbedder("words", Words())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedder, "COUNTED", 3)
        for texts in calls:
            assert counter.count(texts) == [len(text.split()) for text in texts]


def test_the_last_question_is_read_once() -> None:
    words = Words()
    reader = PassageEmbedder("words", words)
    first = reader.query("Who?")
    assert reader.query("Who?") is first
    assert reader.query("When?") is not first and reader.query("Who?") is not first
    assert words.read_so_far == ["Who?", "When?", "Who?"]
