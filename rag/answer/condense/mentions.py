"""The names that a pronoun may mean, each with what kind of thing it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.answer.condense.lists import COUNTRIES, GROUPS, NAMED_PLACES
from rag.answer.names import Name, names
from rag.ingest.places import CITIES

Kind = Literal["person", "place", "group", "name"]  # "name": a name that may be any of them

_PLACES = frozenset(place.replace("_", " ") for place in COUNTRIES | CITIES)
SITUATED = re.compile(r"\b(?:in|at|near|from|to|into|outside|of)\s(?:the\s)?$", re.IGNORECASE)
_OFFICE = re.compile(r"\b(?:president|minister|secretary|mayor|officer|who)[, ]+$", re.IGNORECASE)
_DESCRIBED = re.compile(r"^,? (?:an?|the) (?:\w+ ){0,3}(?:company|giant|firm|agency|group|ship|party)\b")
LONGEST_PERSON = 4  # words of a person's name
MOST = 1_200  # characters of an answer that are read for names


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it may stand in a question, and what it names."""

    text: str
    kind: Kind
    start: int  # in the text that has it


def mentions(text: str) -> list[Mention]:
    """The names of the first `MOST` characters, in order."""
    head = text[:MOST]
    return [
        Mention(re.sub(r"['’]s?$", "", name.text), kind_of(name, head), name.span[0])
        for name in names(head)
        if name.sure or name.title
    ]


def kind_of(name: Name, text: str) -> Kind:
    """What the name names, by its own words and by those around it."""
    before, after = text[: name.span[0]], text[name.span[1] :]
    plain = " ".join(name.words)
    if plain in _PLACES or name.key in _PLACES:
        return "place"
    if set(name.words) & GROUPS or _DESCRIBED.match(after):
        return "group"
    if name.title or _OFFICE.search(before):
        return "person"
    if name.words[-1] in NAMED_PLACES:
        return "place"
    if SITUATED.search(before) and len(name.words) < 3:
        return "place"
    if any(c.isdigit() for c in name.text) or re.match(r"[A-Z]{2,}\b", name.text):
        return "group"
    if re.search(r"\bthe $", before, re.IGNORECASE):
        return "group"
    return "person" if 1 < len(name.words) <= LONGEST_PERSON else "name"
