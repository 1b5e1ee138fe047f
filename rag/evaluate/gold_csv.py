"""Gold questions as a table, as a spreadsheet saves it: the same fields as columns, one question a row.

A cell of `answers`, `article_ids` or `evidence` has one value a line, or a JSON list; `history` is JSON;
`confirmed` is true or false. An empty cell is a field left out.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator
from typing import Any

from rag.errors import BadGold
from rag.evaluate.gold_row import FIELDS, BadRow, question_from
from rag.types import GoldQuestion

LISTS = ("answers", "article_ids", "evidence")
DELIMITERS = ",;\t"
LONGEST = 100_000  # characters of a cell
YES, NO = ("true", "yes", "1"), ("false", "no", "0")


def csv_questions(text: str, name: str) -> Iterator[tuple[int, GoldQuestion | BadRow]]:
    """Each row with the line it begins on, or why it cannot be used. Raises BadGold for a bad header.

    What parts the cells, comma, semicolon or tab, is that which parts most of the header.
    """
    header = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=header.count))
    columns: list[str] = []
    line = 0
    for cells in _rows(reader, name):
        begins, line = line + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells, name)
            continue
        try:
            yield begins, question_from(_fields(columns, cells))
        except BadRow as error:
            yield begins, error


def _rows(reader: Any, name: str) -> Iterator[list[str]]:
    """Raises BadGold for what is no table; a cell without end is a quotation mark that nothing closes.

    The csv module has a bound of its own, which is the process's and may have been widened.
    """
    try:
        for cells in reader:
            if any(len(cell) > LONGEST for cell in cells):
                raise csv.Error(f"a cell has more than {LONGEST:,} characters")
            yield cells
    except csv.Error as error:
        raise BadGold(f"{name}: line {reader.line_num}: no table ({error}); save it as CSV again") from error


def _columns(cells: list[str], name: str) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    for needed in ("id", "question"):
        if needed not in columns:
            raise BadGold(
                f"{name}: no column {needed!r} in its first row; the columns are {', '.join(FIELDS)}"
            )
    unknown = next((column for column in columns if column and column not in FIELDS), None)
    if unknown:
        near = difflib.get_close_matches(unknown, FIELDS, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"the columns are {', '.join(FIELDS)}"
        raise BadGold(f"{name}: unknown column {unknown!r} in its first row; {mend}")
    twice = next((column for column in columns if column and columns.count(column) > 1), None)
    if twice:
        raise BadGold(f"{name}: column {twice!r} stands twice in its first row; keep one")
    return columns


def _fields(columns: list[str], cells: list[str]) -> dict[str, Any]:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise BadRow(f"{len(cells)} cells under {len(columns)} columns; put cells with commas in quotes")
    if any("\udc80" <= c <= "\udcff" for cell in cells for c in cell):
        raise BadRow("not UTF-8; save the file as UTF-8")
    row: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        value = cell.strip()
        if not column or not value:
            continue
        if column in LISTS:
            row[column] = _list(column, value)
        elif column == "history":
            row[column] = _json(column, value)
        elif column == "confirmed":
            row[column] = _truth(value)
        else:
            row[column] = value
    return row


def _list(column: str, value: str) -> Any:
    if value.startswith("["):
        return _json(column, value)
    return [part.strip() for part in value.splitlines() if part.strip()]


def _json(column: str, value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise BadRow(f"{column} is no JSON ({error}); write a list in brackets, strings in quotes") from error


def _truth(value: str) -> bool:
    if value.lower() not in YES + NO:
        raise BadRow(f"confirmed is {value!r}; write true or false")
    return value.lower() in YES
