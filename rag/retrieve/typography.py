"""In what two texts of the same words differ: the kinds of typography, by name."""

from __future__ import annotations

import re
import unicodedata

from rag.store.spelling import ACCENT, PLAIN, folded

WRITTEN_OUT, ELLIPSIS = "\ue000", "…"  # three points, and the one character; both are kept apart from points
_POINTS = re.compile(r"[\[(]\s*(?:\.\s*){2,}[\])]|\.(?:\s?\.){2,}")
_CAPITALS = {
    letter.upper(): plain.capitalize() for letter, plain in PLAIN.items() if len(letter.upper()) == 1
}
_UNACCENTED = str.maketrans(PLAIN | _CAPITALS)
KINDS = (
    "hidden characters",
    "ellipsis",
    "quotation marks",
    "dashes and hyphens",
    "accents and ligatures",
    "case",
    "punctuation",
    "spaces and line breaks",
)


def differences(one: str, other: str) -> tuple[str, ...]:
    """What must be overlooked for the two to be alike; nothing when they are so, character by character.

    The texts have the same words. A kind is named when, with all others overlooked, they still differ.
    """
    if one == other:
        return ()
    one, other = (_POINTS.sub(WRITTEN_OUT, text) for text in (one, other))
    named = tuple(kind for kind in KINDS if _but(one, kind) != _but(other, kind))
    return named or ("punctuation",)


def _but(text: str, kept: str) -> str:
    """The text with every kind but one overlooked."""
    if kept != "accents and ligatures":
        text = "".join(map(_unaccented, text))
    text = "".join(c for c in text if (kind := _kind(c)) == kept or not kind)
    return text if kept == "case" else text.lower()


def _kind(character: str) -> str:
    """The kind of typography that a character belongs to; nothing for a letter or a digit."""
    if character in (WRITTEN_OUT, ELLIPSIS):
        return "ellipsis"
    to, category = folded(character), unicodedata.category(character)
    if to in ("'", '"'):
        return "quotation marks"
    if to == "-":
        return "dashes and hyphens"
    if character.isspace():
        return "spaces and line breaks"
    if category in ("Cc", "Cf", "Co", "Cn", "Cs"):
        return "hidden characters"
    return "" if category[0] in "LNM" else "punctuation"


def _unaccented(character: str) -> str:
    if unicodedata.category(character)[0] not in "LNM":
        return character
    parts = unicodedata.normalize("NFKD", character)
    return "".join(p for p in parts if unicodedata.combining(p) < ACCENT).translate(_UNACCENTED)
