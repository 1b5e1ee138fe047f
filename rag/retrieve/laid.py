"""An excerpt laid over an article: the place it fits best, and every word that differs there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.findings import Change
from rag.retrieve.align import Block, blocks, fit
from rag.retrieve.excerpt import Words
from rag.store.spelling import SIGN, fold
from rag.types import Span

Run = tuple[int, int]
LETTERS = re.compile(rf"{SIGN}")


@dataclass(frozen=True, slots=True)
class Laid:
    """Where an excerpt fits best in a text: in parts, between which the text goes on."""

    parts: tuple[Run, ...]  # of the excerpt, in words: first, last exclusive
    spans: tuple[Span, ...]  # where each part stands in the text, in characters
    changes: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()  # the words that are the same in both
    differing: int = 0  # words that have no equal, of the excerpt or of where it stands, whichever are more
    left_out: int = 0  # words of the text that ellipses leave out
    stretch: float = 0.0  # words passed over between two parts, at most, for each word of the shorter


def lay(excerpt: Words, words: Words, free: frozenset[int] = frozenset()) -> Laid:
    """The excerpt over the text where the fewest words differ; the first such place.

    Before the words of `free` the text may go on, as it may where an ellipsis stands: what it has
    there is then told as left out.
    """
    cut = excerpt.parts(free)
    pairs = _joined(cut, fit([excerpt.texts[i:j] for i, j in cut], words.texts).parts)
    compared = [
        Block(b.same or _hyphened(excerpt, words, b), b.i1, b.i2, b.j1, b.j2)
        for (i, j), (k, m) in pairs
        for b in blocks(excerpt.texts[i:j], words.texts[k:m], i, k)
    ]
    differ = [block for block in compared if not block.same]
    passed = [Block(False, i, i, before, k) for ((_, _), (_, before)), ((i, _), (k, _)) in pairwise(pairs)]
    unsaid = [block for block in passed if block.i1 not in excerpt.gaps]
    sizes = [j - i for (i, j), _ in pairs]
    return Laid(
        parts=tuple(part for part, _ in pairs),
        spans=tuple(words.span(k, m) for _, (k, m) in pairs),
        changes=tuple(
            _change(excerpt, words, block) for block in sorted(differ + unsaid, key=lambda b: b[1:])
        ),
        same=tuple(word for block in compared if block.same for word in words.texts[block.j1 : block.j2]),
        differing=sum(max(block.i2 - block.i1, block.j2 - block.j1) for block in differ),
        left_out=sum(block.j2 - block.j1 for block in passed if block.i1 in excerpt.gaps),
        stretch=max(
            ((b.j2 - b.j1) / min(pair) for b, pair in zip(passed, pairwise(sizes), strict=True)), default=0.0
        ),
    )


def _joined(parts: Sequence[Run], found: Sequence[Run]) -> list[tuple[Run, Run]]:
    """Each part with where it stands; parts with nothing between them there are one."""
    pairs: list[tuple[Run, Run]] = []
    for (i, j), (k, m) in zip(parts, found, strict=True):
        if pairs and pairs[-1][1][1] == k:
            pairs[-1] = (pairs[-1][0][0], j), (pairs[-1][1][0], m)
        else:
            pairs.append(((i, j), (k, m)))
    return pairs


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
