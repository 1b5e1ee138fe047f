"""Web pages that a browser saved in one file (MHTML) become articles."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from urllib.parse import urlsplit

from rag.errors import UnreadableFile
from rag.ingest import html, message
from rag.ingest.metadata import parse_title, parse_url, site_of
from rag.ingest.records import Check, Records
from rag.types import Article

PAGES = ("text/html", "application/xhtml+xml")


def read(data: bytes, name: str, check: Check) -> Records:
    """The article of a saved page; its pictures and frames are not looked at.

    When it was saved is not when it was published. Raises `UnreadableFile` for a file without a page.
    """
    saved = message.parsed(data, name)
    page = next((part for part in message.parts(saved) if message.kind(part) in PAGES), None)
    if page is None:
        raise UnreadableFile(name, "has no page in it; save it again, as HTML")
    article = html.read(message.text(page, name), name)
    return Records((check(_as_saved(article, saved, page)),))


def _as_saved(article: Article, saved: EmailMessage, page: EmailMessage) -> Article:
    """With the address it was saved from, unless the page gives its own on the same site, and its title."""
    places = ((saved, "Snapshot-Content-Location"), (page, "Content-Location"), (saved, "Content-Location"))
    found = ((parse_url(message.header(part, field)), field) for part, field in places)
    address, where = next(filter(lambda one: one[0], found), ("", ""))
    told = dict(article.found)
    if address and urlsplit(address).netloc != urlsplit(article.url).netloc:
        article = replace(article, url=address)
        told["url"] = where
        if not article.source:
            article = replace(article, source=site_of(address))
            told["source"] = where
    title = parse_title(message.header(saved, "Subject"))
    if title and "title" not in told:
        article = replace(article, title=title)
        told["title"] = "Subject"
    return replace(article, found=tuple(told.items()))
