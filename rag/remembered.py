"""What is read out of short texts, remembered: the same sentences are read for many a question."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

LONGEST = 2_000  # characters: a sentence, a paragraph, a passage; what is longer is not kept

Found = TypeVar("Found")


def remembering(most: int) -> Callable[[Callable[[str], Found]], Callable[[str], Found]]:
    """For a pure function of a text whose result nobody changes: at most `most` results are kept, those of
    the texts that were asked for last."""

    def wrapped(read: Callable[[str], Found]) -> Callable[[str], Found]:
        kept = lru_cache(most)(read)

        @wraps(read)
        def remembered(text: str) -> Found:
            return kept(text) if len(text) <= LONGEST else read(text)

        return remembered

    return wrapped
