"""Who wrote it, as bylines and credits say it: the names, and the agency they work for.

`field` reads what is known to be a byline, such as a metadata field; `line` and `closing` look into
text and take only what can be nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.ingest.agencies import credited, usual_name
from rag.ingest.clean import one_line

LINE_CHARS, FIELD_CHARS, MOST_NAMES = 120, 300, 20
LAST_LINES = 4  # of a text, where its credits stand
BY = re.compile(
    r"(?:(?:story|text|written|reported|reporting|compiled)\s+)?(?:by|von|por|par|di|da)\s*:?\s+",
    re.IGNORECASE,
)
AND = r"(?:and|und|y|e|et)\s+"
PARTS = re.compile(rf"\s*[|/;•·,&\n]\s*(?:{AND})?|\s+[-–—]+\s+|\s+{AND}", re.IGNORECASE)
EMPLOYER = re.compile(r"(?:^|\s+)(?:for|of|with|via|at)\s+(?=[A-ZÀ-Þ])")  # "Ann Lee of The Harbor Post"
PLACE = re.compile(r"\s+(?:in|en|à|aus)\s+[A-ZÀ-Þ].*$")  # "Ann Lee in Lima"
SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|PhD|Ph\.D|MD|M\.D)\.?", re.IGNORECASE)
ROLE = re.compile(
    r"\b(?:staff|writers?|editors?|reporters?|reporting|correspondents?|contributors?|bureau|desk|columnists?|"
    r"special to|news|service|agency|agencies|team|chief|analysts?|photographers?|producers?|author|"
    r"redaktion|redacción|rédaction)\b",
    re.IGNORECASE,
)
OUTLET = re.compile(
    r"\b(?:Post|Times|Press|Tribune|Herald|Journal|Gazette|Wire|Media|Chronicle|Network|Radio|TV)$"
)
JOINING = frozenset(
    str.split(
        "de la del da do dos di du van von der den el al bin ibn ben y e le ter ten zu and with for in of"
    )
)
SURE = re.compile(r"(?:By|BY|Von|Por|Par)\s+[A-ZÀ-Þ]")
SHORTENED = re.compile(r"\b(?:[A-ZÀ-Þ]|Jr|Sr|Dr|Mr|Ms|Mrs|St|Prof|Ph\.D|M\.D)\.")  # its dot ends no sentence
NO_NAMES = frozenset(
    str.split("monday tuesday wednesday thursday friday saturday sunday noon night dawn contrast now then")
)
REPORTING = re.compile(
    r"[(\[]?\s*(?P<more>additional\s+)?(?:reporting|report|writing)\s+by\s+(?P<names>[^;.()\[\]]{3,200})",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright)\s*(?:\(c\)|©)?\s*(?:19|20)\d\d\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """The names in order, and the agency by its usual name; either may be missing, not both."""

    names: tuple[str, ...] = ()
    agency: str = ""

    @property
    def author(self) -> str:
        """The names joined by commas, as `Article.author` has them."""
        return ", ".join(self.names)


def field(value: object) -> Byline | None:
    """A field that is known to be a byline: "By Ann Lee and Bo Chan, Associated Press", "Xinhua".

    Roles ("Staff Writer") and places ("in Lima") are left out. None where neither a name nor an agency
    is left.
    """
    text = one_line(value, FIELD_CHARS) if isinstance(value, str) else ""
    agency = credited(text)
    if COPYRIGHT.match(text):
        return Byline(agency=agency) if agency else None
    names: list[str] = []
    for part in PARTS.split(BY.sub("", f"{text} ", count=1))[:MOST_NAMES]:
        part, told = _without_agency(PLACE.sub("", part or "").strip(" .:()[]"))
        agency = agency or told
        if names and SUFFIX.fullmatch(part):
            names[-1] = f"{names[-1]} {part}"
        elif any(c.isalpha() for c in part) and not _is_no_person(part, bool(names)):
            names.append(part)
    found = Byline(tuple(dict.fromkeys(names)), agency)
    return found if found.names or found.agency else None


def line(text: str) -> Byline | None:
    """A line of text that is nothing but a byline: it begins with "By" and goes on as names do.

    Or it names an agency and nothing else. `By Friday they will be back` is none, nor `Ann Lee`.
    """
    bare = text.strip()
    if not 0 < len(bare) <= LINE_CHARS:
        return None
    if agency := usual_name(bare):
        return Byline(agency=agency)
    return field(bare) if SURE.match(bare) and _all_names(bare) else None


def closing(text: str) -> Byline | None:
    """What the last lines credit: "(Reporting by Ann Lee in Lima; Editing by Bo Chan)", "© 2025 AFP".

    Whoever did additional reporting or editing is not the author.
    """
    names: tuple[str, ...] = ()
    agency = ""
    for last in _last_lines(text):
        match = REPORTING.match(last)
        if match and not match["more"] and not names:
            told = field(match["names"].strip())
            names = told.names if told and all(_all_names(f"By {name}") for name in told.names) else ()
        notice = COPYRIGHT.search(last[:LINE_CHARS])
        if notice and not agency:
            agency = credited(last[notice.start() : LINE_CHARS])
    return Byline(names, agency) if names or agency else None


def _is_no_person(part: str, after_name: bool) -> bool:
    """Whether it is a role or an outlet; "Ann Press" is one only behind the name of a person."""
    return bool(ROLE.search(part)) or part.startswith("The ") or (after_name and bool(OUTLET.search(part)))


def _last_lines(text: str) -> list[str]:
    return [one for one in text[-2_000:].split("\n") if one.strip()][-LAST_LINES:]


def _without_agency(part: str) -> tuple[str, str]:
    """A part of a byline without its employer, and the agency if that is one: "ANN LEE Associated Press"."""
    name, *employer = EMPLOYER.split(part, maxsplit=1)
    if employer:
        return name, usual_name(employer[0])
    if agency := usual_name(part):
        return "", agency
    tokens = part.split()
    for cut in range(2, len(tokens)):
        if agency := usual_name(" ".join(tokens[cut:])):
            return " ".join(tokens[:cut]), agency
    return part, ""


def _all_names(byline: str) -> bool:
    """Whether every word begins as a name does, but for those that join names; so `By Friday` is none."""
    bare = SHORTENED.sub(" ", byline)
    words = re.findall(r"[^\W\d_]+", ROLE.sub(" ", bare))[1:]
    return (
        not any(c in ".!?" for c in bare.rstrip(" ."))
        and bool(words or bare != byline)
        and not (words and words[0].lower() in NO_NAMES)
        and all(word[0].isupper() or word.lower() in JOINING or usual_name(word) for word in words)
    )
