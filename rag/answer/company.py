"""What belongs with a quoted sentence: who says it, whom its pronoun means, the list it is part of.

Everything is read off the article's text near the sentence, in its own order, and stays verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.listed import announces, parted, row_with_head, whole_list
from rag.answer.names import names
from rag.answer.speakers import SAID
from rag.ingest.sentences import sentences
from rag.types import Span

WINDOW = 3_000  # characters to each side in which it is looked for
BACK = 4  # sentences back in which a name, or ahead in which the end of a quotation, is looked for
HEADING_WORDS = 12  # a longer line without an end mark is taken for a sentence
FEWEST_WORDS = 4  # a shorter one is a fragment

_PERSON = r"he|she|they|his|her|their|hers|theirs|both"
_CLASS = (
    "company|firm|group|agency|organi[sz]ation|man|woman|couple|suspect|victim|boy|girl|teenager|actor|actress"
    "|singer|officer|official|ministry|minister|president|spokesman|spokeswoman|two|three|pair|team|ship|vessel"
    "|author|director|report|study|statement|deal|agreement|sale|transaction|incident|attack|ruling|project"
)
_POINTS_FAR = re.compile(rf"[\"'“‘]?(?:(?:and|but|then|so|yet)\s)?(?:{_PERSON}|it|its)\b", re.IGNORECASE)
_POINTS_NEAR = re.compile(
    rf"[\"'“‘]?(?:this|these|those|that|such|the (?:{_CLASS})|the latter|the former)\b", re.IGNORECASE
)
_SAID_BY_PRONOUN = re.compile(
    rf"\b(?:he|she|they)\s(?:\w+ly\s)?(?:also\s)?(?:{'|'.join(sorted(SAID))})\b"
    rf"|\b(?:{'|'.join(sorted(SAID))})\s(?:he|she|they)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(rf"\b(?:{'|'.join(sorted(SAID))}|according to)\b", re.IGNORECASE)
_OPENERS, _CLOSERS = "“„«", "”»"
_ENDED = (".", "!", "?", ":", ";", "…")


def is_heading(text: str) -> bool:
    """Whether a line says too little to be quoted: a heading, a label, a fragment."""
    words = len(text.split())
    ended = text.rstrip("\"'”’)]").endswith(_ENDED)
    return words < FEWEST_WORDS or (
        words <= HEADING_WORDS and not ended and not text.startswith(("-", "•", "*"))
    )


def together(text: str, span: Span, most: int) -> list[Span]:
    """The places to quote with the sentence at `span`, in reading order; one of them holds it.

    A list comes whole, with the line that announces it, where that is at most `most` words; else the
    item with its line. A sentence behind one that ends in ":" comes joined to it. Speech without its
    speaker, and a pronoun without its name, come with the near sentence that has them, as a place of
    its own. No place overlaps another.
    """
    near, at = _nearby(text, span)
    listed = whole_list(text, near, at, most) or row_with_head(text, span)
    if listed:
        return listed
    start, end = span
    if announces(text, span) and at + 1 < len(near):
        end = near[at + 1][1]
    others: list[Span] = []
    ahead = _lead_in(text, near, at)
    if ahead is None:
        ahead = _speaker(text, near, at)
    if ahead == at - 1 and announces(text, near[ahead]):
        start = near[ahead][0]
    elif ahead is not None:
        others.append(near[ahead])
    named = _named(text, near, at if ahead is None else ahead)
    if named is not None and named not in (at, ahead):
        others.append(near[named])
    return sorted([(start, end), *(other for other in others if other[1] <= start or end <= other[0])])


def _nearby(text: str, span: Span) -> tuple[list[Span], int]:
    """The sentences around, the one at `span` among them exactly as given, and its place there."""
    start, end = span
    first, last = max(0, start - WINDOW), min(len(text), end + WINDOW)
    if first:  # not amid a sentence: at a line, else behind the first end of one
        line = text.find("\n", first, start)
        first = line if line >= 0 else first
    found = [(s + first, e + first) for s, e in sentences(text[first:last])]
    before = [_stripped(text, s, min(e, start)) for s, e in found if s < start]
    if first and text[first] != "\n":
        before = before[1:]
    after = [_stripped(text, max(s, end), e) for s, e in found if e > end]
    before, after = ([s for s in some if s[0] < s[1]] for some in (before, after))
    return [*before, span, *after], len(before)


def _stripped(text: str, start: int, end: int) -> Span:
    """The place without whitespace at its ends; a passage may have cut its sentence in two."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _lead_in(text: str, near: Sequence[Span], at: int) -> int | None:
    """The sentence that ends in ":" before this one, or before the paragraph that this one is in."""
    if at and announces(text, near[at - 1]):
        return at - 1
    first = at
    while first > max(0, at - BACK) and not parted(text, near[first - 1], near[first]):
        first -= 1
    before = first - 1
    if before >= 0 and parted(text, near[before], near[first]) and announces(text, near[before]):
        return before
    return None


def _speaker(text: str, near: Sequence[Span], at: int) -> int | None:
    """For speech whose speaker stands in another sentence: that one."""
    opened = _open_at(text, near[at][0])
    if not _only_speech(text, near[at], opened):
        return None
    place = at
    while _open_at(text, near[place][1]) and place + 1 < min(len(near), at + BACK):
        place += 1
        if _SPEECH.search(_outside(text, near[place])):
            return place
    for place in range(at - 1, max(-1, at - 1 - BACK), -1):
        if _SPEECH.search(_outside(text, near[place])):
            return place
        if not _only_speech(text, near[place], _open_at(text, near[place][0])):
            return None
    return None


def _open_at(text: str, place: int) -> bool:
    """Whether a quotation of the paragraph is open there."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    curly = sum(c in _OPENERS for c in before) - sum(c in _CLOSERS for c in before)
    return curly > 0 or before.count('"') % 2 == 1


def _outside(text: str, span: Span) -> str:
    """The sentence without what it has between quotation marks."""
    is_open = _open_at(text, span[0])
    kept: list[str] = []
    for c in text[slice(*span)]:
        if c == '"':
            is_open = not is_open
        elif c in _OPENERS or c in _CLOSERS:
            is_open = c in _OPENERS
        elif not is_open:
            kept.append(c)
    return "".join(kept)


def _only_speech(text: str, span: Span, opened: bool) -> bool:
    quoted = opened or text[span[0]] in _OPENERS + '"'
    return quoted and not any(c.isalnum() for c in _outside(text, span))


def _named(text: str, near: Sequence[Span], at: int) -> int | None:
    """For a sentence that points back: the near one that names what it points to."""
    words = text[slice(*near[at])]
    if _POINTS_NEAR.match(words):
        ok = at > 0 and not is_heading(text[slice(*near[at - 1])])
        return at - 1 if ok else None
    if not _POINTS_FAR.match(words) and not _SAID_BY_PRONOUN.search(_outside(text, near[at])):
        return None
    for place in range(at - 1, max(-1, at - 1 - BACK), -1):
        before = text[slice(*near[place])]
        points = _POINTS_FAR.match(before) or _POINTS_NEAR.match(before)
        if not is_heading(before) and not points and any(n.sure for n in names(before)):
            return place
    return None
