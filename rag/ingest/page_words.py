"""The words of a page in reading order, tables as lines. With `page_tree` the door of `lxml` for HTML."""

from __future__ import annotations

from typing import TypeAlias

import lxml.html  # type: ignore[import-untyped]
from lxml import etree

from rag.ingest.clean import clean
from rag.ingest.tables import row_line

Tree: TypeAlias = lxml.html.HtmlElement

NO_TEXT = str.split("script style template svg noscript iframe canvas object head select button")
PROSE = etree.XPath(
    "//body//text()[not(parent::a or parent::script or parent::style or parent::noscript or parent::button)]"
)
BLOCKS = frozenset(
    str.split(
        "p div section article main blockquote pre figure figcaption address br hr ul ol dl li dt dd "
        "table caption h1 h2 h3 h4 h5 h6 body html"
    )
)
PROSE_RUN = 80  # characters
FRAME_CHARS = 600  # of a cell that has paragraphs; what a table of data says in one is shorter


def unframe(tree: Tree) -> None:
    """Makes every table that sets out the page, and holds no data, the plain blocks that it stands for."""
    for table in list(tree.iter("table")):
        if _is_frame(table):
            _to_blocks(table)


def _is_frame(table: Tree) -> bool:
    """Whether a table sets out a page, as those of newsletters and of old pages do, and holds no data."""
    if table.find(".//table") is not None:
        return True
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    return all(len(row) < 2 for row in cells) or any(
        cell.find(".//p") is not None and len(cell.text_content()) > FRAME_CHARS
        for row in cells
        for cell in row
    )


def _to_blocks(table: Tree) -> None:
    """Makes it and what it is made of plain blocks; a table within it stays what it is."""
    table.tag = "div"
    for part in table:
        if part.tag in ("thead", "tbody", "tfoot", "tr", "td", "th"):
            _to_blocks(part)


def prose_chars(tree: Tree) -> int:
    """Characters of all that may be an article: runs of text too long for a link, a label or a teaser."""
    return sum(len(text) for text in PROSE(tree) if len(text) >= PROSE_RUN)


def plain_text(tree: Tree) -> str:
    """All text of a tree in reading order, a line for each block and each table row. Changes the tree."""
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


def _unbreak(tree: Tree) -> None:
    """Where tags make the lines, line breaks of the source are spaces, as a browser shows them."""
    for element in tree.iter():
        if element.tag != "pre":
            element.text = (element.text or "").replace("\n", " ")
        element.tail = (element.tail or "").replace("\n", " ")


def _flatten(table: Tree) -> None:
    """Puts the rows of a table in its place as lines."""
    header: list[str] = []
    lines: list[str] = [_words(caption) for caption in table.iter("caption")]
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        texts = [_words(cell) for cell in cells]
        if not header and not lines and cells and all(cell.tag == "th" for cell in cells):
            header = texts
        else:
            lines.append(row_line(header, texts))
    if header and not lines:
        lines.append(row_line([], header))
    for child in list(table):
        table.remove(child)
    table.text = "\n".join(lines)


def _words(cell: Tree) -> str:
    """The text of a cell on one line, with space between its blocks."""
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        parts.append(" " if element.tag in BLOCKS else "")
        parts.append(
            (element.text if event == "start" else element.tail if element is not cell else "") or ""
        )
    return " ".join("".join(parts).split())
