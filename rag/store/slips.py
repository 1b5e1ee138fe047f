"""Words that were meant: the nearest that an index has to one that it has not."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 4  # letters of a word that may be a slip; of a shorter one anything is near
LONG = 8  # letters from which two slips are forgiven
MOST = 2  # words that may have been meant


def meant(word: str, known: Iterable[tuple[str, int]]) -> list[str]:
    """The known words that are fewest slips away, the commonest first; none where none is near.

    A slip is a letter left out, added, changed, or swapped with the next (Damerau 1964). `known` has
    each word with how often it occurs; numbers are never taken for one another.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return []
    furthest = 2 if len(word) >= LONG else 1
    near = [
        (distance, -often, other)
        for other, often in known
        if other.isalpha()
        and abs(len(other) - len(word)) <= furthest
        and (distance := OSA.distance(word, other, score_cutoff=furthest)) <= furthest
    ]
    closest = min(near, default=(0, 0, ""))[0]
    return [other for distance, _, other in sorted(near) if distance == closest][:MOST]
