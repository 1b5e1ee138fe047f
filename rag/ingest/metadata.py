"""Dates, times, names and addresses as articles give them. The door of `dateparser`.

Nothing here depends on the day it runs, and the time stamps of files are never looked at: they tell
when somebody copied an article, not when it was published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import dateparser  # type: ignore[import-untyped]

from rag.ingest.clean import one_line
from rag.ingest.clock import moment

TITLE_LIMIT, NAME_LIMIT, URL_LIMIT, DATE_LIMIT = 300, 200, 2_000, 120
MOST_NAMES = 20
NAME_KEYS = ("name", "title", "full_name", "id")
YEARS = range(1600, 2200)  # newspapers begin in 1605; what is outside is a misread number
LANGUAGES = ["en", "es", "fr", "de", "it", "pt"]
SETTINGS: Mapping[str, Any] = {
    "PREFER_LOCALE_DATE_ORDER": False,
    "STRICT_PARSING": True,  # day, month and year must all be there
    "PARSERS": ["absolute-time"],
}
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{2,6}Z?)?")
NUMBER = re.compile(r"-?\d{1,13}(?:\.\d{1,9})?")
DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\s?|[+-]\d{4}\s?")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_FROM, MILLISECONDS_FROM = 10**8, 10**11  # 1973 in either; smaller numbers are something else
IN_WORDS = re.compile(
    r"\b(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8}\.?,?\s\d{4})\b"
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# The commonest dates in words, read here in a hundredth of the time that the door takes.
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s)?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
_REST = r"(?:,?\s(?:at\s)?\d{1,2}:\d{2}[\d:.,\s+\-]{0,20}[A-Za-z. ]{0,8})?"
ENGLISH = tuple(
    re.compile(_DAY_NAME + order + _REST, re.IGNORECASE)
    for order in (rf"{_MONTH}\s{_DAY},?\s{_YEAR}", rf"{_DAY}\s{_MONTH},?\s{_YEAR}")
)
BY = re.compile(r"(?:by|from|von|par|por)\s*:?\s+", re.IGNORECASE)


def parse_date(value: object) -> date | None:
    """The day an article names, as written there; None for anything that is no full date.

    Reads ISO 8601, RFC 822, dates in words in six languages, and seconds or milliseconds since 1970
    (in UTC). Of 03/04/2025 the month comes first, as American outlets write it, of 03.04.2025 the
    day, as all do who write points; 13/04/2025 can only be the thirteenth of April. `yesterday` or
    `March 4` depend on a day not given: None.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        return _sane(value.date())
    if isinstance(value, date):
        return _sane(value)
    text = " ".join(str(value).split())[:DATE_LIMIT]
    return _numeric(text) if text[:4].isdigit() and text.isascii() else _in_words(text)


def _numeric(text: str) -> date | None:
    match = ISO.match(text) or COMPACT.fullmatch(text)
    if match:
        return _day(*map(int, match.groups()))
    if not NUMBER.fullmatch(text):
        return _in_words(text)
    number = float(text)
    if number >= MILLISECONDS_FROM:
        number /= 1000
    return _sane((EPOCH + timedelta(seconds=number)).date()) if number >= SECONDS_FROM else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        return None


def _in_words(text: str) -> date | None:
    if not any(c.isdigit() for c in text):
        return None
    for pattern in ENGLISH:
        match = pattern.fullmatch(text)
        if match:
            return _day(int(match["year"]), MONTHS.index(match["month"][:3].lower()) + 1, int(match["day"]))
    order = "DMY" if DOTTED.match(text) else "MDY"
    found = dateparser.parse(text, languages=LANGUAGES, settings={**SETTINGS, "DATE_ORDER": order})
    if found is not None:
        return _sane(found.date())
    within = IN_WORDS.search(CLOCK.sub("", text))
    return _in_words(within.group()) if within and within.group() != text else None


def parse_time(value: object) -> datetime | None:
    """The moment an article names, in the zone it is written in; None for a day without a clock time.

    Without a zone, or with one that is not sure (`ET` has two), it is naive: the outlet's own time.
    Seconds since 1970 are in UTC. Its day is the one that `parse_date` gives, always.
    """
    if isinstance(value, datetime):
        return value if _sane(value.date()) else None
    day = parse_date(value)
    if day is None or isinstance(value, date):
        return None
    text = " ".join(str(value).split())[:DATE_LIMIT]
    if NUMBER.fullmatch(text) and not COMPACT.fullmatch(text):
        number = float(text)
        return EPOCH + timedelta(seconds=number / 1000 if number >= MILLISECONDS_FROM else number)
    return moment(day, text)


def _sane(day: date) -> date | None:
    return day if day.year in YEARS else None


def parse_author(value: object) -> str:
    """Names joined by commas, without a leading "By"; from a string, an object with a name, or a list."""
    several = value[:MOST_NAMES] if isinstance(value, (list, tuple)) else [value]
    names = [BY.sub("", one_line(_name(one), NAME_LIMIT), count=1) for one in several]
    return one_line(", ".join(dict.fromkeys(filter(None, names))), NAME_LIMIT)


def _name(value: object) -> str:
    if isinstance(value, Mapping):
        value = next((value[key] for key in NAME_KEYS if value.get(key)), "")
    return value if isinstance(value, str) else ""


def parse_url(value: object) -> str:
    """A web address, or nothing: other schemes are never followed, so they are not kept."""
    if not isinstance(value, str) or len(value) > URL_LIMIT:
        return ""
    address = one_line(value, URL_LIMIT)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc and " " not in address else ""


def site_of(url: str) -> str:
    """The name of the site that an address is on, which stands for an outlet whose name is not known."""
    return urlsplit(url).netloc.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")


def parse_title(value: object) -> str:
    return one_line(value, TITLE_LIMIT) if isinstance(value, str) else ""


def parse_source(value: object) -> str:
    """The outlet: a name, or an object that has one (`{"source": {"name": "The Post"}}`)."""
    return one_line(_name(value), NAME_LIMIT)


def parse_section(value: object) -> str:
    """The part of the outlet it appeared in; the first where several are given."""
    return one_line(_name(value[0] if isinstance(value, (list, tuple)) and value else value), NAME_LIMIT)


def title_from_name(name: str) -> str:
    """A file name as a person would write it: `news/fleet-visit_2.txt` becomes `Fleet visit 2`."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = one_line(re.sub(r"[-_+.]+", " ", stem), TITLE_LIMIT)
    return words[:1].upper() + words[1:]
