"""Words as they are compared: one spelling for what differs only in case, accents or typography.

A text is folded once, to lower case without accents, and with every character that is no letter and
no digit made ASCII. What is found in the folded text has its place in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rag.types import Span

SYMBOL = "\x1a"  # stands for a symbol that ASCII does not have
THREE_POINTS = "\x19"  # and this for an ellipsis
BREAKS = "\x85\u2028\u2029"
APOSTROPHES = "’‘ʼʻ´′＇"
MINUS = "\u2212"
# Letters that are no other letter with an accent, as far as readers leave them out.
PLAIN = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "ı": "i",
    "ħ": "h",
}
FEW = 30
ACCENT = 200  # combining classes from here on are accents; below are the vowel signs of other scripts

LETTER = r"[^\x00-\x40\x5b-\x60\x7b-\x7f]"  # in a folded text
SIGN = r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"  # a letter or a digit
INITIALS = rf"(?<!{SIGN}){LETTER}(?:\.{LETTER})+(?!{SIGN})"
THOUSANDS = rf"(?<!{SIGN})[0-9]{{1,3}}(?:,[0-9]{{3}})+(?!{SIGN})"
POSSESSIVE = rf"'s(?:(?<={SIGN}'s)|(?<={SIGN}\.'s))(?!{SIGN})"
WORD = re.compile(rf"{POSSESSIVE}|({INITIALS}|{THOUSANDS}|{SIGN}+)")
OWNED = re.compile(POSSESSIVE)
JOINED = re.compile(rf"{INITIALS}|{THOUSANDS}")
TO_JOIN = re.compile(rf"[.,](?<={SIGN}[.,]){SIGN}")  # seldom there, and soon looked for
JOINTS = str.maketrans("", "", ".,")
SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one spelling. `places` has each character's place in the original, and its end."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Where a run of folded characters, not empty, stands in the original, with its last accents."""
        return self.places[start], max(self.places[end - 1] + 1, self.places[end])


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its one spelling, with its place in the text it is from."""

    text: str
    start: int
    end: int


def fold(text: str) -> Folded:
    """The text in lower case, without accents and hidden characters, all separators in ASCII.

    A letter becomes one letter or several (`ß` is `ss`). An accent that stands as a character of its
    own goes with its letter.
    """
    if text.isascii():
        return Folded(text.lower(), range(len(text) + 1))
    table = {c: folded(c) for c in set(text) if not c.isascii()}
    if all(len(to) == 1 for to in table.values()):
        return Folded(_replaced(text, table).lower(), range(len(text) + 1))
    parts: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        to = table.get(character, character)
        parts.append(to)
        places.extend([place] * len(to))
    return Folded("".join(parts).lower(), [*places, len(text)])


def _replaced(text: str, table: dict[str, str]) -> str:
    """A few characters are replaced sooner one by one: most texts have only marks beyond ASCII."""
    if len(table) > FEW:
        return text.translate({ord(c): to for c, to in table.items()})
    for character, to in table.items():
        text = text.replace(character, to)
    return text


@cache
def folded(character: str) -> str:
    """What a character is in a folded text: letters, ASCII separators, or nothing; folded again, the same."""
    if character.isascii():
        return character.lower()
    once = _once(character)
    return once if once == character else "".join(map(folded, once))


def _once(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if character in BREAKS:
        return "\n"
    if character == "…":
        return THREE_POINTS
    if unicodedata.category(character).startswith("S"):
        return _symbol(character)
    parts = unicodedata.normalize("NFKD", character)
    return "".join(_separator(p) if not _is_sign(p) else _letter(p) for p in parts if not _is_hidden(p))


def words(text: str) -> list[str]:
    """The words of a text in their one spelling, in order: those of `placed_words`, sooner."""
    text = OWNED.sub(" ", fold(text).text)
    if TO_JOIN.search(text):
        text = JOINED.sub(lambda match: match[0].translate(JOINTS), text)
    return text.translate(SPACED).split()


def placed_words(folded: Folded) -> Iterator[Word]:
    """Initials are one word (`U.S.`, `US`), thousands one number (`8,000`), and `'s` is no word."""
    for match in WORD.finditer(folded.text):
        if match[1]:
            start, end = folded.span(*match.span(1))
            yield Word(match[1].translate(JOINTS), start, end)


def _is_sign(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Me")


def _is_hidden(character: str) -> bool:
    """Accents, and what cannot be seen, but for line breaks."""
    if unicodedata.combining(character) >= ACCENT:
        return True
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs") and character not in "\t\n"


def _letter(character: str) -> str:
    lower = character.lower()
    return PLAIN.get(lower, "".join(c for c in lower if unicodedata.combining(c) < ACCENT))


def _separator(character: str) -> str:
    """Spaces, dashes and quotation marks as ASCII has them; any other as a comma."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category.startswith("Z"):
        return " "
    if category == "Pd":
        return "-"
    return '"' if category in ("Pi", "Pf") else ","


def _symbol(character: str) -> str:
    if character == MINUS:
        return "-"
    plain = unicodedata.normalize("NFKD", character)
    return plain if plain.isascii() and len(plain) == 1 else SYMBOL
