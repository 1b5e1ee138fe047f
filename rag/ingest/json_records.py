"""JSON and JSON lines become articles: one, or one for each record that can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rag.errors import UnreadableFile
from rag.ingest import fields, html
from rag.ingest.clean import clean, one_line
from rag.ingest.metadata import title_from_name
from rag.ingest.records import Check, Records
from rag.types import Article

ID_LIMIT = 200
LOOKED_FOR = ", ".join(
    ("text", "body", "content", "articleBody", "maintext", "full_text", "article", "story")
)
TOO_DEEP = "is nested too deeply to be read; save the articles as a plain list"


@dataclass(frozen=True, slots=True)
class _Row:
    """A record with its place in the file from 1, or the reason why it is none."""

    number: int
    value: Any = None
    reason: str = ""


def read(text: str, name: str, check: Check, *, lines: bool) -> Records:
    """The articles of a JSON file (`lines`: of JSON lines) that pass `check`.

    A JSON file may be one article, a list of them, or an object with one such list in it. A file of
    one record has the id `name`, others `name#` and their own id or their row; a skipped record goes
    by the id that its article would have. Raises `UnreadableFile` where the file as a whole is no JSON
    or has another shape.
    """
    rows = list(_lines(text)) if lines else _whole(text, name)
    articles: list[Article] = []
    skipped: list[tuple[str, str]] = []
    taken: set[str] = set()
    for row in rows:
        row_name = name if len(rows) == 1 else _row_name(row, name, taken)
        try:
            articles.append(check(_article(row, name, row_name)))
        except UnreadableFile as error:
            skipped.append((row_name, error.reason))
    return Records(tuple(articles), tuple(skipped))


def _row_name(row: _Row, name: str, taken: set[str]) -> str:
    """The id of a row's article, the same whether its text can be read or not; adds it to `taken`.

    A row that is no object takes no name: what it was called cannot be known, and the number of its
    row may be the id of another.
    """
    if not isinstance(row.value, dict):
        return f"{name}#{row.number}"
    own = fields.pick(_text_of(row.value)[0], fields.ID)
    given = one_line(str(own), ID_LIMIT) if isinstance(own, (str, int)) and not isinstance(own, bool) else ""
    row_name = f"{name}#{given or row.number}"
    while row_name in taken:  # a later version of the same record, or a careless export: keep both
        row_name = f"{row_name}#{row.number}"
    taken.add(row_name)
    return row_name


def _whole(text: str, name: str) -> list[_Row]:
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(name, TOO_DEEP) from error
    except ValueError as error:
        rows = list(_lines(text))
        if len(rows) > 1 and isinstance(rows[0].value, dict):
            return rows  # JSON lines under the other name
        raise UnreadableFile(name, f"is no valid JSON ({_where(error)}); export it again") from error
    return [_Row(number, record) for number, record in enumerate(_records(value, name), 1)]


def _records(value: Any, name: str) -> list[Any]:
    """The records in a JSON value: a list, one article, or the one list of objects in an object."""
    if isinstance(value, list):
        if not value:
            raise UnreadableFile(name, "is an empty list, it has no articles")
        return value
    if not isinstance(value, dict):
        raise UnreadableFile(name, f"is no article but a single {_kind(value)}; {_wanted()}")
    if _text_of(value)[1] is not None:
        return [value]
    lists = [one for one in value.values() if isinstance(one, list) and any(isinstance(r, dict) for r in one)]
    if len(lists) == 1:
        return list(lists[0])
    keys = one_line(", ".join(map(str, list(value)[:8])), 120) or "nothing"
    several = "several lists" if lists else "no text"
    raise UnreadableFile(name, f"has {several} under its keys ({keys}); {_wanted()}")


def _lines(text: str) -> Iterator[_Row]:
    """A record from each line that is not blank."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _Row(number, json.loads(line))
        except RecursionError:
            yield _Row(number, reason=TOO_DEEP)
        except ValueError as error:
            yield _Row(number, reason=f"is no valid JSON ({_where(error)}); each line must be one article")


def _article(row: _Row, name: str, row_name: str) -> Article:
    if row.reason:
        raise UnreadableFile(row_name, row.reason)
    if not isinstance(row.value, dict):
        raise UnreadableFile(row_name, f"is no article but a {_kind(row.value)}; {_wanted()}")
    known, text = _text_of(row.value)
    if text is None:
        keys = one_line(", ".join(map(str, list(row.value)[:8])), 120) or "none"
        raise UnreadableFile(row_name, f"has no text under its keys ({keys}); {_wanted()}")
    return fields.article(
        known,
        id=row_name,
        path=name,
        title=title_from_name(name),
        text=html.piece_text(text, row_name) if html.has_markup(text) else clean(text),
    )


def _text_of(record: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The record with normal keys, and its text; looks one level down too (`{"article": {…}}`).

    Without a text it has the keys that it would have if the first value in a text's place were one.
    """
    known = _normal(record)
    places = [known[key] for key in fields.TEXT if known.get(key) is not None]
    for value in places:
        if isinstance(value, str) and value.strip():
            return known, value
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            return known, "\n\n".join(value)
        if isinstance(value, dict):
            inner = _normal(value)
            text = next(
                (inner[k] for k in fields.TEXT if isinstance(inner.get(k), str) and inner[k].strip()), None
            )
            if text is not None:
                return known | inner, text
    return known | (_normal(places[0]) if places and isinstance(places[0], dict) else {}), None


def _normal(record: Mapping[str, Any]) -> dict[str, Any]:
    """With normal keys; of two that are the same then, the first counts."""
    return {fields.normal(key): value for key, value in list(record.items())[::-1]}


def _wanted() -> str:
    return f"an article is an object with its text under one of {LOOKED_FOR}"


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return one_line(str(error), 120)


def _kind(value: Any) -> str:
    names = {str: "piece of text", bool: "true or false", list: "list", type(None): "null"}
    return names.get(type(value), "number")
