"""IPTC ninjs becomes articles: News in JSON, versions 1, 2 and 3, one object or a list of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rag.errors import UnreadableFile
from rag.ingest import byline, html, wire
from rag.ingest.agencies import usual_name
from rag.ingest.clean import clean, one_line
from rag.ingest.codes import parse_language
from rag.ingest.decode import decode
from rag.ingest.fields import normal
from rag.ingest.metadata import parse_section, parse_source, parse_title, parse_url
from rag.ingest.records import Check, Records
from rag.ingest.wire import Fact, Item

NESTED = "is nested too deeply to be read; export the items as a plain list"
OTHERS = ("summary", "teaser", "caption", "description", "lead", "ednote")  # bodies that are not the story
MOST_BODIES = 20
DATES = ("firstpublished", "firstcreated", "versioncreated", "contentcreated")
SOURCES = ("provider", "infosources", "infosource", "source", "copyrightholder")


def read(data: bytes, name: str, check: Check) -> Records:
    """The items of a ninjs file, of which JSON lines may be one too.

    Raises `UnreadableFile` where it is no JSON or has no items. An item without a text, or whose
    `pubstatus` is not `usable`, is skipped with its reason.
    """
    values = _values(decode(data, name), name)
    items = [_item(value, name) for value in values]
    if not items:
        raise UnreadableFile(name, "is an empty list, it has no items")
    return wire.records(items, name, check)


def _values(text: str, name: str) -> list[Any]:
    """The items: the object itself, those of a list, or those of the one list in an object."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(name, NESTED) from error
    except ValueError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise UnreadableFile(name, f"is no valid JSON ({one_line(str(error), 120)})") from error
        return [_line(line) for line in lines]
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and "uri" not in value:
        lists = [one for one in value.values() if isinstance(one, list) and _holds_items(one)]
        if len(lists) == 1:
            return list(lists[0])
    return [value]


def _holds_items(values: list[Any]) -> bool:
    return any(isinstance(value, dict) and "uri" in value for value in values)


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _item(value: Any, name: str) -> Item:
    if not isinstance(value, dict):
        return Item(reason="is no item: each must be a JSON object")
    known = {normal(key): inner for key, inner in list(value.items())[::-1]}
    key = one_line(_string(known.get("uri")), wire.KEY_LIMIT)
    version = _string(known.get("version"))
    if status := wire.taken_back(known.get("pubstatus")):
        return Item(key, version, taken_back=status)
    try:
        text = _text(known, name)
    except UnreadableFile as error:
        return Item(key, version, reason=error.reason)
    if not text:
        kind = one_line(_string(known.get("type")), 40)
        return Item(key, version, reason="has no body" + (f" (its type is {kind})" if kind else ""))
    return Item(key, version, wire.article(_facts(known), text))


def _facts(known: Mapping[str, Any]) -> Iterator[Fact]:
    """What an item says of itself, the most telling first."""
    for field in ("headlines", "headline", "title"):
        yield "title", parse_title(_main(known.get(field))), f"ninjs {field}"
    for field in DATES:
        yield "published", wire.moment(known.get(field)), f"ninjs {field}"
    yield "updated_at", wire.hour(known.get("versioncreated")), "ninjs versioncreated"
    for field in ("byline", "by"):
        yield "author", byline.field(known.get(field)), f"ninjs {field}"
    yield "author", _names(known.get("authors")), "ninjs authors"
    for field in SOURCES:
        source = parse_source(_first(known.get(field)))
        yield "source", source, f"ninjs {field}"
        yield "agency", usual_name(source), f"ninjs {field}"
    for field in ("section", "service", "subjects", "subject"):
        yield "section", parse_section(known.get(field)), f"ninjs {field}"
    yield "language", parse_language(known.get("language")), "ninjs language"
    for field in ("dateline", "located"):
        yield "dateline", one_line(_string(known.get(field)), wire.ID_LIMIT), f"ninjs {field}"
    for field in ("url", "link", "canonicalurl", "uri"):
        yield "url", parse_url(known.get(field)), f"ninjs {field}"


def _text(known: Mapping[str, Any], name: str) -> str:
    """The fullest of the bodies; of those that hold the same, the one with paragraphs marked up."""
    found = [_clean(body, name) for body in list(_bodies(known))[:MOST_BODIES]]
    longest = max((len(text) for text, _ in found), default=0)
    full = [(marked, text) for text, marked in found if text and len(text) >= 0.8 * longest]
    return max(full, key=lambda pair: pair[0])[1] if full else ""


def _clean(body: str, name: str) -> tuple[str, bool]:
    marked = html.has_markup(body)
    return (html.piece_text(body, name) if marked else clean(body)), marked


def _bodies(known: Mapping[str, Any]) -> Iterator[str]:
    """The bodies of version 2 and 3 (`bodies`), then those of version 1 (`body_text`, `body_html`)."""
    several = known.get("bodies")
    for body in several if isinstance(several, list) else ():
        if isinstance(body, str):
            yield body
        elif isinstance(body, dict) and _string(body.get("role")).lower() not in OTHERS:
            yield _string(body.get("value"))
    for field, value in known.items():
        if field.startswith("body") and isinstance(value, str) and field.removeprefix("body") not in OTHERS:
            yield value


def _main(value: Any) -> str:
    """The main of several headlines, else the first."""
    if isinstance(value, list):
        dicts = [one for one in value if isinstance(one, dict)]
        mains = [one for one in dicts if _string(one.get("role")).lower() == "main"]
        return next((_string(one.get("value")) for one in (*mains, *dicts)), "")
    return _string(value)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _names(value: Any) -> byline.Byline | None:
    people = value if isinstance(value, list) else []
    names = (one_line(_string(one.get("name")), 100) for one in people[:20] if isinstance(one, dict))
    found = tuple(dict.fromkeys(filter(None, names)))
    return byline.Byline(found) if found else None


def _string(value: Any) -> str:
    """A text, or a number as one; "" for anything else."""
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""
