"""The lines of a PDF file and what it says of itself. The door of `pypdf`, which gives no more than that."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from rag.errors import UnreadableFile
from rag.ingest.document_info import said
from rag.ingest.layout import Line, readable
from rag.ingest.metadata import parse_date

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it warns of is told by our errors

MOST_PAGES = 400  # of an article, with room to spare; a page takes some 20 ms
BOUNDS: dict[str, Any] = {  # what one stream may unpack to, and how many operators a page may have
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 400_000,
    "xform_maximum_invocations_per_extraction": 500,
    "jbig2dec_binary": None,  # no other program is run
}
LOCKED = "is locked with a password; save it without one, such as: qpdf --decrypt --password=… in.pdf out.pdf"
PRISM = "http://prismstandard.org/namespaces/basic/{}/"
PRISM_VERSIONS = ("2.0", "2.1", "2.2", "3.0")
FARTHEST = 1e6  # points; places beyond are no places


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file says of itself, word for word; empty where it says nothing, or nothing readable."""

    titles: tuple[str, ...] = ()  # the publisher's metadata (XMP) first, the document's information second
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""  # by the publisher's metadata
    language: str = ""
    created: datetime | None = None  # when the file was made
    changed: datetime | None = None
    programs: str = ""  # that made it


@dataclass(frozen=True, slots=True)
class PdfFile:
    """`pages` has an entry for each page; (number from 1, reason) of those that cannot be read."""

    stated: Stated
    pages: tuple[tuple[Line, ...], ...]
    unread: tuple[tuple[int, str], ...]


def opened(data: bytes, name: str) -> PdfFile:
    """A PDF file's lines in the order of the file. An empty password is tried where it is encrypted.

    Raises `UnreadableFile` for a file that is locked, damaged, or has no pages or too many.
    """
    with apply_configuration(**BOUNDS):
        reader = _reader(data, name)
        pages: list[tuple[Line, ...]] = []
        unread: list[tuple[int, str]] = []
        for number, page in enumerate(_pages(reader, name), 1):
            try:
                pages.append(tuple(_lines(page)))
            except MemoryError:
                raise
            except Exception as error:  # of any kind, as pypdf says itself; the other pages are read
                pages.append(())
                unread.append((number, _damaged(error)))
        return PdfFile(_stated(reader), tuple(pages), tuple(unread))


def _reader(data: bytes, name: str) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError as error:
        raise UnreadableFile(
            name,
            "is encrypted, though without a password; pip install cryptography, or print it to a new PDF",
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise UnreadableFile(name, _damaged(error)) from error
    if locked:
        raise UnreadableFile(name, LOCKED)
    return reader


def _pages(reader: PdfReader, name: str) -> list[PageObject]:
    try:
        count = reader.get_num_pages()
        if count > MOST_PAGES:
            reason = f"has {count:,} pages, more than the {MOST_PAGES} that an article may have; split it"
            raise UnreadableFile(name, reason)
        pages = [reader.pages[place] for place in range(count)]
    except (MemoryError, UnreadableFile):
        raise
    except FileNotDecryptedError as error:
        raise UnreadableFile(name, LOCKED) from error
    except Exception as error:  # as above
        raise UnreadableFile(name, _damaged(error)) from error
    if not pages:
        raise UnreadableFile(name, "has no pages; save it again")
    return pages


def _damaged(error: Exception) -> str:
    if isinstance(error, LimitReachedError):
        return "unpacks to more than any article needs; print it to a new PDF, or save it as text"
    kind = type(error).__name__
    return f"is damaged or cut off ({kind}); get the file again, or print it to a new PDF"


def _lines(page: PageObject) -> list[Line]:
    """The lines of a page with their type's size and their place, as far as the file tells."""
    lines: list[Line] = []
    parts: list[str] = []
    places: list[tuple[float, float, float]] = []

    def see(chunk: str, moved: Sequence[float], set_at: Sequence[float], _: object, size: float) -> None:
        for turn, part in enumerate(chunk.split("\n")):
            if turn:
                end()
            if part.strip():
                places.append(_place(moved, set_at, size))
            parts.append(part)

    def end() -> None:
        text = readable("".join(parts))
        if text:
            lines.append(Line(text, *places[0]))
        parts.clear()
        places.clear()

    page.extract_text(visitor_text=see)
    end()
    return lines


def _place(moved: Sequence[float], set_at: Sequence[float], size: float) -> tuple[float, float, float]:
    """(size, x, y) in points: by the text's own matrix, then by that of what is around it."""
    a, b, c, d, e, f = moved
    x, y = set_at[4] * a + set_at[5] * c + e, set_at[4] * b + set_at[5] * d + f
    height = abs(size) * math.hypot(set_at[2], set_at[3]) * math.hypot(c, d)
    return _near(height), _near(x), _near(y)


def _near(value: float) -> float:
    return value if abs(value) < FARTHEST else 0.0  # also for what is no number


def _stated(reader: PdfReader) -> Stated:
    xmp: Any = said(lambda: reader.xmp_metadata)
    info: Any = said(lambda: reader.metadata)
    of_xmp = ((lambda: list(xmp.dc_title.values())), (lambda: list(xmp.dc_creator)))
    titles, authors = (said(look) or [] for look in of_xmp)
    programs = (said(lambda: str(info.creator)), said(lambda: str(info.producer)))
    return Stated(
        titles=(*map(str, titles), said(lambda: str(info.title or "")) or ""),
        authors=(", ".join(map(str, authors)), said(lambda: str(info.author or "")) or ""),
        publisher=said(lambda: str(xmp.dc_publisher[0])) or "",
        published=said(lambda: _prism_date(xmp)) or "",
        language=said(lambda: str(reader.root_object["/Lang"])) or "",
        created=said(lambda: info.creation_date),
        changed=said(lambda: info.modification_date),
        programs=" ".join(filter(None, programs)),
    )


def _prism_date(xmp: Any) -> str:
    """The day of publication where the publisher's system wrote it, in the words of its standard."""
    nodes = (node for v in PRISM_VERSIONS for node in xmp.get_element("", PRISM.format(v), "publicationDate"))
    values = (str(getattr(node, "value", None) or node.firstChild.data) for node in nodes)
    return next(filter(parse_date, values), "")
