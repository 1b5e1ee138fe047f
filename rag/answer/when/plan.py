"""What to look for and where, once the time that a question says was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.condense import leant_on
from rag.answer.when.reading import Reading, read
from rag.retrieve.scope import within
from rag.types import EVERYTHING, Scope, Turn


@dataclass(frozen=True, slots=True)
class Plan:
    """The standalone question in full, and without its time for articles of that time alone."""

    question: str
    given: Scope  # what may be searched whatever the question says
    reading: Reading | None = None  # its span is in the last question, or None when an earlier one says it
    rest: str = ""
    scope: Scope = EVERYTHING
    any_time: bool = False  # the time is read only to be left out


def plan(
    question: str, history: Sequence[Turn], given: Scope, today: date | None, any_time: bool = False
) -> Plan:
    """The time is that of the question itself, else of the latest of those that it leans on.

    Without `today` no time is read.
    """
    asked = leant_on(question, history)
    readings = [read(text, today) if today else None for text in asked]
    latest = max((place for place, reading in enumerate(readings) if reading), default=None)
    if latest is None or (reading := readings[latest]) is None:
        return Plan(" ".join(asked), given)
    for place, earlier in enumerate(readings[:latest]):  # its place is taken by the later one
        if earlier and earlier.when.how == "published":
            asked[place] = earlier.rest
    rest = [*asked[:latest], reading.rest, *asked[latest + 1 :]]
    if latest < len(asked) - 1:
        reading = replace(reading, when=replace(reading.when, span=None))
    scope = within(given, reading.when.after, reading.when.before)
    return Plan(" ".join(asked), given, reading, " ".join(rest), scope, any_time)
