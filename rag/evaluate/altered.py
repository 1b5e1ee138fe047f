"""True sentences of articles, and the same with one fact exchanged for another of the same article."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.names import same_name
from rag.answer.pieces import Piece, pieces
from rag.answer.values import compare
from rag.ingest.sentences import sentences

FEWEST_WORDS, MOST_WORDS = 8, 40


@dataclass(frozen=True, slots=True)
class Altered:
    """A sentence of the text, and one that is not: `was` became `became` in it."""

    text: str
    true: str
    false: str
    was: str
    became: str


def altered(text: str, rng: random.Random, many: int = 1) -> Iterator[Altered]:
    """Up to `many` sentences of the article, each with a number, a date or a name exchanged for one of its
    kind from elsewhere in the article."""
    facts = [p for p in pieces(text) if p.is_fact and not p.is_soft]
    spans = [s for s in sentences(text) if FEWEST_WORDS <= len(text[slice(*s)].split()) <= MOST_WORDS]
    for start, end in rng.sample(spans, min(many, len(spans))):
        inside = [p for p in facts if start <= p.span[0] and p.span[1] <= end]
        here = {p.key for p in inside}
        for fact in rng.sample(inside, len(inside)):
            others = [p for p in facts if p.key not in here and _alike(fact, p)]
            if others:
                other = rng.choice(others)
                false = text[start : fact.span[0]] + other.text + text[fact.span[1] : end]
                yield Altered(text, text[start:end], false, fact.text, other.text)
                break


def _alike(one: Piece, other: Piece) -> bool:
    """Whether the other makes it false in its place: an amount for an amount, a date for a date."""
    if one.value is not None and other.value is not None:
        return one.value.kind == other.value.kind and compare(one.value, other.value) != "same"
    if one.name is None or other.name is None:
        return False
    return other.text[:1].isupper() and not same_name(one.name, other.name)
