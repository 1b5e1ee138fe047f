"""How a text names a time that a question says."""

from __future__ import annotations

import re
from datetime import date

from rag.answer.when.forms import MONTHS
from rag.answer.when.times import Time


def naming(time: Time) -> re.Pattern[str] | None:
    """Finds the day, the month or the year in a text; None where only a day of publication can tell it.

    A text may leave out a year that the question says, as articles do with their own, but not say
    another. Of a time without an end ("after March 4") it tells nothing that a text names the day.
    """
    if time.after is None or time.before is None or time.from_today:
        return None
    if time.form not in ("date", "run", "run_before", "long"):
        return re.compile(rf"\b{re.escape(time.said[0])}\b", re.IGNORECASE)
    year = any(re.search(r"\d{4}", words) for words in time.said)
    ends = {time.after, time.before} if len(time.said) > 1 or time.form.startswith("run") else {time.after}
    whole = time.form == "long"
    only_year = whole and not re.search(r"[a-z]{3}|\d-\d", re.sub("(?i)the year", "", time.said[0]).lower())
    return re.compile("|".join(sorted(_named(day, year, whole, only_year) for day in ends)))


def _named(day: date, year: bool, whole: bool, only_year: bool) -> str:
    """A pattern for a day, its month (`whole`) or its year; a `year` that stands there must be its own."""
    if only_year:
        return rf"\b{day.year}\b"
    name = MONTHS[day.month - 1].capitalize()
    month = rf"(?:{name}|{name[:3]}{'t?' if day.month == 9 else ''}\b\.?)"
    other = rf"(?!,?\s(?:of\s)?(?!{day.year})\d{{4}}\b)" if year else ""
    if whole:
        return rf"\b{month}(?!\w){other}|\b{day.year}-{day.month:02}\b"
    number = rf"{day.day}(?:st|nd|rd|th)?"
    forms = (rf"{month}\s(?:the\s)?{number}\b{other}", rf"{number}\s(?:of\s)?{month}(?!\w){other}", str(day))
    return "|".join(rf"\b{form}" for form in forms)
