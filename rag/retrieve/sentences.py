"""The sentences of the best passages, each once, with what of the question they match."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.retrieve.rerank import token_cosines
from rag.types import Passage, QueryVectors, Span, Vectors

Count = Callable[[Sequence[str]], list[int]]
Matches = NDArray[np.float32]  # (sentences, question tokens)


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """Sentences in the order of their articles and places, n of them."""

    articles: tuple[str, ...]  # (n,): ids
    spans: tuple[Span, ...]  # (n,): in the article
    texts: tuple[str, ...]  # (n,)
    matches: Matches  # (n, question tokens): each token's best cosine
    cosines: NDArray[np.float32]  # (n,): with the question as a whole
    places: tuple[int, ...]  # (n,): the best passage that holds it, by its place
    held: tuple[tuple[int, ...], ...]  # for each passage, in the order given: its sentences

    def groups(self) -> list[range]:
        """The sentences of each article."""
        starts = [i for i, a in enumerate(self.articles) if i == 0 or self.articles[i - 1] != a]
        return [range(s, e) for s, e in zip(starts, [*starts[1:], len(self.articles)], strict=True)]


def sentences(
    query: QueryVectors, passages: Sequence[Passage], vectors: Mapping[str, Vectors], count: Count
) -> Sentences:
    """Of passages that come best first; what two of them share is read in the better one.

    `count` gives the word pieces of each text, by which a passage's token vectors are told apart.
    """
    spans = [p.sentences or ((p.start, p.end),) for p in passages]
    texts = [
        [p.text[s - p.start : e - p.start] for s, e in of] for p, of in zip(passages, spans, strict=True)
    ]
    pieces = iter(count([text for own in texts for text in own]))  # in one call: each has its price
    found: dict[tuple[str, int], tuple[Span, str, Matches, float, int]] = {}
    for place, (passage, own, of) in enumerate(zip(passages, texts, spans, strict=True)):
        known = vectors[passage.id]
        cosines = token_cosines(query, known.tokens)
        whole = known.sentences.astype(np.float32) @ query.passage
        end = 0
        for text, span, cosine in zip(own, of, whole, strict=True):
            start, end = end, end + next(pieces)
            key = (passage.article_id, span[0])
            if key not in found:
                found[key] = span, text, _best(cosines[:, start:end]), float(cosine), place
    order = {key: number for number, key in enumerate(sorted(found))}
    rows = [found[key] for key in order]
    return Sentences(
        articles=tuple(article for article, _ in order),
        spans=tuple(row[0] for row in rows),
        texts=tuple(row[1] for row in rows),
        matches=np.stack([row[2] for row in rows]),
        cosines=np.array([row[3] for row in rows], dtype=np.float32),
        places=tuple(row[4] for row in rows),
        held=tuple(
            tuple(order[p.article_id, span[0]] for span in of) for p, of in zip(passages, spans, strict=True)
        ),
    )


def _best(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """(question tokens,); nothing where the model cut the sentence off."""
    return cosines.max(axis=1) if cosines.shape[1] else np.zeros(len(cosines), dtype=np.float32)
