"""The texts that a claim is held against, cut into sentences, the nearest of them chosen for a closer look.

However much is given, the work is bounded: of long evidence only the stretches that share most with the
claim are cut into sentences, and of those only the nearest passages are embedded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.answer.pieces import stem, weight
from rag.ingest.chunk import Count, chunk
from rag.models.words import WORD
from rag.types import Article, Passage

STRETCH = 1_500  # characters of a stretch, which ends at a line break or a sentence if it can
MOST_CHARACTERS = 12_000  # about 2,000 words are cut into sentences
PASSAGE_WORDS = 100
FEW_PASSAGES, MOST_PASSAGES = 2, 4  # are embedded, the more only where they add to the claim's words
ADDS = 0.05  # of the weight of its words
_END = re.compile(r"[.!?][\"”’')]?\s")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the evidence; `keys` are its words' stems."""

    text: str
    passage: int  # the place of its passage in `Evidence.passages`
    keys: frozenset[str]
    bigrams: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the texts say: their sentences in order, and the passages they stand in."""

    texts: int
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    characters: int  # of all the texts
    keys: frozenset[str]  # of all that was read

    def chosen(self, wanted: Sequence[str]) -> list[int]:
        """The places of the passages to embed, in order: those that share most with the wanted stems.

        Beyond `FEW_PASSAGES` only one that has words of the claim which those before it do not have.
        """
        lines = [[line.keys for line in self.lines if line.passage == i] for i in range(len(self.passages))]
        keys = [frozenset[str]().union(*rows) for rows in lines]
        best = [
            max(share(wanted, row) for row in rows) + share(wanted, keys[i]) for i, rows in enumerate(lines)
        ]
        ranked = sorted(range(len(best)), key=lambda i: (-best[i], i))
        kept = ranked[:FEW_PASSAGES]
        have = frozenset[str]().union(*(keys[i] for i in kept))
        for i in ranked[FEW_PASSAGES:]:
            if len(kept) < MOST_PASSAGES and share(wanted, have | keys[i]) >= share(wanted, have) + ADDS:
                kept.append(i)
                have |= keys[i]
        return sorted(kept)


def read(texts: Sequence[str], wanted: Sequence[str], count: Count, max_pieces: int) -> Evidence:
    """The evidence in sentences, for a claim of the wanted stems."""
    passages: list[Passage] = []
    lines: list[Line] = []
    for place, text in enumerate(_nearest(texts, wanted)):
        cut = chunk(
            Article(str(place), text=text), count, words=PASSAGE_WORDS, overlap=0, max_pieces=max_pieces
        )
        for passage in cut:
            for start, end in passage.sentences:
                row = stems(text[start:end])
                lines.append(Line(text[start:end], len(passages), frozenset(row), frozenset(pairwise(row))))
            passages.append(passage)
    keys = frozenset().union(*(line.keys for line in lines))
    return Evidence(len(texts), tuple(lines), tuple(passages), sum(map(len, texts)), keys)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return stem(word)


def stems(text: str) -> list[str]:
    """The stems of the text's words, in order, repeats kept."""
    return [_stem(word) for word in WORD.findall(text.lower())]


def share(wanted: Sequence[str], keys: frozenset[str]) -> float:
    """The share of the wanted stems that the keys have, each weighed by its rarity."""
    total = sum(weight(w) for w in wanted)
    return sum(weight(w) for w in wanted if w in keys) / total if total else 0.0


def _nearest(texts: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The texts, or of more than `MOST_CHARACTERS` the stretches that share most with what is wanted."""
    if sum(map(len, texts)) <= MOST_CHARACTERS:
        return list(texts)
    cut = [(place, stretch) for place, text in enumerate(texts) for stretch in stretches(text)]
    shared = [share(wanted, frozenset(stems(stretch))) for _, stretch in cut]
    kept: set[int] = set()
    left = MOST_CHARACTERS
    for i in sorted(range(len(cut)), key=lambda i: (-shared[i], i)):
        if len(cut[i][1]) <= left:
            kept.add(i)
            left -= len(cut[i][1])
    joined: dict[int, list[str]] = {}
    for i in sorted(kept):
        joined.setdefault(cut[i][0], []).append(cut[i][1])
    return ["\n\n".join(parts) for parts in joined.values()]


def stretches(text: str) -> Iterator[str]:
    """The text in pieces of up to `STRETCH` characters, cut at a line's, a sentence's or a word's end."""
    for line in text.splitlines():
        start = 0
        while len(line) - start > STRETCH:
            ends = [m.end() for m in _END.finditer(line, start, start + STRETCH)]
            end = ends[-1] if ends else line.rfind(" ", start + 1, start + STRETCH) + 1 or start + STRETCH
            yield line[start:end].strip()
            start = end
        if line[start:].strip():
            yield line[start:].strip()
