"""Laying an excerpt over a text: where it fits best, and which words differ there. The door of rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

# What a difference costs. A word of the excerpt that the text lacks costs more than one that stands for
# another: a first or last word that was altered is then laid over the word it was altered from. A word that
# only the text has costs a little less, so that the same words are kept where they can be.
REPLACED, LACKING, EXTRA = 2_000, 3_000, 1_900
SKIPPED = 1  # for each word that an ellipsis leaves out: of two places, the one that leaves out less
BITS = 32  # a key is a cost, and below it where the part that costs it began
LOW = (1 << BITS) - 1
Keys = NDArray[np.int64]  # (words of the text + 1,): one for each place between words


class Fit(NamedTuple):
    """Where each part of an excerpt fits best, as words of the text (first, last exclusive)."""

    cost: int
    parts: list[tuple[int, int]]


class Block(NamedTuple):
    """A run of words that are the same in both, or one that differs: words i1 to i2, and j1 to j2."""

    same: bool
    i1: int
    i2: int
    j1: int
    j2: int


def fit(parts: Sequence[Sequence[str]], text: Sequence[str]) -> Fit:
    """The cheapest way to lay the parts, in order, over a run of the text's words; the first of equals.

    Sellers 1980: the text before and after costs nothing. Takes time in proportion to words times words.
    """
    known: dict[str, int] = {}
    codes = np.array([known.setdefault(word, len(known)) for word in text], dtype=np.int64)
    begins = np.arange(len(text), -1, -1, dtype=np.int64)  # the low bits: of equal costs, the later begin
    rows: list[Keys] = []
    links: list[Keys] = []  # for each begin of a part, where the part before it ends
    row = begins
    for part in parts:
        if rows:
            links.append(_onward((row & ~LOW) | begins, SKIPPED))
            row = (links[-1] & ~LOW) | begins
        for word in part:
            row = _after(row, codes == known.get(word, -1))
        rows.append(row)
    return _traced(rows, links)


def _after(row: Keys, same: NDArray[np.bool_]) -> Keys:
    """The row after one more word of the excerpt, which each word of the text is or is not."""
    new = row + (LACKING << BITS)
    new[1:] = np.minimum(new[1:], row[:-1] + np.where(same, 0, REPLACED << BITS))
    return _onward(new, EXTRA)


def _onward(row: Keys, price: int) -> Keys:
    """The row when words of the text may be passed over, each at this price."""
    step = np.arange(len(row), dtype=np.int64) * (price << BITS)
    return np.asarray(np.minimum.accumulate(row - step) + step)


def _traced(rows: list[Keys], links: list[Keys]) -> Fit:
    words = len(rows[0]) - 1
    costs = rows[-1] >> BITS
    end = int(costs.argmin())
    cost = int(costs[end])
    parts: list[tuple[int, int]] = []
    for number in range(len(rows) - 1, -1, -1):
        begin = words - int(rows[number][end] & LOW)
        parts.append((begin, end))
        if number:
            end = words - int(links[number - 1][begin] & LOW)
    return Fit(cost, parts[::-1])


def blocks(excerpt: Sequence[str], text: Sequence[str], i: int = 0, j: int = 0) -> list[Block]:
    """What is the same and what differs, by the fewest words changed; neighbours that differ are one.

    `i` and `j` are the numbers of the first word of each.
    """
    found: list[Block] = []
    for step in Levenshtein.opcodes(excerpt, text):
        one = Block(
            step.tag == "equal", step.src_start + i, step.src_end + i, step.dest_start + j, step.dest_end + j
        )
        if found and found[-1].same == one.same:
            found[-1] = found[-1]._replace(i2=one.i2, j2=one.j2)
        else:
            found.append(one)
    return found
