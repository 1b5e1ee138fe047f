"""Tables of text as they come: what parts their cells is guessed, and their slips are told, not passed on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rag.ingest.columns import KNOWN, header_place, width
from rag.ingest.fields import normal

SAMPLE, SAMPLE_ROWS = 64_000, 60  # characters and rows that tell how a table is written
MOST_COLUMNS = 500
NO_DELIMITER = "\x1f"  # of a table of one column
CARELESS = 0.9  # how likely a table is written so when its quotation marks do not stand as they should
MOST_RESTARTS = 20  # after rows whose quotation mark is never closed
# What may part the cells, and whether quotation marks then hold a cell together or are but what they are.
DELIMITERS = ((",", True), (";", True), ("\t", True), ("|", True), ("\t", False), ("|", False))


@dataclass(frozen=True, slots=True)
class Writing:
    """How a table is written: what parts the cells, and what quotation marks are for."""

    delimiter: str
    quoted: bool = True  # quotation marks hold a cell together that has the delimiter or a line break in it
    escaped: bool = False  # a quotation mark in a cell is written `\\"`, not `""`
    spaced: bool = False  # a space may stand before the quotation mark that opens a cell
    columns: int = 1

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            doublequote=not self.escaped,
            escapechar="\\" if self.escaped else None,
            skipinitialspace=self.spaced,
            strict=strict,
        )

    def is_followed(self, lines: Sequence[str]) -> bool:
        """Whether the lines are written so to the letter."""
        try:
            return all(len(row) == self.columns for row in self.reader(lines, strict=True))
        except csv.Error:
            return False


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it stands, with its line in the file from 1, or why it cannot be had."""

    line: int
    cells: tuple[str, ...] = ()
    reason: str = ""


def writing_of(text: str, delimiters: Sequence[tuple[str, bool]], field_map: Mapping[str, str]) -> Writing:
    """How the table is written: so that its first rows have most names that are known, and are alike."""
    sample = text[: text.rfind("\n", 0, SAMPLE) + 1 or SAMPLE] if len(text) > SAMPLE else text
    escaped = '\\"' in sample and '""' not in sample
    best, best_score = Writing(NO_DELIMITER), (0, 0.0, 1)
    for mark, quoted in delimiters:
        writing = Writing(mark, quoted, escaped and quoted, f'{mark} "' in sample)
        try:
            found = [row for row in islice(writing.reader(_lines(sample)), SAMPLE_ROWS) if any(row)]
        except csv.Error:
            continue
        if max(map(len, found), default=0) > MOST_COLUMNS:
            continue
        place = header_place(found, field_map)
        columns = len(found[place]) if place is not None else width(found)
        known = len({normal(cell) for cell in found[place]} & KNOWN) if place is not None else 0
        alike = sum(len(row) == columns for row in found) / len(found) if found else 0.0
        score = (known, alike * (1 if _is_strict(writing, sample) else CARELESS), columns)
        if columns > 1 and score > best_score:
            best, best_score = replace(writing, columns=columns), score
    return best


def _is_strict(writing: Writing, sample: str) -> bool:
    """Whether quotation marks stand in the sample as they should, but for where it ends."""
    try:
        for _ in islice(writing.reader(_lines(sample), strict=True), SAMPLE_ROWS):
            pass
    except csv.Error as error:
        return "end of data" in str(error)
    return True


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, as the standard's reader wants them."""
    return io.StringIO(text, newline="")


def records(text: str, writing: Writing) -> Iterator[Record]:
    """Every row that has anything in it. A row whose quotation mark is never closed takes none with it."""
    lines = list(_lines(text))
    start = 0
    for turn in range(MOST_RESTARTS + 1):
        reader = writing.reader(lines[start:])
        line, broken = start, -1
        for cells in reader:
            first, line = line, start + reader.line_num  # type: ignore[attr-defined]
            if turn < MOST_RESTARTS and _is_broken(lines, first, line, writing):
                broken = first
                break
            if line - first == 1:
                cells = _as_meant(cells, lines[first], writing)
            if any(cell.strip() for cell in cells):
                yield Record(first + 1, tuple(cells))
        if broken < 0:
            return
        reason = f"has quotation marks from line {broken + 1} on that do not close as they should"
        yield Record(broken + 1, reason=f"{reason}; export it again")
        start = broken + 1


def _is_broken(lines: Sequence[str], first: int, end: int, writing: Writing) -> bool:
    """Whether what was read as one row of several lines is not all of it, or more than it.

    Its marks do not stand as they should, and it swallowed what is a row by itself, or what follows is
    none and so belongs to it. What is left of such a row may be half a text: it is told, not kept.
    """
    if end - first < 2 or not writing.quoted or writing.is_followed(lines[first:end]):
        return False
    if writing.is_followed(lines[first + 1 : first + 2]):
        return True
    if end == len(lines):
        row = "".join(lines[first:])
        return (row.count('"') - (row.count('\\"') if writing.escaped else 0)) % 2 == 1
    return len(next(writing.reader(lines[end : end + 1]))) != writing.columns


def _as_meant(cells: list[str], line: str, writing: Writing) -> list[str]:
    """The cells of a line with marks in its text that nobody doubled: the outermost alone are not its own."""
    if '"' not in line or not writing.quoted or writing.is_followed([line]):
        return cells
    whole = next(replace(writing, quoted=False, escaped=False).reader([line]))
    if len(whole) != writing.columns:
        return cells
    return [
        cell.strip()[1:-1] if len(cell.strip()) > 1 and cell.strip()[0] == cell.strip()[-1] == '"' else cell
        for cell in whole
    ]
