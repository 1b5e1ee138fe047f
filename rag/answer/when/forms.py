"""The forms in which a time is said, and the days that each of them is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from rag.answer.when import days
from rag.answer.when.days import Days

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
LONG = (
    rf"(?:the\smonth\sof\s)?{MONTH}(?:\sof)?,?\s{YEAR}|\d{{4}}-(?:0[1-9]|1[0-2])(?![\w-])"
    rf"|(?:the\smonth\sof\s)?{WHOLE_MONTH}|(?:the\syear\s)?{YEAR}"
)
ORDINAL = r"(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th))"
COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS.split())})"

# Each form of a time. `of` is parsed by dateparser; what stands around it, here.
FORMS = {
    "run": rf"(?P<month>{MONTH})\s(?P<from>{NUMBER})\s?[-–—]\s?(?P<to>{NUMBER})(?:,?\s(?P<year>{YEAR}))?",
    "run_before": rf"(?P<from>{NUMBER})\s?[-–—]\s?(?P<to>{NUMBER})\s(?P<month>{MONTH})"
    rf"(?:,?\s(?P<year>{YEAR}))?",
    "week_of": rf"(?:the\s)?week\s(?:of|beginning)\s(?P<of>{DATE})",
    "week": rf"(?:the\s)?(?P<which>first|last)\sweek\s(?:of|in)\s(?P<of>{LONG}|last\smonth)",
    "half": rf"(?:the\s)?(?P<which>first|second|1st|2nd)\shalf\sof\s"
    rf"(?P<of>{LONG}|(?:this|last)\s(?:year|month))",
    "quarter": rf"(?:the\s)?(?P<which>{ORDINAL})\squarter\sof\s(?P<of>{YEAR}|(?:this|last)\syear)",
    "short_quarter": rf"Q(?P<which>[1-4])(?:\sof)?,?\s(?P<of>{YEAR})",
    "third": rf"(?P<which>early|mid|late)(?:\s|-)(?:in\s)?(?P<of>{LONG})",
    "part": rf"(?:the\s)?(?P<which>beginning|start|middle|end)\sof\s(?P<of>{LONG})",
    "date": rf"(?P<of>{DATE})",
    "long": rf"(?P<of>{LONG})",
    "ago": rf"(?P<of>(?:{COUNT}|an?)\s(?:days?|weeks?|months?|years?)\sago)",
    "rolling": rf"(?:(?:the|these|this)\s)?(?:last|past)\s(?P<of>{COUNT}\s(?:hours|days|weeks|months|years))",
    "past": r"(?:the\s(?:last|past)|(?:this\s)?past)\s(?P<of>week|month|year)(?!\sof\b)",
    "weekend": r"last\sweekend",
    "calendar": r"(?:earlier\s)?(?P<of>(?:this|last)\s(?:week|month|year))(?!\sof\b)",
    "last_named": rf"last\s(?P<of>{WHOLE_MONTH})",
    "last_day": rf"(?:last|past)\s(?P<of>{WEEKDAY})",
    "near": r"(?P<of>(?:the\s)?day\sbefore\syesterday|yesterday|today)(?:\s(?:morning|afternoon|evening))?",
    "night": r"(?P<when>last\snight|this\s(?:morning|afternoon|evening))",
    "weekday": rf"(?P<of>{WEEKDAY})",
}
FROM_TODAY = frozenset("rolling past weekend calendar last_named last_day near night".split())


def _unnamed(form: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", form)


ANY = "|".join(rf"(?:{_unnamed(form)})" for form in FORMS.values())
_LEADING = re.compile(r"^the (?:year |month of )?", re.IGNORECASE)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(form, re.IGNORECASE) for name, form in FORMS.items()}


def days_said(words: str, today: date) -> tuple[str, Days] | None:
    """The form of the words and their days."""
    for form, pattern in _patterns().items():
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
    if form in ("run", "run_before"):
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
    if form == "night":
        return days.days("yesterday" if "night" in part["when"].lower() else "today", today)
    of = days.days(_LEADING.sub("", part["of"]), today)
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
        case "third" | "part":
            return days.third(which, of)
        case "last_named" if of.last >= today:
            return days.months(of.first.year - 1, of.first.month, of.first.month)
    return of
