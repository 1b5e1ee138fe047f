"""Which characters an article may have: what cannot be seen can mislead a model, never a reader."""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 8  # accents on one letter; normalising takes the square of their number
NEWLINES = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Format characters of Arabic and Syriac script that do show.
VISIBLE = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
# Letters and marks that show nothing: fillers, joiners, variation selectors but those of emoji.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(c) for c in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))
}
JOINER = "\u200d"
EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
STRAY_SELECTOR = re.compile(f"(?<![{EMOJI}#*0-9\u00a9\u00ae\u203c\u2049\u2122\u2139])[\ufe0e\ufe0f]")
STRAY_JOINER = re.compile(f"(?<![{EMOJI}\ufe0f]){JOINER}|{JOINER}(?![{EMOJI}])")


def visible(text: str) -> str:
    """The text in Unicode NFC without control, zero-width, bidi, tag, private and unassigned characters.

    Every kind of line break becomes a line feed, every kind of space a space. A zero-width joiner
    stays between emoji, where it makes one picture of two.
    """
    text = text.replace("\r\n", "\n")
    text = text.translate({ord(c): _kept(c) for c in set(text)})
    text = STRAY_JOINER.sub("", STRAY_SELECTOR.sub("", text))
    return unicodedata.normalize("NFC", _few_marks(text))


def _kept(character: str) -> str:
    if character in NEWLINES or character == "\n":
        return "\n"
    if character in BLANK:
        return ""
    if character in VISIBLE or character == JOINER:
        return character
    category = unicodedata.category(character)
    if character in "\t\u2800" or category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf", "Co", "Cn", "Cs") else character


def _few_marks(text: str) -> str:
    """No letter with more than `MOST_MARKS` accents piled on it."""
    marks = {c for c in set(text) if unicodedata.combining(c)}
    if not marks:
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if character in marks else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
