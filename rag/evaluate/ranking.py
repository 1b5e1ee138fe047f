"""Measures of a ranking, as TREC takes them: pure functions of the ranks of what should be found.

A question's gold items (articles, or evidence quotes) each have a rank: 1 for the first, None when
not found at all. A missing item counts zero. Without gold items there is nothing to measure: the
question is ineligible, to be counted apart, and the functions raise ValueError rather than guess.
The order is taken as given; breaking ties is the business of whoever ranks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.evaluate.evidence import covered, places
from rag.types import Hit, Span

Ranks = tuple[int | None, ...]
RR_CUT = 10


def recall_at_k(ranks: Sequence[int | None], k: int) -> float:
    """R@k = |gold items at ranks 1..k| / |gold items|.

    Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), section 8.4.
    """
    return len(_within(ranks, k)) / len(ranks)


def success_at_k(ranks: Sequence[int | None], k: int) -> float:
    """Success@k = 1 if any gold item is at ranks 1..k, else 0; trec_eval's `success`."""
    return float(bool(_within(ranks, k)))


def reciprocal_rank(ranks: Sequence[int | None], cut: int = RR_CUT) -> float:
    """RR@cut = 1 / rank of the first gold item, 0 when that is beyond the cut.

    Its mean over questions is MRR: Voorhees, The TREC-8 Question Answering Track Report (1999).
    """
    return max((1 / rank for rank in _within(ranks, cut)), default=0.0)


def average_precision(ranks: Sequence[int | None]) -> float:
    """AP = sum over gold items found at rank r of (gold items at ranks 1..r) / r, by |gold items|.

    Its mean is MAP: Harman, Overview of the First Text REtrieval Conference (1992); trec_eval's `map`.
    Each item needs a rank of its own, see `one_each`. The ranking is as deep as it was asked for.
    """
    found = sorted(_within(ranks, _deepest(ranks)))
    return math.fsum(number / rank for number, rank in enumerate(found, 1)) / len(ranks)


def ndcg_at_k(ranks: Sequence[int | None], k: int, grades: Sequence[int] = ()) -> float:
    """nDCG@k = DCG / the DCG of the best order, with DCG = sum of grade / log2(rank + 1), ranks 1..k.

    `grades` go with the ranks; without them each gold item has grade 1. Järvelin and Kekäläinen,
    Cumulated Gain-Based Evaluation of IR Techniques (2002), in trec_eval's form: the gain is the grade.
    """
    worth = list(grades) or [1] * len(ranks)
    _within(ranks, k)
    gained = [g / math.log2(r + 1) for g, r in zip(worth, ranks, strict=True) if r is not None and r <= k]
    best = sorted(worth, reverse=True)[:k]
    ideal = math.fsum(grade / math.log2(rank + 1) for rank, grade in enumerate(best, 1))
    return math.fsum(sorted(gained)) / ideal


def one_each(ranks: Sequence[int | None]) -> Ranks:
    """The ranks with a place for every item: one that shares its rank with k before it stands k later.

    A passage that completes two quotes so takes two places, and all after it move back by one: what
    TREC's measures need, whose documents each stand at a rank of their own.
    """
    taken: list[int] = []
    placed: dict[int, int] = {}
    for rank, item in sorted((rank, item) for item, rank in enumerate(ranks) if rank is not None):
        placed[item] = rank + len(taken) - len(set(taken) - {rank})
        taken.append(rank)
    return tuple(placed.get(item) for item in range(len(ranks)))


def _within(ranks: Sequence[int | None], k: int) -> list[int]:
    if not ranks:
        raise ValueError("no gold items: the question is ineligible, count it apart")
    if k < 1:
        raise ValueError(f"a ranking is cut at 1 or later, not at {k}")
    return [rank for rank in ranks if rank is not None and rank <= k]


def _deepest(ranks: Sequence[int | None]) -> int:
    return max((rank for rank in ranks if rank is not None), default=1)


def article_ranks(hits: Sequence[Hit], article_ids: Sequence[str]) -> Ranks:
    """The rank of each gold article among the articles found: an article stands where its first passage does.

    Later passages of an article already there take no rank: R@5 looks at five different articles.
    """
    ranking = list(dict.fromkeys(hit.article.id for hit in hits))
    rank = {article_id: number for number, article_id in enumerate(ranking, 1)}
    return tuple(rank.get(article_id) for article_id in dict.fromkeys(article_ids))


def quote_ranks(hits: Sequence[Hit], quotes: Sequence[str], article_ids: Sequence[str] = ()) -> Ranks:
    """For each evidence quote, the rank at which the passages down to there hold it whole.

    Only passages of the gold articles count where any are named: words that happen to stand
    elsewhere are no evidence. What holding means stands in `evidence`.
    """
    allowed = set(article_ids)
    ranked = [(rank, hit) for rank, hit in enumerate(hits, 1) if not allowed or hit.article.id in allowed]
    return tuple(_quote_rank(quote, ranked) for quote in dict.fromkeys(quotes))


def _quote_rank(quote: str, ranked: Sequence[tuple[int, Hit]]) -> int | None:
    pieces: dict[str, list[Span]] = {}
    found: dict[str, list[Span]] = {}
    for rank, hit in ranked:
        article, passage = hit.article, hit.passage
        if article.id not in found:
            found[article.id] = places(quote, article.text)
        pieces.setdefault(article.id, []).append((passage.start, passage.end))
        if any(covered(place, pieces[article.id], article.text) for place in found[article.id]):
            return rank
    return None
