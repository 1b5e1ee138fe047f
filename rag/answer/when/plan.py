"""What to look for and where, once the time that a question says was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.condense import Rewrite, stand_alone
from rag.answer.when.reading import Reading, read
from rag.retrieve.scope import within
from rag.types import EVERYTHING, Scope, Turn


@dataclass(frozen=True, slots=True)
class Plan:
    """The standalone question in full, and without its time for articles of that time alone."""

    question: str
    given: Scope  # what may be searched whatever the question says
    reading: Reading | None = None  # its span is in what was asked, or None when an earlier one says it
    rest: str = ""
    scope: Scope = EVERYTHING
    any_time: bool = False  # the time is read only to be left out


def plan(
    question: str,
    history: Sequence[Turn],
    given: Scope,
    today: date | None,
    any_time: bool = False,
    rewrite: Rewrite | None = None,
) -> Plan:
    """The time is that of the standalone question, else of the latest of those that it leans on.

    Without `today` no time is read. `rewrite` is handed to `stand_alone`.
    """
    made = stand_alone(question, history, rewrite)
    if today is None:
        return Plan(made.shown, given)
    reading = read(made.shown, today)
    if reading is None:
        earlier = [found for text in reversed(made.leant_on) if (found := read(text, today))]
        if not earlier:
            return Plan(made.shown, given)
        reading = replace(earlier[0], when=replace(earlier[0].when, span=None), rest=made.shown)
    elif made.shown != question:
        at = question.find(reading.when.words)
        span = None if at < 0 else (at, at + len(reading.when.words))
        reading = replace(reading, when=replace(reading.when, span=span))
    scope = within(given, reading.when.after, reading.when.before)
    return Plan(made.shown, given, reading, reading.rest, scope, any_time)
