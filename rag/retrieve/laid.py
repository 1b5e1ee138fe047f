"""An excerpt laid over an article: the place it fits best, and every word that differs there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.findings import Change
from rag.retrieve.align import Block, blocks, fit
from rag.retrieve.excerpt import Words
from rag.store.spelling import SIGN, fold
from rag.types import Span

LETTERS = re.compile(rf"{SIGN}")


@dataclass(frozen=True, slots=True)
class Laid:
    """Where an excerpt fits best in a text. Spans index the text, places count its words."""

    spans: tuple[Span, ...]
    changes: tuple[Change, ...]
    same: tuple[str, ...]  # the words that are the same in both
    differing: int  # words of the excerpt or of the text that have no equal, the more of the two
    left_out: int  # words of the text that ellipses leave out
    stretch: float  # words passed over between two parts, at most, for each word of the shorter


def lay(excerpt: Words, words: Words, free: frozenset[int] = frozenset()) -> Laid:
    """The excerpt over the text where the fewest words differ; the first such place.

    Before the words of `free` the text may go on, as it may where an ellipsis stands: what it has
    there is then told as left out.
    """
    parts = excerpt.parts(free)
    found = fit([excerpt.texts[i:j] for i, j in parts], words.texts).parts
    passed = [  # the first word behind, the words passed over, the words of the shorter part beside them
        (i, k - before[1], min(i - first, j - i))
        for (first, _), before, (i, j), (k, _) in zip(parts, found, parts[1:], found[1:], strict=False)
    ]
    changes: list[Change] = []
    same: list[str] = []
    differing = 0
    for number, ((i, j), (k, m)) in enumerate(zip(parts, found, strict=True)):
        rows = blocks(excerpt.texts[i:j], words.texts[k:m])
        if number and i not in excerpt.gaps and found[number - 1][1] < k:
            changes.append(_change(excerpt, words, Block(False, i, i, found[number - 1][1], k)))
        for row in (Block(b.same, b.i1 + i, b.i2 + i, b.j1 + k, b.j2 + k) for b in rows):
            if row.same or _hyphened(excerpt, words, row):
                same += words.texts[row.j1 : row.j2]
            else:
                changes.append(_change(excerpt, words, row))
                differing += max(row.i2 - row.i1, row.j2 - row.j1)
    return Laid(
        spans=tuple(words.span(k, m) for k, m in found),
        changes=tuple(changes),
        same=tuple(same),
        differing=differing,
        left_out=sum(many for i, many, _ in passed if i in excerpt.gaps),
        stretch=max((many / shorter for _, many, shorter in passed), default=0.0),
    )


def _hyphened(excerpt: Words, words: Words, block: Block) -> bool:
    """Whether the two differ in hyphens alone: `well known`, `well-known`; `infor- mation`, `information`."""
    if "".join(excerpt.texts[block.i1 : block.i2]) != "".join(words.texts[block.j1 : block.j2]):
        return False
    one = _between(excerpt.text[slice(*excerpt.span(block.i1, block.i2))])
    other = _between(words.text[slice(*words.span(block.j1, block.j2))])
    return all(
        "-" in one.get(place, "") + other.get(place, "")
        for place in one.keys() | other.keys()
        if not (one.get(place) and other.get(place))
    )


def _between(text: str) -> dict[int, str]:
    """What stands behind so many letters, where anything does."""
    found: dict[int, str] = {}
    letters = 0
    for character in fold(text).text:
        if LETTERS.match(character):
            letters += 1
        else:
            found[letters] = found.get(letters, "") + character
    return found


def _change(excerpt: Words, words: Words, block: Block) -> Change:
    here, there = excerpt.span(block.i1, block.i2), words.span(block.j1, block.j2)
    return Change(excerpt.text[slice(*here)], words.text[slice(*there)], *here, *there)
