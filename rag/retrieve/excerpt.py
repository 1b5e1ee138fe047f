"""An excerpt and a text as words that can be compared one by one, each with its place.

Stricter than the words of the index: `don't` is one word, `$` and `%` count, `3.5` is not `35`; what
is left out is only what typography may change.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from rag.store.spelling import INITIALS, JOINTS, LETTER, SIGN, SYMBOL, THREE_POINTS, fold
from rag.types import Span

POINTS = rf"(?:{THREE_POINTS}|\.(?:\s?\.){{2,}})"
ELLIPSIS = rf"[\[(]\s?(?:{POINTS}|\.\s?\.)\s?[\])]|{POINTS}"
NUMBER = rf"(?<!{SIGN})[0-9]+(?:[.,:][0-9]+)*(?!{SIGN})"
# A hyphen, also at a line's end, and an apostrophe hold a word together; between figures neither does.
HELD = rf"'{SIGN}+|(?<={LETTER})-{SIGN}+|-{LETTER}{SIGN}*|(?<={LETTER})-\s{{1,3}}{LETTER}{SIGN}*"
MINUS = r"(?<=[\s(])-(?=[0-9])"
PLAIN = r"[a-z]+(?=[\s,;:!?\"()]|\Z)"  # what most words are, and soonest seen
TOKEN = re.compile(
    rf"(?P<plain>{PLAIN})|(?P<ellipsis>{ELLIPSIS})|(?P<initials>{INITIALS})|(?P<number>{NUMBER})|(?P<word>{SIGN}+(?:{HELD})*)"
    rf"|(?P<symbol>[$%&#@+=<>{SYMBOL}]|{MINUS})"
)
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
SENTENCE_END = re.compile(r"\S{0,3}[.!?]\S{0,3}\s")
HYPHEN = re.compile(r"-\s*")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in one spelling. `gaps` are the words, but the first, that follow an ellipsis."""

    text: str  # as it was given; the spans index it
    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    gaps: frozenset[int] = frozenset()

    def parts(self, also: frozenset[int] = frozenset()) -> list[tuple[int, int]]:
        """The runs of words between the ellipses, and the words of `also`, as (first, last exclusive)."""
        bounds = [0, *sorted(self.gaps | also), len(self.texts)]
        return list(pairwise(bounds))

    def sentence_begins(self) -> frozenset[int]:
        """The words, but the first, that may begin a sentence."""
        return frozenset(
            place
            for place, (before, after) in enumerate(pairwise(self.spans), 1)
            if SENTENCE_END.match(self.text[before[1] : after[0]])
        )

    def span(self, first: int, last: int) -> Span:
        """Where the words first to last (exclusive) stand; of none, the place behind the word before."""
        if first < last:
            return self.spans[first][0], self.spans[last - 1][1]
        place = self.spans[first - 1][1] if first else (self.spans[0][0] if self.spans else 0)
        return place, place


def read_words(text: str) -> Words:
    """The words of a text; an ellipsis is none, and is told in `gaps`."""
    folded = fold(text)
    texts: list[str] = []
    spans: list[Span] = []
    gaps: list[int] = []
    for match in TOKEN.finditer(folded.text):
        kind = match.lastgroup
        if kind == "ellipsis":
            gaps.append(len(texts))
            continue
        start, end = span = folded.span(*match.span())
        word = match[0] if kind == "plain" else _spelled(str(kind), match[0], text[start:end])
        if word:
            texts.append(word)
            spans.append(span)
    return Words(text, tuple(texts), tuple(spans), frozenset(gap for gap in gaps if 0 < gap < len(texts)))


def _spelled(kind: str, found: str, original: str) -> str:
    if kind == "initials":
        return found.translate(JOINTS)
    if kind == "number":
        return found.replace(",", "") if THOUSANDS.fullmatch(found) else found
    if kind == "word":
        return HYPHEN.sub("", found)
    if found != SYMBOL:
        return found
    picture = unicodedata.category(original[0]) == "So" and original[0] != "°"
    return "" if picture else original[0]  # a bullet, a star, a trade mark
