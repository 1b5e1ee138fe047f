"""What a web page says of its article to machines: in JSON-LD first, then in its meta elements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from rag.ingest.codes import parse_language
from rag.ingest.metadata import (
    parse_author,
    parse_date,
    parse_section,
    parse_source,
    parse_time,
    parse_title,
    parse_url,
)

T = TypeVar("T")

LONGEST_SCRIPT = 500_000  # characters of JSON-LD; pages have a few thousand
DEEPEST = 4  # objects around the article's own
ARTICLE_TYPES = ("Article", "BlogPosting", "Report")  # endings: NewsArticle, ReportageNewsArticle, …
WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")
SEPARATORS = (" | ", " - ", " – ", " — ", " · ", " :: ")
# Where each field is said: names in JSON-LD, then names of meta elements, in order of preference.
PLACES: Mapping[str, tuple[str, str]] = {
    "title": ("headline", "og:title twitter:title dc.title"),
    "source": ("publisher", "og:site_name application-name dc.publisher"),
    "url": ("", "canonical og:url"),
    "author": ("author creator", "author dc.creator dcterms.creator parsely-author sailthru.author byl"),
    "published": (
        "datePublished",
        "article:published_time og:published_time datepublished parsely-pub-date sailthru.date pubdate "
        "publishdate publish-date publish_date dc.date.issued dcterms.issued dc.date dcterms.created date",
    ),
    "updated": (
        "dateModified",
        "article:modified_time og:updated_time datemodified lastmod last-modified dcterms.modified",
    ),
    "section": ("articleSection", "article:section section parsely-section"),
    "language": ("inLanguage", "lang og:locale content-language dc.language"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields that a page gives, empty where it gives none; `found` as in `Article`."""

    title: str = ""
    source: str = ""
    url: str = ""
    author: str = ""
    published: date | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    section: str = ""
    language: str = ""
    found: tuple[tuple[str, str], ...] = ()


def facts(meta: Mapping[str, str], scripts: tuple[str, ...]) -> Facts:
    """The fields that a page's meta elements (by lowercase name) and its JSON-LD scripts give.

    A value that cannot be read gives way to the next. Other articles that a page lists are not its own.
    """
    said = _Said(meta, _article(scripts))
    source = said.first("source", parse_source) or ""
    published = said.first("published", lambda value: value if parse_date(value) else None)
    return Facts(
        title=_without_source(said.first("title", parse_title) or "", source),
        source=source,
        url=said.first("url", parse_url) or "",
        author=said.first("author", _author) or "",
        published=parse_date(published),
        published_at=parse_time(published),
        updated_at=said.first("updated", parse_time),
        section=said.first("section", parse_section) or "",
        language=said.first("language", _language) or "",
        found=tuple(said.found.items()),
    )


class _Said:
    """What a page says, and where each field was found in it."""

    def __init__(self, meta: Mapping[str, str], linked: Mapping[str, Any]) -> None:
        self.meta, self.linked = meta, linked
        self.found: dict[str, str] = {}

    def first(self, field: str, parse: Callable[[Any], T | None]) -> T | None:
        """The first value of the field that can be read; None where none can."""
        for where, value in self._values(*PLACES[field]):
            read = parse(value)
            if read:
                self.found[field] = where
                return read
        return None

    def _values(self, linked: str, meta: str) -> Iterator[tuple[str, Any]]:
        for name in linked.split():
            if name in self.linked:
                yield f"JSON-LD {name}", self.linked[name]
        for name in meta.split():
            if name in self.meta:
                yield f"meta {name}", self.meta[name]


def _article(scripts: tuple[str, ...]) -> Mapping[str, Any]:
    """The page's own article in its JSON-LD: the first with a date, else the first; empty without one."""
    found: list[Mapping[str, Any]] = []
    for script in scripts:
        try:
            value = json.loads(script, strict=False) if len(script) <= LONGEST_SCRIPT else None
        except (ValueError, RecursionError):
            continue  # scripts of pages are often broken, and the meta elements say the same
        found.extend(_articles(value, DEEPEST))
    return next((one for one in found if one.get("datePublished")), found[0] if found else {})


def _articles(value: Any, deepest: int) -> Iterator[Mapping[str, Any]]:
    """The objects that are articles, not those in lists of other articles."""
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            continue
        types = one.get("@type")
        names = [kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]
        if any(name.endswith(ARTICLE_TYPES) for name in names):
            yield one
        if deepest:
            for key in WITHIN:
                yield from _articles(one.get(key), deepest - 1)


def _author(value: Any) -> str:
    """Names; the address of a profile is none, and a single word is more often an account's name."""
    author = parse_author(value)
    if isinstance(value, str) and ("://" in author or " " not in author):
        return ""
    return author


def _language(value: Any) -> str:
    return parse_language(value.get("name") if isinstance(value, Mapping) else value)


def _without_source(title: str, source: str) -> str:
    """`Ships leave | The Post` as `Ships leave`, where The Post is the outlet."""
    for separator in SEPARATORS:
        if source and title.lower().endswith(separator + source.lower()):
            return title[: -len(separator + source)].rstrip() or title
    return title
