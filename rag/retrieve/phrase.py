"""A word or phrase found in texts: the words of the index, one right after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rag.store.spelling import LETTER, SIGN, fold, placed_words
from rag.types import Span

SEPARATOR = r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]"  # in a folded text, what is no letter and no digit
EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
BETWEEN = rf"(?:\.?'s(?!{SIGN}))?(?:(?!{EMPTY_LINE.pattern}){SEPARATOR})+"
LAST_INITIAL = rf"(?!\.{LETTER}(?!{SIGN}))"
FIGURE = re.compile(r"[0-9]")


@dataclass(frozen=True)
class Phrase:
    """The forms of each word in turn, in the spelling of the index; all forms of one begin alike."""

    forms: tuple[tuple[str, ...], ...]

    def places(self, text: str) -> list[Span]:
        """Where a text has the phrase, none within another. No empty line stands between its words."""
        folded = fold(text)
        if self._has_figures or "'s." in folded.text:  # what is joined is then not seen from its neighbours
            return self.read(text) if self._loosely.search(folded.text) else []
        return [folded.span(*match.span()) for match in self._exactly.finditer(folded.text)]

    def read(self, text: str) -> list[Span]:
        """The same by reading word for word: always right, and slow."""
        words = list(placed_words(fold(text)))
        found: list[Span] = []
        at = 0
        while at <= len(words) - len(self.forms):
            run = words[at : at + len(self.forms)]
            if all(word.text in forms for word, forms in zip(run, self.forms, strict=True)) and not any(
                EMPTY_LINE.search(fold(text[one.end : other.start]).text) for one, other in pairwise(run)
            ):
                found.append((run[0].start, run[-1].end))
                at += len(run)
            else:
                at += 1
        return found

    @cached_property
    def _has_figures(self) -> bool:
        return any(FIGURE.search(form) for forms in self.forms for form in forms)

    @cached_property
    def _exactly(self) -> re.Pattern[str]:
        return re.compile(BETWEEN.join(map(_word, self.forms)))

    @cached_property
    def _loosely(self) -> re.Pattern[str]:
        """Matches wherever `read` finds anything, and elsewhere."""
        first = self.forms[0]
        return re.compile("|".join("[.,]?".join(map(re.escape, form)) for form in first))


def _word(forms: tuple[str, ...]) -> str:
    """Matches a word in any of the forms. It begins with a letter, so that it is soon looked for."""
    first = re.escape(forms[0][0])
    initial = rf"(?<!(?<!{SIGN}){LETTER}\.{first})"  # no other initial stands before it
    rest: list[str] = []
    for form in forms:
        letters = [re.escape(letter) for letter in form[1:]]
        if letters:
            rest.append("".join(letters))
            rest.append(initial + "".join(rf"\.{letter}" for letter in letters) + LAST_INITIAL)
        else:
            owned = rf"(?<!{SIGN}'s)(?<!{SIGN}\.'s)" if form == "s" else ""
            rest.append(initial + owned + LAST_INITIAL)
    return rf"{first}(?<!{SIGN}{first})(?:{'|'.join(rest)})(?!{SIGN})"
