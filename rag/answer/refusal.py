"""Whether what was found answers the question: a judgement that can be read.

Three things are looked at. How much of the question does what was found speak of (`answerable`)? Where a
question asks for a number, a price, a year, a length of time or the holder of an office, does anything
found give one? And does it take for granted what nothing found has (`premise`)?
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.answer.answerable import LIGHT, features, word_matches
from rag.answer.asked import Kind, asked, asked_role, costs, focus, names_role, offers
from rag.answer.premise import NONE, Doubts
from rag.answer.quotes import Quote
from rag.models.words import content_words
from rag.types import Hit, QueryVectors, Searched

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
SET_RIGHT = 0.9  # the least confidence where the archive says otherwise than the question assumes …
ABSENT = 9.0  # … and how many times the odds fall where nothing near has a name or a date of the question
NAMED = 3  # words that a reason names
_HOW = re.compile(r"\bhow (much|many|long|often|far|old|soon|big|large|high|tall|fast)\b", re.IGNORECASE)
NO_PART = "The archive does not say: nothing found that speaks of the rest of the question has"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` that the quotes answer, 0 to 1; `reason` tells a person why not."""

    confidence: float
    reason: str


def judge(
    question: str,
    query: QueryVectors,
    hits: Sequence[Hit],
    ranked: Sequence[Quote],
    doubted: Doubts = NONE,
) -> Verdict:
    """How sure it is that the best sentences answer the question, and what speaks against it.

    A question of which the archive says otherwise is answered by that, so it counts as answered.
    """
    if not hits or not ranked:
        return Verdict(0.0, NOTHING)
    kind = asked(question)
    best = ranked[:LOOKED_AT]
    if kind in STRICT and not any(offers(kind, q.text, question) or costs(question, q.text) for q in best):
        what = STRICT[kind].format(focus=next(iter(focus(question)), "them"))
        return Verdict(0.0, f"The archive does not say: nothing found gives {what}.")
    role = asked_role(question)
    if (
        role
        and not doubted.instead
        and not any(names_role(q.text, role, question) for q in ranked[:LOOKED_AT])
    ):
        return Verdict(0.0, f"The archive does not say: nothing found names the {role}.")
    found = features(question, query, hits, ranked)
    confidence = logistic(found)
    if doubted.instead:
        confidence = max(confidence, SET_RIGHT)
    elif doubted.absent:
        return Verdict(confidence / (confidence + ABSENT * (1 - confidence)), _nothing_of(doubted))
    missing = unmatched(query, ranked)
    reason = "The archive does not seem to answer this: the nearest passages are about something else."
    if missing:
        words = _quoted(missing)
        reason = f"The archive does not seem to answer this: nothing near enough speaks of {words}."
    return Verdict(confidence, reason)


def told(question: str, reason: str, searched: Searched | None) -> str:
    """The reason with those words of the question that no article has at all."""
    if searched is None or not searched.unknown:
        return reason
    words = list(dict.fromkeys(_as_asked(question, word) for word in searched.unknown))
    return f"{reason} No article mentions {_quoted(words)}."


def for_a_part(reason: str) -> bool:
    """Whether that is the reason of a refusal for a name or a date that nothing found has."""
    return reason.startswith(NO_PART)


def looked_for(question: str) -> list[str]:
    """The words of the question that say what it is about, which articles may have or not."""
    about = _HOW.sub(" ", question)
    return list(dict.fromkeys(word for word in content_words(about) if word not in LIGHT))


def _nothing_of(doubted: Doubts) -> str:
    words = _quoted([absent.asked for absent in doubted.absent])
    return f"{NO_PART} {words}."


def _quoted(words: Sequence[str]) -> str:
    return " or ".join(f"“{word}”" for word in words[:NAMED])


def _as_asked(question: str, word: str) -> str:
    """The word with the capitals that it has in the question."""
    match = re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE)
    return match[0] if match else word


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
