"""The words of an XML body in reading order, whether it is NITF or XHTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag.ingest.clean import clean
from rag.ingest.tables import row_line
from rag.ingest.xml_tree import children, local_name, words

BLOCKS = frozenset(
    str.split(
        "p hl1 hl2 block bq credit datasource dl dt dd ol ul li pre hr br table caption tr div section "
        "article blockquote figure h1 h2 h3 h4 h5 h6"
    )
)
# What is no part of the story: pictures with their captions, notes to editors, a page's own apparatus.
APART = frozenset(
    str.split(
        "media media-caption note fn head script style nav aside figure figcaption button form iframe svg "
        "object"
    )
)


def body_text(element: Any) -> str:
    """The clean text of an element, an `lxml` one: each block and each table row on a line of its own."""
    return clean("\n\n".join(line for line in "".join(_pieces(element)).split("\n") if line.strip(" -")))


def _pieces(element: Any) -> Iterator[str]:
    name = local_name(element)
    if not name:  # an entity that only a DTD knows; cleaning reads those that HTML has too
        yield element.text or ""
    elif name == "table":
        yield from (f"\n{line}\n" for line in _rows(element))
    elif name not in APART:
        edge = "\n" if name in BLOCKS else ""
        yield f"{edge}- " if name == "li" else edge
        yield _flat(element.text)
        for inner in element:
            yield from _pieces(inner)
            yield _flat(inner.tail)
        yield edge


def _rows(table: Any) -> Iterator[str]:
    header: list[str] = []
    for row in table.iter("{*}tr"):
        cells = list(children(row, "td", "th"))
        if cells and not header and all(local_name(cell) == "th" for cell in cells):
            header = [words(cell) for cell in cells]
        else:
            yield row_line(header, [words(cell) for cell in cells])


def _flat(text: str | None) -> str:
    """Line breaks within a block are spaces: the elements make the lines."""
    return (text or "").replace("\n", " ")
