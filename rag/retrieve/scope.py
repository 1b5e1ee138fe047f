"""The scope a person asks for, checked once where it comes in. The door of rapidfuzz."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime

from rapidfuzz import fuzz, process, utils

from rag.errors import BadQuestion
from rag.ingest.characters import visible
from rag.types import EVERYTHING, Scope

NEAR = 60  # of 100: how alike a name must be to be offered for one that does not exist
OFFERED = 3
LISTED = 8  # outlets named where none is near


def scope_of(
    after: date | None,
    before: date | None,
    sources: Iterable[str] | None,
    outlets: Callable[[], Collection[str]],
) -> Scope:
    """What may be searched. `outlets` gives those of the archive and is asked only when one is named.

    An outlet's name may be written in any case. Raises BadQuestion when the dates are the wrong way
    round, or an outlet is named that the archive has not.
    """
    first, last = _day(after), _day(before)
    if first and last and first > last:
        raise BadQuestion(
            f"after {first} and before {last} leave no day between them; "
            "after must be the earlier one, both days count"
        )
    named = [sources] if isinstance(sources, str) else list(sources or ())
    if not named:
        return Scope(first, last) if first or last else EVERYTHING
    held = outlets()
    return Scope(first, last, frozenset(outlet for name in named for outlet in _named(name, held)))


def within(scope: Scope, after: date | None, before: date | None) -> Scope:
    """The part of the scope that lies between two more dates; where there is none, it admits nothing."""
    firsts = [day for day in (scope.after, after) if day]
    lasts = [day for day in (scope.before, before) if day]
    return Scope(max(firsts, default=None), min(lasts, default=None), scope.sources)


def _named(name: str, held: Collection[str]) -> list[str]:
    """The outlets of that name, in whatever case they are written."""
    wanted = _plain(name)
    found = [outlet for outlet in held if _plain(outlet) == wanted]
    if found:
        return found
    shown = visible(" ".join(name.split()))
    near = process.extract(
        shown,
        list(held),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=OFFERED,
        score_cutoff=NEAR,
    )
    raise BadQuestion(
        f"no outlet “{shown}” in this archive; {_offer([outlet for outlet, _, _ in near], held)}"
    )


def _offer(near: Sequence[str], held: Collection[str]) -> str:
    if near:
        return f"nearest: {', '.join(near)}"
    names = sorted(outlet for outlet in held if outlet)
    if not names:
        return "its articles name no outlet"
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"it has: {', '.join(names[:LISTED])}{more}"


def _plain(name: str) -> str:
    return " ".join(visible(name).split()).casefold()


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
