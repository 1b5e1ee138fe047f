"""Which words of a question say what is asked, and which only hold it together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.remembered import remembering

WORD = re.compile(r"\w+", re.UNICODE)
FUNCTION_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being between
    both but by can could did do does doing don during each for from further had has have having he
    her here hers him his how i if in into is it its itself just ll may me might more most must my
    no nor not now of off on once only or other our out over own re s same shall she should so some
    such t tell than that the their them then there these they this those through to too under until
    up upon us ve very was we were what when where which while who whom whose why will with would
    you your
    """.split()
)


def is_function(word: str) -> bool:
    """Whether a lowercase word is grammar or punctuation rather than content."""
    return word in FUNCTION_WORDS or not (word.isalnum() or any(c.isalnum() for c in word))


@remembering(8_000)
def content_words(text: str) -> tuple[str, ...]:
    """The lowercase content words of a text, in order, repeats kept."""
    return tuple(w for w in WORD.findall(text.lower()) if not is_function(w))


def words_at(text: str, offsets: Iterable[Sequence[int]]) -> list[str]:
    """The whole lowercase word that each (start, end) lies in, so that pieces of one word agree."""
    places = [(m.start(), m.end()) for m in WORD.finditer(text)]
    found: list[str] = []
    at = 0
    for start, end in offsets:
        while at < len(places) and places[at][1] <= start:
            at += 1
        inside = at < len(places) and places[at][0] <= start < places[at][1]
        found.append(text[slice(*places[at])].lower() if inside else text[start:end].lower())
    return found
