"""What becomes of excerpts on their way: other typography, which changes nothing, and altered words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W_][\w'’]*")
FIGURE = re.compile(r"\d+")
CURLY = str.maketrans({"'": "’", "-": "–"})
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
LINE = 60  # characters of a line broken anew
KEPT, MISSING = 6, 30  # words on either side of an ellipsis at least, and left out by it at most


@dataclass(frozen=True, slots=True)
class Altered:
    """An excerpt with one word altered: `new` stands in place of `old`; one of them may be none."""

    text: str
    new: str
    old: str


def _broken(text: str) -> str:
    """In lines, a word at an end hyphenated."""
    lines = [text[start : start + LINE] for start in range(0, len(text), LINE)]
    joined = lines[0]
    for line in lines[1:]:
        within = joined[-2:].isalpha() and line[:2].isalpha()
        joined += ("-\n" if within else "\n" if joined[-1:].isspace() or line[:1].isspace() else "") + line
    return joined


def _shortened(text: str) -> str:
    """With an ellipsis in place of words from its middle, where it is long enough."""
    words = text.split(" ")
    missing = min(len(words) - 2 * KEPT, MISSING)
    if missing < 1:
        return text
    return " ".join([*words[:KEPT], "[…]", *words[KEPT + missing :]])


TYPOGRAPHY: Mapping[str, Callable[[str], str]] = {
    "curly marks": lambda text: text.translate(CURLY),
    "plain marks": lambda text: text.translate(PLAIN),
    "capitals": str.upper,
    "quoted": lambda text: f"“{text}”",
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "lines": _broken,
    "ellipsis": _shortened,
}


def alter(excerpt: str, words: Sequence[str], number: int, chance: random.Random) -> Altered | None:
    """The excerpt altered in the way of that number; None where it has nothing to alter so."""
    ways = (_replaced, _negated, _left_out, _figure, _added)
    return ways[number % len(ways)](excerpt, words, chance)


def _replaced(excerpt: str, words: Sequence[str], chance: random.Random) -> Altered | None:
    match = chance.choice(list(WORD.finditer(excerpt)))
    new = chance.choice(words)
    if new.lower() == match[0].lower():
        return None
    return Altered(excerpt[: match.start()] + new + excerpt[match.end() :], new, match[0])


def _negated(excerpt: str, words: Sequence[str], chance: random.Random) -> Altered | None:
    return _added(excerpt, ("not",), chance)


def _added(excerpt: str, words: Sequence[str], chance: random.Random) -> Altered | None:
    place = chance.choice(list(WORD.finditer(excerpt))[1:]).start()
    new = chance.choice(words)
    return Altered(f"{excerpt[:place]}{new} {excerpt[place:]}", new, "")


def _left_out(excerpt: str, words: Sequence[str], chance: random.Random) -> Altered | None:
    """Not the first or the last word: without it, the excerpt would only be shorter."""
    match = chance.choice(list(WORD.finditer(excerpt))[1:-1])
    return Altered(excerpt[: match.start()] + excerpt[match.end() :].lstrip(" "), "", match[0])


def _figure(excerpt: str, words: Sequence[str], chance: random.Random) -> Altered | None:
    match = next(FIGURE.finditer(excerpt), None)
    if match is None:
        return None
    new = str(int(match[0]) + chance.randint(1, 9))
    return Altered(excerpt[: match.start()] + new + excerpt[match.end() :], new, match[0])
