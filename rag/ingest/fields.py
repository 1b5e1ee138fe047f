"""The names that archives, feeds and front matter give to the fields of an article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from rag.ingest.codes import parse_key, parse_language
from rag.ingest.metadata import (
    parse_author,
    parse_date,
    parse_section,
    parse_source,
    parse_time,
    parse_title,
    parse_url,
)
from rag.types import Article

T = TypeVar("T")

# In order of preference; case, spaces, hyphens and underscores do not count.
TITLE = ("title", "headline", "name", "heading")
TEXT = (
    "text",
    "articlebody",
    "body",
    "content",
    "fulltext",
    "maintext",
    "bodytext",
    "article",
    "articletext",
    "story",
    "contenthtml",
    "bodyhtml",
)
DATE = (
    "published",
    "publishedat",
    "publisheddate",
    "publishdate",
    "publicationdate",
    "datepublished",
    "datepublish",
    "pubdate",
    "firstpublished",
    "webpublicationdate",
    "date",
    "datetime",
    "createdat",
    "created",
    "timestamp",
)
UPDATED = (
    "updated",
    "updatedat",
    "updateddate",
    "dateupdated",
    "modified",
    "modifiedat",
    "modifieddate",
    "datemodified",
    "datemodify",
    "lastmodified",
    "lastupdated",
    "lastupdate",
)
SOURCE = (
    "source",
    "outlet",
    "publisher",
    "publication",
    "newspaper",
    "site",
    "sitename",
    "sourcename",
    "domain",
    "sourcedomain",
)
AUTHOR = ("authors", "author", "byline", "creator", "by", "writer")
URL = ("url", "link", "canonicalurl", "weburl", "permalink", "href")
SECTION = ("section", "articlesection", "sectionname", "category", "categories", "desk", "rubric")
LANGUAGE = ("language", "lang", "inlanguage", "languagecode", "locale")
ID = ("id", "docid", "articleid", "uuid", "guid", "uid")
KEY = ("guid", "uri", "uuid", "uid", "id", "docid", "articleid")

# What a map of fields may name, each with the names that are guessed for it.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": TITLE,
        "text": TEXT,
        "published": DATE,
        "updated": UPDATED,
        "source": SOURCE,
        "author": AUTHOR,
        "url": URL,
        "section": SECTION,
        "language": LANGUAGE,
        "key": KEY,
        "id": ID,
    }
)
GUESSED: Mapping[str, str] = MappingProxyType({})  # a map that names nothing: all is guessed


def normal(key: object) -> str:
    """A field's name without what people vary: `Publish_Date` and `publishDate` are one."""
    return "".join(c for c in str(key).lower() if c.isalnum())


def pick(fields: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of the names that has a value, in a mapping of `normal` keys; None if none has."""
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [], {})), None)


def holding(field_map: Mapping[str, str], records: Sequence[Mapping[Any, Any]]) -> dict[str, str]:
    """What the map names that any of a file's records has: a map made for one export leaves others alone."""
    return {
        field: name for field, name in field_map.items() if any(_at(one, name) is not None for one in records)
    }


def mapped(fields: Mapping[str, Any], field_map: Mapping[str, str]) -> dict[str, Any]:
    """The fields with those that a map names (`{"title": "HL"}`) under the first of their usual names.

    A name with points leads into objects (`"fields.bodyText"`). What is mapped is not guessed as well:
    where the named field is empty, so is the article's.
    """
    others = {name for field, names in NAMES.items() if field not in field_map for name in names}
    usual = {name for field in field_map for name in NAMES[field]} - others
    found = {NAMES[field][0]: _at(fields, name) for field, name in field_map.items()}
    rest = {name: value for name, value in fields.items() if name not in usual}
    return rest | {name: value for name, value in found.items() if value is not None}


def _at(fields: Mapping[Any, Any], name: str) -> Any:
    """The value under a name; else, for one with points, what lies at the end of that way."""
    value = _under(fields, name)
    if value is None and "." in name:
        value = fields
        for part in name.split("."):
            value = _under(value, part) if isinstance(value, Mapping) else None
    return value


def _under(fields: Mapping[Any, Any], name: str) -> Any:
    wanted = normal(name)
    if wanted in fields:
        return fields[wanted]
    return next((value for key, value in fields.items() if normal(key) == wanted), None)


def article(
    fields: Mapping[str, Any], *, id: str, path: str, title: str, text: str, where: str = ""
) -> Article:
    """An article of the fields, in a mapping of `normal` keys; `title` is for one that has none.

    `where` says what the fields are of, such as "front matter"; with it the article tells under which
    name each was found there.
    """
    told = _Told(fields)
    heading = told.first("title", parse_title)
    day = told.first("published", parse_date)
    return Article(
        id=id,
        path=path,
        text=text,
        title=heading or title,
        source=told.first("source", parse_source) or "",
        url=told.first("url", parse_url) or "",
        author=told.first("author", parse_author) or "",
        published=day,
        published_at=parse_time(fields[told.names["published"]]) if day else None,
        updated_at=told.first("updated", parse_time),
        section=told.first("section", parse_section) or "",
        language=told.first("language", parse_language) or "",
        key=told.first("key", parse_key) or "",
        found=tuple((field, f"{where} {name}") for field, name in told.names.items()) if where else (),
    )


class _Told:
    """Fields being read, and the name under which each was found."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields
        self.names: dict[str, str] = {}

    def first(self, field: str, parse: Callable[[object], T]) -> T | None:
        """The first of the field's usual names whose value can be read; None where none can."""
        for name in NAMES[field]:
            value = self.fields.get(name)
            if value not in (None, "", [], {}) and (read := parse(value)):
                self.names[field] = name
                return read
        return None
