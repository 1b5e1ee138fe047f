"""Web pages and pieces of HTML become articles. The door of `trafilatura` and `lxml`.

Extraction takes the square of a page's elements in the worst case, and lxml nodes of any depth come
from a hostile page, so both are bounded before it starts.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import lxml.html  # type: ignore[import-untyped]
import trafilatura
from lxml import etree

from rag.errors import UnreadableFile
from rag.ingest.clean import clean
from rag.ingest.metadata import (
    parse_author,
    parse_date,
    parse_source,
    parse_title,
    parse_url,
    title_from_name,
)
from rag.ingest.tables import row_line
from rag.types import Article

for _chatty in ("trafilatura", "htmldate", "courlan"):  # what they warn of is told by our errors
    logging.getLogger(_chatty).addHandler(logging.NullHandler())

MOST_ELEMENTS = 15_000  # a large news page has some 8,000; extraction of this many takes seconds
MOST_CHILDREN = 4_000  # of one element, in whose number extraction is quadratic
DEEPEST = 200  # elements inside one another; pages have 30
NO_TEXT = (
    "script",
    "style",
    "template",
    "svg",
    "noscript",
    "iframe",
    "canvas",
    "object",
    "head",
    "select",
    "button",
)
AROUND = ("nav", "dialog", "menu", "aside")  # never part of an article
BLOCKS = frozenset(
    str.split(
        "p div section article main blockquote pre figure figcaption address br hr ul ol dl li dt dd "
        "table caption h1 h2 h3 h4 h5 h6 body html"
    )
)
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
    tree = _tree(text, name)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=DATES
    )
    values: dict[str, Any] = found.as_dict() if isinstance(found, trafilatura.settings.Document) else {}
    title = parse_title(values.get("title"))
    body = clean(values.get("text") or "") or _plain_text(_tree(text, name))
    return Article(
        id=name,
        title=title or title_from_name(name),
        source=parse_source(values.get("sitename") or values.get("hostname")),
        url=parse_url(values.get("url")),
        text=_without_title(body, title),
        published=parse_date(values.get("date")),
        author=parse_author(values.get("author")),
        path=name,
    )


def piece_text(text: str, name: str) -> str:
    """The clean text of a piece of HTML that is all article, such as a field of a JSON record."""
    return _plain_text(_tree(f"<html><body>{text}</body></html>", name))


def _tree(text: str, name: str) -> lxml.html.HtmlElement:
    try:
        # Text is already decoded, so that a page's own claim about its encoding must not count.
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableFile(name, "has no HTML that can be read; save the page again") from error
    _check_size(tree, name)
    etree.strip_elements(tree, *AROUND, with_tail=False)
    for footer in tree.xpath("//footer[not(ancestor::article or ancestor::blockquote or ancestor::main)]"):
        footer.drop_tree()
    return tree


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)


def _check_size(tree: lxml.html.HtmlElement, name: str) -> None:
    depth = count = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if element.tag in NO_TEXT and element.tag != "head":
            walk.skip_subtree()  # a drawing may have more parts than the article
        if count > MOST_ELEMENTS or depth > DEEPEST or len(element) > MOST_CHILDREN:
            raise UnreadableFile(
                name,
                f"is too large or too deeply nested for a news page (over {MOST_ELEMENTS:,} elements, "
                f"{MOST_CHILDREN:,} in one or {DEEPEST} levels); save the article alone, or as text",
            )


def _plain_text(tree: lxml.html.HtmlElement) -> str:
    """All text of a tree in reading order, a line for each block and each table row."""
    etree.strip_elements(tree, *NO_TEXT, with_tail=False)
    if tree.find(".//p") is not None or tree.find(".//br") is not None or tree.find(".//div") is not None:
        _unbreak(tree)
    for table in tree.iter("table"):
        _flatten(table)
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in BLOCKS:
            parts.append("\n- " if event == "start" and element.tag == "li" else "\n")
        if event == "start":
            parts.append(element.text or "")
        else:
            parts.append(element.tail or "")
    lines = "".join(parts).split("\n")
    return clean("\n".join(line for line in lines if line.strip(" -")))


def _unbreak(tree: lxml.html.HtmlElement) -> None:
    """Where tags make the lines, line breaks of the source are spaces, as a browser shows them."""
    for element in tree.iter():
        if element.tag != "pre":
            element.text = (element.text or "").replace("\n", " ")
        element.tail = (element.tail or "").replace("\n", " ")


def _flatten(table: lxml.html.HtmlElement) -> None:
    """Puts the rows of a table in its place as lines; tables around tables are left to the innermost."""
    if table.find(".//table") is not None:
        return
    header: list[str] = []
    lines: list[str] = [" ".join(caption.text_content().split()) for caption in table.iter("caption")]
    for row in table.iter("tr"):
        cells = [" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th")]
        if (
            not header
            and not lines
            and cells
            and all(cell.tag == "th" for cell in row if cell.tag in ("td", "th"))
        ):
            header = cells
        else:
            lines.append(row_line(header, cells))
    if header and not lines:
        lines.append(row_line([], header))
    for child in list(table):
        table.remove(child)
    table.text = "\n".join(lines)


def _without_title(body: str, title: str) -> str:
    first, _, rest = body.partition("\n")
    return rest.lstrip("\n") if title and rest and first.casefold() == title.casefold() else body
