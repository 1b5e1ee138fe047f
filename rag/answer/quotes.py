"""Quoting: the whole sentences of the best passages that answer the question, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.answer.asked import Kind, asked, offers, yes_or_no
from rag.answer.company import is_heading
from rag.answer.negation import DENIERS, NEGATORS
from rag.models.words import WORD, content_words
from rag.retrieve.rerank import telling, token_cosines
from rag.types import Hit, QueryVectors, Vectors

Count = Callable[[Sequence[str]], list[int]]

# Weights of a sentence's signals (see `rank`), chosen on NewsQA as a whole.
TOKENS, CONTEXT, MEANING, PASSAGE, KIND = 1.0, 0.6, 0.3, 0.08, 0.1
DENIES = 0.35  # a "no" seldom repeats the words of the question, as a "yes" does …
ON_IT = 0.6  # … but one with less than this share of the best score is of something else
FROM_BEFORE = 0.1  # how much a word counts that an earlier turn of the conversation lends …
TO_LITTLE = 0.5  # … and where the question itself has fewer content words than ENOUGH: "And in Peru?"
ENOUGH = 3
LENT = 0.5  # how much of the sentence before counts for one that opens with a pronoun

_NOT = re.compile(r"n['’]t\b")
_UNDONE = re.compile(r"\bun(?!ited\b)\w+ed\b")  # unresolved, unchanged
_DIGITS = re.compile(r"\d+")
_POINTS_BACK = re.compile(
    r"[\"'“‘]?(They|It|He|She|This|These|Those|That|Its|Their|His|Her|Both|Such|There)\b"
)


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """A sentence of a hit, with what speaks for it. `text == hit.article.text[start:end]`."""

    hit: Hit
    rank: int  # of its hit, from 0
    start: int
    end: int
    text: str
    score: float
    meaning: float  # the cosine of its vector with the question's
    matches: NDArray[np.float32]  # (question tokens,): the best cosine of each within the sentence
    around: NDArray[np.float32]  # the same with the sentence before it

    @property
    def words(self) -> int:
        return len(self.text.split())


def as_asked(query: QueryVectors, question: str) -> QueryVectors:
    """The vectors of a standalone question, where words that the question itself does not say tell less.

    They come from the conversation: they say what it is about, seldom what is asked of it.
    """
    said = set(WORD.findall(question.lower()))
    lent = FROM_BEFORE if len(content_words(question)) >= ENOUGH else TO_LITTLE
    share = [1.0 if word in said or not word.isalnum() else lent for word in query.words]
    return replace(query, weights=query.weights * np.array(share, dtype=np.float32))


def rank(
    question: str, query: QueryVectors, hits: Sequence[Hit], vectors: Mapping[str, Vectors], count: Count
) -> list[Quote]:
    """Every sentence of the hits, best first; ties in the order of article and place.

    A sentence scores by MaxSim of the question's tokens over its own, the same with the sentence
    before it (which names what a pronoun stands for, and counts for more where one opens the
    sentence), its vector's cosine, its passage's score, and whether it offers the kind of thing that
    is asked for. In MaxSim a token counts the more, the fewer of the sentences have it: what all of
    them speak of tells none from the other.
    """
    found: dict[tuple[str, int], Quote] = {}
    texts = [[hit.article.text[s:e] for s, e in hit.passage.sentences] for hit in hits]
    pieces = iter(count([text for of_hit in texts for text in of_hit]))  # in one call: each has its price
    for place, (hit, own) in enumerate(zip(hits, texts, strict=True)):
        sizes = [next(pieces) for _ in own]
        for quote in _sentences(query, hit, place, vectors[hit.passage.id], own, sizes):
            found.setdefault((hit.article.id, quote.start), quote)
    if not found:
        return []
    weights = telling(query, np.stack([q.matches for q in found.values()]))
    kind = asked(question)
    scored = [_scored(quote, weights, hits, kind, question) for quote in found.values()]
    return sorted(scored, key=lambda q: (-q.score, q.hit.article.id, q.start))


def denials_sooner(question: str, ranked: Sequence[Quote]) -> list[Quote]:
    """The ranking, but for a question whether something is so: there sentences that deny it gain."""
    if not ranked or not yes_or_no(question):
        return list(ranked)
    near = ON_IT * ranked[0].score
    gained = [
        replace(q, score=q.score + DENIES) if q.score >= near and _denies(q.text) else q for q in ranked
    ]
    return sorted(gained, key=lambda q: -q.score)


def _sentences(
    query: QueryVectors, hit: Hit, place: int, vectors: Vectors, texts: Sequence[str], sizes: Sequence[int]
) -> list[Quote]:
    """The sentences of a hit with what they match, not scored yet; `sizes` are their word pieces."""
    passage = hit.passage
    cosines = token_cosines(query, vectors.tokens)
    ends = np.minimum(np.cumsum([0, *sizes]), cosines.shape[1]).tolist()
    read = [i for i in range(len(texts)) if ends[i] < ends[i + 1]]
    if not read:
        return []
    columns = np.maximum.reduceat(cosines[:, : ends[-1]], [ends[i] for i in read], axis=1).T
    best = dict(zip(read, columns, strict=True))
    numbers = [(i, w) for i, w in enumerate(query.words) if any(c.isdigit() for c in w)]
    meaning = vectors.sentences.astype(np.float32) @ query.passage
    return [
        Quote(
            hit=hit,
            rank=place,
            start=passage.sentences[i][0],
            end=passage.sentences[i][1],
            text=texts[i],
            score=0.0,
            meaning=float(meaning[i]),
            matches=_told(best[i], numbers, texts[i]),
            around=_told(
                np.maximum(best[i], best[i - 1]) if i - 1 in best else best[i],
                numbers,
                " ".join(texts[max(0, i - 1) : i + 1]),
            ),
        )
        for i in read
        if not is_heading(texts[i])
    ]


def _told(best: NDArray[np.float32], numbers: list[tuple[int, str]], text: str) -> NDArray[np.float32]:
    """The best cosines of the question's tokens, but that a number the text does not have matches nothing.

    No similarity tells March 19 from March 21.
    """
    if not numbers:
        return best
    said = set(_DIGITS.findall(text))
    left_out = [place for place, number in numbers if not said.issuperset(_DIGITS.findall(number))]
    told = best.copy()
    told[left_out] = 0.0
    return told


def _scored(
    quote: Quote, weights: NDArray[np.float32], hits: Sequence[Hit], kind: Kind, question: str
) -> Quote:
    own = quote.matches
    if _POINTS_BACK.match(quote.text):
        own = (1 - LENT) * quote.matches + LENT * quote.around
    score = (
        TOKENS * float(weights @ own)
        + CONTEXT * float(weights @ quote.around)
        + MEANING * quote.meaning
        - PASSAGE * (hits[0].score - quote.hit.score)
        + KIND * (kind != "other" and offers(kind, quote.text, question))
    )
    return replace(quote, score=score)


def _denies(sentence: str) -> bool:
    lowered = sentence.lower()
    if _NOT.search(lowered) or _UNDONE.search(lowered):
        return True
    return any(word in NEGATORS or word in DENIERS for word in WORD.findall(lowered))
