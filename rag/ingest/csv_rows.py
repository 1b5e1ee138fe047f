"""CSV and other tables of text become articles, one for each row; how they are written is guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

from rag.errors import UnreadableFile
from rag.ingest import rows
from rag.ingest.clean import one_line
from rag.ingest.columns import guessed, header_place
from rag.ingest.decode import decode
from rag.ingest.delimited import DELIMITERS, Record, Writing, records, writing_of
from rag.ingest.fields import GUESSED, TEXT, holding, normal
from rag.ingest.records import Check, Records
from rag.ingest.rows import Row

SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # the first line, as spreadsheets write it


def read(data: bytes, name: str, check: Check, field_map: Mapping[str, str] = GUESSED) -> Records:
    """The articles of a table that pass `check`; columns that `field_map` does not name are guessed.

    By the names over them, and where those tell nothing by what they hold. Raises `UnreadableFile`
    where no column is sure to hold the text.
    """
    text = decode(data, name).lstrip("\ufeff").replace("\0", "")
    stated = SEPARATOR.match(text)
    text = text[stated.end() :] if stated else text
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # of the process; files are bounded already
    writing = writing_of(text, ((stated[1], True),) if stated else DELIMITERS, field_map)
    try:
        table = list(records(text, writing))
    except csv.Error as error:
        raise UnreadableFile(name, f"is no table that can be read ({error}); export it again") from error
    names, body = _headed(table, field_map)
    chosen = guessed(names, [record.cells for record in body], holding(field_map, [dict.fromkeys(names, "")]))
    text_name = chosen.get("text") or _text_name(names)
    if text_name is None:
        shown = one_line(", ".join(names[:8]), 120) or "none"
        reason = f"has no column that is sure to hold the text ({shown}); name it in the setting field_map, "
        raise UnreadableFile(name, reason + 'such as {"text": "Full Text"}')
    last_is_text = bool(names) and normal(names[-1]) == normal(text_name)
    made = [_row(record, n, names, writing, last_is_text) for n, record in enumerate(body, 1)]
    return rows.articles(made, name, check, chosen, "CSV")


def _headed(table: Sequence[Record], field_map: Mapping[str, str]) -> tuple[list[str], Sequence[Record]]:
    """The names of the columns, and the rows under them; "column 1" and so on where there are no names."""
    good = [place for place, record in enumerate(table) if not record.reason]
    place = header_place([table[at].cells for at in good], field_map)
    if place is None:
        most = max((len(record.cells) for record in table), default=0)
        return [f"column {number}" for number in range(1, most + 1)], table
    return _distinct(table[good[place]].cells), table[good[place] + 1 :]


def _distinct(names: Sequence[str]) -> list[str]:
    """The names of columns; one that is empty or another's has its number too."""
    found: list[str] = []
    taken: set[str] = {""}
    for number, name in enumerate(names, 1):
        name = one_line(name, 200)
        found.append(name if normal(name) not in taken else f"{name} column {number}".strip())
        taken.add(normal(found[-1]))
    return found


def _text_name(names: Sequence[str]) -> str | None:
    known = {normal(name): name for name in reversed(names)}
    return next((known[usual] for usual in TEXT if usual in known), None)


def _row(record: Record, number: int, names: Sequence[str], writing: Writing, last_is_text: bool) -> Row:
    """The record under its columns' names. What it has over belongs to the text where that is the last."""
    if record.reason:
        return Row(number, reason=record.reason)
    cells = list(record.cells)
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(names) and not last_is_text:
        return Row(
            number,
            reason=f"has {len(cells)} cells in line {record.line} where {len(names)} have a name; put "
            f"quotation marks around cells that have {writing.delimiter!r} in them",
        )
    if len(cells) > len(names):
        cells = [*cells[: len(names) - 1], writing.delimiter.join(cells[len(names) - 1 :])]
    return Row(number, dict(zip(names, cells, strict=False)))
