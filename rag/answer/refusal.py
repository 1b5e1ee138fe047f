"""Whether what was found answers the question: a judgement that can be read.

Two things are looked at. How much of the question does what was found speak of (`answerable`)? And
where a question asks for a number, a price, a year, a length of time or the holder of an office, does
anything found give one?
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.answer.answerable import features, word_matches
from rag.answer.asked import Kind, asked, asked_role, focus, names_role, offers
from rag.answer.quotes import Quote
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


def unmatched(query: QueryVectors, ranked: Sequence[Quote]) -> list[str]:
    """The content words that no good sentence speaks of, the worst matched first."""
    matches = word_matches(query, [q.matches for q in ranked[:LOOKED_AT]])
    return sorted((w for w, cosine in matches.items() if cosine < UNMATCHED), key=lambda w: (matches[w], w))


def logistic(found: Mapping[str, float]) -> float:
    """The fitted probability; the weights are in `refusal.json`, made by `rag.evaluate.fit_refusal`."""
    weights = _weights()
    total = weights["intercept"] + sum(weights[name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-total))


@cache  # a file of the package, which does not change while the program runs
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads((resources.files("rag.answer") / "refusal.json").read_text())[
        "weights"
    ]
    return weights
