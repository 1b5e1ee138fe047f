"""Which articles tell one report, and how many reports a set of articles comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.ingest.duplicates import Pair

Key = TypeVar("Key")
LEAST = 0.5  # of what two copies share by chance alone: with less, they are copies of two parts


class Reported(Protocol):
    """What is asked of an article to tell its origin."""

    @property
    def id(self) -> str: ...

    @property
    def agency(self) -> str: ...


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What tells roughly how much two texts share: see `Fingerprint.minhash`."""

    minhash: NDArray[np.uint32]
    size: int  # shingles of the text


def stars(pairs: Iterable[Pair], sketches: Mapping[str, Sketch]) -> list[list[str]]:
    """Clusters of texts by their keys: each has a centre of which all the others are copies.

    A chain of copies of copies does not run together (star clustering: Aslam and others 2004): the
    text with most copies is a centre, its copies are its cluster, and so on with the texts that are
    left. Nor do two reports that a third text has both of: copies of a centre that share much less
    of it than they would by chance are copies of its parts, and the less like it is left out. The
    order of `pairs` is of no matter.
    """
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other, share in pairs:
        near[one][other] = near[other][one] = share
    found = []
    free = set(near)
    for centre in sorted(near, key=lambda key: (-len(near[key]), key)):
        if centre not in free:
            continue
        copies = sorted((key for key in near[centre] if key in free), key=lambda k: (-near[centre][k], k))
        cluster = [centre, *_of_one_part(sketches[centre], [sketches[key] for key in copies], copies)]
        if len(cluster) > 1:
            free -= set(cluster)
            found.append(cluster)
    return found


def origins(articles: Iterable[Reported], clusters: Mapping[str, str]) -> int:
    """How many wrote it independently: copies of one another count once, and so does one agency.

    `clusters` gives each copied article's cluster by its id. Where two articles of a cluster credit
    two agencies, both count as one origin with all that either is credited for: never too many.
    """
    parent: dict[tuple[str, str], tuple[str, str]] = {}
    root = _finder(parent)
    for article in articles:
        own = ("cluster", clusters[article.id]) if article.id in clusters else ("article", article.id)
        parent.setdefault(own, own)
        if article.agency:
            agency = ("agency", article.agency.casefold())
            parent.setdefault(agency, agency)
            parent[root(own)] = root(agency)
    return sum(key == above for key, above in parent.items())


def joined(keys: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The keys in groups of those that pairs connect, each group and all of them in the given order."""
    parent = {key: key for key in keys}
    root = _finder(parent)
    for one, other in pairs:
        parent[root(one)] = root(other)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in parent:
        groups[root(key)].append(key)
    return list(groups.values())


def _of_one_part(centre: Sketch, sketches: Sequence[Sketch], copies: Sequence[str]) -> list[str]:
    """Those of a centre's copies, the closest first, that share what they should with all before."""
    if not copies:
        return []
    rows = np.stack([sketch.minhash for sketch in sketches])
    sizes = np.array([sketch.size for sketch in sketches])
    held = _common((rows == centre.minhash).mean(axis=1), sizes, centre.size) / max(1, centre.size)
    kept: list[int] = []
    for place, row in enumerate(rows):
        common = _common((rows[kept] == row).mean(axis=1), sizes[kept], sizes[place])
        if np.all(common >= LEAST * held[kept] * held[place] * centre.size):
            kept.append(place)
    return [copies[place] for place in kept]


def _common(share: NDArray[np.float64], sizes: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """How many shingles texts have in common with one of that size, by their Jaccard."""
    return np.asarray(share * (sizes + size) / (1 + share))


def _finder(parent: dict[Key, Key]) -> Callable[[Key], Key]:
    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    return root
