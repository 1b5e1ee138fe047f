"""Word pieces are counted once for a sentence, however often it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models import embedder
from rag.models.embedder import SENTENCE, PassageEmbedder
from rag.models.encoding import Encoded


class Words:
    """An encoder for which each word is a piece; it remembers what it was asked to count."""

    dimension, max_length, prompts = 4, 64, ("", "")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        self.asked += texts
        return [len(text.split()) for text in texts]

    def read(self, texts: Sequence[str], together: bool = False) -> Encoded:
        raise NotImplementedError


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
