"""Two sentences that say the same but for one fact: a number, a date or a name stands where another does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.conflict.asked_for import DAYS_ASKED, VALUED, Asked
from rag.answer.conflict.line import DAYS, Line, Pair
from rag.answer.names import Name, same_name
from rag.answer.pieces import FUNCTION, Piece
from rag.answer.rarity import is_common
from rag.answer.values import Value, compare
from rag.retrieve.align import Block, blocks
from rag.retrieve.said import opening

LIKELY = 0.5  # of the shorter one's content words that both have, for a closer look
ALIKE, BOTH_ALIKE = 0.65, 0.4  # of its weight, and of the other's, in one order; facts that differ left out
FEWEST = 3  # content words that both have

Change = tuple[Value, Value] | tuple[Name, Name]


@dataclass(frozen=True, slots=True)
class _Laid:
    """Two sentences side by side: the facts in each other's place, and whether all else is much the same."""

    changes: list[Change]
    alike: bool


def reworded(asked: Asked, one: Line, other: Line) -> Pair | None:
    """What the two say otherwise of what is asked; None where they do not, or differ in more.

    With another name or date, or a fact that the question says changed, a sentence on the same pattern
    speaks of something else. Several numbers may have changed together, as they do in an update.
    """
    fewest = min(len(one.words), len(other.words))
    if not fewest or len(one.words & other.words) < LIKELY * fewest:
        return None
    laid = _laid(one, other)
    if not laid.changes or not laid.alike or not _one_thing(asked, laid.changes):
        return None
    wanted = [change for change in laid.changes if asked.wants(change[0])]
    if asked.kind in VALUED and len(laid.changes) > 1:
        wanted = [change for change in wanted if one.has_key(change[0])]
    if not wanted or not one.spoken_of or not other.spoken_of:
        return None
    ours, theirs = wanted[0]
    if (isinstance(ours, Name) or ours.kind not in DAYS) and one.is_of_another_day(other):
        return None
    return one.say(ours), other.say(theirs)


def _one_thing(asked: Asked, changes: Sequence[Change]) -> bool:
    """Whether what changed can be the answer alone, and the rest still is about the same thing."""
    if any(asked.says(fact) or asked.is_against(fact) for change in changes for fact in change):
        return False
    named = [c for c in changes if isinstance(c[0], Name)]
    dated = [c for c in changes if isinstance(c[0], Value) and c[0].kind in ("date", "weekday")]
    valued = len(changes) - len(named)
    if named:
        return not valued and all(_same(named[0], c) for c in named)
    return not dated or len(dated) == valued


def _same(one: Change, other: Change) -> bool:
    """Whether both changes are of one name to one other."""
    (a, b), (c, d) = one, other
    assert isinstance(a, Name) and isinstance(b, Name) and isinstance(c, Name) and isinstance(d, Name)
    return same_name(a, c) and same_name(b, d)


def _laid(one: Line, other: Line) -> _Laid:
    ours, theirs = one.pieces, other.pieces
    found = blocks([p.key for p in ours], [p.key for p in theirs])
    common = [p for b in found if b.same for p in ours[b.i1 : b.i2]]
    apart = [(ours[b.i1 : b.i2], theirs[b.j1 : b.j2]) for b in found if not b.same]
    changes = [change for old, new in apart for change in _changes(old, new, ours, theirs, found)]
    heads = opening(one.text), opening(other.text)  # a dateline tells where it was written
    changes = [c for c in changes if c[0].span[0] >= heads[0] and c[1].span[0] >= heads[1]]
    if one.asked.kind not in DAYS_ASKED:
        changes = [c for c in changes if not (one.dates_a_saying(c[0]) and other.dates_a_saying(c[1]))]
    gone = {fact.span for fact, _ in changes}, {fact.span for _, fact in changes}
    left = [
        sum(p.weight for block in apart for p in block[side] if not _within(p, gone[side])) for side in (0, 1)
    ]
    shared = sum(p.weight for p in common)
    content = sum(p.weight > FUNCTION for p in common)
    enough = shared >= ALIKE * (shared + min(left)) and shared >= BOTH_ALIKE * (shared + max(left))
    return _Laid(changes, enough and content >= FEWEST)


def _within(piece: Piece, spans: set[tuple[int, int]]) -> bool:
    return any(start <= piece.span[0] and piece.span[1] <= end for start, end in spans)


def _changes(
    old: Sequence[Piece],
    new: Sequence[Piece],
    ours: Sequence[Piece],
    theirs: Sequence[Piece],
    found: Sequence[Block],
) -> list[Change]:
    """The value and the name of one stretch that stand where others do; what only moved has not changed."""
    changes: list[Change] = []
    values = [(p.value, q.value) for p in old if p.value for q in new if q.value]
    relations = [compare(a, b) for a, b in values]
    if "different" in relations and "same" not in relations:
        changes.append(values[relations.index("different")])
    names = [_names(row) for row in (old, new)]
    if names[0] and names[1] and not any(same_name(a, b) for a in names[0] for b in names[1]):
        come = {p.key for b in found if not b.same for p in theirs[b.j1 : b.j2]}
        gone = {p.key for b in found if not b.same for p in ours[b.i1 : b.i2]}
        moved = {p.key for p in old if p.name} & come or {p.key for p in new if p.name} & gone
        if not moved:
            changes.append((names[0][0], names[1][0]))
    return changes


def _names(row: Sequence[Piece]) -> list[Name]:
    """The names in the row, not the common word that begins a sentence."""
    found = dict.fromkeys(p.name for p in row if p.name is not None)
    return [name for name in found if name.sure or not all(is_common(word) for word in name.words)]
