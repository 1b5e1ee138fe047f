"""How much of a question what was found speaks of: the signals that the refusal weighs."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.answer.asked import asked, asked_class, focus, names_something, offers
from rag.answer.quotes import Quote
from rag.models.words import content_words, is_function
from rag.retrieve.rerank import telling
from rag.store.lexical import stems
from rag.types import Hit, QueryVectors

LIGHT = frozenset(  # words that ask, or say little by themselves: an answer often does without them
    """
    apart besides belong bring brought call called came carried carry come consist describe described
    gave get give given go goes going got happen happened held hold instead keep kept kind kinds let
    look made make makes mean means meant occur occurred part place publish published purpose put report
    reported reports said say says see seen send sends sent sort sorts take taken takes taking tell told
    took type types used way went write wrote
    """.split()
)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w'’-]+")


def features(
    question: str, query: QueryVectors, hits: Sequence[Hit], ranked: Sequence[Quote]
) -> dict[str, float]:
    """Numbers that are higher the more of the question is matched; all but `margin` from about 0 to 1.

    - sentence, window: the best hit's signals of those names (rag/retrieve/signals.py)
    - around: how the best sentence and the one before it match the question, rare words weighing more
    - focus: the worst match there of a word of the thing asked for ("crew members"); "why" asks for none
    - least: the worst match of a content word in the best article
    - passage_words, all_words: the share of the content words, by their stems, that the best passage
      and all hits together have
    - names: the share of the question's names that the best passage has; 1 where it names nothing
    - unnamed: 1 where the question names nothing, as when it is all in small letters
    - margin: how far the best hit's score is above the fourth's: an answer stands out
    - offers: 1 where the best sentence has the kind of thing that is asked for, a date for "when"; a
      reason is often told without a word that marks it as one
    """
    best = ranked[0]
    parts = dict(hits[0].parts)
    around = word_matches(query, [best.around])
    article = word_matches(query, [q.matches for q in ranked if q.hit.article.id == best.hit.article.id])
    if names_something(best.text, question):  # a member of the class is enough
        for word in asked_class(question):
            around.pop(word, None)
            article.pop(word, None)
    rarity = telling(query, np.stack([q.matches for q in ranked]))
    content = _content(question)
    passage = set(stems(f"{best.hit.article.title} {best.hit.passage.text}"))
    everything = {stem for hit in hits for stem in stems(hit.passage.text)}
    names = {stem for match in _NAME.finditer(question) for stem in stems(match.group())}
    kind = asked(question)
    wanted = [] if kind == "reason" else focus(question)
    return {
        "sentence": parts.get("sentence", 0.0),
        "window": parts.get("window", 0.0),
        "around": float(rarity @ best.around),
        "focus": min((around[w] for w in wanted if w in around), default=1.0),
        "least": min(article.values(), default=1.0),
        "passage_words": _share(content, passage),
        "all_words": _share(content, everything),
        "names": _share(names, passage),
        "unnamed": float(not names),
        "margin": hits[0].score - hits[min(3, len(hits) - 1)].score,
        "offers": float(kind in ("other", "reason") or offers(kind, best.text, question)),
    }


def word_matches(query: QueryVectors, matches: Sequence[NDArray[np.float32]]) -> dict[str, float]:
    """Each content word of the question with its best cosine in any row, its pieces averaged."""
    best: NDArray[np.float32] = np.max(matches, axis=0)
    content = dict.fromkeys(w for w in query.words if not is_function(w))
    words = [w for w in content if w not in LIGHT] or list(content)
    return {w: float(np.mean([best[i] for i, v in enumerate(query.words) if v == w])) for w in words}


def _content(question: str) -> set[str]:
    words = content_words(question)
    return {stem for word in [w for w in words if w not in LIGHT] or words for stem in stems(word)}


def _share(wanted: set[str], there: set[str]) -> float:
    return len(wanted & there) / len(wanted) if wanted else 1.0
