"""The times that a question says: where they stand, which days they are, how they are bound to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rag.answer.when import days
from rag.answer.when.days import Days

Bound = Literal["within", "since", "after", "before", "until", "bare"]

_DAY = timedelta(days=1)
MONTHS = "january february march april may june july august september october november december".split()
_SHORT = "jan feb mar apr jun jul aug sept sep oct nov dec"
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT.split())})\b\.?)"
WHOLE_MONTH = rf"(?:{'|'.join(MONTHS)})\b"
NUMBER = r"(?:[0-3]?\d)(?:st|nd|rd|th)?(?![\w%])"
YEAR = r"(?:1[6-9]|20|21)\d\d(?![\w%]|[.,-]\d)"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d\d?/\d\d?/\d{{4}}|\d\d?\.\d\d?\.\d{{4}})(?!\w)"
    rf"|{MONTH}\s(?:the\s)?{NUMBER}(?:,?\s{YEAR})?"
    rf"|(?:the\s)?{NUMBER}\s(?:of\s)?{MONTH}(?:,?\s{YEAR})?"
)
LONG = rf"{MONTH}(?:\sof)?,?\s{YEAR}|\d{{4}}-(?:0[1-9]|1[0-2])(?![\w-])|{WHOLE_MONTH}|(?:the\syear\s)?{YEAR}"
ORDINAL = r"(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th))"
COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS.split())})"

# Each form of a time. `of` is parsed by dateparser; what stands around it, here.
FORMS = {
    "run": rf"(?P<month>{MONTH})\s(?P<from>{NUMBER})\s?[-–—]\s?(?P<to>{NUMBER})(?:,?\s(?P<year>{YEAR}))?",
    "week_of": rf"(?:the\s)?week\s(?:of|beginning)\s(?P<of>{DATE})",
    "week": rf"(?:the\s)?(?P<which>first|last)\sweek\s(?:of|in)\s(?P<of>{LONG}|last\smonth)",
    "half": rf"(?:the\s)?(?P<which>first|second|1st|2nd)\shalf\sof\s"
    rf"(?P<of>{LONG}|(?:this|last)\s(?:year|month))",
    "quarter": rf"(?:the\s)?(?P<which>{ORDINAL})\squarter\sof\s(?P<of>{YEAR}|(?:this|last)\syear)",
    "short_quarter": rf"Q(?P<which>[1-4])(?:\sof)?,?\s(?P<of>{YEAR})",
    "third": rf"(?P<which>early|mid|late)(?:\s|-)(?:in\s)?(?P<of>{LONG})",
    "date": rf"(?P<of>{DATE})",
    "long": rf"(?P<of>{LONG})",
    "ago": rf"(?P<of>(?:{COUNT}|an?)\s(?:days?|weeks?|months?|years?)\sago)",
    "rolling": rf"(?:the\s)?(?:last|past)\s(?P<of>{COUNT}\s(?:hours|days|weeks|months|years))",
    "past": r"(?:the\s(?:last|past)|past)\s(?P<of>week|month|year)(?!\sof\b)",
    "weekend": r"last\sweekend",
    "calendar": r"(?:earlier\s)?(?P<of>(?:this|last)\s(?:week|month|year))(?!\sof\b)",
    "last_named": rf"last\s(?P<of>{WHOLE_MONTH})",
    "last_day": rf"(?:last|past)\s(?P<of>{WEEKDAY})",
    "near": r"(?P<of>(?:the\s)?day\sbefore\syesterday|yesterday|today)",
    "weekday": rf"(?P<of>{WEEKDAY})",
}
FROM_TODAY = frozenset("rolling past weekend calendar last_named last_day near".split())


def _unnamed(form: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", form)


ANY = "|".join(rf"(?:{_unnamed(form)})" for form in FORMS.values())
_END = r"(?!\w)"
TIME = re.compile(
    rf"\b(?:between|from)\s(?P<first>{ANY})\s?(?:\band\b|\bto\b|\buntil\b|\btill\b|\bthrough\b|-|–|—)\s?"
    rf"(?P<second>{ANY}|{NUMBER}(?:,?\s{YEAR})?){_END}"
    rf"|\bfrom\s(?P<onwards>{ANY})\s(?:on|onwards?){_END}"
    rf"|\b(?P<edge>since|after|before|until|till|up\sto|prior\sto)\s(?P<beyond>{ANY}){_END}"
    rf"|(?:\b(?P<in>in|on|during|throughout|within|over|of|from|for|dated)\s)?\b(?P<plain>{ANY}){_END}",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"\b{YEAR}$")
_COMPILED = {name: re.compile(form, re.IGNORECASE) for name, form in FORMS.items()}


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
    """Every time in the question, in order. What looks like a date and is none (February 30) is left out."""
    for match in TIME.finditer(question):
        found = _time(match, today)
        if found is not None:
            yield found


def _time(match: re.Match[str], today: date) -> Time | None:
    if match["first"]:
        return _between(match, today)
    words = match["onwards"] or match["beyond"] or match["plain"]
    read = _days(words, today)
    if read is None:
        return None
    form, (first, last) = read
    preposition = (match["edge"] or match["in"] or "").lower()
    after: date | None = first
    before: date | None = last
    bound: Bound = "within" if preposition else "bare"
    match "since" if match["onwards"] else preposition:
        case "since":
            bound, before = "since", None
        case "after":
            bound, after, before = "after", last + _DAY, None
        case "before" | "prior to":
            bound, after, before = "before", None, first - _DAY
        case "until" | "till" | "up to":
            bound, after = "until", None
    return Time(match.start(), match.end(), after, before, bound, preposition, form, (words,))


def _between(match: re.Match[str], today: date) -> Time | None:
    """A year that one of the two dates does not say is the other's; so is the month of a bare number."""
    first, second = match["first"], match["second"]
    year = _YEAR.search(second)
    if year and not _YEAR.search(first) and _days(f"{first} {year[0]}", today):
        first = f"{first} {year[0]}"
    begins = _days(first, today)
    if begins is None:
        return None
    if re.match(rf"{NUMBER}", second):
        second = f"{MONTHS[begins[1].first.month - 1]} {second}"
    ends = _days(second, today)
    if ends is not None and ends[1].last < begins[1].first and not year:
        ends = _days(f"{second} {begins[1].first.year}", today)  # "March 1 to April 20", asked on April 10
    if ends is not None and ends[1].last < begins[1].first and not (year or _YEAR.search(first)):
        ends = _days(f"{second} {begins[1].first.year + 1}", today)  # "November to February"
    if ends is None or ends[1].last < begins[1].first:
        return None
    form = begins[0] if begins[0] in FROM_TODAY else ends[0]
    said = (match["first"], match["second"])
    return Time(match.start(), match.end(), begins[1].first, ends[1].last, "within", "between", form, said)


def _days(words: str, today: date) -> tuple[str, Days] | None:
    """The form of the words and their days."""
    for form, pattern in _COMPILED.items():
        if match := pattern.fullmatch(words):
            try:
                found = _of(form, match.groupdict(), today)
            except (ValueError, OverflowError):  # a day that its month does not have, a year that is none
                return None
            return (form, found) if found else None
    return None


def _of(form: str, part: dict[str, str], today: date) -> Days | None:
    """The days of a form from the parts of its match."""
    which = part.get("which", "").lower()
    if form == "run":
        ends = [f"{part['month']} {part[end]} {part['year'] or ''}".strip() for end in ("from", "to")]
        first, last = (days.days(end, today) for end in ends)
        return Days(first.first, last.last) if first and last and first <= last else None
    if form == "rolling":
        return days.since_then(part["of"], today)
    if form == "past":
        return days.since_then(f"1 {part['of']}", today)
    if form == "weekend":
        week = days.days("last week", today)
        return Days(week.last - _DAY, week.last) if week else None
    of = days.days(re.sub(r"^the (?:year )?", "", part["of"], flags=re.IGNORECASE), today)
    if of is None:
        return None
    match form:
        case "week_of":
            return days.week_of(of)
        case "week":
            return days.week(which, of)
        case "half":
            return days.half(which, of)
        case "quarter" | "short_quarter":
            return days.quarter(which, of)
        case "third":
            return days.third(which, of)
        case "last_named" if of.last >= today:
            return days.months(of.first.year - 1, of.first.month, of.first.month)
    return of
