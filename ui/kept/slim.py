"""An answer as JSON without the texts of its articles, and back.

Quotes, passages and offsets are kept, so it can be shown and cited as it was; each article and passage
stands once, in a list of its own. A field that an older release did not know takes its default.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rag.types import Answer, Article, Citation, Hit, Passage

SHARED: tuple[type, ...] = (Article, Passage)  # what an answer names more than once
Shelves = dict[type, dict[Any, int]]


def slim(answer: Answer) -> Answer:
    """The answer with its articles emptied of their text."""
    return replace(
        answer,
        citations=tuple(_emptied(citation) for citation in answer.citations),
        hits=tuple(_emptied(hit) for hit in answer.hits),
    )


def to_json(answer: Answer) -> str:
    """What `from_json` makes `slim(answer)` of; in ASCII, so that half surrogates get through as well."""
    shelves: Shelves = {kind: {} for kind in SHARED}
    body = _plain(slim(answer), shelves)
    shared = {kind.__name__: [_fields(one, shelves) for one in shelves[kind]] for kind in SHARED}
    return json.dumps({"answer": body, **shared}, separators=(",", ":"))


def from_json(text: str) -> Answer:
    """Raises ValueError, KeyError or TypeError for what `to_json` did not make."""
    body = json.loads(text)
    shelves = {kind: [_filled(kind, one, {}) for one in body[kind.__name__]] for kind in SHARED}
    made: Answer = _filled(Answer, body["answer"], shelves)
    return made


def _emptied(holder: Any) -> Any:
    assert isinstance(holder, (Citation, Hit))
    return replace(holder, article=replace(holder.article, text=""))


def _plain(value: Any, shelves: Shelves) -> Any:
    if isinstance(value, SHARED):
        return shelves[type(value)].setdefault(value, len(shelves[type(value)]))
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value, shelves)
    if isinstance(value, tuple):
        return [_plain(one, shelves) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{type(value).__name__} has no form in JSON here")


def _fields(value: Any, shelves: Shelves) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name), shelves) for field in fields(value)}


def _filled(kind: Any, body: dict[str, Any], shelves: dict[type, list[Any]]) -> Any:
    """A dataclass of its fields; those that are not there take their defaults."""
    hints = _hints(kind)
    known = (field.name for field in fields(kind) if field.name in body)
    return kind(**{name: _made(hints[name], body[name], shelves) for name in known})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _made(hint: Any, value: Any, shelves: dict[type, list[Any]]) -> Any:
    """The value that a type hint of `rag.types` tells, of its JSON."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in SHARED:
        return shelves[hint][value]
    if origin in (Union, types.UnionType):
        return None if value is None else _made(next(i for i in inner if i is not type(None)), value, shelves)
    if origin is tuple:
        of = inner[:1] * len(value) if inner[-1:] == (...,) else inner
        return tuple(_made(i, one, shelves) for i, one in zip(of, value, strict=True))
    if origin is Literal:
        return value
    if is_dataclass(hint):
        return _filled(hint, value, shelves)
    plain: dict[Any, Callable[[Any], Any]] = {date: date.fromisoformat, datetime: datetime.fromisoformat}
    return plain[hint](value) if hint in plain else value
