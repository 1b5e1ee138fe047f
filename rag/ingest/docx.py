"""Word documents become articles. The door of `docx` (python-docx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document

from rag.errors import UnreadableFile
from rag.ingest.clean import clean
from rag.ingest.codes import parse_language
from rag.ingest.document_info import own_author, own_day, own_title, said
from rag.ingest.headed import headed
from rag.ingest.metadata import parse_section, parse_title
from rag.ingest.records import Check, Records
from rag.ingest.tables import row_line
from rag.types import Article

MOST_PARTS = 2_000  # files in the document; the reader takes the square of their number
MOST_BYTES = 60_000_000  # of all parts unpacked, pictures with them
MOST_XML_BYTES = 12_000_000  # of all parts that become trees, which take ten times as much
RATIO = 200  # times its size that a document may unpack to; those of much text reach some 30
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 40  # tables in tables
AROUND_BLOCKS = frozenset(
    WORD + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
AROUND_WORDS = AROUND_BLOCKS | {WORD + tag for tag in ("r", "hyperlink", "fldSimple")}
WRITTEN = {WORD + "tab": " ", WORD + "br": "\n", WORD + "cr": "\n", WORD + "noBreakHyphen": "-"}
TITLE_STYLES = ("title", "heading 1")
MOST_COLUMNS, COLUMN_CHARS = 100, 60  # that a cell may span; that the name of a column has at most
STATED = "document properties"


def read(data: bytes, name: str, check: Check) -> Records:
    """The article of a Word document: paragraphs, lists and tables as lines, without deleted or hidden text.

    Raises `UnreadableFile` for a file that is damaged, locked, no document, or unpacks to too much.
    """
    _check_size(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(document.element.body, 0))
    except MemoryError:
        raise
    except Exception as error:  # of many kinds: whatever a part may lack or have too much of
        raise UnreadableFile(name, _wrong(error)) from error
    return Records((check(_article(document, blocks, name)),))


def _check_size(data: bytes, name: str) -> None:
    """What the parts claim to unpack to is all they can: the reader of ZIP files stops there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(name, f"is damaged or cut off ({error}); get the file again") from error
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(name, "is locked with a password; save it without one")
    size = sum(part.file_size for part in parts)
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(parts) > MOST_PARTS or size > MOST_BYTES or xml > min(MOST_XML_BYTES, RATIO * len(data)):
        reason = f"unpacks to {size / 1e6:,.0f} MB in {len(parts):,} parts, more than any article has"
        raise UnreadableFile(name, f"{reason}; save its text in a new document")


def _wrong(error: Exception) -> str:
    if "is not a Word file" in str(error):
        return "is a template or has macros, no plain document; save it as a Word document (.docx)"
    kind = type(error).__name__
    return f"is no Word document that can be read ({kind}); save it again as .docx, or as text"


def _blocks(parent: Any, depth: int) -> Iterator[tuple[str, str]]:
    """(id of its style, text) of each paragraph, and an empty id with each row of a table."""
    if depth > DEEPEST:
        raise ValueError("tables in tables")
    for element in parent:
        if element.tag == WORD + "p":
            text = "".join(_words(element)).strip()
            if text:
                style = element.find(f"{WORD}pPr/{WORD}pStyle")
                listed = element.find(f"{WORD}pPr/{WORD}numPr") is not None
                name = style.get(WORD + "val", "") if style is not None else ""
                yield name, f"- {text}" if listed or name.startswith("List") else text
        elif element.tag == WORD + "tbl":
            for line in _rows(element, depth):
                yield "", line
        elif element.tag in AROUND_BLOCKS:
            yield from _blocks(element, depth + 1)


def _words(parent: Any) -> Iterator[str]:
    """What a reader sees of a paragraph: not what was struck out, nor what is hidden, nor fields' codes."""
    for element in parent:
        if element.tag == WORD + "t":
            yield element.text or ""
        elif element.tag in WRITTEN:
            yield WRITTEN[element.tag]
        elif element.tag in AROUND_WORDS and element.find(f"{WORD}rPr/{WORD}vanish") is None:
            yield from _words(element)


def _rows(table: Any, depth: int) -> Iterator[str]:
    """A line for each row, its cells after the names of their columns where the first row has those."""
    rows = list(_within(table, "tr"))
    cells = [list(_within(row, "tc")) for row in rows]
    if all(len(row) < 2 for row in cells):  # a frame around text
        for row in cells:
            for cell in row:
                yield from (text for _, text in _blocks(cell, depth + 1))
        return
    texts = [[text for cell in row for text in _cell(cell, depth)] for row in cells]
    header: list[str] = []
    if len(texts) > 1 and _names_columns(rows[0], texts[0]):
        header, *texts = texts
    yield from filter(None, (row_line(header, row) for row in texts))


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """The rows or cells of a table, also those in the frames that forms put around them."""
    for element in parent:
        if element.tag == WORD + tag:
            yield element
        elif element.tag in AROUND_BLOCKS:
            yield from _within(element, tag)


def _cell(cell: Any, depth: int) -> list[str]:
    """The text of a cell, and an empty one for each further column that it spans."""
    span = cell.find(f"{WORD}tcPr/{WORD}gridSpan")
    columns = int(span.get(WORD + "val", "1")) if span is not None else 1
    text = " ".join(" ".join(text.split()) for _, text in _blocks(cell, depth + 1))
    return [text, *[""] * min(max(columns - 1, 0), MOST_COLUMNS)]


def _names_columns(row: Any, texts: list[str]) -> bool:
    """Whether the row is marked as a header, or looks like one: a short name over every column."""
    if row.find(f"{WORD}trPr/{WORD}tblHeader") is not None:
        return True
    names = [text for text in texts if 0 < len(text) <= COLUMN_CHARS and text[0].isalpha()]
    return len(names) == len(texts) == len(set(names))


def _article(document: Document, blocks: list[tuple[str, str]], name: str) -> Article:
    kinds = said(lambda: {style.style_id: (style.name or "").lower() for style in document.styles}) or {}
    own: Any = said(lambda: document.core_properties)
    title, where = said(lambda: own_title(own.title)) or "", STATED
    if len(blocks) > 1 and kinds.get(blocks[0][0]) in TITLE_STYLES:
        title, where = parse_title(blocks[0][1]), "title style"
        blocks = blocks[1:]
    day = said(lambda: own_day(own.created, own.modified, f"{own.author} {own.comments}"))
    stated = {
        "title": (title, where),
        "author": (said(lambda: own_author(own.author)), STATED),
        "section": (said(lambda: parse_section(own.category)), STATED),
        "language": (said(lambda: parse_language(own.language)), STATED),
        "published": (day, "document creation date"),
    }
    return headed(clean("\n".join(text for _, text in blocks)), title, stated, name)
