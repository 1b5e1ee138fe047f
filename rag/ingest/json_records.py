"""JSON and JSON lines become articles: one, or one for each record that can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rag.errors import UnreadableFile
from rag.ingest import rows
from rag.ingest.clean import one_line
from rag.ingest.fields import GUESSED
from rag.ingest.records import Check, Records
from rag.ingest.rows import Row

DEEPEST = 3  # objects around the list of articles, such as `{"response": {"docs": […]}}`
TOO_DEEP = "is nested too deeply to be read; save the articles as a plain list"


def read(
    text: str, name: str, check: Check, *, lines: bool, field_map: Mapping[str, str] = GUESSED
) -> Records:
    """The articles of a JSON file (`lines`: of JSON lines) that pass `check`.

    A JSON file may be one article, a list of them, or an object with one such list in it, however
    wrapped. What
    `field_map` does not name is looked for under its usual names. Raises `UnreadableFile` where the
    file as a whole is no JSON or has another shape.
    """
    found = list(_lines(text)) if lines else _whole(text, name, field_map)
    return rows.articles(found, name, check, field_map, "JSON")


def _whole(text: str, name: str, field_map: Mapping[str, str]) -> list[Row]:
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(name, TOO_DEEP) from error
    except ValueError as error:
        found = list(_lines(text))
        if len(found) > 1 and isinstance(found[0].value, dict):
            return found  # JSON lines under the other name
        raise UnreadableFile(name, f"is no valid JSON ({_where(error)}); export it again") from error
    return [Row(number, record) for number, record in enumerate(_records(value, name, field_map), 1)]


def _records(value: Any, name: str, field_map: Mapping[str, str]) -> list[Any]:
    """The records in a JSON value: a list, one article, or the one list of objects in an object."""
    if isinstance(value, list):
        if not value:
            raise UnreadableFile(name, "is an empty list, it has no articles")
        return value
    if not isinstance(value, dict):
        reason = f"is no article but a single {rows.kind(value)}; {rows.wanted(field_map)}"
        raise UnreadableFile(name, reason)
    if rows.has_text(value, field_map):
        return [value]
    lists = list(_lists(value, DEEPEST))
    if len(lists) == 1:
        return lists[0]
    keys = rows.listed(value) or "nothing"
    several = "several lists" if lists else "no text"
    raise UnreadableFile(name, f"has {several} under its keys ({keys}); {rows.wanted(field_map)}")


def _lists(value: dict[str, Any], deepest: int) -> Iterator[list[Any]]:
    """The lists of objects in an object; where it has none itself, those in the objects it has."""
    lists = [one for one in value.values() if isinstance(one, list) and any(isinstance(r, dict) for r in one)]
    yield from lists
    if not lists and deepest > 0:
        for inner in value.values():
            if isinstance(inner, dict):
                yield from _lists(inner, deepest - 1)


def _lines(text: str) -> Iterator[Row]:
    """A record from each line that is not blank."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield Row(number, json.loads(line))
        except RecursionError:
            yield Row(number, reason=TOO_DEEP)
        except ValueError as error:
            yield Row(number, reason=f"is no valid JSON ({_where(error)}); each line must be one article")


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return one_line(str(error), 120)
