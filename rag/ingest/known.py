"""What a newsroom knows of an article: from its metadata first, as parsed, from its text second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from rag.ingest import byline, dateline
from rag.ingest.agencies import credited, usual_name
from rag.ingest.language import language_of
from rag.ingest.metadata import parse_date
from rag.types import Article

FIRST_LINES = 4  # of a text, in which its byline and dateline stand
YEAR_IN_URL = re.compile(r"/((?:19|20)\d\d)/")
YEAR_IN_DAY = re.compile(r"\b(?:19|20)\d\d\b")


def complete(article: Article) -> Article:
    """The article with what its text tells of it, where its metadata told nothing.

    Fills dateline, agency, author, published and language, each only where it is empty, and adds to
    `found` where it was read: "byline", "dateline", "last lines", "author", "source" or "text". A
    dateline's day counts only with its year, from the dateline or else from the metadata. The text,
    the title and the id stay as they are. Complete again, nothing changes.
    """
    told: dict[str, tuple[Any, str]] = {}
    for field, value, where in _told(article):
        if value and field not in told and not getattr(article, field):
            told[field] = value, where
    if not told:
        return article
    return replace(
        article,
        **{field: value for field, (value, _) in told.items()},
        found=(*article.found, *((field, where) for field, (_, where) in told.items())),
    )


def _told(article: Article) -> Iterator[tuple[str, Any, str]]:
    """(field, value, where) in order of how sure each is."""
    opening = _first_lines(article.text)
    line = next(filter(None, map(byline.line, opening)), None)
    credits = byline.closing(article.text)
    head = next(filter(None, map(dateline.find, opening)), None)
    yield "agency", credited(article.author), "author"
    for by, where in ((line, "byline"), (credits, "last lines")):
        if by:
            yield "author", by.author, where
    if line:
        yield "agency", line.agency, "byline"
    if head:
        yield "agency", head.agency, "dateline"
        yield "dateline", head.where_and_when, "dateline"
        yield "published", _day(head.day, article), "dateline"
    if credits:
        yield "agency", credits.agency, "last lines"
    yield "agency", usual_name(article.source), "source"
    if not article.language:
        yield "language", language_of(article.text), "text"


def _first_lines(text: str) -> list[str]:
    lines = (line for line in text[:2_000].split("\n") if line.strip())
    return [line for line, _ in zip(lines, range(FIRST_LINES), strict=False)]


def _day(day: str, article: Article) -> date | None:
    """The day of a dateline, where its year is sure; never after the day the article was updated."""
    if YEAR_IN_DAY.search(day):
        return parse_date(day)
    updated = article.updated_at.date() if article.updated_at else None
    in_url = YEAR_IN_URL.search(article.url)
    year = updated.year if updated else int(in_url[1]) if in_url else 0
    if not year or not any(c.isdigit() for c in day):
        return None
    found = parse_date(f"{day} {year}")
    return parse_date(f"{day} {year - 1}") if found and updated and found > updated else found
