"""What speaks for a sentence, so that the passages that hold the likeliest ones come first."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.models.words import content_words, is_function
from rag.retrieve.rerank import MATCHED, telling
from rag.retrieve.sentences import Matches, Sentences
from rag.retrieve.signals import LEAD, SIGNALS, Floats, vagueness
from rag.store.forms import VALUES
from rag.types import QueryVectors

OF_PASSAGE = tuple(f"passage_{name}" for name in SIGNALS)
SENTENCE_SIGNALS = (
    *("own", "after", "around", "wide", "own_everywhere", "around_everywhere", "held", "content", "plain"),
    *("cosine", "cosine_before", "cosine_after"),
    *("article_own", "best_own", "article_cosine", "best_cosine"),
    *("names_for_who", "names_for_where", "number_for_how_many", "speech_for_said"),
    *("lead", "lead_vague", "opening", "opening_vague", "length", "new", "asks"),
    *OF_PASSAGE,
)
Column = NDArray[np.float32] | Floats | list[float]
UNKNOWN = 0.5  # how a sentence matches words of a kind that the question has none of

_ASKS_FOR = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how)\b")
_AMOUNT = re.compile(
    r"\bhow (many|much|long|old|far|often|big|tall|high|fast)\b"
    r"|\b(what|which) (number|total|amount|percentage|percent|share|proportion|price|cost|age|sum)\b"
)
_NUMBER = re.compile(rf"\d|\b({'|'.join(VALUES)}|hundreds?|thousands?|[mb]illions?|dozens?|half)\b", re.I)
_FULL_NAME = re.compile(r"\b[A-Z][\w’'-]+ (?:[A-Z]\. )?[A-Z][\w’'-]+")
_CAPITAL = re.compile(r"(?<!^)\b[A-Z]\w+")
_SPEECH = re.compile(
    r"\b(sa(y|ys|id|ying)|tells?|told|call(s|ed)?|describ(e|es|ed)|think|comment(s|ed)?|add(s|ed)|ask(s|ed)?"
    r"|announce[sd]?|claim(s|ed)?|warn(s|ed)?|report(s|ed)?|states?|stated|wr(ite|ites|ote)|den(y|ies|ied))\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“”]")


def measure(question: str, query: QueryVectors, found: Sentences, signals: Floats) -> Floats:
    """(sentences, SENTENCE_SIGNALS). `signals` are those of the passages, (passages, SIGNALS).

    MaxSim of the question's tokens over the sentence, where a token tells the more, the fewer sentences
    of the same article match it: what an article speaks of throughout tells none of its places.

    - own, after, around, wide: over the sentence, with the one after, with both beside it, with two each
    - own_everywhere, around_everywhere: a token weighs by the sentences of all articles instead
    - held: the weight of the tokens that it and those beside it match for certain
    - content, plain: of the content words that are no names; in `plain` all weigh alike
    - cosine, cosine_before, cosine_after: of the sentence's vector, and of those beside it
    - article_own, article_cosine: the best of its article; best_own, best_cosine: 1 for the one that has it
    - names_for_who, names_for_where: full names that the question does not have (the logarithm of one more
      than there are), where it asks for a person; where, when, why or how
    - number_for_how_many: whether it has a number where one is asked for
    - speech_for_said: whether it reports speech where the question speaks of saying
    - lead, opening: how near to the article's beginning, and whether it opens it; the same by vagueness
    - length, new: logarithms of the words, and of the content words that the question does not have
    - asks: whether it is a question itself
    - passage_…: the signals of the best passage that holds it
    """
    own = found.matches
    groups = found.groups()
    local = np.empty_like(own)
    for group in groups:
        local[group] = telling(query, own[group])
    everywhere = telling(query, own)
    before, after = _beside(own, groups, -1), _beside(own, groups, 1)
    around = np.maximum(own, np.maximum(before, after))
    wide = np.maximum(around, np.maximum(_beside(own, groups, -2), _beside(own, groups, 2)))
    told = _weighed(own, local)
    cosines = found.cosines[:, None]
    columns: tuple[Column, ...] = (
        told,
        _weighed(np.maximum(own, after), local),
        _weighed(around, local),
        _weighed(wide, local),
        own @ everywhere,
        around @ everywhere,
        _weighed((around > MATCHED).astype(np.float32), local),
        *_of_content(question, query, own, local),
        found.cosines,
        _beside(cosines, groups, -1)[:, 0],
        _beside(cosines, groups, 1)[:, 0],
        *_best_of(told, groups),
        *_best_of(found.cosines, groups),
        *_words(question, found.texts),
        *_place(question, found),
        *_form(question, found.texts),
        signals[list(found.places)],
    )
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def _beside(rows: NDArray[np.float32], groups: Sequence[range], step: int) -> NDArray[np.float32]:
    """The rows of the sentences that many further on in the article, zeros beyond its ends."""
    moved = np.zeros_like(rows)
    for group in groups:
        first, last = max(group.start, group.start - step), min(group.stop, group.stop - step)
        if first < last:
            moved[first:last] = rows[first + step : last + step]
    return moved


def _weighed(matches: Matches, weights: Matches) -> NDArray[np.float32]:
    return np.asarray((matches * weights).sum(axis=1))


def _of_content(
    question: str, query: QueryVectors, own: Matches, local: Matches
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    named = {word.lower() for word in _CAPITAL.findall(question)}
    content = np.array([not is_function(word) and word not in named for word in query.words])
    if not content.any():
        nothing = np.full(len(own), UNKNOWN, dtype=np.float32)
        return nothing, nothing
    weights = local * content
    return _weighed(own, weights) / np.maximum(weights.sum(axis=1), 1e-9), own[:, content].mean(axis=1)


def _best_of(
    values: NDArray[np.float32], groups: Sequence[range]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each sentence the best value of its article, and 1 where that is its own, the first of equals."""
    best, is_best = np.zeros_like(values), np.zeros_like(values)
    for group in groups:
        best[group] = values[group].max()
        is_best[group.start + int(np.argmax(values[group]))] = 1.0
    return best, is_best


def _words(question: str, texts: Sequence[str]) -> list[list[float]]:
    """names_for_who, names_for_where, number_for_how_many, speech_for_said"""
    lowered = question.lower()
    first = _ASKS_FOR.search(lowered)
    word = first.group(1) if first else ""
    who = word in ("who", "whom", "whose")
    amount = bool(_AMOUNT.search(lowered))
    other = not who and word not in ("", "what", "which")
    said = bool(_SPEECH.search(question))
    names = [_new_names(text, lowered) if who or other else 0.0 for text in texts]
    return [
        [who * count for count in names],
        [other * count for count in names],
        [float(amount and bool(_NUMBER.search(text))) for text in texts],
        [float(said and bool(_SPEECH.search(text) or _QUOTED.search(text))) for text in texts],
    ]


def _new_names(text: str, lowered: str) -> float:
    return math.log1p(sum(name.split()[-1].lower() not in lowered for name in _FULL_NAME.findall(text)))


def _place(question: str, found: Sentences) -> list[Floats]:
    """lead, lead_vague, opening, opening_vague"""
    starts = np.array([start for start, _ in found.spans], dtype=np.float64)
    lead, opening, vague = np.exp(-starts / LEAD), (starts == 0).astype(np.float64), vagueness(question)
    return [lead, vague * lead, opening, vague * opening]


def _form(question: str, texts: Sequence[str]) -> list[list[float]]:
    """length, new, asks"""
    known = set(content_words(question))
    return [
        [math.log1p(len(text.split())) for text in texts],
        [math.log1p(len(_content(text) - known)) for text in texts],
        [float("?" in text) for text in texts],
    ]


@lru_cache(maxsize=20_000)  # the same sentences are read for many a question
def _content(text: str) -> frozenset[str]:
    return frozenset(content_words(text))
