"""The dateline of a story: where, when and for whom it was written, before its first sentence.

    PANAMA CITY, April 8 (Reuters) — The port reopened on Tuesday.

A sentence in capitals, a label ("EXCLUSIVE — …") or a place within a sentence is none: without a day or
an agency beside it, a place must be one by its name or its form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.ingest.agencies import usual_name
from rag.ingest.clean import one_line
from rag.ingest.places import CITIES, FIRST, LAST, NO_PLACES, SENTENCE

LONGEST = 120  # characters; what ends later is a sentence
MOST_WORDS = 6  # of a place
MONTH = (
    r"(?:jan(?:uary|vier|uar)?|ene(?:ro)?|genn?(?:aio)?|feb(?:ruary|rero|ruar|braio)?|f[ée]vr?(?:ier|ereiro)?"
    r"|mar(?:ch|zo|s|ço)?|märz|apr(?:il|ile)?|abr(?:il)?|avr(?:il)?|may(?:o)?|mai(?:o)?|mag(?:gio)?"
    r"|june?|july?|ju[nl]io|ju[nl]ho|ju[nl]i|juin|juil(?:let)?|giu(?:gno)?|lug(?:lio)?"
    r"|aug(?:ust)?|ago(?:sto)?|août|sept?(?:ember|iembre|embre|tembre)?|set(?:embro|tembre)?|o[ck]t(?:ober|ubre|obre)?"
    r"|ott(?:obre)?|out(?:ubro)?|nov(?:ember|iembre|embre|embro)?|dec(?:ember)?|dez(?:ember|embro)?"
    r"|dic(?:iembre|embre)?|d[ée]c(?:embre)?)\.?(?!\w)"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DAY = (
    rf"(?i:(?:{WEEKDAY},?\s)?(?:{MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d)|\d{{1,2}}(?:st|nd|rd|th)?\.?\s(?:de\s)?{MONTH})"
    rf"(?:,?\s(?:de\s)?(?:19|20)\d\d(?!\d))?|{WEEKDAY}(?!\w))"
)
WORD = r"[^\W\d_][\w.'’-]{0,24}"
PLACE = rf"{WORD}(?:[ /]{{1,2}}{WORD}){{0,7}}"
REGION = rf"(?:,\s(?!{DAY})[A-ZÀ-Þ][\w.'’-]{{1,24}}(?:\s[A-ZÀ-Þ][\w.'’-]{{1,24}}){{0,2}})"
CREDIT = r"(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<slashed>[^/\s()][^/\n()]{1,30})/)"
DASH = r"(?:\s{0,3}(?:\.-|-{2,3}|[—–―])\s{0,3}|(?:\.\s|\s|(?<=\)))[-_]\s)"
NO_DASH = r"(?<=[)/])\.?\s?"
WITH_PLACE = re.compile(
    rf"(?P<place>{PLACE})(?P<region>{REGION}{{0,2}})(?:[,.]?\s(?P<day>{DAY}))?(?:[.,]?\s?{CREDIT})?"
    rf"(?P<end>{DASH}|:\s|{NO_DASH})"
)
CREDIT_FIRST = re.compile(
    rf"{CREDIT}{DASH}(?P<place>{PLACE}),\s(?P<day>{DAY})(?P<end>{DASH})"
)  # (ANSA) - ROMA, 4 MAR -
CREDIT_ALONE = re.compile(rf"(?:{CREDIT}|(?P<bare>[A-Z]{{2,4}}))(?P<end>{DASH}|{NO_DASH})")
ONLY_DAY = re.compile(DAY)
OPENING = re.compile(r"[\"“‘'«(\[]{0,2}(?:[^\W_]|\d)")
PARTICLES = frozenset(
    str.split("of de la del da do di du des les la le el al and on upon sur am an der im in zu y e")
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """`text[start:end]` is the dateline without the dash behind it; each part is "" where it has none."""

    place: str  # as written, with its state or country: "LIMA, Peru"
    day: str  # as written: "April 8", "Monday"
    agency: str  # by its usual name; as written where it is none that is known
    start: int
    end: int

    @property
    def where_and_when(self) -> str:
        """Place and day as `Article.dateline` has them: "PANAMA CITY, April 8"."""
        return ", ".join(part for part in (self.place, self.day) if part)


def find(text: str) -> Dateline | None:
    """The dateline a text begins with; None where it begins with anything else."""
    start = len(text) - len(text.lstrip())
    head = text[start : start + LONGEST].split("\n", 1)[0]
    for pattern in (WITH_PLACE, CREDIT_FIRST, CREDIT_ALONE):
        match = pattern.match(head)
        opening = OPENING.match(head, match.end()) if match else None
        if match and opening and not opening.group()[-1].islower():
            found = _judged({name: value or "" for name, value in match.groupdict().items()})
            if found:
                return Dateline(*found, start, start + match.start("end"))
    return None


def field(value: object) -> Dateline | None:
    """A field that is known to be a dateline: what it says is taken as the place where it is no more."""
    text = one_line(value, LONGEST) if isinstance(value, str) else ""
    bare = text.rstrip(" -–—_:")
    if not bare:
        return None
    found = find(f"{bare} — A")
    return found if found and found.end == len(bare) else Dateline(bare, "", "", 0, len(bare))


def _judged(part: dict[str, str]) -> tuple[str, str, str] | None:
    """Place, day and agency of what looks like a dateline; None where it is a sentence or a label."""
    place, day, region = part.get("place", ""), part.get("day", ""), part.get("region", "")
    place = place.removesuffix(".") if day and not region else place  # "KYIV. March 4"
    credit = (part["agency"] or part["slashed"] or part.get("bare", "")).strip()
    agency = usual_name(credit)
    dashed = part["end"].strip() not in ("", ".", ":")
    if not day and ONLY_DAY.fullmatch(credit):
        day, credit = credit, ""  # "VALLEY FORGE, Pa. (July 13, 2017) —"
    if not place:
        partner = dashed and len(credit) > 4 and _in_title_case(credit)  # "(Harbor Weekly) -- "
        return ("", "", agency or credit) if agency or partner else None
    if agency:
        sure = _in_capitals(place) or (_in_title_case(place) and (dashed or bool(day) or _is_city(place)))
    elif day:
        sure = (dashed or bool(credit)) and (
            _is_city(place) or (_in_capitals(place) and not _is_sentence(place))
        )
    elif dashed:
        sure = (bool(region) and _is_city(place)) or (
            _in_capitals(place) and (_is_city(place) or _has_form_of_place(place, region))
        )
    else:
        sure = part["end"].strip() == ":" and _in_capitals(place) and _is_city(place)
    # What stands in brackets after no day may be a country: "PARIS (France)".
    return (place + region, day, agency or (credit if day else "")) if sure else None


def _words(place: str) -> list[str]:
    return [word for word in re.split(r"[ /]+", place) if word]


def _in_capitals(place: str) -> bool:
    """Whether all letters are capitals, but for what "McALLEN" and "ALEXANDRIA al-Gharb" have small."""
    words = [re.sub(r"^(?:Mc|Mac|[Aa]l-|[Dd]')", "", word) for word in _words(place)]
    return (
        len(words) <= MOST_WORDS
        and all(word.isupper() or word in PARTICLES for word in words)
        and words[0].isupper()
    )


def _in_title_case(place: str) -> bool:
    words = _words(place)
    return (
        len(words) <= MOST_WORDS
        and not _is_sentence(place)
        and all(word[0].isupper() or word in PARTICLES for word in words)
    )


def _is_sentence(place: str) -> bool:
    words = {word.casefold() for word in _words(place)}
    return bool(words & SENTENCE or words & NO_PLACES) or any(c.isdigit() for c in place)


def _is_city(place: str) -> bool:
    """Whether each of the places, of which a slash may join several, is a known city."""
    return all("_".join(one.casefold().split()) in CITIES for one in place.split("/"))


def _has_form_of_place(place: str, region: str) -> bool:
    """Whether unknown words in capitals are a place rather than a headline: TALLAHASSEE, PALM BEACH."""
    words = [word.casefold() for word in _words(place)]
    if _is_sentence(place):
        return False
    if len(words) == 1:
        return bool(region) or len(words[0]) > 4
    return len(words) <= 4 and (bool(region) or words[0] in FIRST or words[-1] in LAST)
