"""What speaks for a passage: the signals that the ranker weighs, each a number for each candidate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.models.words import content_words
from rag.retrieve import rerank
from rag.types import Passage, QueryVectors, Vectors, article_of

SIGNALS = ("lexical", "sentence", "tokens", "window", "lead", "article", "article_vector")
WINDOW = 40  # tokens: about two sentences
LEAD = 2_000  # characters after which the weight of a news article's beginning has fallen to 1/e
VAGUE = 3  # content words at which a question counts half as vague as one without any
ARTICLE_PASSAGES = 3  # best passages of an article that speak for it

Floats = NDArray[np.float64]
NOTHING: Floats = np.empty((0, len(SIGNALS)))


def measure(
    question: str,
    query: QueryVectors,
    passages: Sequence[Passage],
    vectors: Mapping[str, Vectors],
    lexical: Mapping[str, float],
    offered: Mapping[str, float],
) -> Floats:
    """(passages, SIGNALS). `lexical` and `offered` are by passage id, what is not in them counts 0.

    - lexical: BM25 as a share of the best of the question
    - sentence: the best cosine of the question with any sentence
    - tokens: MaxSim over the passage's tokens (Khattab and Zaharia 2020)
    - window: MaxSim within the best run of WINDOW tokens: the question's words, near one another
    - lead: how near to its article's beginning the passage stands, for a vague question more than for
      one of many content words: news tells what matters most first
    - article: the mean of what the ARTICLE_PASSAGES best offered passages of the article scored
    - article_vector: the best passage cosine in the article
    """
    found = [vectors[p.id] for p in passages]
    cosines = rerank.passage_cosines(query, found)
    near = dict(zip((p.id for p in passages), cosines.tolist(), strict=True))
    support = _best_of(offered, ARTICLE_PASSAGES)
    vector = _best_of(near, 1)
    tokens, window = token_signals(query, found)
    columns = (
        [lexical.get(p.id, 0.0) for p in passages],
        rerank.sentence_cosines(query, found),
        tokens,
        window,
        vagueness(question) * np.exp(-np.array([p.start for p in passages]) / LEAD),
        [support[article_of(p.id)] for p in passages],
        [vector[article_of(p.id)] for p in passages],
    )
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def vagueness(question: str) -> float:
    """1 for a question without a content word, 1/2 at VAGUE of them, and so on towards 0."""
    return VAGUE / (VAGUE + len(content_words(question.lower())))


def token_signals(query: QueryVectors, found: Sequence[Vectors]) -> tuple[Floats, Floats]:
    """(passages,) each: MaxSim over all tokens, and over the best window with rare tokens weighing more."""
    similar = rerank.token_cosines(query, np.concatenate([v.tokens for v in found]))
    ends = np.cumsum([len(v.tokens) for v in found])
    parts = np.split(similar, ends[:-1], axis=1)
    best = np.stack([part.max(axis=1) for part in parts], axis=1)  # (question tokens, passages)
    weights = query.weights / max(float(query.weights.sum()), 1e-9)
    telling = rerank.telling(query, best.T)
    windows = [(telling @ runs(part)).max() for part in parts]
    return weights @ best, np.array(windows)


def runs(similar: NDArray[np.float32]) -> NDArray[np.float32]:
    """(question tokens, runs): the best cosines within each run of WINDOW tokens, runs half overlapping."""
    halves = np.maximum.reduceat(similar, np.arange(0, similar.shape[1], WINDOW // 2), axis=1)
    return np.maximum(halves[:, :-1], halves[:, 1:]) if halves.shape[1] > 1 else halves


def _best_of(scores: Mapping[str, float], n: int) -> dict[str, float]:
    """For each article, the mean of the n best scores that its passages have."""
    of_article: dict[str, list[float]] = defaultdict(list)
    for id, score in scores.items():
        of_article[article_of(id)].append(score)
    best = {article: sorted(found, reverse=True)[:n] for article, found in of_article.items()}
    return {article: sum(found) / len(found) for article, found in best.items()}
