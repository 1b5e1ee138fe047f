"""A sentence that may be one side of a conflict, each part of it read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from rag.answer.answerable import word_matches
from rag.answer.asked import alike
from rag.answer.conflict.asked_for import Asked
from rag.answer.marks import key_spans
from rag.answer.names import Name, carried, folded, names, same_name
from rag.answer.pieces import Piece, pieces, stem
from rag.answer.quotes import Quote
from rag.answer.rarity import rarity
from rag.answer.speakers import SAID
from rag.answer.values import Value, compare, values
from rag.models.words import content_words
from rag.remembered import remembering
from rag.retrieve.said import opening
from rag.types import QueryVectors, Span

T = TypeVar("T")
DAYS = frozenset(["date", "weekday"])
SAID_WITHIN = 3  # words before a day, of which one is a verb of saying
SPOKEN_OF = 0.8  # of the question's words: from here on a passage is about what is asked
MOST_OF_NAME = 0.5  # of the words of a name: a last name alone, or an event by a shorter name
EVERYWHERE = frozenset(["united states", "american", "americans"])
MUCH = 12.0  # what two sentences share beyond the question where they surely tell of one thing
MET = 0.55  # the cosine from which a word of the question counts as spoken of


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says of the thing: `quote.text[span[0]:span[1]] == text`.

    `fact` is the value or name it is, None for an outcome ("stalled").
    """

    text: str
    span: Span
    fact: Value | Name | None = None

    def agrees(self, other: Said) -> bool:
        """Whether the two can mean the same."""
        if isinstance(self.fact, Value) and isinstance(other.fact, Value):
            return compare(self.fact, other.fact) != "different"
        if isinstance(self.fact, Name) and isinstance(other.fact, Name):
            return same_name(self.fact, other.fact)
        return self.text.lower() == other.text.lower()


Pair = tuple[Said, Said]


class Line:
    """A ranked sentence. `at` is its rank, from 0; `cited` whether the answer quotes it."""

    def __init__(self, quote: Quote, at: int, cited: bool, asked: Asked, query: QueryVectors) -> None:
        self.quote, self.at, self.cited = quote, at, cited
        self.text = quote.text
        self.article = quote.hit.article
        self.asked, self._query = asked, query
        self._known: dict[Callable[[Line], Any], Any] = {}

    def once(self, read: Callable[[Line], T]) -> T:
        """What the function finds in the sentence, which is held against many: found once."""
        if read not in self._known:
            self._known[read] = read(self)
        found: T = self._known[read]
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of its content words, but for those of a dateline."""
        return stems(self.text[opening(self.text) :])

    @cached_property
    def around(self) -> frozenset[str]:
        """The stems of the content words of its passage and its article's title."""
        return stems(f"{self.article.title} {self.quote.hit.passage.text}")

    @cached_property
    def pieces(self) -> list[Piece]:
        return pieces(self.text)

    @cached_property
    def values(self) -> tuple[Value, ...]:
        return values(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.text)

    @cached_property
    def keys(self) -> tuple[Span, ...]:
        """Its words that answer the question."""
        return key_spans(self.asked.text, self.text)

    @cached_property
    def met(self) -> dict[str, bool]:
        """Of each content word of the question, whether this sentence or the one before speaks of it."""
        own = content_words(self.text)
        return {
            word: cosine >= MET or any(alike(word, other) for other in own)
            for word, cosine in word_matches(self._query, [self.quote.around]).items()
        }

    @cached_property
    def spoken_of(self) -> float:
        """The share of the question's words that it speaks of or its passage has, 0 to 1, by their rarity."""
        whole = sum(rarity(word) for word in self.met)
        there = (w for w, met in self.met.items() if met or stem(folded(w)) in self.around)
        return sum(rarity(word) for word in there) / whole if whole else 0.0

    @cached_property
    def has_names(self) -> bool:
        """Whether its passage or its article's title has most of every name of the question."""
        return all(self._share(stems(name.text)) >= MOST_OF_NAME for name in self.asked.sure_names)

    def _share(self, words: frozenset[str]) -> float:
        return len(words & self.around) / len(words) if words else 1.0

    def has_key(self, fact: Value | Name) -> bool:
        """Whether the fact is among its words that answer the question."""
        return any(start < fact.span[1] and fact.span[0] < end for start, end in self.keys)

    @cached_property
    def days(self) -> list[Value]:
        """The days on which something is told to be, not on which it was said."""
        return [v for v in self.values if v.kind in DAYS and not self.dates_a_saying(v)]

    @cached_property
    def named(self) -> list[Name]:
        """Its sure names, but for those of a dateline and of what most news is about."""
        start = opening(self.text)
        return [n for n in self.names if n.sure and n.span[0] >= start and n.key not in EVERYWHERE]

    def dates_a_saying(self, fact: Value | Name) -> bool:
        """Whether it is the day on which somebody said it: "the ministry said on Tuesday"."""
        before = self.text[: fact.span[0]].lower().split()[-SAID_WITHIN:]
        return isinstance(fact, Value) and fact.kind in DAYS and not SAID.isdisjoint(before)

    def is_of_another_day(self, other: Line) -> bool:
        """Whether both name days, and none of them can be one."""
        ours, theirs = self.days, other.days
        return bool(ours and theirs) and all(compare(a, b) == "different" for a in ours for b in theirs)

    def is_near(self, other: Line) -> bool:
        """Whether the two can be told to be of one thing: the question names it, or they share a name and
        rare words.

        "How many were hurt?" is asked of many an accident.
        """
        if self.asked.is_named:
            return self.has_names and other.has_names
        ours, theirs = self.named, other.named
        return beyond(self.asked, self.words, other.words) >= MUCH and any(carried(n, theirs) for n in ours)

    def say(self, fact: Value | Name) -> Said:
        """A fact of the sentence as it stands there, without a possessive ending."""
        start, end = fact.span
        end -= 2 if self.text[start:end].endswith(("'s", "’s")) else 0
        return Said(self.text[start:end], (start, end), fact)


def beyond(asked: Asked, one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts share that the question does not say: the rarity of their common stems."""
    return sum(rarity(word) for word in (one & other) - asked.words)


@remembering(4_000)
def stems(text: str) -> frozenset[str]:
    """The stems of the content words of a text, without accents."""
    return frozenset(stem(word if word.isascii() else folded(word)) for word in content_words(text))
