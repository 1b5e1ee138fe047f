"""Looking through conversations: each word is found in any case, with or without its accents."""

from __future__ import annotations

import json
import unicodedata

MOST_WORDS = 16
NOTHING = "[]"  # what is looked for where it has no words
AROUND = 70  # characters shown to each side of what was found


def fold(text: str) -> str:
    """The text as it is compared: without case and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def needle(containing: str) -> str:
    """What is looked for, as `holds` takes it."""
    return json.dumps([fold(word) for word in containing.split()[:MOST_WORDS]])


def holds(text: str, needle: str) -> bool:
    """Whether a text has every word, also within longer ones: not every script puts blanks between them."""
    folded = fold(text)
    return all(word in folded for word in json.loads(needle))


def excerpt(text: str, needle: str) -> str:
    """The words around what is looked for, in the first line that has most of it; "" where none has any."""
    sought = json.loads(needle)
    if not sought:
        return ""
    best, line = max(((_found(line, sought), line) for line in text.split("\n")), key=lambda one: len(one[0]))
    return _around(line, _unfolded(line, min(best))) if best else ""


def _found(line: str, sought: list[str]) -> list[int]:
    """Where each word that stands in the line does, in the line as it is compared."""
    folded = fold(line)
    return [at for word in sought if (at := folded.find(word)) >= 0]


def _unfolded(line: str, at: int) -> int:
    """The place in a line of what stands at `at` in the line as it is compared."""
    long = 0
    for place, character in enumerate(line):
        long += len(fold(character))
        if long > at:
            return place
    return len(line)


def _around(line: str, middle: int) -> str:
    start, end = max(0, middle - AROUND), min(len(line), middle + AROUND)
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"
