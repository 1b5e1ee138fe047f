"""Whether texts carry a claim, in a first form: word for word, else by token vectors and exact facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.question import line
from rag.ingest.characters import visible
from rag.ingest.chunk import chunk
from rag.models.embedding import Embedder
from rag.models.words import is_function
from rag.retrieve.rerank import token_cosines
from rag.types import Article, Support

CLOSEST = 4  # sentences of the evidence that a claim is held against
SUPPORTED, PARTIAL = 0.74, 0.6  # mean token cosine, fitted on AttributionBench as a whole
WORDS, OVERLAP = 150, 0

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]{2,}")
VERBATIM = Support("supported", 1.0, ("word for word in the text",))


def support(claim: str, texts: Sequence[str], embedder: Embedder) -> Support:
    """How far the texts together carry the claim.

    The score is the mean, over the claim's content tokens, of the best cosine with a token of the
    four closest sentences. A number or name of the claim that no text has makes it unsupported
    whatever the score: no similarity sees that 43 became 34.
    """
    said = line(claim)
    if not said:
        return Support("unsupported", 0.0, ("the claim is empty",))
    if any(said in line(text) for text in texts):
        return VERBATIM
    score = _similarity(said, texts, embedder)
    absent = _absent(said, line(" ".join(texts)))
    reasons = [f"“{fact}” is in none of the texts" for fact in absent]
    if absent:
        return Support("unsupported", min(score, 0.5), tuple(reasons))
    if score >= SUPPORTED:
        return Support("supported", score, ("the closest sentences say the same in other words",))
    if score >= PARTIAL:
        return Support("partial", score, ("the closest sentences say only part of it",))
    return Support("unsupported", score, ("no sentence says this",))


def _similarity(claim: str, texts: Sequence[str], embedder: Embedder) -> float:
    passages = [
        passage
        for place, text in enumerate(texts)
        for passage in chunk(
            Article(str(place), text=visible(text)),
            embedder.count,
            words=WORDS,
            overlap=OVERLAP,
            max_pieces=embedder.max_pieces,
        )
    ]
    if not passages:
        return 0.0
    query = embedder.query(claim)
    rows = []
    for place, vectors in embedder.embed(passages):
        passage = passages[place]
        ends = np.cumsum(
            embedder.count(
                [passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences]
            )
        )
        cosines = token_cosines(query, vectors.tokens)
        begin = 0
        for end in ends:
            if begin < min(int(end), cosines.shape[1]):
                rows.append(cosines[:, begin : int(end)].max(axis=1))
            begin = int(end)
    if not rows:
        return 0.0
    content = np.array([not is_function(w) for w in query.words])
    kept = content if content.any() else ~content
    closest = sorted(rows, key=lambda row: -float(row[kept].mean()))[:CLOSEST]
    return float(np.max(closest, axis=0)[kept].mean())


def _absent(claim: str, evidence: str) -> list[str]:
    known_numbers = {n.replace(",", "") for n in _NUMBER.findall(evidence)}
    known = evidence.lower()
    numbers = [n for n in _NUMBER.findall(claim) if n.replace(",", "") not in known_numbers]
    names = [n for n in _NAME.findall(claim) if n.lower().removesuffix("’s").removesuffix("'s") not in known]
    return list(dict.fromkeys([*numbers, *names]))
