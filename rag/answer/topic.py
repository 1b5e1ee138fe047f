"""What an answer's articles are about, told by words of the question; and which other articles are too."""

from __future__ import annotations

from collections.abc import Collection

from rag.answer.rarity import rarity
from rag.retrieve.holding import holding
from rag.store.lexical import LexicalIndex
from rag.store.spelling import words as index_words
from rag.types import EVERYTHING

TELLING = 3.0  # rarity of a word that one text in twenty has
MOST = 2  # words


def topic(
    question: str, cited: Collection[str], index: LexicalIndex
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The rarest words of the question that every cited article has, and the ids of all that have them.

    No words, and no articles, where the cited ones share none that tells of anything.
    """
    held: dict[str, frozenset[str]] = {}
    for word in dict.fromkeys(index_words(question)):
        if rarity(word) < TELLING:
            continue
        having = {id for form in index.forms(word) for id in holding(index, form, EVERYTHING)}
        if cited and having.issuperset(cited):
            held[word] = frozenset(having)
    rarest = sorted(held, key=lambda word: (len(held[word]), word))[:MOST]
    if not rarest:
        return (), frozenset()
    return tuple(rarest), frozenset.intersection(*(held[word] for word in rarest))
