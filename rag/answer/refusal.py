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

from rag.answer.asked import Kind, asked, asked_class, asked_role, focus, names_role, names_something, offers
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
LIGHT = frozenset(  # words that ask, or say little by themselves: an answer often does without them
    """
    apart besides belong bring brought call called came carried carry come consist describe described
    gave get give given go goes going got happen happened held hold instead keep kept kind kinds let
    look made make makes occur occurred part place publish published purpose put report reported
    reports said say says see seen sort sorts take taken takes taking tell told took type types used
    way went write wrote
    """.split()
)
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
        what = STRICT[kind].format(focus=next(iter(focus(question)), "them"))
        return Verdict(0.0, f"The archive does not say: nothing found gives {what}.")
    role = asked_role(question)
    if role and not any(names_role(q.text, role, question) for q in ranked[:LOOKED_AT]):
        return Verdict(0.0, f"The archive does not say: nothing found names the {role}.")
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
    """What the judgement rests on; higher where more of the question is matched.

    `sentence` is the best hit's part of that name, a cosine. `least` is the worst match that a
    content word of the question has in the best hit's sentences, `focus` the worst that a word of
    the thing asked for has in the best sentence and the one before it. `quote` is the best
    sentence's score.
    """
    parts = dict(hits[0].parts)
    within = word_matches(query, [q.matches for q in ranked if q.hit == ranked[0].hit])
    near = word_matches(query, [ranked[0].around])
    if names_something(ranked[0].text, question):  # a member of the class is enough
        for word in asked_class(question):
            within.pop(word, None)
            near.pop(word, None)
    least = min(within.values(), default=0.0)
    return {
        "sentence": parts.get("sentence", 0.0),
        "least": least,
        "focus": min((near[w] for w in focus(question) if w in near), default=least),
        "quote": ranked[0].score,
    }


def word_matches(query: QueryVectors, matches: Sequence[NDArray[np.float32]]) -> dict[str, float]:
    """Each content word of the question with its best cosine in any row, its pieces averaged."""
    best: NDArray[np.float32] = np.max(matches, axis=0)
    content = dict.fromkeys(w for w in query.words if not is_function(w))
    words = [w for w in content if w not in LIGHT] or list(content)
    return {w: float(np.mean([best[i] for i, v in enumerate(query.words) if v == w])) for w in words}


def unmatched(query: QueryVectors, ranked: Sequence[Quote]) -> list[str]:
    """The content words that no good sentence speaks of, the worst matched first."""
    matches = word_matches(query, [q.matches for q in ranked[:LOOKED_AT]])
    return sorted((w for w, cosine in matches.items() if cosine < UNMATCHED), key=lambda w: (matches[w], w))


def logistic(found: Mapping[str, float]) -> float:
    """The fitted probability; the weights are in `refusal.json`, made by `rag.evaluate.fit_refusal`."""
    weights: dict[str, float] = json.loads((resources.files("rag.answer") / "refusal.json").read_text())
    total = weights["intercept"] + sum(weights[name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-total))
