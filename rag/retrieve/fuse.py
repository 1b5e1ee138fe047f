"""Joining rankings: a weighted sum of scores, which measured better here than fusing ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Scores = Mapping[str, float]


def relative(scores: Scores) -> dict[str, float]:
    """Scores divided by the best one: BM25 has no scale of its own across questions."""
    best = max(scores.values(), default=0.0)
    return {key: value / best for key, value in scores.items()} if best > 0 else dict.fromkeys(scores, 0.0)


def weighted_sum(parts: Sequence[tuple[float, Scores]]) -> dict[str, float]:
    """For each id, the sum of weight times score; an id a part does not have counts as that part's least.

    The least, not zero: an index that was cut at its n best says only that the rest is no better.
    """
    ids = {key for _, scores in parts for key in scores}
    least = [min(scores.values(), default=0.0) for _, scores in parts]
    return {
        key: sum(weight * scores.get(key, low) for (weight, scores), low in zip(parts, least, strict=True))
        for key in ids
    }


def best(scores: Scores, n: int) -> list[str]:
    """The n ids of the highest scores; ties in the order of the ids."""
    return sorted(scores, key=lambda key: (-scores[key], key))[: max(n, 0)]
