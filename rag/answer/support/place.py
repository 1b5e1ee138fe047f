"""The facts of a claim in their surroundings: is each number and name somewhere in the evidence, and there
among the words that the claim puts it among?

A softer look than `align`, for claims that are in their own words: a fact may stand up to a sentence
away from what is said of it, and the surroundings need only be like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer.names import Name
from rag.answer.negation import Polarity, plain, polarity
from rag.answer.pieces import FUNCTION, SOFT, Piece, stem
from rag.answer.rarity import is_common
from rag.answer.support.evidence import share, stems
from rag.answer.support.reading import Reading
from rag.answer.tokens import tokens
from rag.answer.values import Value, alike_heads, compare
from rag.models.words import is_function
from rag.types import Span

AROUND = 6  # content words to each side of a fact that are its surroundings
NEAR = 0.6  # of the surroundings: a sentence that has so much of them speaks of the same thing


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact of the claim: `held` is the share of its surroundings beside it where it stands in the
    evidence, -1 where it stands nowhere; `rival` the best share of them anywhere. `other` is a value for the
    same thing that the evidence has in its stead."""

    fact: Value | Name
    held: float
    rival: float
    other: Value | None = None

    @property
    def absent(self) -> bool:
        """Whether the evidence does not have it. A name of common words alone may be none ("Have Been")."""
        if self.held >= 0:
            return False
        if isinstance(self.fact, Value):
            return self.fact.text.lower() not in SOFT
        return self.fact.sure and not all(is_common(w) or is_function(w) for w in self.fact.words)

    @property
    def gap(self) -> float:
        """How much better the surroundings are met where the fact is not: high where it was exchanged."""
        return max(0.0, self.rival - max(0.0, self.held))


def placed(claim: Sequence[Piece], reading: Reading) -> list[Placed]:
    """Every value and name of the claim with its place in the evidence."""
    found: list[Placed] = []
    for fact in dict.fromkeys(p.value or p.name for p in claim if p.value or p.name):
        if fact is not None:
            around = _surroundings(claim, fact.span)
            found.append(
                _value(fact, around, reading) if isinstance(fact, Value) else _name(fact, around, reading)
            )
    return found


def _surroundings(claim: Sequence[Piece], span: Span) -> list[str]:
    """The stems of the content words about it."""
    content = [p for p in claim if p.weight > FUNCTION]
    before = [p for p in content if p.span[1] <= span[0]][-AROUND:]
    behind = [p for p in content if p.span[0] >= span[1]][:AROUND]
    return [stem for p in (*before, *behind) for stem in stems(p.text)]


def _value(value: Value, around: Sequence[str], reading: Reading) -> Placed:
    shares = [share(around, keys) for keys in reading.around]
    where = [i for i in range(len(shares)) if any(compare(value, v) == "same" for v in reading.values(i))]
    held = max((shares[i] for i in where), default=-1.0)
    other = None if where else _instead(value, around, reading)
    return Placed(value, held, max(shares, default=0.0), other)


def _instead(value: Value, around: Sequence[str], reading: Reading) -> Value | None:
    """Another value for the same thing in one of the nearest sentences, if it is near enough."""
    own = [share(around, line.keys) for line in reading.lines]
    for i in sorted(range(len(own)), key=lambda i: -own[i])[:2]:
        for other in reading.values(i) if own[i] >= NEAR else ():
            alike = alike_heads(value, other) or (value.unit != "" and value.unit == other.unit)
            if compare(value, other) == "different" and (alike or value.kind in ("date", "weekday", "clock")):
                return other
    return None


def _name(name: Name, around: Sequence[str], reading: Reading) -> Placed:
    shares = [share(around, keys) for keys in reading.around]
    where = reading.naming(name)
    return Placed(name, max((shares[i] for i in where), default=-1.0), max(shares, default=0.0))


def denied(claim: str, window: str) -> tuple[str, str] | None:
    """A word that one of the two denies and the other says, and the cue; None where they agree.

    More words must be at odds than agree in being denied: "did not lead to a deal" and "ended without a
    deal" share a denied word.
    """
    ours, theirs = _polarity(claim), _polarity(window)
    odds: list[tuple[str, str]] = []
    agreed = 0
    for word in ours.keys() & theirs.keys():
        mine, other = ours[word], theirs[word]
        if mine.denied and other.denied:
            agreed += 1
        elif mine.denied and not mine.said and not other.denied:
            odds.append(("claim", mine.cue))
        elif other.denied and not other.said and not mine.denied:
            odds.append(("source", other.cue))
    return sorted(odds)[0] if len(odds) > agreed else None


def _polarity(text: str) -> Mapping[str, Polarity]:
    read = polarity(plain([token.lower for token in tokens(text)]))
    return {stem(word): found for word, found in read.items()}
