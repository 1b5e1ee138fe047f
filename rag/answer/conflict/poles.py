"""Small closed lists of what can be the case or not: words for one outcome against words for the other."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rag.answer.pieces import stem


class Axis(NamedTuple):
    """The stems of the words for one outcome, and of those for the other."""

    one: frozenset[str]
    other: frozenset[str]

    def pole(self, word: str) -> Literal[-1, 0, 1]:
        """1 for a stem of the one outcome, -1 for one of the other, 0 for any else."""
        return 1 if word in self.one else -1 if word in self.other else 0


_AGREED = "agreed agree agrees signed seals sealed finalized finalised completed concluded clinched"
_STUCK = """
    stalled stall stalls impasse deadlock deadlocked stalemate pending suspended paused frozen postponed
    collapsed halted blocked rejected cancelled canceled scrapped abandoned
"""
# an outcome / its opposite; the next
_LISTED = f"""
    {_AGREED} finished settled settles settle resolved ratified struck brokered
    / {_STUCK} unresolved unsettled undecided uncertain unclear failed failing fails;
    approved approves approve passed adopted authorized authorised / rejected rejects reject vetoed blocked;
    won wins win victory defeated beat triumphed / lost loses lose defeat loss;
    alive survived survives survive rescued / dead died dies killed drowned perished;
    guilty convicted convicts convict / acquitted acquits innocent cleared exonerated;
    arrested captured caught detained jailed / escaped fled freed released fugitive;
    resigned resigns resign quit ousted dismissed fired / stays stay remains remain reinstated;
    open opened reopened opens reopens / closed closes shut shuts shuttered;
    rose rise rises increased increases grew climbed / fell fall falls decreased declined dropped shrank;
    confirmed confirms confirm admitted admits / denied denies deny refuted disputed;
    supported supports support favored favoured / opposed opposes oppose;
    bought sold buys sells acquired {_AGREED} / withdrew withdrawn unsold {_STUCK};
    together joint jointly shared share cooperation cooperate partnership partners multilateral
    / alone unilateral unilaterally reclaim reclaiming reclaimed seize seizing annex annexing;
    legal lawful allowed permitted constitutional / illegal unlawful banned forbidden unconstitutional;
    safe harmless / dangerous unsafe harmful;
    successful succeeded success / failed unsuccessful failure fails
"""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


AXES = tuple(Axis(*map(_stems, row.split("/"))) for row in _LISTED.split(";"))
