"""The sentences found for a question, by how much of it they speak of when a part is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.answer.aliases import KNOWN_AS, place_of
from rag.answer.names import Name, folded, names, same_name
from rag.answer.negation import DENIERS, NEGATORS, plain, polarity
from rag.answer.pieces import stem
from rag.answer.quotes import Quote
from rag.answer.rarity import rarity
from rag.answer.tokens import tokens
from rag.answer.values import Value, values
from rag.models.words import WORD, is_function
from rag.remembered import remembering
from rag.retrieve.rerank import telling
from rag.types import Article, QueryVectors

OWN = 0.6  # how much a sentence's own words count, beside those of it and the sentence before together
BEFORE, BEHIND = 500, 200  # characters of the article around a sentence that are its surroundings
_DATELINE = re.compile(r"[^a-z]{0,3}[A-Z][^.!?]{0,60}?\([A-Z][\w .]{1,20}\)\s*[-–—]+|\([A-Z]{2,}\)\s*[-–—]+")
MISSPELT, ALIKE = 6, 0.85  # letters of a word that may be misspelt, and how alike the right one is
FEWEST = 2  # other content words: of fewer no sentence can be told to speak of the same


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """A sentence with how much it speaks of the question without one of its parts, 0 to 1."""

    sentence: Sentence
    rest: float


class Text:
    """A text of which it is asked, often more than once, whether it has a name."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> frozenset[str]:
        """As names have them, those of a people as the country's too."""
        return _words(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.text)

    def has(self, name: Name) -> bool:
        """Whether it has the name, by whatever it is known as, or all its words in any writing.

        A long word may be misspelt by a letter or two.
        """
        if all(_is_there(place_of(word), self.words) for word in name.words):
            return True
        last = place_of(name.words[-1])
        known = place_of(name.key) in KNOWN_AS.values()
        if not (last in self.words or known or name.text.isupper()):
            return False
        return any(same_name(name, other) for other in self.names)


class Sentence:
    """A sentence of what was found, read closely only when something is asked of it.

    `story` is its article's title and text.
    """

    def __init__(self, quote: Quote, story: Text) -> None:
        self.quote, self.story = quote, story
        self._own = Text(quote.text)

    @property
    def article(self) -> Article:
        return self.quote.hit.article

    @property
    def names(self) -> tuple[Name, ...]:
        """Their spans count in the sentence."""
        return self._own.names

    @cached_property
    def told_of(self) -> list[Name]:
        """The sure names of what the sentence tells, not those of its dateline ("LIMA, Peru (AP) --")."""
        line = _DATELINE.match(self.quote.text)
        start = line.end() if line else 0
        return [name for name in self.names if name.sure and name.span[0] >= start]

    def article_names(self, others: Iterable[Name]) -> bool:
        """Whether its article has all the names."""
        return all(self.story.has(name) for name in others)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        return values(self.quote.text)

    @cached_property
    def polarity(self) -> Mapping[str, tuple[int, int]]:
        """How often each root of a word is said and how often denied."""
        return polarity_of(self.quote.text)

    @cached_property
    def around(self) -> str:
        """The article's text about the sentence."""
        start, end = max(0, self.quote.start - BEFORE), self.quote.end + BEHIND
        return self.article.text[start:end]

    def says(self, name: Name) -> bool:
        """Whether the sentence itself has the name."""
        return self._own.has(name)

    def says_near(self, name: Name) -> bool:
        """Whether its surroundings or its article's title have the name."""
        return self._around.has(name)

    @cached_property
    def _around(self) -> Text:
        return Text(f"{self.article.title}\n{self.around}")


class Nearby:
    """Every sentence that was found, and what each content word of the question meets in it."""

    def __init__(self, query: QueryVectors, ranked: Sequence[Quote]) -> None:
        found = {q.hit.article.id: q.hit.article for q in ranked}
        stories = {id: Text(f"{article.title}\n{article.text}") for id, article in found.items()}
        self.sentences = [Sentence(quote, stories[quote.hit.article.id]) for quote in ranked]
        self.words = list(dict.fromkeys(w for w in query.words if not is_function(w)))
        weights = telling(query, np.stack([q.matches for q in ranked]))
        places = [[i for i, w in enumerate(query.words) if w == word] for word in self.words]
        own = np.stack([q.matches for q in ranked])
        around = np.stack([q.around for q in ranked])
        met = np.clip(OWN * own + (1 - OWN) * np.maximum(own, around), 0.0, 1.0)
        columns = [met[:, at].mean(axis=1) for at in places] or [np.zeros(len(ranked))]
        self._told_in: dict[tuple[str, str], bool] = {}
        self._met: NDArray[np.float32] = np.stack(columns, axis=1)
        self._weights = np.array([float(weights[at].sum()) for at in places] or [0.0])

    def without(self, words: frozenset[str]) -> list[Near]:
        """The sentences by how much they speak of the rest, best first; none where too little is left."""
        kept = [i for i, word in enumerate(self.words) if word not in words]
        total = float(self._weights[kept].sum()) if kept else 0.0
        if len(kept) < FEWEST or total <= 0:
            return []
        rest = (self._met[:, kept] @ self._weights[kept]) / total
        order = sorted(range(len(rest)), key=lambda i: (-rest[i], i))
        return [Near(self.sentences[i], float(rest[i])) for i in order]

    def telling(self, words: frozenset[str]) -> float:
        """How much the rest of the question tells: its words' rarity, summed.

        "What position did Lee hold?" leaves 8, of which many articles speak that tell nothing of Lee.
        """
        return sum(rarity(word) for word in self.words if word not in words)

    def told_in(self, near: Near, name: Name) -> bool:
        """Whether the sentence's article has the name."""
        article = near.sentence.article
        known = (article.id, name.key)
        if known not in self._told_in:
            self._told_in[known] = near.sentence.story.has(name)
        return self._told_in[known]

    @cached_property
    def articles(self) -> dict[str, Article]:
        return {s.article.id: s.article for s in self.sentences}


@remembering(4_000)
def polarity_of(text: str) -> Mapping[str, tuple[int, int]]:
    """How often each root of a content word is said and how often denied."""
    words = plain([token.lower for token in tokens(text)])
    if not (NEGATORS | DENIERS).intersection(words):
        return {root(word): (1, 0) for word in words if not is_function(word)}
    counts: dict[str, tuple[int, int]] = {}
    for word, one in polarity(words).items():
        said, denied = counts.get(root(word), (0, 0))
        counts[root(word)] = (said + one.said, denied + one.denied)
    return counts


def root(word: str) -> str:
    """The lowercase word without ending and silent e: "side" and "sided" are one."""
    return stem(word).removesuffix("e")


@remembering(1_000)
def _words(text: str) -> frozenset[str]:
    found = {w.lower() if w.isascii() else folded(w) for w in set(WORD.findall(text))}
    return frozenset(found | {place_of(word) for word in found} | {word.removesuffix("s") for word in found})


def has_name(text: str, name: Name) -> bool:
    """See `Text.has`."""
    return Text(text).has(name)


def _is_there(word: str, there: frozenset[str]) -> bool:
    if word in there or word.removesuffix("s") in there:
        return True
    if len(word) < MISSPELT:
        return False
    near = [w for w in there if w[:1] == word[0] and abs(len(w) - len(word)) <= 1]
    return any(SequenceMatcher(None, word, w).ratio() >= ALIKE for w in near)
