"""The noun phrases of a question, found by closed lists: no parser, and English alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.condense.lists import (
    ASKING,
    AUXILIARY,
    DETERMINERS,
    JOINED_BY,
    PAST,
    PREPOSITIONS,
    VERBS,
)
from rag.answer.names import names
from rag.answer.tokens import Token, tokens
from rag.models.words import is_function

_STEPS = ("s", "es", "d", "ed", "ing")
_OWNING = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `text == question[start:end]`."""

    text: str
    start: int
    end: int
    head: str  # its main noun, in lower case
    preposition: str  # the one right before it, or ""
    is_subject: bool  # it comes right behind the helping verb, or opens the question
    is_asked: bool  # it is what is asked for: "which ships"

    @property
    def is_plural(self) -> bool:
        """Whether "they" may stand for it."""
        return self.head.endswith("s") and not self.head.endswith(("ss", "us", "is")) and self.head != "news"


def is_verb(word: str) -> bool:
    """Whether the lowercase word is a verb of the list in any of its forms."""
    if word in VERBS or word in PAST:
        return True
    for ending in _STEPS:
        stem = word.removesuffix(ending)
        if stem != word and (
            stem in VERBS or stem + "e" in VERBS or (stem[:-1] in VERBS and stem[-2:-1] == stem[-1:])
        ):
            return True
    return word.endswith("ied") and word[:-3] + "y" in VERBS


def phrases(question: str) -> list[Phrase]:
    """All of the question in order, each with what "of", "in" and the like join to it."""
    found = tokens(question)
    named = {name.span[0]: name.span[1] for name in names(question)}
    read: list[Phrase] = []
    place = 0
    while place < len(found):
        end = _end(found, place, named)
        if end == place:
            place += 1
            continue
        first, core = place, end
        bare = named.get(found[first].start) == found[end - 1].end  # "Callao on the first day" is two
        while core < len(found) and not bare and found[core].lower in JOINED_BY:
            after = _end(found, core + 1, named)
            if after == core + 1 or (found[core].lower != "of" and not _open(found, core + 1, named)):
                break
            core = after
        read.append(_phrase(question, found, first, end, core))
        place = core
    return read


def _open(found: Sequence[Token], place: int, named: dict[int, int]) -> bool:
    """Whether what stands there begins as a phrase with a determiner or a name does."""
    return place < len(found) and (found[place].lower in DETERMINERS or found[place].start in named)


def _end(found: Sequence[Token], place: int, named: dict[int, int]) -> int:
    """Where the plain phrase that begins at the token ends; `place` itself where none begins."""
    if place >= len(found):
        return place
    end = place
    if found[end].lower in ASKING or found[end].lower in ("many", "much"):
        if found[end].lower not in ("which", "what", "whose", "many", "much"):
            return place
        end += 1
    elif found[end].lower in DETERMINERS:
        end += 1
    elif found[end].start not in named and not _behind_do(found, end):
        return place
    begun = end
    while end < len(found):
        token = found[end]
        if token.start in named:
            stop = named[token.start]
            while end < len(found) and found[end].start < stop:
                end += 1
            determined = found[place].lower in DETERMINERS  # "the Pacific Fleet commander"
            if not found[end - 1].lower.endswith(_OWNING) and not (determined and _goes_on(found, end)):
                break
            begun = end
            continue
        if not (token.is_word or token.is_figure or token.text in "-‐") or is_function(token.lower):
            break
        if token.lower in PREPOSITIONS | AUXILIARY or (end > begun and is_verb(token.lower)):
            break
        end += 1
        if token.lower.endswith(_OWNING):
            begun = end
    if found[place].lower == "what" and end == place + 2 and is_verb(found[place + 1].lower):
        return place  # "What happened"
    bare = found[place].start in named or _behind_do(found, place)
    return end if end > place + (not bare) else place


def _behind_do(found: Sequence[Token], place: int) -> bool:
    """Whether a subject must stand there: "Do common stocks …", "How many tolls did ships pay"."""
    if not place or found[place - 1].lower not in ("do", "does", "did") or not found[place].is_word:
        return False
    return not is_function(found[place].lower) and not is_verb(found[place].lower)


def _goes_on(found: Sequence[Token], place: int) -> bool:
    """Whether a noun follows the name: "the Pacific Fleet commander"."""
    if place >= len(found) or not found[place].is_word:
        return False
    word = found[place].lower
    return not (is_function(word) or is_verb(word) or word in PREPOSITIONS or word in AUXILIARY)


def _phrase(question: str, found: Sequence[Token], first: int, core: int, end: int) -> Phrase:
    before = found[first - 1].lower if first else ""
    asked = found[first].lower in ASKING or found[first].lower in ("many", "much")
    start, stop = found[first].start, found[end - 1].end
    if question[:stop].endswith(("'s", "’s")):
        stop -= 2
    return Phrase(
        text=question[start:stop],
        start=start,
        end=stop,
        head=found[core - 1].lower,
        preposition=before if before in PREPOSITIONS | {"of"} else "",
        is_subject=before in AUXILIARY or first == 0,
        is_asked=asked,
    )
