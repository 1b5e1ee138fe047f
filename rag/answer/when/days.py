"""What days a time in words is: "April 8", "March 2025", "last week". A door of `dateparser`.

dateparser reads each date; which words belong to one and where its days end is told here. It is
never let loose on a whole question: it takes "may" and "march" for months wherever they stand.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from rag.types import When

YEARS = range(1600, 2200)  # newspapers begin in 1605; what is outside is a misread number
HALVES = {"first": (1, 6), "1st": (1, 6), "second": (7, 12), "2nd": (7, 12), "last": (7, 12)}
QUARTERS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
}
# Of a month: to the 10th, to the 20th, to its end; of a year, four months each
THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}


class Days(NamedTuple):
    """From the first to the last day, both inclusive."""

    first: date
    last: date


def days(words: str, today: date) -> Days | None:
    """The days of a date, month or year, or of one counted from `today`; None when there are none such.

    Without a year it is the latest that has begun: on April 10 "April 8" is two days ago, "May"
    eleven months. Weeks begin on Monday.
    """
    order = "DMY" if re.fullmatch(r"\d+\.\d+\.\d+", words) else "MDY"
    found = _parser(order, today).get_date_data(words)
    if found.date_obj is None or found.date_obj.year not in YEARS:
        return None
    day: date = found.date_obj.date()
    match found.period:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return Days(monday, monday + timedelta(days=6))
        case "month":
            return months(day.year, day.month, day.month)
        case "year":
            return months(day.year, 1, 12)
    return Days(day, day)


def months(year: int, first: int, last: int) -> Days:
    """Whole months of a year, both inclusive."""
    return Days(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def half(which: str, of: Days) -> Days:
    """The first or second half of a year, or of a month: to the 15th, or from the 16th."""
    first, last = HALVES[which]
    if _is_year(of):
        return months(of.first.year, first, last)
    middle = of.first.replace(day=15)
    return Days(of.first, middle) if first == 1 else Days(middle + timedelta(days=1), of.last)


def quarter(which: str, of: Days) -> Days:
    """A quarter of a year."""
    number = QUARTERS.get(which) or int(which)
    return months(of.first.year, 3 * number - 2, 3 * number)


def third(which: str, of: Days) -> Days:
    """The early, middle or late part of a month or year, see `THIRDS`."""
    place = THIRDS[which]
    if _is_year(of):
        return months(of.first.year, 4 * place + 1, 4 * place + 4)
    first = of.first.replace(day=10 * place + 1)
    return Days(first, of.last if place == 2 else of.first.replace(day=10 * place + 10))


def week(which: str, of: Days) -> Days:
    """The first or last seven days of a month."""
    if which == "first":
        return Days(of.first, of.first + timedelta(days=6))
    return Days(of.last - timedelta(days=6), of.last)


def week_of(day: Days) -> Days:
    """The week, Monday to Sunday, that a day is in."""
    monday = day.first - timedelta(days=day.first.weekday())
    return Days(monday, monday + timedelta(days=6))


def since_then(words: str, today: date) -> Days | None:
    """From so long ago ("3 days", "2 months") to today."""
    began = _parser("MDY", today, whole=False).get_date_data(f"{words} ago").date_obj
    if began is None or began.year not in YEARS:
        return None
    return Days(began.date(), today)


def days_of(when: When) -> str:
    """Its days in words that stand behind "published"."""
    if when.after is None or when.before is None:
        return f"since {when.after}" if when.after else f"up to {when.before}"
    return f"on {when.after}" if when.after == when.before else f"from {when.after} to {when.before}"


def _is_year(of: Days) -> bool:
    return (of.last - of.first).days > 31


def _parser(order: str, today: date, whole: bool = True) -> Any:
    """dateparser's; where `whole`, months and years are given by their first day."""
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]  # late: it takes 0.3 s

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "past",
        "PREFER_LOCALE_DATE_ORDER": False,
        "DATE_ORDER": order,
    }
    if whole:
        settings |= {"PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    return DateDataParser(languages=["en"], settings=settings)
