"""Questions with one name, number or date swapped for another of its kind: each assumes what is false."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.aliases import place_of
from rag.answer.names import Name, carried, names, same_name
from rag.answer.pieces import SOFT
from rag.answer.premise.roles import Sort, role, sort_of
from rag.answer.rarity import is_common
from rag.answer.values import Value, compare, values
from rag.models.words import WORD, is_function
from rag.types import Article, Span

FEWEST = 2  # content words that must be left beside what is swapped: something to hold on to
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
RANKS = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_FIGURE = re.compile(r"\d+")
SwapKind = Literal["name", "number", "date"]
Untaken = Literal["nothing else to hold on to", "none other of its kind"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the archive answers, with the words that tell the answer."""

    id: str
    question: str
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swapped:
    """A question with `was` swapped for `became`; `near` tells whether an article that answers has that."""

    asked: Asked
    question: str
    was: str
    became: str
    kind: SwapKind
    near: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """A part of a question that was not swapped."""

    asked: Asked
    was: str
    why: Untaken


class Pool:
    """The names of some articles by what they seem to be, each judged by all its mentions."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles = {article.id: article for article in articles}
        mentions: dict[str, list[tuple[Name, Sort]]] = {}
        for article in self.articles.values():
            for name in names(article.text):
                if name.sure and "\n" not in name.text and not all(is_common(word) for word in name.words):
                    sort = sort_of(name, role(article.text, name.span))
                    mentions.setdefault(name.key, []).append((name, sort))
        self._names = {
            key: (found[0][0], _judged([sort for _, sort in found])) for key, found in mentions.items()
        }

    def others(self, question: str, name: Name, known: Sequence[Name]) -> list[str]:
        """Names of its sort that none of the known ones can be, in alphabetic order.

        A last name alone is a person's where the articles have the full name; an adjective or a people
        ("Peruvian") is swapped for another.
        """
        sort = self._sort(question, name)
        fitting = [
            other
            for other, its in self._names.values()
            if its == sort
            and _adjective(other) == _adjective(name)
            and not carried(other, known)
            and not same_name(other, name)
        ]
        return sorted({_bare(other.text) for other in fitting})

    def _sort(self, question: str, name: Name) -> Sort:
        there = [sort for other, sort in self._names.values() if sort and same_name(other, name)]
        return there[0] if there else sort_of(name, role(question, name.span))


def _judged(sorts: Sequence[Sort]) -> Sort:
    """What most mentions tell, of those that tell anything; a place where one of three tells that."""
    told = Counter(sort for sort in sorts if sort)
    if told["place"] * 3 >= told.total() > 0:
        return "place"
    return told.most_common(1)[0][0] if told else ""


def _adjective(name: Name) -> bool:
    return place_of(name.key) != name.key


def swaps(asked: Asked, pool: Pool, rng: random.Random) -> Iterator[Swapped | Apart]:
    """Each name, number and date of the question swapped once.

    What it is swapped for does not stand in the question, its answers or its evidence. Not swapped: what
    leaves fewer than `FEWEST` content words, as that asks about something else and assumes nothing; and
    that for which the articles have none other of its kind.
    """
    question = asked.question
    told = " ".join([question, *asked.answers, *asked.evidence])
    known, said = names(told), values(told)
    own = names(question)
    inside = [name.span for name in own]
    facts: list[Name | Value] = [name for name in own if name.sure]
    facts += [v for v in values(question) if v.text.lower() not in SOFT and not _labels(question, v, inside)]
    for fact in sorted(facts, key=lambda f: f.span):
        if _left(question, fact.span) < FEWEST:
            yield Apart(asked, fact.text, "nothing else to hold on to")
            continue
        others = (
            pool.others(question, fact, known) if isinstance(fact, Name) else list(_others(fact, said, rng))
        )
        if not others:
            yield Apart(asked, fact.text, "none other of its kind")
            continue
        became = rng.choice(others)
        yield _swapped(asked, fact, became, pool)


def _swapped(asked: Asked, fact: Name | Value, became: str, pool: Pool) -> Swapped:
    was = _bare(fact.text)
    start = fact.span[0]
    question = asked.question[:start] + became + asked.question[start + len(was) :]
    texts = [pool.articles[id].text for id in asked.article_ids if id in pool.articles]
    near = any(became.lower() in text.lower() for text in texts)
    kind: SwapKind = "name"
    if isinstance(fact, Value):
        kind = "date" if fact.kind in ("date", "weekday", "clock") else "number"
    return Swapped(asked, question, was, became, kind, near)


def _bare(text: str) -> str:
    return text.removesuffix("'s").removesuffix("’s")


def _left(question: str, span: Span) -> int:
    rest = question[: span[0]] + " " + question[span[1] :]
    return len({w for w in WORD.findall(rest.lower()) if not is_function(w)})


def _labels(question: str, value: Value, named: Sequence[Span]) -> bool:
    """Whether it is part of a name, or of a label such as F-18."""
    start, end = value.span
    return question[start - 1 : start] == "-" or any(s < end and start < e for s, e in named)


def _others(value: Value, said: Sequence[Value], rng: random.Random) -> Iterator[str]:
    """The value with its weekday, its month or its first number changed, in the same writing."""
    for text in _changed(value.text, rng):
        other = next(iter(values(f"in {text} {value.head}")), None)
        if other is not None and all(compare(other, v) != "same" for v in (value, *said)):
            yield text


def _changed(text: str, rng: random.Random) -> Iterator[str]:
    for row in (DAYS, MONTHS, NUMBERS, RANKS):
        word = next((w for w in row if re.search(rf"\b{w}\b", text)), None)
        if word is not None:
            yield from (re.sub(rf"\b{word}\b", other, text) for other in row if other != word)
    figure = _FIGURE.search(text)
    if figure:
        number = int(figure[0])
        for step in rng.sample(range(1, 10), 3):
            yield text[: figure.start()] + str(number + step) + text[figure.end() :]
