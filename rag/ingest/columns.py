"""Which column of a table is what, told by the names over them, else by what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rag.ingest.fields import NAMES, normal
from rag.ingest.metadata import parse_date, parse_url

KNOWN = frozenset(name for names in NAMES.values() for name in names)
HEADER_WITHIN = 10  # rows; some exports have a title and the day of the export above
NAME_CHARS = 40
LOOKED_AT = 30  # rows that tell what a column holds
TEXT_CHARS, TIMES_OTHERS = 60, 1.5  # a column of texts has so many on average, and so many times the next's
TITLE_CHARS = range(12, 200)
MOSTLY = 0.8


def header_place(rows: Sequence[Sequence[str]], field_map: Mapping[str, str]) -> int | None:
    """Which of the first rows names the columns; None for a table without such a row."""
    wanted = KNOWN | {normal(name) for name in field_map.values()}
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        known = {normal(cell) for cell in row} & wanted
        short = all(len(cell) <= NAME_CHARS for cell in row)
        if len(known) > 1 or (known and short and len(row) in (1, width(rows))):
            return place
    return 0 if rows and _looks_like_names(rows[0], rows[1:]) else None


def width(rows: Sequence[Sequence[str]]) -> int:
    """Columns that most rows have."""
    counts = [len(row) for row in rows]
    return max(set(counts), key=lambda count: (counts.count(count), count), default=0)


def _looks_like_names(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Short words, each another, over longer ones."""
    short = all(0 < len(cell) <= NAME_CHARS and not any(c.isdigit() for c in cell[:1]) for cell in first)
    return (
        short
        and len({normal(cell) for cell in first}) == len(first)
        and not any(parse_url(cell) or parse_date(cell) for cell in first)
        and any(len(cell) > NAME_CHARS for row in others for cell in row)
    )


def guessed(
    names: Sequence[str], rows: Sequence[Sequence[str]], field_map: Mapping[str, str]
) -> dict[str, str]:
    """The map with a column for each of text, day, address and title that neither it nor a name tells.

    By what the first rows hold. Without a column that surely holds the text there is no "text" in it.
    """
    named = {field for field, usual in NAMES.items() if {normal(name) for name in names} & set(usual)}
    free = {
        name: [row[place].strip() for row in rows[:LOOKED_AT] if place < len(row) and row[place].strip()]
        for place, name in enumerate(names)
        if normal(name) not in KNOWN and name not in field_map.values()
    }
    found = dict(field_map)
    for field, of_field in (("text", _texts), ("published", _days), ("url", _addresses), ("title", _titles)):
        if field in named or field in found:
            continue
        column = of_field(
            {name: cells for name, cells in free.items() if cells and name not in found.values()}
        )
        if column:
            found[field] = column
    return found


Columns = Mapping[str, list[str]]


def _texts(columns: Columns) -> str:
    """The column whose cells are by far the longest; empty where two are alike, or all are short."""
    ranked = sorted(columns, key=lambda name: -_mean(columns[name]))
    if not ranked or _mean(columns[ranked[0]]) < TEXT_CHARS:
        return ""
    sure = len(ranked) == 1 or _mean(columns[ranked[0]]) >= TIMES_OTHERS * _mean(columns[ranked[1]])
    return ranked[0] if sure else ""


def _days(columns: Columns) -> str:
    """The first column of dates; of mere numbers nobody can tell."""
    return _mostly(
        columns, lambda cell: len(cell) <= NAME_CHARS and not cell.isdigit() and bool(parse_date(cell))
    )


def _addresses(columns: Columns) -> str:
    return _mostly(columns, lambda cell: bool(parse_url(cell)))


def _titles(columns: Columns) -> str:
    """The first column of several words a cell, no two alike."""
    return next(
        (
            name
            for name, cells in columns.items()
            if _mean(cells) in TITLE_CHARS
            and len(set(cells)) == len(cells)
            and sum(" " in cell for cell in cells) >= MOSTLY * len(cells)
        ),
        "",
    )


def _mostly(columns: Columns, test: Callable[[str], bool]) -> str:
    return next((name for name, cells in columns.items() if sum(map(test, cells)) >= MOSTLY * len(cells)), "")


def _mean(cells: Sequence[str]) -> int:
    return sum(map(len, cells)) // len(cells)
