"""The door of datasketch: which texts are edited copies of one another.

MinHash (Broder 1997) offers candidates without comparing all with all; each is then checked on the
shingles themselves, and on the names and numbers, in which two reports on one pattern differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rag.ingest.shingles import Hashes, contained, jaccard, shared, shingles, telling
from rag.types import Fingerprint

MAKER = "1:affine32:128:7"  # of fingerprints: raise the first when the same text would get another
SCHEME, PERMUTATIONS, SEED = "affine32", 128, 7
BANDS, ROWS = 64, 2  # two that share a quarter of their shingles meet in one band with p = .98
FLOOR = 0.25  # pairs that share less are not looked at; a threshold may be above, not below
UNLIKELY = 0.17  # the share of equal minhashes below which it is none: two deviations under the floor
FEW = 4  # names or numbers that are too few to compare
PLAIN_COPY = 0.5  # the share of shingles that is enough where there are too few names and numbers
SAME_TELLING = 0.6  # share of the names and numbers of the one that a copy has
SAME_NUMBERS = 0.5
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
        runs = shingles(text)
        made = empty.copy()
        made.update_batch(runs.tolist())
        yield key, Fingerprint(runs, *telling(text), np.asarray(made.hashvalues, dtype=np.uint32))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The share of shingles both have (Jaccard), if one is an edited copy of the other; else 0.

    Two reports on one pattern share their words and differ in their names and numbers; where there
    are too few of these to compare, more of the shingles must be the same.
    """
    share = jaccard(one.shingles, other.shingles)
    numbers, names = (one.numbers, other.numbers), (one.names, other.names)
    some = min(map(len, numbers)) >= FEW
    if share < FLOOR or (some and contained(*numbers) < SAME_NUMBERS):
        return 0.0
    if not some and min(map(len, names)) < FEW:
        return share if share >= PLAIN_COPY else 0.0
    common = shared(*numbers) + shared(*names)
    fewest = min(map(len, numbers)) + min(map(len, names))
    return share if common >= SAME_TELLING * fewest else 0.0


def candidates(keys: Sequence[str], minhashes: Hashes, new: Collection[str]) -> set[tuple[str, str]]:
    """Pairs of texts that may be copies, one of them or both new. `minhashes` is (keys, permutations).

    A text of very many candidates is paired with some only: the closest, and the first in the order
    of keys, which its other copies take too, so that a cluster of any size holds together.
    """
    from datasketch import LeanMinHash, MinHashLSH

    places = sorted((place for place, key in enumerate(keys) if key in new), key=lambda place: keys[place])
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    sketches = [LeanMinHash(seed=SEED, hashvalues=row, scheme=SCHEME) for row in minhashes]
    for order, place in enumerate(places):
        index.insert(order, sketches[place], check_duplication=False)
    fresh = minhashes[places]
    found = set()
    for place, key in enumerate(keys):
        near = np.array(sorted(index.query(sketches[place])), dtype=np.intp)
        shares = (fresh[near] == minhashes[place]).mean(axis=1)
        near, shares = near[shares >= UNLIKELY], shares[shares >= UNLIKELY]
        closest = near[np.argsort(-shares, kind="stable")[:CLOSEST]]
        for order in {*near[:FIRST].tolist(), *closest.tolist()}:
            other = keys[places[order]]
            if other != key:
                found.add((min(key, other), max(key, other)))
    return found


def pairs(offered: Iterable[tuple[str, str]], prints: Mapping[str, Fingerprint]) -> list[Pair]:
    """Those of the candidates that are copies."""
    checked = (Pair(one, other, similarity(prints[one], prints[other])) for one, other in sorted(offered))
    return [pair for pair in checked if pair.jaccard >= FLOOR]
