"""An answer as it is read out: sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.types import Answer


def growing(answer: Answer) -> Iterator[Answer]:
    """The answer with its first sentence, its first two, and so on to the whole, which always comes.

    A conflict is told once all of its sides are.
    """
    for n in range(1, len(answer.sentences)):
        sentences = answer.sentences[:n]
        numbers = {number for sentence in sentences for number in sentence.citations}
        yield replace(
            answer,
            text=" ".join(sentence.text for sentence in sentences),
            sentences=sentences,
            citations=tuple(c for c in answer.citations if c.number in numbers),
            conflicts=tuple(c for c in answer.conflicts if numbers.issuperset(n for n, _ in c.claims)),
        )
    yield answer
