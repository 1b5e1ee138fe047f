"""The text of an article that a quote was probably meant to be."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rag.evaluate.answers import normalise
from rag.ingest.sentences import sentences
from rag.types import Article

LEAST = 0.3  # of the words of both, in order: below, nothing is near
TRIED = 5  # sentences with most words in common that are looked at closely
WIDEST = 3  # sentences that one quote may span


@dataclass(frozen=True, slots=True)
class Nearest:
    """A run of whole sentences of an article: `article.text[start:end] == text`."""

    article_id: str
    text: str
    start: int
    end: int
    likeness: float  # 0 to 1


def nearest(quote: str, articles: Iterable[Article]) -> Nearest | None:
    """The run of up to three sentences that is most like the quote, word by word; None where none is near."""
    words = normalise(quote).split()
    wanted = Counter(words)
    best: Nearest | None = None
    for article in articles:
        for start, end in _runs(article.text, wanted):
            text = article.text[start:end]
            likeness = difflib.SequenceMatcher(None, words, normalise(text).split(), autojunk=False).ratio()
            if likeness >= LEAST and (best is None or likeness > best.likeness):
                best = Nearest(article.id, text, start, end, likeness)
    return best


def _runs(text: str, wanted: Counter[str]) -> Iterable[tuple[int, int]]:
    spans = sentences(text)
    shared = [(Counter(normalise(text[s:e]).split()) & wanted).total() for s, e in spans]
    for place in sorted(range(len(spans)), key=lambda i: (-shared[i], i))[:TRIED]:
        for width in range(1, WIDEST + 1):
            for first in range(max(0, place - width + 1), min(place, len(spans) - width) + 1):
                yield spans[first][0], spans[first + width - 1][1]
