"""The door of datasketch: which texts are edited copies of one another.

MinHash (Broder 1997) offers candidates without comparing all with all; each is then checked on the
shingles themselves, and on the names and numbers, in which two reports on one pattern differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.fingerprint import Fingerprint
from rag.ingest.shingles import Hashes, contained, found_in, shared, shingles_by_half, telling

MAKER = "2:affine32:128:7"  # of fingerprints: raise the first when the same text would get another
SCHEME, PERMUTATIONS, SEED = "affine32", 128, 7
BANDS, ROWS = 64, 2  # two that share a quarter of their shingles meet in one band with p = .98
FLOOR = 0.25  # pairs that share less are not looked at; a threshold may be above, not below
UNLIKELY = 0.17  # the share of equal minhashes below which it is none: two deviations under the floor
HALF = 0.4  # share of each half of the shorter text that the longer has
FEW = 4  # names or numbers that are too few to compare
PLAIN_COPY = 0.5  # the share of shingles that is enough where there are too few names and numbers
SAME_TELLING = 0.6  # share of the names and numbers of the one that a copy has
SAME_NUMBERS = 0.5
FEW_NEW = 64  # texts that are compared with all others at once sooner than by bands
CLOSEST = 32  # candidates of one text that are checked, those most like it
FIRST = 32  # and the first ones


class Pair(NamedTuple):
    """Two texts that are copies, by their keys, the lesser first, and the share of shingles both have."""

    one: str
    other: str
    jaccard: float


def fingerprints(texts: Mapping[str, str]) -> Iterator[tuple[str, Fingerprint]]:
    """The fingerprint of each text, by key. The same for equal texts, on every machine."""
    from datasketch import MinHash  # type: ignore[import-untyped]  # late: it takes a second

    empty = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=int, scheme=SCHEME)
    for key, text in texts.items():
        runs, halves = shingles_by_half(text)
        made = empty.copy()
        made.update_batch(runs.tolist())
        yield key, Fingerprint(runs, halves, *telling(text), np.asarray(made.hashvalues, dtype=np.uint32))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The share of shingles both have (Jaccard), if one is an edited copy of the other; else 0.

    Articles of one site share what stands above or below each of them: of a copy, both halves of the
    shorter text are in the longer. Two reports on one pattern share their words and differ in their
    names and numbers; where there are too few of these to compare, more of the words must be the same.
    """
    short, long = sorted((one, other), key=lambda text: len(text.shingles))
    common = found_in(short.shingles, long.shingles)
    both = int(np.count_nonzero(common))
    share = both / max(1, len(short.shingles) + len(long.shingles) - both)
    if share < FLOOR or not (_half(short, common, 1) and _half(short, common, 2)):
        return 0.0
    some = min(len(one.numbers), len(other.numbers)) >= FEW
    if some and contained(one.numbers, other.numbers) < SAME_NUMBERS:
        return 0.0
    fewest = min(len(one.numbers), len(other.numbers)) + min(len(one.names), len(other.names))
    if fewest < FEW:
        return share if share >= PLAIN_COPY else 0.0
    same = shared(one.numbers, other.numbers) + shared(one.names, other.names)
    return share if same >= SAME_TELLING * fewest else 0.0


def _half(text: Fingerprint, common: NDArray[np.bool_], half: int) -> bool:
    """Whether enough of a half of the text is common."""
    inside = (text.halves & half) > 0
    return int(np.count_nonzero(common & inside)) >= HALF * int(np.count_nonzero(inside))


def candidates(keys: Sequence[str], minhashes: Hashes, new: Collection[str]) -> set[tuple[str, str]]:
    """Pairs of texts that may be copies, one of them or both new. `minhashes` is (keys, permutations).

    A text of very many candidates is paired with some only: the closest, and the first in the order
    of keys, which its other copies take too, so that a cluster of any size holds together.
    """
    places = sorted((place for place, key in enumerate(keys) if key in new), key=lambda place: keys[place])
    fresh = minhashes[places]
    found = set()
    for place, near in enumerate(_near(minhashes, fresh)):
        shares = (fresh[near] == minhashes[place]).mean(axis=1)
        near, shares = near[shares >= UNLIKELY], shares[shares >= UNLIKELY]
        closest = near[np.argsort(-shares, kind="stable")[:CLOSEST]]
        for order in {*near[:FIRST].tolist(), *closest.tolist()}:
            one, other = keys[place], keys[places[order]]
            if one != other:
                found.add((min(one, other), max(one, other)))
    return found


def _near(minhashes: Hashes, fresh: Hashes) -> Iterator[NDArray[np.intp]]:
    """For each text, the new ones to look at, in order: all where they are few, else those of one band."""
    if len(fresh) <= FEW_NEW:
        for _ in minhashes:
            yield np.arange(len(fresh))
        return
    from datasketch import LeanMinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    for order, row in enumerate(fresh):
        sketch = LeanMinHash(seed=SEED, hashvalues=row, scheme=SCHEME)
        index.insert(order, sketch, check_duplication=False)
    for row in minhashes:
        sketch = LeanMinHash(seed=SEED, hashvalues=row, scheme=SCHEME)
        yield np.array(sorted(index.query(sketch)), dtype=np.intp)


def pairs(offered: Iterable[tuple[str, str]], prints: Mapping[str, Fingerprint]) -> list[Pair]:
    """Those of the candidates that are copies."""
    checked = (Pair(one, other, similarity(prints[one], prints[other])) for one, other in sorted(offered))
    return [pair for pair in checked if pair.jaccard >= FLOOR]
