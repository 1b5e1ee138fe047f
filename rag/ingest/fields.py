"""The names that archives, feeds and front matter give to the fields of an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.ingest.metadata import parse_author, parse_date, parse_source, parse_title, parse_url
from rag.types import Article

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
ID = ("id", "docid", "articleid", "uuid", "guid", "uid")


def normal(key: object) -> str:
    """A field's name without what people vary: `Publish_Date` and `publishDate` are one."""
    return "".join(c for c in str(key).lower() if c.isalnum())


def pick(fields: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The first of the names that has a value, in a mapping of `normal` keys; None if none has."""
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [], {})), None)


def article(fields: Mapping[str, Any], *, id: str, path: str, title: str, text: str) -> Article:
    """An article of the fields, in a mapping of `normal` keys; `title` is for one that has none."""
    dates = (parse_date(fields[name]) for name in DATE if fields.get(name))
    return Article(
        id=id,
        title=parse_title(pick(fields, TITLE)) or title,
        source=parse_source(pick(fields, SOURCE)),
        url=parse_url(pick(fields, URL)),
        text=text,
        published=next((day for day in dates if day), None),
        author=parse_author(pick(fields, AUTHOR)),
        path=path,
    )
