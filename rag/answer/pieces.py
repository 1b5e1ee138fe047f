"""A sentence as a row of pieces in normal form, so that two wordings can be laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.aliases import KNOWN_AS, place_of
from rag.answer.names import Name, folded, names_among
from rag.answer.negation import NOT, plain
from rag.answer.rarity import rarity
from rag.answer.tokens import Token, tokens
from rag.answer.values import Value, values_among
from rag.models.words import is_function
from rag.remembered import remembering
from rag.types import Span

LIGHTEST, FUNCTION = 0.5, 0.1  # weights: of the most common content word, of any function word
_ENDINGS = ("ing", "ed", "es", "s", "ly")
SHORTEST_STEM = 3
SOFT = frozenset(["one", "first"])  # words that often count nothing: "one concern", "must first see"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a whole value, or a word of a name: pieces of equal `key` say the same.

    `weight` grows with rarity. `value` and `name` are what the piece is part of, if of anything.
    """

    key: str
    text: str
    span: Span
    weight: float
    value: Value | None = None
    name: Name | None = None

    @property
    def is_fact(self) -> bool:
        """Whether it is a value or a sure name: what must not be changed."""
        return self.value is not None or (self.name is not None and self.name.sure)

    @property
    def is_soft(self) -> bool:
        """Whether it is a value only where another stands in its place."""
        return self.value is not None and self.text.lower() in SOFT

    @property
    def is_not(self) -> bool:
        """Whether it is "not", or the end of "didn't"."""
        return self.key == NOT and not self.text.lower().endswith("ing")


@remembering(50_000)
def stem(word: str) -> str:
    """A lowercase word without its ending: enough to make "ports" and "port" one."""
    word = word.replace("’", "'").removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=50_000)
def weight(word: str) -> float:
    """What a lowercase word weighs when words are counted."""
    return FUNCTION if is_function(word) else LIGHTEST + rarity(word)


def pieces(text: str) -> list[Piece]:
    """The pieces of the text in order, marks left out."""
    found = tokens(text)
    valued = iter(values_among(text, found))
    named = iter(names_among(text, found))
    row: list[Piece] = []
    value, name, end = next(valued, None), next(named, None), 0
    for token in found:
        while value is not None and value.span[1] <= token.start:
            value = next(valued, None)
        while name is not None and name.span[1] <= token.start:
            name = next(named, None)
        begins = value is not None and value.span[0] == token.start  # a value may begin with "$"
        if token.start < end or not (begins or token.text[0].isalnum()):
            continue
        if value is not None and value.span[0] <= token.start:
            row.append(_of_value(value))
            end = value.span[1]
        elif name is not None and name.span[0] <= token.start and name.key in KNOWN_AS.values():
            row.append(Piece(name.key, name.text, name.span, weight(name.key), name=name))
            end = name.span[1]
        else:
            row += _of_word(token, name if name is not None and name.span[0] <= token.start else None)
    return row


def _of_value(value: Value) -> Piece:
    key = f"{value.kind} {value.normal} {value.unit}".rstrip()
    return Piece(key, value.text, value.span, LIGHTEST + rarity(value.normal), value=value)


def _of_word(token: Token, name: Name | None) -> list[Piece]:
    span = (token.start, token.end)
    if name is not None:
        word = place_of(folded(token.text))
        return [Piece(word, token.text, span, weight(word), name=name)]
    return [
        Piece(stem(word), token.text, span, weight(word)) for word in plain([token.lower.replace("’", "'")])
    ]


def coverage(claim: Sequence[Piece], keys: frozenset[str]) -> float:
    """The share of the claim's weight whose pieces are among the keys, 0 to 1."""
    total = sum(p.weight for p in claim)
    return sum(p.weight for p in claim if p.key in keys) / total if total else 0.0
