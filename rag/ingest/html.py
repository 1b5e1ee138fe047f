"""Web pages and pieces of HTML become articles. The door of `trafilatura`.

Extraction takes the square of a page's elements in the worst case, and nodes of any depth come from a
hostile page: `rag.ingest.page_tree` bounds both before it starts.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Any

import trafilatura
from trafilatura.metadata import extract_metadata

from rag.ingest import page_tree
from rag.ingest.clean import clean
from rag.ingest.metadata import (
    parse_author,
    parse_date,
    parse_source,
    parse_time,
    parse_title,
    parse_url,
    title_from_name,
)
from rag.ingest.page_facts import Facts, facts
from rag.ingest.page_words import Tree, plain_text, prose_chars
from rag.types import Article

for _chatty in ("trafilatura", "htmldate", "courlan", "justext"):  # what they warn of is told by our errors
    logging.getLogger(_chatty).addHandler(logging.NullHandler())

ENOUGH = 500  # characters of text; with fewer, or less than half of what the page has beside links,
ENOUGH_SHARE = 0.5  # … trafilatura's other extractors are asked as well, which takes twice as long
DATES: dict[str, Any] = {  # only what the page says, not a copyright line; all years, whenever this runs
    "extensive_search": False,
    "original_date": True,
    "min_date": "1600-01-01",
    "max_date": "2199-12-31",
}
PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--[^<]{0,2000}-->\s*){0,5}<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
PIECE = re.compile(
    r"</(?:p|div|table|ul|ol|h[1-6]|article|section|blockquote|span|a|b|i|em|strong)\s*>|<br\s*/?>",
    re.IGNORECASE,
)


def is_page(text: str) -> bool:
    """Whether this is a whole HTML page, whatever the file is called."""
    return PAGE.match(text[:10_000]) is not None


def has_markup(text: str) -> bool:
    """Whether a text, such as a field of a JSON article, is written in HTML."""
    return PIECE.search(text) is not None


def read(text: str, name: str) -> Article:
    """The article of a page, without its navigation, notices and related links. Text is clean.

    Raises `UnreadableFile` for a page too large or too deep to be a news page.
    """
    tree = page_tree.parse(text, name)
    body = clean(_extracted(tree)) or plain_text(page_tree.parse(text, name))
    said = _completed(facts(page_tree.stated(tree), page_tree.scripts(tree)), tree)
    return Article(
        id=name,
        path=name,
        text=_without_title(body, said.title),
        title=said.title or title_from_name(name),
        source=said.source,
        url=said.url,
        author=said.author,
        published=said.published,
        published_at=said.published_at,
        updated_at=said.updated_at,
        section=said.section,
        language=said.language,
        found=said.found,
    )


def piece_text(text: str, name: str) -> str:
    """The clean text of a piece of HTML that is all article, such as a field of a JSON record."""
    return plain_text(page_tree.parse(f"<html><body>{text}</body></html>", name))


def _extracted(tree: Tree) -> str:
    """The article's text; empty where there is none to be told from the page around it.

    The main extractor is nearly always right, and where it found most of what stands in paragraphs the
    others could find no more.
    """
    for fast in (True, False):
        try:
            found = trafilatura.bare_extraction(
                tree, fast=fast, include_comments=False, include_tables=True, with_metadata=False
            )
        except Exception:  # of many kinds, by pages it was not made for: all of the page is its text then
            return ""
        text = found.as_dict()["text"] if isinstance(found, trafilatura.settings.Document) else ""
        if text and len(text) >= max(ENOUGH, ENOUGH_SHARE * prose_chars(tree)):
            break
    return str(text or "")


def _completed(said: Facts, tree: Tree) -> Facts:
    """With what the page does not say to machines read off what it shows to people; changes the tree."""
    if said.title and said.source and said.url and said.author and said.published:
        return said
    page_tree.drop_scripts(tree)  # read already, and with them the dates of other articles
    try:
        shown = extract_metadata(tree, date_config=DATES)
    except Exception:  # of many kinds, by pages it was not made for: what the page says must do
        return said
    values: dict[str, Any] = {
        "title": said.title or parse_title(shown.title),
        "source": said.source or parse_source(shown.sitename or shown.hostname),
        "url": said.url or parse_url(shown.url),
        "author": said.author or parse_author(shown.author),
        "published": said.published or parse_date(shown.date),
    }
    if not said.published and values["published"]:
        time = parse_time(page_tree.first_time(tree))
        values["published_at"] = time if time and time.date() == values["published"] else None
    told = dict(said.found)
    new = tuple((field, "page") for field, value in values.items() if value and field not in told)
    return replace(said, **values, found=(*said.found, *((f, w) for f, w in new if f != "published_at")))


def _without_title(body: str, title: str) -> str:
    first, _, rest = body.partition("\n")
    return rest.lstrip("\n") if title and rest and first.casefold() == title.casefold() else body
