"""Where two rows of pieces differ, and which facts of one stand in each other's place in the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Opcode

from rag.answer.pieces import Piece
from rag.types import Span

NEAR = 6  # pieces to each side of a name in which the next of a list begins


def differences(steps: Iterable[Opcode]) -> list[tuple[Span, Span]]:
    """The places of the source and of the claim that differ, what differs in a row taken together."""
    blocks: list[tuple[Span, Span]] = []
    open_ = False
    for step in steps:
        if step.tag == "equal":
            open_ = False
            continue
        if open_:
            (start, _), (begin, _) = blocks.pop()
        else:
            start, begin = step.src_start, step.dest_start
        blocks.append(((start, step.src_end), (begin, step.dest_end)))
        open_ = True
    return blocks


def exchanged(
    blocks: Sequence[tuple[Sequence[Piece], Sequence[Piece]]], source: Sequence[Piece]
) -> frozenset[str]:
    """The facts that stand in each other's place: "23 ports in 43 countries". Names in a list may."""
    gone = {p.key: i for i, (old, _) in enumerate(blocks) for p in old if p.is_fact}
    come = {p.key: i for i, (_, new) in enumerate(blocks) for p in new if p.is_fact}
    listed = {p.key for i, p in enumerate(source) if p.name is not None and _in_list(source, i)}
    pairs = ((a, b) for a in come for b in gone if come[a] == gone[b] and come.get(b) == gone.get(a, -1))
    return frozenset(key for pair in pairs if not listed.intersection(pair) for key in pair)


def _in_list(source: Sequence[Piece], place: int) -> bool:
    """Whether another name stands right beside that name, or behind "and" or "or"."""
    own = source[place].name
    for row in (source[place + 1 : place + NEAR], source[max(0, place - NEAR) : place][::-1]):
        beside = [p for p in row if p.key not in ("and", "or") and p.name != own]
        if beside and beside[0].name is not None:
            return True
    return False
