"""What a question asks for, as far as values can be held against it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.answer.asked import Kind, asked
from rag.answer.names import Name, folded, names, same_name
from rag.answer.pieces import stem
from rag.answer.values import Kind as ValueKind
from rag.answer.values import Value, compare, values
from rag.models.words import content_words

_WHETHER = re.compile(
    r"\W*(?:(?:and|but|so|then)\W+)?(?:is|are|was|were|has|have|had|did|does|do|will|would|can|could|should)\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"^\W*(?:what(?:['’]s| is| was)? (?:(?:has |had )?(?:happened|become|became) (?:to|of|with)"
    r"|the (?:current |present |latest )?(?:status|state|outcome|result|fate) of)"
    r"|(?=(?:how|where) (?:do|does|did)\b.*\b(?:end|end up|stand|turn out|come out)\W*$)(?:how|where))\b",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(r"\b(who|whom|whose|when|where|why|which|what|how)\b", re.IGNORECASE)
SHORTEST_CODE = 4  # letters and figures of a name like F35
NAMED: frozenset[Kind] = frozenset(["person", "place"])
DAYS_ASKED: frozenset[Kind] = frozenset(["time", "year"])
VALUED: Mapping[Kind, frozenset[ValueKind]] = {
    "count": frozenset(["count", "quantity"]),
    "percentage": frozenset(["share"]),
    "money": frozenset(["money"]),
    "duration": frozenset(["duration"]),
    "time": frozenset(["date", "weekday", "clock"]),
    "year": frozenset(["date"]),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the facts that it says itself; they are not what differs about the answer.

    `whether` is true for one that is answered by yes or no, or by one of two; `of_outcome` for one that
    asks how something came out ("what happened to …"), and so for its opposites too. `words` are the stems
    of its content words, `opens` the word that asks ("who"), "" where none does.
    """

    text: str
    kind: Kind
    whether: bool
    opens: str
    words: frozenset[str]
    names: tuple[Name, ...]
    values: tuple[Value, ...]
    of_outcome: bool = False

    @property
    def unnamed(self) -> frozenset[str]:
        """The stems of its content words that are part of no name."""
        return self.words - {stem(word) for name in self.names for word in name.words}

    @property
    def sure_names(self) -> list[Name]:
        """Its names, but for "Q3" and the like, which name nothing by themselves."""
        return [n for n in self.names if n.sure and not (len(n.key) < SHORTEST_CODE and n.key[-1].isdigit())]

    @property
    def is_named(self) -> bool:
        """Whether it names what it is about."""
        return bool(self.sure_names)

    def says(self, fact: Value | Name) -> bool:
        """Whether the question says the value or the name itself, in any form or case.

        A year in the question does not say the day.
        """
        if isinstance(fact, Value):
            same = [value for value in self.values if compare(fact, value) == "same"]
            return any(fact.kind != "date" or len(fact.normal) <= len(value.normal) for value in same)
        return any(same_name(fact, name) for name in self.names) or self.words.issuperset(
            stem(word) for word in fact.words
        )

    def is_against(self, fact: Value | Name) -> bool:
        """Whether it is a day outside of the time that the question says: what it tells is another thing."""
        if not isinstance(fact, Value) or fact.kind != "date":
            return False
        return any(value.kind == "date" and compare(fact, value) == "different" for value in self.values)

    def wants(self, fact: Value | Name) -> bool:
        """Whether a fact of this sort can be what the question asks for: a name, a day, or any figure.

        "How long" may be answered in hours or in metres.
        """
        if self.kind in VALUED:
            is_day = isinstance(fact, Value) and fact.kind in VALUED["time"]
            return isinstance(fact, Value) and is_day == (self.kind in DAYS_ASKED)
        if self.kind in NAMED:
            return isinstance(fact, Name)
        return self.kind == "other"


def read(question: str) -> Asked:
    """The question as values are held against it."""
    found = _INTERROGATIVE.search(question)
    outcome = _OUTCOME.match(question)
    whether = outcome is not None or _WHETHER.match(question) is not None
    thing = question[outcome.end() :] if outcome else question
    return Asked(
        text=question,
        kind="other" if whether else asked(question),
        whether=whether,
        opens=found.group(1).lower() if found and not whether else "",
        words=frozenset(stem(folded(word)) for word in content_words(thing)),
        names=names(question),
        values=values(question),
        of_outcome=outcome is not None,
    )
