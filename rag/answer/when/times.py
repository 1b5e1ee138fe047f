"""The times that a question says: where they stand, which days they are, how they are bound to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import Literal

from rag.answer.when.forms import ANY, FROM_TODAY, LONG, MONTH, MONTHS, NUMBER, YEAR, days_said

Bound = Literal["within", "since", "after", "before", "until", "bare"]

_DAY = timedelta(days=1)
_END = r"(?!\w)"
_TO = r"\s?(?:\band\b|\bto\b|\buntil\b|\btill\b|\bthrough\b|-|–|—)\s?"
_SIGNS = re.compile(  # without one of these, nothing is said that is a time
    rf"\d{{4}}|\b{MONTH}|day\b|days\b|week|month|year|night\b|hours|morning|afternoon|evening", re.IGNORECASE
)
MOST = 10  # times looked at in a question
_YEAR = re.compile(rf"\b{YEAR}$")
_BARE = re.compile(rf"{NUMBER}(?:,?\s{YEAR})?")
_MONTH = re.compile(MONTH, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a question says, from `start` to `end` in it; what it is of is for others to tell."""

    start: int
    end: int
    after: date | None
    before: date | None
    bound: Bound
    preposition: str  # "in", "on", "between" …, or ""
    form: str  # the one of `FORMS`
    said: tuple[str, ...]  # the dates without the words around them

    @property
    def from_today(self) -> bool:
        """Whether its days are counted from the day on which it is asked."""
        return self.form in FROM_TODAY


def times(question: str, today: date) -> Iterator[Time]:
    """The times in the question, in order. What looks like a date and is none (February 30) is left out."""
    found_in = _pattern().finditer(question) if _SIGNS.search(question) else iter(())
    for match in islice(found_in, MOST):
        found = _time(match, today)
        if found is not None:
            yield found


@cache
def _pattern() -> re.Pattern[str]:
    """All of them in one; made when it is first needed, as that takes a quarter of a second."""
    return re.compile(
        rf"\b(?:between|from)\s(?P<first>{ANY}|{NUMBER}){_TO}(?P<second>{ANY}|{NUMBER}(?:,?\s{YEAR})?){_END}"
        rf"|\b(?:in|during)\s(?P<one>{LONG})\s(?:and|or|to|through)\s(?P<other>{LONG}){_END}"
        rf"|\bfrom\s(?P<onwards>{ANY})\s(?:on|onwards?){_END}"
        rf"|\b(?P<edge>since|(?:on\sor\s)?(?:after|before)|until|till|up\sto|prior\sto)\s"
        rf"(?P<beyond>{ANY}){_END}"
        rf"|(?:\b(?P<in>in|on|during|throughout|within|over|of|from|for|dated)\s)?\b(?P<plain>{ANY}){_END}",
        re.IGNORECASE,
    )


def _time(match: re.Match[str], today: date) -> Time | None:
    if match["first"]:
        return _between(match, match["first"], match["second"], "between", today)
    if match["one"]:
        return _between(match, match["one"], match["other"], "in", today)
    words = match["onwards"] or match["beyond"] or match["plain"]
    read = days_said(words, today)
    if read is None:
        return None
    form, (first, last) = read
    preposition = " ".join((match["edge"] or match["in"] or "").lower().split())
    after: date | None = first
    before: date | None = last
    bound: Bound = "within" if preposition else "bare"
    match "since" if match["onwards"] else preposition:
        case "since" | "on or after":
            bound, before = "since", None
        case "after":
            bound, after, before = "after", last + _DAY, None
        case "before" | "prior to":
            bound, after, before = "before", None, first - _DAY
        case "until" | "till" | "up to" | "on or before":
            bound, after = "until", None
    return Time(match.start(), match.end(), after, before, bound, preposition, form, (words,))


def _between(match: re.Match[str], first: str, second: str, preposition: str, today: date) -> Time | None:
    """A year that one of the two dates does not say is the other's; so is the month of a bare number."""
    said = (first, second)
    year = _YEAR.search(second)
    if _BARE.fullmatch(first) and (month := _MONTH.search(second)):
        first = f"{month[0]} {first}"
    if year and not _YEAR.search(first) and days_said(f"{first} {year[0]}", today):
        first = f"{first} {year[0]}"
    begins = days_said(first, today)
    if begins is None:
        return None
    if _BARE.fullmatch(second):
        second = f"{MONTHS[begins[1].first.month - 1]} {second}"
    ends = days_said(second, today)
    if ends is not None and ends[1].last < begins[1].first and not year:
        ends = days_said(f"{second} {begins[1].first.year}", today)  # "March 1 to April 20", on April 10
    if ends is not None and ends[1].last < begins[1].first and not (year or _YEAR.search(first)):
        ends = days_said(f"{second} {begins[1].first.year + 1}", today)  # "November to February"
    if ends is None or ends[1].last < begins[1].first:
        return None
    form = begins[0] if begins[0] in FROM_TODAY else ends[0]
    after, before = begins[1].first, ends[1].last
    return Time(match.start(), match.end(), after, before, "within", preposition, form, said)
