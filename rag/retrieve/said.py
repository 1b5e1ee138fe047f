"""What a passage says, to tell whether another on the same pattern says something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.ingest.shingles import WORD
from rag.retrieve.align import Block, blocks

NEGATIONS = frozenset("not no never nor without t".split())  # t: of don't and its like
NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
SMALL_FACTS = NEGATIONS | NUMBERS.keys()
LONGEST_END = 3  # words with which a passage begins or ends that may say something else than a copy
CREDITS = frozenset("reporting writing editing written edited compiled photo photos image picture".split())
_OPENING = re.compile(r"[^\n]{0,70}?(?:[–—]|--|\s-\s)")  # as a dateline ends: LONDON (Agency) -


@dataclass(frozen=True, slots=True)
class Said:
    """A passage as its words, in lower case, and what tells it from another on the same pattern."""

    words: list[str]
    runs: frozenset[tuple[str, ...]]  # of three words
    facts: list[str]  # names, numbers and negations, in order
    opening: int = 0  # words of what may be a dateline

    @classmethod
    def of(cls, text: str) -> Said:
        found = WORD.findall(text)
        words = [word.lower() for word in found]
        # a word that lower case changes has a capital; of all words only those of digits sort before ":"
        facts = [
            NUMBERS.get(low, low)
            for word, low in zip(found, words, strict=True)
            if word != low or low < ":" or low in SMALL_FACTS
        ]
        runs = frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])
        return cls(words, runs, facts, len(WORD.findall(text[: opening(text)])))


def opening(text: str) -> int:
    """The characters at its beginning that may be a dateline; 0 for none."""
    found = _OPENING.match(text)
    return found.end() if found else 0


def differ(one: Said, other: Said) -> bool:
    """Whether one text has another name or number in what both say, or the one a negation.

    A text may be cut otherwise than its copy, with another dateline or credit: at its ends, only a few
    words that are all names or numbers, in the place of others such, tell that it says something else.
    """
    here, there = set(one.facts), set(other.facts)
    both = here & there
    kept = [[fact for fact in said.facts if fact in both] for said in (one, other)]
    only = here - both, there - both
    if kept[0] == kept[1] and not (only[0] and only[1]) and not (only[0] | only[1]) & NEGATIONS:
        return False  # the most of copies: nothing stands where another thing does
    rows = blocks(one.words, other.words)
    inner = [row for row in rows[1:-1] if not row.same]
    inner += [row for row in _ends(one, other, rows) if _all_facts(row, one, other, here, there)]
    return any(
        _facts_differ(_facts(one.words[r.i1 : r.i2], here), _facts(other.words[r.j1 : r.j2], there))
        for r in inner
    )


def _ends(one: Said, other: Said, rows: Sequence[Block]) -> Iterator[Block]:
    """The first and the last stretch of a few words, where they differ and are no dateline or credit."""
    for row in rows[:: max(1, len(rows) - 1)] if len(rows) > 1 else ():
        short = max(row.i2 - row.i1, row.j2 - row.j1) <= LONGEST_END
        placed = row.i2 <= one.opening or row.j2 <= other.opening
        credited = CREDITS.intersection(one.words[max(0, row.i1 - 2) : row.i1])
        if not row.same and short and not placed and not credited:
            yield row


def _all_facts(row: Block, one: Said, other: Said, here: set[str], there: set[str]) -> bool:
    ours, theirs = one.words[row.i1 : row.i2], other.words[row.j1 : row.j2]
    return {NUMBERS.get(w, w) for w in ours} <= here and {NUMBERS.get(w, w) for w in theirs} <= there


def _facts(words: Sequence[str], facts: set[str]) -> set[str]:
    return {NUMBERS.get(word, word) for word in words} & facts


def _facts_differ(here: set[str], there: set[str]) -> bool:
    named = here - NEGATIONS, there - NEGATIONS
    figures = [{fact for fact in some if fact < ":"} for some in named]
    if any(some[0] and some[1] and not some[0] & some[1] for some in (named, figures)):
        return True
    return bool(here & NEGATIONS) != bool(there & NEGATIONS)
