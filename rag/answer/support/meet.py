"""The claim's token vectors beside those of the evidence: the only costly step, done in one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answer.support.evidence import Evidence
from rag.models.embedding import Embedder
from rag.models.words import is_function
from rag.retrieve.rerank import token_cosines
from rag.types import QueryVectors, Vectors

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """How the embedded sentences of the evidence meet the claim."""

    rows: Floats  # (sentences, claim tokens): each token's best cosine within each sentence
    back: Floats  # (sentences,): the mean, over the sentence's tokens, of their best cosine in the claim
    sentences: Floats  # (sentences,): cosines of the sentence vectors with the claim's
    passages: Floats  # (passages,)


def meet(query: QueryVectors, evidence: Evidence, chosen: Sequence[int], embedder: Embedder) -> Met:
    """Embeds the chosen passages of the evidence and compares them with the claim."""
    passages = [evidence.passages[i] for i in chosen]
    texts = [p.text[s - p.start : e - p.start] for p in passages for s, e in p.sentences]
    sizes = iter(embedder.count(texts))
    ends = [np.cumsum([next(sizes) for _ in p.sentences]).tolist() for p in passages]
    met = {place: _one(query, vectors, ends[place]) for place, vectors in embedder.embed(passages)}
    order = range(len(passages))
    return Met(*(np.concatenate([getattr(met[i], name) for i in order]) for name in Met.__slots__))


def _one(query: QueryVectors, vectors: Vectors, ends: Sequence[int]) -> Met:
    """One passage. A last sentence whose tokens the model did not read takes those before it."""
    cosines = token_cosines(query, vectors.tokens)
    content = content_tokens(query)
    last = cosines.shape[1]
    spans = [(min(s, last - 1), min(max(e, s + 1), last)) for s, e in zip([0, *ends[:-1]], ends, strict=True)]
    return Met(
        rows=np.array([cosines[:, s:e].max(axis=1) for s, e in spans], dtype=np.float32),
        back=np.array([cosines[content, s:e].max(axis=0).mean() for s, e in spans], dtype=np.float32),
        sentences=vectors.sentences.astype(np.float32) @ query.passage,
        passages=np.array([vectors.passage @ query.passage], dtype=np.float32),
    )


def content_tokens(query: QueryVectors) -> NDArray[np.bool_]:
    """(claim tokens,): which are content; all where none is."""
    content = np.array([not is_function(word) for word in query.words])
    return content if content.any() else ~content
