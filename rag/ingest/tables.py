"""Table rows as lines a person can read and a search can find: `Activity: Talks; Date: March 19.`"""

from __future__ import annotations

from collections.abc import Sequence

STRAY = " \t,;|"  # what broken tables leave at the edges of a cell
ENDINGS = (".", "!", "?", "…", ":", '."', ".”", ".)")


def row_line(header: Sequence[str], cells: Sequence[str]) -> str:
    """One row as a sentence, each filled cell after the name of its column; empty when no cell is."""
    parts: list[str] = []
    for column, cell in enumerate(cells):
        value = cell.strip(STRAY)
        name = header[column].strip(STRAY).rstrip(":") if column < len(header) else ""
        if value:
            parts.append(f"{name}: {value}" if name and name != value else value)
    line = "; ".join(parts)
    return line if not line or line.endswith(ENDINGS) else line + "."


def readable_tables(lines: Sequence[str]) -> list[str]:
    """The lines with each table drawn in pipes turned into one line a row.

    A table is known by the rule under its header (`---|---|`), or by rows that end with a pipe. Other
    lines with a pipe in them are prose and stay.
    """
    lines = [line for line in lines if "|" not in line or not _is_only(line, "| \t")]
    out: list[str] = []
    header: list[str] | None = None  # of the table we are in
    for place, line in enumerate(lines):
        names_columns = "|" in line and not _is_rule([line]) and _is_rule(lines[place + 1 : place + 2])
        if names_columns:
            header = _cells(line)
            if not _has_rows(lines, place + 2):
                out.append(row_line([], header))
        elif _is_rule([line]):
            header = header or []
        elif header is not None and "|" in line and not (len(header) > 1 and _only_ends_in_pipe(line)):
            out.append(row_line(header, _cells(line)))
        else:
            header = None
            out.append(_untabled(line))
    return out


def _has_rows(lines: Sequence[str], place: int) -> bool:
    return place < len(lines) and "|" in lines[place] and not _is_rule(lines[place : place + 1])


def _untabled(line: str) -> str:
    bare = line.strip()
    if _only_ends_in_pipe(bare):
        return bare.rstrip("| ")
    return row_line([], _cells(bare)) if bare.endswith("|") else line


def _only_ends_in_pipe(line: str) -> bool:
    """Prose with a pipe left over behind it: a row would have more than one."""
    return line.count("|") == 1 and line.rstrip().endswith("|")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _is_rule(lines: Sequence[str]) -> bool:
    """Whether the first of the lines, if there is one, is the rule under a header."""
    return bool(lines) and "|" in lines[0] and "--" in lines[0] and _is_only(lines[0], "|-: \t")


def _is_only(line: str, characters: str) -> bool:
    return not line.strip(characters)
