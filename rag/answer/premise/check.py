"""All that a question takes for granted against what was found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.asked import asked
from rag.answer.names import names
from rag.answer.premise.events import of_event
from rag.answer.premise.found import Absent, Instead
from rag.answer.premise.named import of_name
from rag.answer.premise.near import Nearby
from rag.answer.premise.slots import slots
from rag.answer.premise.valued import of_value
from rag.answer.quotes import Quote
from rag.types import QueryVectors

MOST = 2  # premises of one question that are set right


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the archive says instead, the surest first, and what nothing found speaks of."""

    instead: tuple[Instead, ...] = ()
    absent: tuple[Absent, ...] = ()


NONE = Doubts()


def doubts(question: str, query: QueryVectors, ranked: Sequence[Quote]) -> Doubts:
    """Each name, number and date of the question, and what it says happened, held against the sentences
    that speak of the rest of it.

    `ranked` are all sentences of the hits. A part is doubted only where a sentence matches the rest well,
    and none that has the part matches it nearly as well.
    """
    if not ranked:
        return NONE
    nearby = Nearby(query, ranked)
    named, kind = names(question), asked(question)
    found: list[Instead | Absent | None] = [
        of_name(slot, question, named, nearby, kind) if slot.name else of_value(slot, named, nearby)
        for slot in slots(question)
    ]
    found.append(of_event(question, nearby))
    instead = sorted((f for f in found if isinstance(f, Instead)), key=lambda f: -f.sure)
    return Doubts(tuple(instead[:MOST]), tuple(f for f in found if isinstance(f, Absent)))
