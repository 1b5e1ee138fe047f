"""Lists and tables kept whole: an item with the line that announces it, a row with its head."""

from __future__ import annotations

from collections.abc import Sequence

from rag.ingest.wrapping import starts_item
from rag.types import Span

LONGEST_HEAD = 40  # words a line that announces a list may have
TALLEST = 100  # rows above which the head of a table is looked for


def parted(text: str, one: Span, other: Span) -> bool:
    """Whether a line break parts the two."""
    return "\n" in text[one[1] : other[0]]


def announces(text: str, span: Span) -> bool:
    """Whether it ends as a line does that more must follow."""
    return text[span[1] - 1] == ":"


def whole_list(text: str, near: Sequence[Span], at: int, most: int) -> list[Span]:
    """What to quote of the list that sentence `at` announces or is in; empty where it is in none.

    `near` are the sentences around it. The whole list with its head where that is at most `most`
    words; else the head and the item, or the head with its first items.
    """
    first = _item_of(text, near, at)
    if first is None:
        if at + 1 == len(near) or not _opens_item(text, near, at + 1):
            return []
        head, first = at, at + 1
    else:
        while first > 0 and (before := _item_of(text, near, first - 1)) is not None:
            first = before
        head = first - 1 if first and _words(text, near[first - 1]) <= LONGEST_HEAD else first
    last = first
    while last + 1 < len(near) and _item_of(text, near, last + 1) is not None:
        last += 1
    start = near[head][0]
    if _words(text, (start, near[last][1])) <= most:
        return [(start, near[last][1])]
    if at == head:
        ends = [end for _, end in near[first : last + 1] if _words(text, (start, end)) <= most]
        return [(start, ends[-1])] if ends else []
    return [near[head], near[at]] if head < first else []


def row_with_head(text: str, span: Span) -> list[Span]:
    """A row of a table drawn in pipes behind the row that names its columns; empty for anything else."""
    if "|" not in text[slice(*span)]:
        return []
    top: Span | None = None
    start = text.rfind("\n", 0, span[0]) + 1
    for _ in range(TALLEST):
        end = start - 1
        start = text.rfind("\n", 0, max(end, 0)) + 1
        if end <= start or "|" not in text[start:end]:
            break
        top = (start, end)
    return [top, span] if top else []


def _item_of(text: str, near: Sequence[Span], at: int) -> int | None:
    """Where the item begins that the sentence is in; None for a sentence of no list."""
    while at > 0 and not parted(text, near[at - 1], near[at]):
        at -= 1
    return at if _opens_item(text, near, at) else None


def _opens_item(text: str, near: Sequence[Span], place: int) -> bool:
    start, end = near[place]
    return starts_item(text[start:end]) and (place == 0 or parted(text, near[place - 1], near[place]))


def _words(text: str, span: Span) -> int:
    return len(text[slice(*span)].split())
