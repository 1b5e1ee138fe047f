"""Rows of an export become articles, whatever it was written as; a bad one is told and costs no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Row:
    """A record with its place in the file from 1, and the reason why it gives no article if it cannot."""

    number: int
    value: Any = None
    reason: str = ""


def articles(
    rows: Sequence[Row],
    name: str,
    check: Check,
    field_map: Mapping[str, str],
    where: str,
    *,
    grows: bool = False,
) -> Records:
    """The articles of the rows that pass `check`; `where` says what the fields are of.

    A file of one row has the id `name` unless it `grows`, others `name#` and their own id or their row;
    a skipped row goes by the id that its article would have.
    """
    field_map = fields.holding(field_map, [row.value for row in rows if isinstance(row.value, dict)])
    found: list[Article] = []
    skipped: list[tuple[str, str]] = []
    taken: set[str] = set()
    for row in rows:
        row_name = name if len(rows) == 1 and not grows else _name(row, name, field_map, taken)
        try:
            found.append(check(_article(row, name, row_name, field_map, where)))
        except UnreadableFile as error:
            skipped.append((row_name, error.reason))
    return Records(tuple(found), tuple(skipped))


def has_text(record: Mapping[str, Any], field_map: Mapping[str, str]) -> bool:
    """Whether a record, alone in its file, is an article."""
    return _text_of(record, fields.holding(field_map, [record]))[1] is not None


def _name(row: Row, name: str, field_map: Mapping[str, str], taken: set[str]) -> str:
    """The id of a row's article, the same whether its text can be read or not; adds it to `taken`.

    A row that is no object takes no name: what it was called cannot be known, and the number of its
    row may be the id of another.
    """
    if not isinstance(row.value, dict):
        return f"{name}#{row.number}"
    return own_name(name, fields.pick(_text_of(row.value, field_map)[0], fields.ID), row.number, taken)


def own_name(name: str, own: object, number: int, taken: set[str]) -> str:
    """`name#` and the record's own id, or its number where it has none; added to the names `taken`.

    A later version of the same record, or the slip of a careless export, has its number behind: both
    are kept.
    """
    given = one_line(str(own), ID_LIMIT) if isinstance(own, (str, int)) and not isinstance(own, bool) else ""
    row_name = f"{name}#{given or number}"
    while row_name in taken:
        row_name = f"{row_name}#{number}"
    taken.add(row_name)
    return row_name


def _article(row: Row, name: str, row_name: str, field_map: Mapping[str, str], where: str) -> Article:
    if row.reason:
        raise UnreadableFile(row_name, row.reason)
    if not isinstance(row.value, dict):
        raise UnreadableFile(row_name, f"is no article but a {kind(row.value)}; {wanted(field_map)}")
    known, text = _text_of(row.value, field_map)
    if text is None:
        keys = listed(row.value) or "none"
        raise UnreadableFile(row_name, f"has no text under its keys ({keys}); {wanted(field_map)}")
    article = fields.article(
        known,
        id=row_name,
        path=name,
        title=title_from_name(name),
        text=html.piece_text(text, row_name) if html.has_markup(text) else clean(text),
        where=where,
    )
    named = tuple((f, f"{where} {field_map[f]}" if f in field_map else place) for f, place in article.found)
    return replace(article, found=named)


def _text_of(record: Mapping[str, Any], field_map: Mapping[str, str]) -> tuple[dict[str, Any], str | None]:
    """The record with normal keys, and its text; looks one level down too (`{"article": {…}}`).

    Without a text it has the keys that it would have if the first value in a text's place were one.
    """
    known = _normal(record, field_map)
    places = [known[key] for key in fields.TEXT if known.get(key) is not None]
    for value in places:
        if isinstance(value, str) and value.strip():
            return known, value
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            return known, "\n\n".join(value)
        if isinstance(value, dict):
            inner = _normal(value, field_map)
            text = next(
                (inner[k] for k in fields.TEXT if isinstance(inner.get(k), str) and inner[k].strip()), None
            )
            if text is not None:
                return known | inner, text
    first = places[0] if places else None
    return known | (_normal(first, field_map) if isinstance(first, dict) else {}), None


def _normal(record: Mapping[str, Any], field_map: Mapping[str, str]) -> dict[str, Any]:
    """With normal keys; of two that are the same then, the first counts."""
    known = {fields.normal(key): value for key, value in list(record.items())[::-1]}
    return fields.mapped(known, field_map)


def listed(record: Mapping[Any, Any]) -> str:
    """The first names of a record's fields, for a person to read."""
    return one_line(", ".join(map(str, list(record)[:8])), 120)


def wanted(field_map: Mapping[str, str]) -> str:
    """What a person can do about a record without a text."""
    if "text" in field_map:
        return f"the setting field_map names {field_map['text']!r} for its text"
    return (
        f"an article is an object with its text under one of {LOOKED_FOR}, or under the name that the "
        'setting field_map gives, such as {"text": "Full Text"}'
    )


def kind(value: Any) -> str:
    names = {str: "piece of text", bool: "true or false", list: "list", type(None): "null"}
    return names.get(type(value), "number")
