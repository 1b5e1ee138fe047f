"""What sort of thing a name names, and what it stands beside: enough to tell which name is in whose place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.aliases import is_country
from rag.answer.asked import alike
from rag.answer.names import Name
from rag.answer.pieces import stem
from rag.answer.tokens import Token, tokens
from rag.models.words import is_function
from rag.types import Span

Sort = Literal["country", "place", "organisation", "person", ""]
_PLACES = frozenset(
    "in at to from into near toward towards off outside across around inside within on".split()
)
_PREPOSITIONS = _PLACES | frozenset(
    "of for with by about against between over under through among via".split()
)
_SKIPPED = frozenset("the a an its their his her this that".split())
_ORGANISED = frozenset(
    """
    inc corp co ltd llc company holding holdings group ministry department office bureau agency commission
    committee council congress senate parliament house court university college school institute hospital
    church bank union association federation league club team party command service services guard navy army
    fleet force forces marines police administration authority board foundation fund news times post journal
    network airlines airways media press museum society center centre organization organisation conference
    consortium
    """.split()
)
_PLACED = frozenset(
    """
    city county province state island islands river lake sea ocean bay gulf canal mountain mountains street
    avenue airport port harbor harbour valley beach park coast peninsula desert bridge square
    """.split()
)
_PARTING = frozenset(
    "when who whom which that while where why how she he they it and or but as because if than".split()
)
SHORTEST = 4  # letters that two forms of a word share
AHEAD = 4  # tokens behind a name in which the next content word is looked for


@dataclass(frozen=True, slots=True)
class Role:
    """What a name stands beside: its preposition's class ("place" for in, to, from; "of" for a possessive or
    an attribute, too; "" for none), the content word before that, and the one behind the name."""

    led_by: str
    before: str
    behind: str


def role(text: str, span: Span) -> Role:
    """The role of the name at that place in the text."""
    row = tokens(text)
    before = [t for t in row if t.end <= span[0]]
    behind = [t for t in row if t.start >= span[1]][:AHEAD]
    while before and before[-1].lower in _SKIPPED:
        before.pop()
    led_by = ""
    if before and before[-1].lower in _PREPOSITIONS:
        led_by = "place" if before[-1].lower in _PLACES else before[-1].lower
        before.pop()
        while before and before[-1].lower in _SKIPPED:
            before.pop()
    owned = text[: span[1]].endswith(("'s", "’s"))
    return Role(led_by or ("of" if owned else ""), _content(before[::-1][:1]), _content(behind))


def _content(row: Sequence[Token]) -> str:
    """The first content word, unless a mark, a name, or what begins another clause comes before it."""
    for token in row:
        if not token.is_word or token.text[0].isupper() or token.lower in _PARTING:
            return ""
        if not is_function(token.lower):
            return token.lower
    return ""


def tight(one: Role, other: Role) -> bool:
    """Whether both belong to the same word: "ambassador to", "the cutter", or as its subject or attribute."""
    led = one.led_by == other.led_by and _alike(one.before, other.before)
    return led or _alike(one.behind, other.behind)


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    begin = one[: min(len(one), len(other)) - 1]
    return stem(one) == stem(other) or (
        alike(one, other) and len(begin) >= SHORTEST and other.startswith(begin)
    )


def sort_of(name: Name, where: Role) -> Sort:
    """What the name seems to be, by its words and by what it stands beside; "" where nothing tells."""
    if is_country(name.key):
        return "country"
    words = set(name.words)
    if name.title:
        return "person"
    if words & _ORGANISED or (name.text.isupper() and len(name.words) == 1):
        return "organisation"
    if words & _PLACED or where.led_by == "place":
        return "place"
    return "person" if 2 <= len(name.words) <= 3 else ""


def exchangeable(one: Sort, other: Sort, same_role: bool) -> bool:
    """Whether a name of the one sort can stand in the place of one of the other."""
    if one and other:
        return one == other or ({one, other} == {"country", "place"} and same_role)
    return same_role and "country" not in (one, other)
