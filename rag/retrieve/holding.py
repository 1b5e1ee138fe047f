"""Which articles hold the words of an excerpt: all of them, whether in one passage or in several."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from rag.store.lexical import LexicalIndex
from rag.store.spelling import Word, fold, folded, placed_words
from rag.types import Scope, article_of

FEWEST, MOST = 4, 12  # words of an excerpt that are looked up, the rarest first
COMMON = 0.02  # of all passages: beyond FEWEST, a word in more than these is not looked up
LONGEST = 500  # characters of a word that is looked up


def holding(index: LexicalIndex, word: str, scope: Scope) -> set[str]:
    """The ids of all articles of the scope that have the word in their text or title."""
    return {article_of(passage) for passage in index.holding(word, scope)}


def information(index: LexicalIndex, words: Iterable[str]) -> dict[str, float]:
    """How much each word tells, in bits: the logarithm of how few passages have it; 0 if none has it."""
    total = index.size + 1
    counted = {word: index.frequency(word) for word in set(words) if len(word) <= LONGEST}
    return {word: math.log2(total / many) if many else 0.0 for word, many in counted.items()}


def likely(index: LexicalIndex, words: Sequence[str], scope: Scope) -> list[tuple[str, float]]:
    """Articles that hold some of the rarest words, with the share they hold, most first; ties by id.

    A word weighs what it tells. An article that holds every word has the share 1 and is never left out.
    """
    bits = {word: told for word, told in information(index, words).items() if told}
    rarest = sorted(bits, key=lambda word: (-bits[word], word))[:MOST]
    probes = [
        w for place, w in enumerate(rarest) if place < FEWEST or index.frequency(w) <= COMMON * index.size
    ]
    total = sum(bits[word] for word in probes)
    held: Counter[str] = Counter()
    for word in probes:
        for article in holding(index, word, scope):
            held[article] += bits[word]  # type: ignore[assignment]
    return sorted(((id, told / total) for id, told in held.items()), key=lambda row: (-row[1], row[0]))


def probes(text: str) -> list[str]:
    """The words of an excerpt to look up: without those beside a hyphen, where there are others.

    What is two words in one print, `co-operate` or a word broken at a line's end, is one in another.
    """
    found = list(placed_words(fold(text)))
    whole = [word.text for word in found if not _hyphened(text, word)]
    return whole or [word.text for word in found]


def _hyphened(text: str, word: Word) -> bool:
    before = text[max(0, word.start - 3) : word.start].rstrip()[-1:]
    return "-" in (folded(before or " "), folded(text[word.end : word.end + 1] or " "))
