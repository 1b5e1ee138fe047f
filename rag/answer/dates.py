"""Dates as news writes them, whole or in part: "March 4", "4 March 2025", "04/03/2025", "Thursday".

A grammar of its own over the twelve months, because a date must be told from a verb: dateparser's
search finds a date in "he may march", fills the missing year with this one, and settles on one
reading of 04/03/2025 where there are two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answer.figure_dates import Dated, clock, date_in_figures, real
from rag.answer.figures import Number
from rag.answer.tokens import Token, glued, hyphen, lower_at

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH: Mapping[str, int] = {
    **{name: i for i, name in enumerate(MONTHS, start=1)},
    **{name[:3]: i for i, name in enumerate(MONTHS, start=1)},
    "sept": 9,
}
_WEEKDAY: Mapping[str, str] = {
    **{d: d for d in WEEKDAYS},
    **{d[:3]: d for d in WEEKDAYS},
    "thurs": "thursday",
}
_ALSO_WORDS = frozenset("march may april june august".split())  # verbs, people: alone only behind one of
BEFORE_MONTH = frozenset(
    "in since until till by during last next this early late mid of before after from through to".split()
)
_BEFORE_YEAR = frozenset(
    "in since until till by during of from before after early late mid year through".split()
)
OLDEST, NEWEST = 1000, 2099  # of the years; before 1900 only behind "in", "since" and the like


def dates(found: Sequence[Token], numbers: Sequence[Number]) -> list[Dated]:
    """The dates, weekdays and times of day in order, none overlapping."""
    days = {n.first: n for n in numbers if 1 <= n.value <= 31 and n.value == int(n.value) and not n.fraction}
    whole = {n.first: n for n in numbers if n.whole}
    dated: list[Dated] = []
    for place, token in enumerate(found):
        if dated and place < dated[-1].last:
            continue
        one: list[Dated] = []
        if token.is_figure:
            one = date_in_figures(found, place) or clock(found, place)
        one = one or _day_first(found, place, days, whole) or _month_first(found, place, days, whole)
        one = one or _weekday(found, place) or _year(found, place, whole)
        dated += one
    return dated


def _month_at(found: Sequence[Token], place: int) -> tuple[int, int]:
    """The month whose name stands there and the place behind it; (0, place) where none does."""
    if place >= len(found) or not found[place].text[0].isupper() or found[place].lower not in _MONTH:
        return 0, place
    short = len(found[place].text) <= 4 and found[place].lower not in MONTHS
    return _MONTH[found[place].lower], place + 1 + (short and lower_at(found, place + 1) == ".")


def _year_at(found: Sequence[Token], place: int, whole: Mapping[int, Number]) -> tuple[str, int]:
    """The year there, behind a comma or "of" or nothing, and the place behind it."""
    for step in (0, 1):
        if step and lower_at(found, place) not in (",", "of"):
            break
        number = whole.get(place + step)
        if number and len(number.whole) == 4 and OLDEST <= number.value <= NEWEST:
            return number.whole, number.last
    return "", place


def _day_end(found: Sequence[Token], day: Number) -> int:
    """Behind "4", "4th" or "the fourth"."""
    return day.last + (lower_at(found, day.last) in ("st", "nd", "rd", "th") and glued(found, day.last))


def _month_first(
    found: Sequence[Token], place: int, days: Mapping[int, Number], whole: Mapping[int, Number]
) -> list[Dated]:
    """ "March 4, 2025", "March 19 to 21", "March 2025", "March"."""
    month, behind = _month_at(found, place)
    if not month:
        return []
    year, end = _year_at(found, behind, whole)
    if year:
        return [Dated("date", (f"{year}-{month:02}",), place, end)]
    start = behind + (lower_at(found, behind) == "the")
    if start not in days:
        word = found[place].lower
        if len(word) < 4 and word != "may":
            return []
        alone = word not in _ALSO_WORDS or lower_at(found, place - 1) in BEFORE_MONTH
        return [Dated("date", (f"--{month:02}",), place, behind)] if alone else []
    read = [(start, days[start])]
    end = _day_end(found, days[start])
    if lower_at(found, end) in ("-", "–", "to", "and", "through") and end + 1 in days:
        after = _day_end(found, days[end + 1])
        if (
            lower_at(found, end) != "and"
            or not lower_at(found, after).isalpha()
            or lower_at(found, after) == "in"
        ):
            read, end = [*read, (end + 1, days[end + 1])], after
    year, last = _year_at(found, end, whole)
    return _days(read, month, year, place, last)


def _days(read: Sequence[tuple[int, Number]], month: int, year: str, place: int, last: int) -> list[Dated]:
    """One date, or the first and last of a range, each with the month and year they share."""
    if any(not real(int(year or 2000), month, int(day.value)) for _, day in read):
        return []
    iso = [f"{year or '-'}-{month:02}-{int(day.value):02}" for _, day in read]
    if len(read) == 1:
        return [Dated("date", (iso[0],), place, last)]
    middle = read[1][0]
    return [Dated("date", (iso[0],), place, middle - 1), Dated("date", (iso[1],), middle, last)]


def _day_first(
    found: Sequence[Token], place: int, days: Mapping[int, Number], whole: Mapping[int, Number]
) -> list[Dated]:
    """ "4 March 2025", "the 4th of March", "19-21 March"."""
    if place not in days:
        return []
    read = [(place, days[place])]
    end = _day_end(found, days[place])
    if lower_at(found, end) in ("-", "–", "to", "and") and end + 1 in days:
        read.append((end + 1, days[end + 1]))
        end = _day_end(found, days[end + 1])
    month, behind = _month_at(found, end + (lower_at(found, end) == "of"))
    if not month:
        return []
    year, last = _year_at(found, behind, whole)
    return _days(read, month, year, place, last)


def _weekday(found: Sequence[Token], place: int) -> list[Dated]:
    token = found[place]
    short = len(token.text) <= 5 and token.lower not in WEEKDAYS
    if not token.text[0].isupper() or token.lower not in _WEEKDAY:
        return []
    if short and lower_at(found, place + 1) not in (".", ","):  # Sun, Sat and Mon are words too
        return []
    return [Dated("weekday", (_WEEKDAY[token.lower],), place, place + 1)]


def _year(found: Sequence[Token], place: int, whole: Mapping[int, Number]) -> list[Dated]:
    """ "2025", "since 1848", "the 1990s"."""
    number = whole.get(place)
    if number is None or len(number.whole) != 4 or not OLDEST <= number.value <= NEWEST:
        return []
    if lower_at(found, number.last) == "s" and glued(found, number.last):
        return [Dated("date", (f"{number.whole[:3]}x",), place, number.last + 1)]
    before = found[place - 1] if place else None
    led = before is not None and before.lower in _BEFORE_YEAR
    joined = (
        before is not None and not before.is_word and glued(found, place) and not hyphen(found, place - 1)
    )
    if joined and before is not None and before.text not in "('‘\"“[":
        return []
    return [Dated("date", (number.whole,), place, number.last)] if led or number.value >= 1900 else []
