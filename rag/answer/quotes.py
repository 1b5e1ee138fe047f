"""Quoting: the whole sentences of the best passages that answer the question, word for word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answer.asked import asked, offers
from rag.retrieve.rerank import token_cosines
from rag.settings import Settings
from rag.types import Hit, QueryVectors, Vectors

Count = Callable[[Sequence[str]], list[int]]

# Weights of a sentence's signals, found on NewsQA as a whole (docs: contract of `rank`).
TOKENS, CONTEXT, MEANING, PASSAGE, KIND = 1.0, 0.5, 0.3, 0.5, 0.15
WORSE = 0.3  # how far below the best a further sentence may score
FEWEST_WORDS = 4  # a shorter one is a heading or a fragment


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """A sentence of a hit, with what speaks for it. `text == hit.article.text[start:end]`."""

    hit: Hit
    rank: int  # of its hit, from 0
    start: int
    end: int
    text: str
    score: float
    matches: NDArray[np.float32]  # (question tokens,): the best cosine of each within the sentence

    @property
    def words(self) -> int:
        return len(self.text.split())


def rank(
    question: str, query: QueryVectors, hits: Sequence[Hit], vectors: Mapping[str, Vectors], count: Count
) -> list[Quote]:
    """Every sentence of the hits, best first; ties in the order of article and place.

    A sentence scores by MaxSim of the question's tokens over its own, the same with the sentence
    before it (which names what a pronoun stands for), its vector's cosine, its passage's score, and
    whether it offers the kind of thing that is asked for.
    """
    found: dict[tuple[str, int], Quote] = {}
    for place, hit in enumerate(hits):
        behind = hits[0].score - hit.score
        for quote in _sentences(question, query, hit, place, vectors[hit.passage.id], count, behind):
            key = (hit.article.id, quote.start)
            if key not in found or quote.score > found[key].score:
                found[key] = quote
    return sorted(found.values(), key=lambda q: (-q.score, q.hit.article.id, q.start))


def choose(ranked: Sequence[Quote], settings: Settings) -> list[Quote]:
    """The best sentence, and further ones that score near it while the words allow; in reading order.

    Reading order: the article of the best sentence first, each article's sentences as they stand.
    """
    chosen: list[Quote] = []
    for quote in ranked:
        if len(chosen) >= settings.answer_sentences or (chosen and chosen[0].score - quote.score > WORSE):
            break
        fits = sum(q.words for q in chosen) + quote.words <= settings.answer_words
        if not chosen or (fits and not any(_same(quote, other) for other in chosen)):
            chosen.append(quote)
    order = {a: i for i, a in enumerate(dict.fromkeys(q.hit.article.id for q in chosen))}
    return sorted(chosen, key=lambda q: (order[q.hit.article.id], q.start))


def _sentences(
    question: str, query: QueryVectors, hit: Hit, place: int, vectors: Vectors, count: Count, behind: float
) -> list[Quote]:
    passage = hit.passage
    texts = [hit.article.text[s:e] for s, e in passage.sentences]
    ends = np.cumsum(count(texts)) if texts else np.zeros(0, dtype=int)
    cosines = token_cosines(query, vectors.tokens)
    meaning = vectors.sentences.astype(np.float32) @ query.passage
    kind = asked(question)
    quotes: list[Quote] = []
    for i, text in enumerate(texts):
        begin, end = (int(ends[i - 1]) if i else 0), int(ends[i])
        if len(text.split()) < FEWEST_WORDS or begin >= min(end, cosines.shape[1]):
            continue
        matches = cosines[:, begin:end].max(axis=1)
        before = int(ends[i - 2]) if i > 1 else 0
        score = (
            TOKENS * _weighted(query, matches)
            + CONTEXT * _weighted(query, cosines[:, before:end].max(axis=1))
            + MEANING * float(meaning[i])
            - PASSAGE * behind
            + KIND * (kind != "other" and offers(kind, text, question))
        )
        start, stop = passage.sentences[i]
        quotes.append(Quote(hit, place, start, stop, text, score, matches))
    return quotes


def _weighted(query: QueryVectors, matches: NDArray[np.float32]) -> float:
    return float(query.weights @ matches / max(float(query.weights.sum()), 1e-9))


def _same(one: Quote, other: Quote) -> bool:
    """Whether two sentences say the same thing in nearly the same words."""
    a, b = (frozenset(q.text.lower().split()) for q in (one, other))
    return len(a & b) >= 0.8 * min(len(a), len(b))
