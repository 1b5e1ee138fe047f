"""How rare a word is in English prose: what a rare word says weighs more than what a common one says."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

BAND = 0.5  # of the natural logarithm: words of one band count as equally rare
FILE = Path(__file__).parent / "rarity.json"  # made by `rag.evaluate.fit_rarity`


def rarity(word: str) -> float:
    """ln(texts / texts with the word) of a lowercase word, in steps of `BAND`: 0 for "the", about 7 for
    a word that few texts have or none."""
    bands, rarest = _bands()
    return bands.get(word, rarest)


def is_common(word: str) -> bool:
    """Whether the lowercase word is known as one that is written in lower case."""
    return word in _bands()[0]


def band(share: float) -> int:
    """The band of a word that one in `share` texts has."""
    return round(math.log(share) / BAND)


@cache
def _bands() -> tuple[dict[str, float], float]:
    """Read once: the file never changes under a process."""
    read: dict[str, str] = json.loads(FILE.read_text("utf-8"))["bands"]
    bands = {word: BAND * int(number) for number, words in read.items() for word in words.split()}
    return bands, max(bands.values()) + BAND
