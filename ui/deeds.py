"""What a button within the conversation asks for, as one line: its name, the turn, sometimes a place.

The markup carries them as values, `ask.js` hands them on with a number that makes each a new one. What
comes in is checked here: it may be anything.

    again 3      the question of turn 3 once more, as the page is set now
    alone 3      … taken by itself, without the conversation before it
    anytime 3    … without the time that was read in it
    anyday 3     … without the first and last day that were set
    anywhere 3   … of all outlets
    outlet 3 0   … without the first of the outlets that were set
    edit 3       its words into the question box
    keep         no longer edited
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from rag.receipt import Terms
from rag.types import Turn

DEED = re.compile(
    r"(?P<name>again|alone|anytime|anyday|anywhere|outlet|edit|keep)"
    r"(?: (?P<turn>\d{1,6}))?(?: (?P<place>\d{1,6}))? #\d{1,9}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Deed:
    name: str
    turn: int = 0
    place: int = 0


def read(line: str | None) -> Deed | None:
    """None for what is no deed."""
    found = DEED.fullmatch(line or "")
    return found and Deed(found["name"], int(found["turn"] or 0), int(found["place"] or 0))


def changed(deed: Deed, past: Terms, now: Terms, timeless: tuple[Turn, ...]) -> Terms:
    """The terms to ask on: those of then with one change, or for "again" those of now.

    `timeless` are the turns before without the times that they say. A question that was taken by itself,
    or without its time, stays so.
    """
    same = replace(past, today=now.today)
    match deed.name:
        case "alone":
            return replace(same, history=())
        case "anytime":
            return replace(same, read_dates=False, history=timeless if past.history else ())
        case "anyday":
            return replace(same, after=None, before=None)
        case "anywhere":
            return replace(same, sources=None)
        case "outlet":
            left = [name for place, name in enumerate(past.sources or ()) if place != deed.place]
            return replace(same, sources=tuple(left) or None)
    alone = not past.history and past.today is not None
    return replace(now, history=() if alone else now.history, read_dates=past.read_dates)


def cleared(deed: Deed, terms: Terms) -> dict[str, Any]:
    """What of the page's own fields changes with a limit that is taken away, so that it stays away."""
    match deed.name:
        case "anyday":
            return {"after": "", "before": ""}
        case "anywhere" | "outlet":
            return {"outlets": list(terms.sources or ())}
    return {}
