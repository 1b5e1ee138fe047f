"""Words, figures and marks of a text with their places, for whoever reads values or names out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.remembered import remembering

_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"  # 1,500,000 or 1.5
    r"|[^\W\d_]+(?:[’'][^\W\d_]+)*"  # a word
    r"|[^\w\s]|[\w]"
)


class Token(NamedTuple):
    """A figure, a word or one mark; a word keeps its apostrophe, not its hyphen.

    A tuple, not a dataclass: a check makes thousands of them, and tuples are made in half the time.
    """

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        return self.text[0].isdecimal()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


@remembering(2_000)
def tokens(text: str) -> tuple[Token, ...]:
    """All of the text but whitespace, in order, in time linear in the text."""
    return tuple(Token(t := m.group(), t.lower(), *m.span()) for m in _TOKEN.finditer(text))


def glued(found: Sequence[Token], place: int) -> bool:
    """Whether nothing stands between the token at `place` and the one before it."""
    return 0 < place < len(found) and found[place - 1].end == found[place].start


def lower_at(found: Sequence[Token], place: int) -> str:
    """The lowercase token at `place`, "" outside of the text."""
    return found[place].lower if 0 <= place < len(found) else ""


def hyphen(found: Sequence[Token], place: int) -> bool:
    """Whether the token joins the two beside it into one word, as in "forty-three"."""
    return lower_at(found, place) in HYPHENS and glued(found, place) and glued(found, place + 1)


HYPHENS = frozenset("-‐‑")
