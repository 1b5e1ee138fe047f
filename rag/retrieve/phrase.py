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
OWNED_INITIAL = re.compile(rf"'s\.{LETTER}(?!{SIGN})")  # seen from behind, this `s` looks like an initial
FIGURE = re.compile(r"[0-9]")
THOUSANDS = re.compile(r"[0-9],[0-9]")


@dataclass(frozen=True)
class Phrase:
    """The forms of each word in turn, in the spelling of the index; all forms of one begin alike."""

    forms: tuple[tuple[str, ...], ...]

    def places(self, text: str) -> list[Span]:
        """Where a text has the phrase, none within another. No empty line stands between its words."""
        folded = fold(text)
        found = folded.text
        initials = any(form in found for form in self._spaced)
        spans = [m.span() for m in (self._with_initials if initials else self._plainly).finditer(found)]
        # What is joined to its neighbours is in a few cases not to be seen from one place.
        unsure = initials and OWNED_INITIAL.search(found) is not None
        if self._has_figures:
            unsure |= any(THOUSANDS.search(found, max(0, s - 2), e + 2) for s, e in spans)
        return self.read(text) if unsure else [folded.span(*span) for span in spans]

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
    def _spaced(self) -> tuple[str, ...]:
        """The words as initials: a text without them is soon looked through."""
        return tuple(".".join(form) for forms in self.forms for form in forms if not FIGURE.search(form))

    @cached_property
    def _with_initials(self) -> re.Pattern[str]:
        return re.compile(BETWEEN.join(_word(forms, True) for forms in self.forms))

    @cached_property
    def _plainly(self) -> re.Pattern[str]:
        return re.compile(BETWEEN.join(_word(forms, False) for forms in self.forms))


def _word(forms: tuple[str, ...], initials: bool) -> str:
    """Matches a word in any of the forms. It begins with a letter, so that it is soon looked for."""
    first = re.escape(forms[0][0])
    alone = rf"(?<!(?<!{SIGN}){LETTER}\.{first})"  # no other initial stands before it
    rest: list[str] = []
    for form in forms:
        letters = [re.escape(letter) for letter in form[1:]]
        rest.append("".join(letters))
        if form.isdecimal() and form.isascii() and len(form) > 3:
            rest.append(f"{int(f'1{form[1:]}'):,}"[1:])  # in thousands: of 8000, what follows the 8 in 8,000
        elif initials and not FIGURE.search(form):
            owned = rf"(?<!{SIGN}'s)(?<!{SIGN}\.'s)" if form == "s" else ""
            joined = alone + "".join(rf"\.{letter}" for letter in letters) + LAST_INITIAL
            rest[-1:] = [joined + owned] if not letters else [rest[-1], joined]
    return rf"{first}(?<!{SIGN}{first})(?:{'|'.join(rest)})(?!{SIGN})"
