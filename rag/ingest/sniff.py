"""Which form a file is of, told by its content; its ending only decides between kinds of plain text.

So a PDF that is called .txt is read as a PDF, and a page called .json as a page. A file of no known form
is refused by name with what it seems to be.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Literal

from rag.errors import UnreadableFile
from rag.ingest.decode import decode
from rag.ingest.structure import is_table, json_form, mail_form, markup, names_articles, reads_as_prose
from rag.ingest.xml_tree import xml_form

Form = Literal[
    "txt", "markdown", "html", "mhtml", "json", "jsonl", "ninjs", "csv", "pdf", "docx", "eml", "feed", "nitf",
    "newsml", "zip", "gz",
]  # fmt: skip
SAMPLE = 64_000  # bytes of a text looked at
LEADING = 1_024  # bytes that may stand before a PDF's mark, where its ending says it is one

TEXT: dict[str, Form] = {
    **dict.fromkeys((".txt", ".text", ".asc"), "txt"),
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), "markdown"),
}
WEB = frozenset({".html", ".htm", ".xhtml", ".shtml"})
TABLES = frozenset({".csv", ".tsv", ".tab"})
JSON = frozenset({".json", ".jsonl", ".ndjson", ".geojson"})
CODE = frozenset(
    str.split(
        ".js .mjs .cjs .jsx .ts .tsx .map .css .scss .less .py .ipynb .rb .pl .php .java .c .h .cc .cpp .hpp "
        ".cs .go .rs .swift .kt .sh .bash .zsh .bat .cmd .ps1 .sql .r .lua .yaml .yml .toml .ini .cfg .conf "
        ".env .properties .lock .log .srt .vtt .ics .vcf .bib .tex .dtd .xsd .xsl .xslt .svg .ps .eps .rtf"
    )
)
# How other things begin that are text, or that a reader of text would not know.
OTHERS = (
    (b"-----BEGIN PGP", "is an encrypted or signed message", "decrypt it"),
    (b"Salted__", "is encrypted", "decrypt it"),
    (b"age-encryption.org/", "is encrypted", "decrypt it"),
    (b"WARC/", "is a web archive (WARC)", "export the pages as HTML"),
    (b"%!PS", "is a PostScript document", "save it as PDF"),
    (b"#!", "is a program", "only articles can be read"),
    (b"BEGIN:V", "is a calendar or address card", "only articles can be read"),
)
OFFICE = (  # what a packed document has in it, and how it is named to people
    ("[Content_Types].xml", "xl/", "is a spreadsheet (XLSX)", "save it as CSV"),
    ("[Content_Types].xml", "ppt/", "is a presentation (PPTX)", "save it as PDF"),
    ("mimetype", "META-INF/container.xml", "is an e-book (EPUB)", "save it as PDF or HTML"),
    ("mimetype", "content.xml", "is an OpenDocument file", "save it as DOCX or PDF"),
)
FRONT_MATTER = re.compile(
    r"---[ \t]*\r?\n\w[\w -]{0,60}:[^\n]*\n(?:[^\n]*\n){0,200}?---[ \t]*\r?$", re.MULTILINE
)
OLE, ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
BAD_ZIP = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, KeyError)


class NoForm(UnreadableFile):
    """A file of no form that articles come in, such as a picture: nothing is wrong with it."""


def sniff(data: bytes, name: str) -> Form:
    """The form of a file's content. Takes time in proportion to its size at most.

    Raises `NoForm` for what is no article of any form, `UnreadableFile` for what is empty or damaged.
    """
    ending = PurePosixPath(name).suffix.lower()
    if not data.strip():
        raise UnreadableFile(name, "is empty")
    packed = _packed(data, name, ending)
    if packed:
        return packed
    _refuse_others(data, name)
    try:
        head = decode(_head(data), name)
    except UnreadableFile as error:
        raise NoForm(name, error.reason) from error
    head = head.lstrip("\ufeff \t\r\n\f")
    if not head:
        raise UnreadableFile(name, "is empty")
    return xml_form(data) or _text(data, head, name, ending)


def _packed(data: bytes, name: str, ending: str) -> Form | None:
    """The forms that are no text, each known by its first bytes."""
    start = data[:LEADING].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-") or (ending == ".pdf" and b"%PDF-" in start):
        return "pdf"
    if data.startswith(b"\x1f\x8b"):
        return "gz"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data, name)
    return None


def _zip(data: bytes, name: str) -> Form:
    """A ZIP archive, or the document that comes as one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except BAD_ZIP as error:
        raise UnreadableFile(
            name, "is a ZIP file or Office document that is cut off or damaged; copy it again"
        ) from error
    if "[Content_Types].xml" in names and any(inner.startswith("word/") for inner in names):
        return "docx"
    for mark, part, what, cure in OFFICE:
        if mark in names and any(inner.startswith(part) for inner in names):
            raise NoForm(name, f"{what}; {cure}")
    return "zip"


def _refuse_others(data: bytes, name: str) -> None:
    start = data[:LEADING].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(OLE) and ENCRYPTED_OFFICE in data:
        raise UnreadableFile(name, "is an encrypted Office document; save it without a password")
    if data[257:262] == b"ustar":
        raise NoForm(name, "is a tar archive; unpack it, or pack it as ZIP")
    for mark, what, cure in OTHERS:
        if start.startswith(mark):
            raise NoForm(name, f"{what}; {cure}")


def _head(data: bytes) -> bytes:
    """The first part of a long text, cut where a line ends."""
    if len(data) <= SAMPLE:
        return data
    return data[: data.rfind(b"\n", SAMPLE // 2, SAMPLE) + 1 or SAMPLE]


def _text(data: bytes, head: str, name: str, ending: str) -> Form:
    """What a text is: by its structure, then by its ending, then by whether it reads as prose."""
    known = mail_form(head, ending) or _json(data, head, name, ending) or _markup(head, name, ending)
    if known:
        return known
    if names_articles(head) or (ending in TABLES and is_table(head)):
        return "csv"
    if FRONT_MATTER.match(head):
        return "markdown"
    if ending in TEXT:
        return TEXT[ending]
    if ending in CODE:
        raise NoForm(name, f"is text whose ending, {ending}, no article has; name it .txt if it is one")
    if not reads_as_prose(head):
        raise NoForm(name, "is text of no form that articles come in; name it .txt if it is one")
    return "txt"


def _json(data: bytes, head: str, name: str, ending: str) -> Form | None:
    if head[0] not in '{["' or (head[0] == '"' and ending not in JSON):
        return None
    return json_form(decode(data, name), sure=ending in JSON, lines=ending in (".jsonl", ".ndjson"))


def _markup(head: str, name: str, ending: str) -> Form | None:
    """A page, or text with some markup in it; other XML is of no form that is read."""
    kind = markup(head)
    if kind == "page" or ending in WEB:
        return "html"
    if kind == "xml" or (kind == "element" and ending not in TEXT):
        raise NoForm(name, "is XML of no form that articles come in; export it as NITF, NewsML-G2 or HTML")
    return "html" if kind == "piece" and ending not in TEXT else None
