"""Dates and times in figures, and what every date is given as: "2025-03-04", "04/03/2025", "9:30 p.m."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.answer.tokens import Token, glued, lower_at

DateKind = Literal["date", "weekday", "clock"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in the tokens `first` to `last` (exclusive).

    Each reading is in ISO 8601 with what is not said left out: "2025-03-04", "2025-03", "2025",
    "--03-04", "--03"; a decade is "199x". A weekday is its name, a time of day "21:30".
    """

    kind: DateKind
    readings: tuple[str, ...]
    first: int
    last: int


def real(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def date_in_figures(found: Sequence[Token], place: int) -> list[Dated]:
    """ "2025-03-04"; "04/03/2025", which is the third of April or the fourth of March; "9/11"."""
    parts = [found[place].text]
    end, mark = place + 1, lower_at(found, place + 1)
    while mark in ("-", "/") and lower_at(found, end) == mark and end + 1 < len(found) and len(parts) < 4:
        if not (glued(found, end) and glued(found, end + 1) and found[end + 1].is_figure):
            break
        parts.append(found[end + 1].text)
        end += 2
    if len(parts) != 3 or not all(p.isdecimal() for p in parts):
        nine_eleven = parts == ["9", "11"] and mark == "/"
        return [Dated("date", ("--09-11",), place, end)] if nine_eleven else []
    first, middle, last = map(int, parts)
    if len(parts[0]) == 4:
        readings = [(first, middle, last)]
    elif mark == "/" and len(parts[2]) in (2, 4):
        year = last if len(parts[2]) == 4 else last + (2000 if last < 70 else 1900)
        readings = [(year, middle, first), (year, first, middle)]
    else:
        return []
    iso = dict.fromkeys(f"{y:04}-{m:02}-{d:02}" for y, m, d in readings if real(y, m, d))
    return [Dated("date", tuple(iso), place, end)] if iso else []


def clock(found: Sequence[Token], place: int) -> list[Dated]:
    """ "9:30 p.m.", "9 a.m.", "21:30"."""
    hour, minute, end = found[place].text, "", place + 1
    if lower_at(found, end) == ":" and glued(found, end) and glued(found, end + 1):
        minute, end = lower_at(found, end + 1), end + 2
    if not hour.isdecimal() or int(hour) > 23 or (minute and not (minute.isdecimal() and len(minute) == 2)):
        return []
    half = lower_at(found, end)
    if half in ("a", "p") and lower_at(found, end + 1) == "." and lower_at(found, end + 2) == "m":
        half, end = half + "m", end + 3 + (lower_at(found, end + 3) == ".")
    elif half in ("am", "pm"):
        end += 1
    else:
        half = ""
    if not (half or minute) or (half and not 1 <= int(hour) <= 12) or int(minute or 0) > 59:
        return []
    afternoon = 12 if half == "pm" else 0
    return [
        Dated("clock", (f"{int(hour) % (12 if half else 24) + afternoon:02}:{minute or '00'}",), place, end)
    ]
