"""Whether what was found answers the question: a first, simple judgement that can be read.

Two things are looked at. Does the best passage match what the question names, each content word of
it and the thing asked for above all? And where a question asks for a number, a price, a year or a
length of time, does anything found give one?
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from rag.answer.asked import Kind, asked, focus, offers
from rag.answer.quotes import Quote
from rag.models.words import is_function
from rag.types import Hit, QueryVectors

LOOKED_AT = 10  # best sentences that may hold what was asked for
STRICT: Mapping[Kind, str] = {
    "money": "an amount of money",
    "percentage": "a percentage",
    "count": "a number of {focus}",
    "year": "a year",
    "duration": "a length of time",
}
UNMATCHED = 0.55  # a content word below this cosine is not spoken of
NOTHING = "The archive has no passage that matches this question."


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` that the quotes answer, 0 to 1; `reason` tells a person why not."""

    confidence: float
    reason: str


def judge(question: str, query: QueryVectors, hits: Sequence[Hit], ranked: Sequence[Quote]) -> Verdict:
    """How sure it is that the best sentences answer the question, and what speaks against it."""
    if not hits or not ranked:
        return Verdict(0.0, NOTHING)
    kind = asked(question)
    if kind in STRICT and not any(offers(kind, q.text, question) for q in ranked[:LOOKED_AT]):
        what = STRICT[kind].format(focus=" ".join(focus(question)) or "that")
        return Verdict(0.0, f"The archive does not say: nothing found gives {what}.")
    found = features(question, query, hits, ranked)
    confidence = logistic(found)
    missing = unmatched(query, ranked)
    reason = "The archive does not seem to answer this: the nearest passages are about something else."
    if missing:
        words = " or ".join(f"“{word}”" for word in missing[:3])
        reason = f"The archive does not seem to answer this: nothing near enough speaks of {words}."
    return Verdict(confidence, reason)


def features(
    question: str, query: QueryVectors, hits: Sequence[Hit], ranked: Sequence[Quote]
) -> dict[str, float]:
    """What the judgement rests on, each a cosine between -1 and 1, higher where more is matched.

    `sentence` and `tokens` are parts of the best hit. `least` and `focus` are over the content words
    of the question, by their best match in the best hit's sentences: the worst matched word, and the
    worst of those that name what is asked for. `quote` is the best sentence's score.
    """
    parts = dict(hits[0].parts)
    matches = word_matches(query, [q for q in ranked if q.rank == 0] or ranked[:1])
    words = matches or {"": 0.0}
    named = [matches[w] for w in focus(question) if w in matches]
    return {
        "sentence": parts.get("sentence", 0.0),
        "tokens": parts.get("tokens", 0.0),
        "least": min(words.values()),
        "focus": min(named, default=min(words.values())),
        "quote": ranked[0].score,
    }


def word_matches(query: QueryVectors, quotes: Sequence[Quote]) -> dict[str, float]:
    """Each content word of the question with its best cosine over the quotes, its pieces averaged."""
    best: NDArray[np.float32] = np.max([q.matches for q in quotes], axis=0)
    words = dict.fromkeys(w for w in query.words if not is_function(w))
    return {w: float(np.mean([best[i] for i, v in enumerate(query.words) if v == w])) for w in words}


def unmatched(query: QueryVectors, ranked: Sequence[Quote]) -> list[str]:
    """The content words that no good sentence speaks of, the worst matched first."""
    matches = word_matches(query, ranked[:LOOKED_AT])
    return sorted((w for w, cosine in matches.items() if cosine < UNMATCHED), key=lambda w: (matches[w], w))


def logistic(found: Mapping[str, float]) -> float:
    """The fitted probability; the weights are in `refusal.json`, made by `rag.evaluate.fit_refusal`."""
    weights: dict[str, float] = json.loads((resources.files("rag.answer") / "refusal.json").read_text())
    total = weights["intercept"] + sum(weights[name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-total))
