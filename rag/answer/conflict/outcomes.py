"""Two sentences of which one says that it is so and the other that it is not, or that it is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.answer.answerable import LIGHT
from rag.answer.asked import focus
from rag.answer.conflict.asked_for import Asked
from rag.answer.conflict.line import SPOKEN_OF, Line, Pair, Said, beyond
from rag.answer.conflict.poles import AXES, Axis
from rag.answer.names import folded
from rag.answer.negation import DENIERS, NEGATORS, plain
from rag.answer.pieces import stem
from rag.answer.rarity import rarity
from rag.answer.tokens import Token, lower_at, tokens
from rag.models.words import is_function

HERE = 0.5  # of the question's other words, their rarity counted, that both sentences speak of
SHARED = 18.0  # rarity of what two passages share beyond the question, to be of one thing
BEFORE = 4  # tokens before a word in which it is denied or only thought of
_STOPS = frozenset(',;:.!?()“”"') | {"but", "although", "while"}
_ONLY_THOUGHT = frozenset(
    """
    if unless whether may might could would should will shall can possibly perhaps unlikely likely expected
    hopes hoped hoping hope wants want wanted seeks seek seeking sought plans plan planned trying try tried
    """.split()
)
_ABOUT = frozenset("on of for about over from into against".split())
_UNKNOWN = re.compile(
    r"\b(?:uncertain|unclear|unknown|undecided|unresolved|not (?:yet )?(?:known|clear|certain|decided))"
    r"(?: exactly| yet| as to)? (who|whom|whose|when|where|how)\b",
    re.IGNORECASE,
)


def outcomes(asked: Asked, one: Line, other: Line) -> Pair | None:
    """What each says of the outcome, where one says what the other denies; only for a question of whether
    something is so, or of how it came out."""
    if not asked.whether or not _one_thing(asked, one, other):
        return None
    axes = [axis for axis in AXES if any(axis.pole(word) for word in asked.words)]
    if asked.of_outcome and not axes:
        axes = [AXES[0]]
    for axis in axes:
        ours, theirs = _stand(axis, one.text), _stand(axis, other.text)
        if ours and theirs and ours[1] != theirs[1]:
            about = {w for w in asked.words if not axis.pole(w)}
            if _speaks_of(about, one) and _speaks_of(about, other):
                return ours[0], theirs[0]
    return None if axes else _denied(asked, one, other)


def unknown(asked: Asked, one: Line, other: Line) -> Pair | None:
    """Where one says who, when or how many, and the other that this is not known."""
    for line, counterpart in ((one, other), (other, one)):
        found = _UNKNOWN.search(line.text)
        if found is None or found.group(1).lower() != asked.opens or not one.is_near(other):
            continue
        things = {stem(thing) for thing in focus(asked.text)[:1]}
        keys = counterpart.keys if things & set(counterpart.words) else ()
        if keys and _speaks_of(asked.unnamed, line) and _speaks_of(asked.unnamed, counterpart):
            open_ = Said(found.group(), found.span())
            given = Said(counterpart.text[slice(*keys[0])], keys[0])
            return (open_, given) if line is one else (given, open_)
    return None


def _one_thing(asked: Asked, one: Line, other: Line) -> bool:
    """Whether both can be about one thing: the question names it, or their passages share rare words."""
    return one.is_near(other) or beyond(asked, one.around, other.around) >= SHARED


def _denied(asked: Asked, one: Line, other: Line) -> Pair | None:
    """A word of the question, no name, that one says and the other denies."""
    if not (_speaks_of(asked.words, one) and _speaks_of(asked.words, other)):
        return None
    found: list[Pair] = []
    for word in sorted(asked.unnamed):
        alone = Axis(frozenset([word]), frozenset())
        ours, theirs = _stand(alone, one.text), _stand(alone, other.text)
        if ours and theirs and ours[1] != theirs[1]:
            found.append((ours[0], theirs[0]))
    return min(
        found, key=lambda pair: len(pair[0].text) + len(pair[1].text), default=None
    )  # nearest to its "not"


@lru_cache(maxsize=1_000)  # a sentence is held against many
def _stand(axis: Axis, text: str) -> tuple[Said, int] | None:
    """The first words of the text that tell the outcome, and which; None where it tells none or both."""
    found = list(_stands(axis, text))
    poles = {pole for _, pole in found}
    return found[0] if len(poles) == 1 else None


def _stands(axis: Axis, text: str) -> Iterator[tuple[Said, int]]:
    read = tokens(text)
    for place, token in enumerate(read):
        pole = axis.pole(stem(folded(token.text)))
        if not pole:
            continue
        before = _clause(read, place)
        if any(t.lower in _ONLY_THOUGHT for t in before) or (before and _only_a_subject(before[-1], token)):
            continue
        cues = [t for t in before if {*plain([t.lower])} & (NEGATORS | DENIERS)]
        start = cues[0].start if cues else token.start
        end = (
            read[place + 2].end if lower_at(read, place + 1) == "to" and place + 2 < len(read) else token.end
        )
        yield Said(text[start:end], (start, end)), -pole if len(cues) % 2 else pole  # "agreed to sell"


def _only_a_subject(before: Token, word: Token) -> bool:
    """Whether the word says what something is about, not that it was done: "to sell", "talks on selling"."""
    return before.lower == "to" or (before.lower in _ABOUT and word.lower.endswith("ing"))


def _clause(read: Sequence[Token], place: int) -> list[Token]:
    """The tokens right before it, as far as they belong to it."""
    near: list[Token] = []
    for token in reversed(read[max(0, place - BEFORE) : place]):
        if token.lower in _STOPS:
            break
        near.insert(0, token)
    return near


def _speaks_of(words: set[str] | frozenset[str], line: Line) -> bool:
    """Whether the sentence, with the one before it, speaks of most of these words of the question, or of
    some where its passage has nearly all.

    Whom or what the question names first is among them.
    """
    if line.asked.names and not any(met for w, met in line.met.items() if w in line.asked.names[0].words):
        return False
    met = {w: yes for w, yes in line.met.items() if stem(folded(w)) in words and not is_function(w)}
    met = {w: yes for w, yes in met.items() if w not in LIGHT} or met
    whole = sum(rarity(word) for word in met)
    near = sum(rarity(word) for word, yes in met.items() if yes)
    there = sum(rarity(word) for word, yes in met.items() if yes or stem(folded(word)) in line.around)
    return near > 0 and (near >= HERE * whole or there >= SPOKEN_OF * whole)
