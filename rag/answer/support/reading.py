"""What the sentences of the evidence hold, each read closely only when it is first asked for."""

from __future__ import annotations

import re
from functools import cached_property

from rag.answer.aliases import place_of
from rag.answer.names import Name, folded, same_name
from rag.answer.pieces import Piece, pieces, stem
from rag.answer.support.evidence import Evidence, Line, stems
from rag.answer.values import Value
from rag.models.words import WORD

SHORTEST_ACRONYM, LONGEST_ACRONYM = 2, 6  # letters
_VALUED = re.compile(
    r"\d|[½¼¾%$€£]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|[a-z]+ty|"
    r"hundreds?|thousands?|[a-z]+illions?|dozens?|half|third|quarters?|first|second|[a-z]+th|[a-z]+day|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)


class Reading:
    """The lines of the evidence by their number, and what is in each."""

    def __init__(self, evidence: Evidence) -> None:
        self.lines: tuple[Line, ...] = evidence.lines
        self._pieces: dict[int, list[Piece]] = {}

    def pieces(self, i: int) -> list[Piece]:
        """The pieces of the line; their spans count in it."""
        if i not in self._pieces:
            self._pieces[i] = pieces(self.lines[i].text)
        return self._pieces[i]

    def values(self, i: int) -> list[Value]:
        """The values of the line."""
        if i not in self._pieces and not _VALUED.search(self.lines[i].text):
            return []
        return [p.value for p in self.pieces(i) if p.value is not None]

    def names(self, i: int) -> list[Name]:
        """The names of the line."""
        return list(dict.fromkeys(p.name for p in self.pieces(i) if p.name is not None))

    def naming(self, name: Name) -> list[int]:
        """The lines that have the name, by whatever it is known as; else those that have all its words in
        any writing ("Alert" for "the alert")."""
        own = set(stems(" ".join(name.words)))
        likely = [i for i, line in enumerate(self.lines) if own & line.keys]
        for lines in (likely, range(len(self.lines))):
            where = [i for i in lines if any(same_name(name, n) for n in self.names(i))]
            if where:
                return where
        if all(place_of(word) in self._words or stem(word) in self._keys for word in name.words):
            return likely
        letters = name.text.replace(".", "").lower()
        if SHORTEST_ACRONYM <= len(letters) <= LONGEST_ACRONYM and name.text.isupper():
            return [i for i, initials in enumerate(self._initials) if letters in initials]
        return []

    @cached_property
    def _initials(self) -> list[str]:
        """Of each line, what its words begin with, as acronyms are made."""
        words = [WORD.findall(line.text.lower()) for line in self.lines]
        return ["".join(w[0] for w in row if w not in ("of", "the", "and", "for", "in")) for row in words]

    def knows(self, piece: Piece) -> bool:
        """Whether a name of the evidence has this word of a name beside another word of it.

        A first name that the evidence has nowhere is let pass before a last name that it has: a writer
        may know it. One that it has, but beside another name, is somebody else's.
        """
        if piece.name is None:
            return False
        others = set(piece.name.words) - {piece.key}
        likely = [i for i, line in enumerate(self.lines) if stem(piece.key) in line.keys]
        if not likely:
            return piece.key == piece.name.words[0] and len(others) == 1
        return any(piece.key in n.words and others & set(n.words) for i in likely for n in self.names(i))

    def has_in_name(self, word: str) -> bool:
        """Whether the evidence has the capitalised word as part of a sure name."""
        likely = [i for i, line in enumerate(self.lines) if word in line.text]
        return any(n.sure and folded(word) in n.words for i in likely for n in self.names(i))

    @cached_property
    def around(self) -> list[frozenset[str]]:
        """Of each line, the stems of it and of the two beside it."""
        keys = [line.keys for line in self.lines]
        return [frozenset[str]().union(*keys[max(0, i - 1) : i + 2]) for i in range(len(keys))]

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset[str]().union(*(line.keys for line in self.lines))

    @cached_property
    def _words(self) -> frozenset[str]:
        """All words as names have them: folded, and of a people the country's."""
        found = {folded(word) for line in self.lines for word in WORD.findall(line.text)}
        return frozenset(found | {place_of(word) for word in found})
