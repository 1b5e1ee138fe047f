"""The names, numbers and dates that a question takes for granted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.names import Name, names
from rag.answer.pieces import SOFT
from rag.answer.tokens import Token, tokens
from rag.answer.values import Value, values
from rag.models.words import WORD, is_function
from rag.types import Span

HEADLINE = 6  # content words, all with capitals: they are those of a headline, and tell no names
_RANGE = re.compile(r",?\s*(?:to|until|till|through|and|[-–—])?\s*", re.IGNORECASE)
_NEXT = re.compile(r"\s+[\w-]+")
_SET_APART = frozenset("besides except excluding than without unlike not".split())
_SET_APART_BY_TWO = frozenset(["apart from", "aside from", "instead of", "other than", "rather than"])
_LED_BY = frozenset("the a an any of in to from on at by with".split())


@dataclass(frozen=True, slots=True)
class Slot:
    """A name, or a value (both ends of a range): `question[span[0]:span[1]] == text`.

    `words` are its lowercase words: what of the question's words is left out when the rest is looked for.
    """

    text: str
    span: Span
    words: frozenset[str]
    name: Name | None = None
    values: tuple[Value, ...] = ()
    counted: str = ""  # the word for what a number counts, with the space before it, where it follows

    @property
    def asked(self) -> str:
        """As a person is told: a name without its possessive ending, a number with what it counts."""
        return bare(self.text) + self.counted


def bare(name: str) -> str:
    """The name without a possessive ending."""
    return name.removesuffix("'s").removesuffix("’s")


def slots(question: str) -> tuple[Slot, ...]:
    """In order. Not those between which the question leaves the choice ("China or the United States"), nor
    those it sets apart ("besides Peru", "other than Monday"); no names where all words have capitals."""
    row = tokens(question)
    named = _names(question)
    inside = [name.span for name in names(question)]
    valued = [v for v in values(question) if not _within_name(question, v, inside)]
    found = [_of_name(name) for name in named] + [
        _of_values(question, run) for run in _runs(question, valued)
    ]
    found.sort(key=lambda slot: slot.span)
    return tuple(s for s in found if not _left_open(row, s, found) and not _is_set_apart(row, s))


def _names(question: str) -> list[Name]:
    words = [w for w in WORD.findall(question) if not is_function(w.lower())]
    if len(words) >= HEADLINE and all(w[0].isupper() or w[0].isdecimal() for w in words):
        return []
    return [name for name in names(question) if name.sure]


def _of_name(name: Name) -> Slot:
    return Slot(name.text, name.span, _words(name.text), name=name)


def _of_values(question: str, run: Sequence[Value]) -> Slot:
    span = (run[0].span[0], run[-1].span[1])
    text = question[slice(*span)]
    counted = counted_behind(question[span[1] :], run[0]) if len(run) == 1 else ""
    return Slot(text, span, _words(text), values=tuple(run), counted=counted)


def counted_behind(behind: str, value: Value) -> str:
    """The word for what the value counts, where the text behind it begins with that; else nothing."""
    match = _NEXT.match(behind)
    return match[0] if match and value.head and match[0].strip().lower().startswith(value.head) else ""


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in WORD.findall(text.lower()) if not is_function(w))


def _within_name(question: str, value: Value, named: Sequence[Span]) -> bool:
    """Whether it is part of a name or a label ("F-18"), or counts nothing ("one of")."""
    start, end = value.span
    if value.text.lower() in SOFT:
        return True
    glued = start > 1 and question[start - 1] in "-‐" and question[start - 2].isalpha()
    return glued or any(s < end and start < e for s, e in named)


def _runs(question: str, valued: Sequence[Value]) -> list[list[Value]]:
    """Dates that make one range or one date together ("April 19 to 21", "Monday, March 3")."""
    runs: list[list[Value]] = []
    for value in valued:
        last = runs[-1][-1] if runs else None
        days = last is not None and {last.kind, value.kind} <= {"date", "weekday"}
        if last is not None and days and _RANGE.fullmatch(question, last.span[1], value.span[0]):
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs


def _left_open(row: Sequence[Token], slot: Slot, others: Sequence[Slot]) -> bool:
    """Whether "or" stands between it and another."""
    for other in others:
        between = sorted([slot.span, other.span])
        words = [t.lower for t in row if between[0][1] <= t.start and t.end <= between[1][0]]
        if other is not slot and "or" in words and len(words) <= 4:
            return True
    return False


def set_apart(row: Sequence[Token], place: int) -> bool:
    """Whether the token, and the one before it, set apart what follows: "besides", "instead of"."""
    pair = " ".join(token.lower for token in row[max(0, place - 1) : place + 1])
    return row[place].lower in _SET_APART or pair in _SET_APART_BY_TWO


def _is_set_apart(row: Sequence[Token], slot: Slot) -> bool:
    place = sum(t.end <= slot.span[0] for t in row) - 1
    while place > 0 and row[place].lower in _LED_BY and not set_apart(row, place):
        place -= 1
    return place >= 0 and set_apart(row, place)
