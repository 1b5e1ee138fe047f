"""Whether a claim stands in a text word for word, and is meant there as it stands.

A whole sentence is. A fragment is unless what was cut off turns it: "the port was sold" out of "he denied
that the port was sold" is not what the text says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.negation import DENIERS, DOUBTS, NEGATORS, plain
from rag.answer.question import line

Turned = Literal["", "denied", "doubted"]
BEFORE, BEHIND = 7, 6  # words of what was cut off that can turn a fragment
SHORT_LINE = 60  # characters
MOST_PLACES = 50  # of one fragment in one text
_BOUNDARY = re.compile(r"[.!?:;][\"”’')]*\s|\n")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,;:—–]")
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Stands:
    """A claim found word for word: what turns it there, if anything does, and the cue."""

    turned: Turned
    cue: str = ""


def same_marks(text: str) -> str:
    """The text with one kind of quotation mark and dash; as long as before."""
    return text.translate(_FOLDED)


def stands(claim: str, texts: Sequence[str]) -> Stands | None:
    """How the claim stands in the texts, the place that turns it least; None where it does not stand.

    Both are compared in one line each, without what cannot be seen.
    """
    wanted = same_marks(claim)
    other = wanted[0].swapcase() + wanted[1:]  # a fragment made a sentence begins with a capital
    found: list[Stands] = []
    for text in texts:
        flat, begins = _flat(text)
        for start in (*_places(wanted, flat), *_places(other, flat)):
            own = begins[bisect_right(begins, start) - 1]  # where its paragraph begins
            turned = _turned(_before(flat[own:start]), _behind(flat, start + len(wanted), wanted))
            if not turned.turned:
                return turned
            found.append(turned)
    return min(found, key=lambda s: s.turned == "denied") if found else None


def _places(wanted: str, flat: str) -> Iterator[int]:
    """Where it stands on whole words."""
    start = flat.find(wanted)
    for _ in range(MOST_PLACES):
        if start < 0:
            return
        end = start + len(wanted)
        whole = not (start and flat[start - 1].isalnum() and wanted[0].isalnum())
        if whole and not (end < len(flat) and flat[end].isalnum() and wanted[-1].isalnum()):
            yield start
        start = flat.find(wanted, start + 1)


def _flat(text: str) -> tuple[str, list[int]]:
    """The text in one line, and where in it the paragraphs begin.

    A line break parts paragraphs behind an empty line or a short one that a capital follows; else it
    may be a column's width.
    """
    parts = [same_marks(line(part)) for part in text.splitlines()]
    begins, kept, end = [0], [], 0
    for before, part in zip(["", *parts], parts, strict=False):
        if part:
            if not before or (len(before) < SHORT_LINE and part[0].isupper()):
                begins.append(end)
            kept.append(part)
            end += len(part) + 1
    return " ".join(kept), begins


def _before(own: str) -> list[str]:
    """The lowercase words before it in its sentence, of those in its paragraph."""
    near = own[-300:]
    ends = [m.end() for m in _BOUNDARY.finditer(near)]
    return plain(_WORD.findall(near[ends[-1] if ends else 0 :].lower()))


def _behind(flat: str, end: int, wanted: str) -> list[str]:
    """The lowercase words of its sentence behind it."""
    if wanted.rstrip("\"')")[-1:] in (".", "!", "?"):
        return []
    near = flat[end : end + 300]
    stop = _BOUNDARY.search(near)
    return plain(_WORD.findall(near[: stop.end() if stop else len(near)].lower()))[:BEHIND]


def _turned(before: Sequence[str], behind: Sequence[str]) -> Stands:
    """Whether the words around a fragment take it back, or say it of a case only.

    A negation behind it counts only where it is said of the whole ("… was false").
    """
    clause = _last_clause(before)[-BEFORE:]
    if behind[:1] in (["not"], ["never"]):
        return Stands("denied", behind[0])
    if before[:1] in (["if"], ["unless"]):
        return Stands("doubted", before[0])
    for word in reversed(clause):
        if word in NEGATORS or word in DENIERS:
            return Stands("denied", _cue(clause, word))
    for word in behind:
        if word in ("false", "falsely", "untrue", "denied"):
            return Stands("denied", word)
    for word in reversed(clause):
        if word in DOUBTS:
            return Stands("doubted", word)
    for place, word in enumerate(behind):
        if word in ("if", "unless", "allegedly", "reportedly", "supposedly") and place < 2:
            return Stands("doubted", word)
    return Stands("")


def _last_clause(before: Sequence[str]) -> list[str]:
    """What stands right before it: nothing of a clause that a comma, "but" or "and" has closed."""
    words = list(before)
    for place in range(len(words) - 1, -1, -1):
        if words[place] in (",", ";", ":", "—", "–", "but", "and"):
            return words[place + 1 :]
    return words


def _cue(words: Sequence[str], cue: str) -> str:
    place = len(words) - 1 - list(reversed(words)).index(cue)
    return " ".join([*words[place - 1 : place][: cue == "not"], cue])
