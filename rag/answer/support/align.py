"""A claim laid beside the sentences it is nearest to.

That a number or a name occurs somewhere in the evidence says little; an altered sentence is made of
words of its own article. So a claim that is nearly word for word a sentence is compared piece by piece.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from rag.answer.pieces import Piece
from rag.answer.support.changes import Changed, changes, loose_changes
from rag.answer.support.evidence import share as share_of
from rag.answer.support.reading import Reading

LOOKED_AT = 5  # sentences that share most with the claim
ENOUGH = 0.6  # of the weight of the claim's words, for a run of several sentences to be looked at
WIDEST = 3  # sentences of one window
NEARLY = 0.75  # of the claim's pieces that a window has: from here on the claim is the window, reworded …
IN_ORDER = 0.5  # … where it has so many of them in the claim's order
DENSE = 0.5  # … and so much of the source between the first and the last of those is matched
FEWEST = 5  # pieces of a claim that can be told to be nearly a sentence
LONGEST = 400  # pieces of a claim or a window that are laid side by side


@dataclass(frozen=True, slots=True)
class Aligned:
    """The window of the evidence that is nearest to the claim: what they share, what was changed."""

    text: str
    near: float  # the share of the claim's pieces that it has in the same order
    back: float  # the same share of the window's pieces
    share: float = 0.0  # the share that it has in any order
    nearly: bool = False  # whether the claim is this window, reworded
    changed: tuple[Changed, ...] = ()


NOWHERE = Aligned("", 0.0, 0.0)


def windows(reading: Reading, wanted: Sequence[str]) -> list[list[range]]:
    """Runs of one, two and three neighbouring lines about those that share most with the claim.

    One list for each length, best first. A longer run must have enough of the claim's words to be worth
    a closer look.
    """
    keys = [line.keys for line in reading.lines]
    shares = [share_of(wanted, own) for own in keys]
    best = sorted(range(len(keys)), key=lambda i: (-shares[i], i))[:LOOKED_AT]
    runs = [[range(i, i + 1) for i in best]]
    for width in range(2, WIDEST + 1):
        starts = dict.fromkeys(
            s for i in best for s in range(max(0, i - width + 1), min(i, len(keys) - width) + 1)
        )
        unions = ((s, frozenset[str]().union(*keys[s : s + width])) for s in starts)
        runs.append([range(s, s + width) for s, union in unions if share_of(wanted, union) >= ENOUGH])
    return runs


def align(claim: Sequence[Piece], said: str, reading: Reading, wanted: Sequence[str]) -> Aligned:
    """The best window for the claim `said`, whose pieces are given.

    The shortest that carries nearly all of it: a longer one could find a changed name in the sentence
    behind. Among those the one with the fewest changes.
    """
    best = NOWHERE
    claim = claim[:LONGEST]
    for runs in windows(reading, wanted):
        laid = [_beside(claim, said, reading, run) for run in runs]
        nearly = [aligned for aligned in laid if aligned.nearly]
        if nearly:
            return min(nearly, key=lambda a: (len(a.changed), -a.near))
        best = max([best, *laid], key=lambda a: a.near)
    return best


def _beside(claim: Sequence[Piece], said: str, reading: Reading, run: range) -> Aligned:
    """The claim beside one window."""
    row = [p for i in run for p in reading.pieces(i)][:LONGEST]
    ours, theirs = [p.key for p in claim], [p.key for p in row]
    steps = [step for step in LCSseq.opcodes(theirs, ours) if step.tag == "equal"]
    common = sum(step.src_end - step.src_start for step in steps)
    near, back = common / max(1, len(ours)), common / max(1, len(row))
    share = (Counter(ours) & Counter(theirs)).total() / max(1, len(ours))
    text = " ".join(reading.lines[i].text for i in run)
    if near < IN_ORDER or len(ours) < FEWEST:
        return Aligned(text, near, back, share)
    dense = common >= DENSE * (steps[-1].src_end - steps[0].src_start)
    if share < NEARLY or not dense:
        return Aligned(text, near, back, share, changed=tuple(loose_changes(said, text)))
    changed = changes(claim, row, said, text, reading)
    return Aligned(text, near, back, share, nearly=True, changed=tuple(changed))
