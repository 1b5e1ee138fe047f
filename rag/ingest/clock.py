"""The hour in a written date, with its zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

ZONE = r"(?P<zone>Z\b|(?:UTC|GMT)?[+-]\d{2}:?\d{2}(?!\d)|[+-]\d{2}(?![\d:])|[A-Z]{2,4}\b)"
HALF = r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)"
TIME = re.compile(
    rf"(?<![\d:.])(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})"
    rf"(?:[.,](?P<fraction>\d{{1,9}}))?)?{HALF}?(?:\s?\(?{ZONE})?"
)
FULL_HOUR = re.compile(rf"(?<![\d:.])(?P<hour>\d{{1,2}}){HALF}(?:\s?{ZONE})?")
COMPACT_TIME = re.compile(
    r"\d{8}T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
# Hours from UTC of the names that news from English-speaking countries uses; "ET" has two, so none.
ZONES = {
    name: int(hours)
    for hours, _, names in (
        zone.partition(" ")
        for zone in str.split(
            "0 Z UTC GMT UT WET|1 BST CET WEST|2 CEST EET SAST|3 EEST MSK|9 JST KST|10 AEST|11 AEDT"
            "|12 NZST|13 NZDT|-4 EDT|-5 EST CDT|-6 CST MDT|-7 MST PDT|-8 PST",
            "|",
        )
    )
    for name in names.split()
}
MOST_HOURS = 15  # from UTC; no zone has more


def moment(day: date, text: str) -> datetime | None:
    """The day at the first clock time in the text, in the zone named after it; None without such a time.

    Naive where no zone is named, or one that is not sure. Of a range (`10:15-11:00`) the first counts.
    """
    match = COMPACT_TIME.fullmatch(text) or TIME.search(text) or FULL_HOUR.search(text)
    return _at(day, match.groupdict()) if match else None


def _at(day: date, clock: Mapping[str, str | None]) -> datetime | None:
    hour, half = int(clock["hour"] or 0), (clock.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = int((clock.get("fraction") or "").ljust(6, "0")[:6])
    minute, second = int(clock.get("minute") or 0), int(clock.get("second") or 0)
    try:
        return datetime(
            day.year, day.month, day.day, hour, minute, second, fraction, _zone(clock["zone"] or "")
        )
    except ValueError:
        return None


def _zone(text: str) -> timezone | None:
    digits = text.removeprefix("UTC").removeprefix("GMT")
    if digits[:1] in ("+", "-") and digits:
        hours, minutes = int(digits[1:3]), int(digits[3:].lstrip(":") or 0)
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if digits[0] == "-" else 1)
        return timezone(offset) if abs(offset) <= timedelta(hours=MOST_HOURS) and minutes < 60 else None
    return timezone(timedelta(hours=ZONES[text])) if text in ZONES else None
