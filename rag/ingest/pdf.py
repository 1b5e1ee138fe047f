"""PDF files become articles, with the place where each page begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from rag.errors import UnreadableFile
from rag.ingest.clean import MARKUP, clean
from rag.ingest.codes import parse_language
from rag.ingest.document_info import own_author, own_day, own_title
from rag.ingest.headed import headed
from rag.ingest.layout import (
    SOFT_HYPHEN,
    Line,
    body_size,
    flowing,
    headline,
    without_title,
)
from rag.ingest.metadata import (
    parse_date,
    parse_source,
    parse_time,
    parse_title,
    parse_url,
    site_of,
)
from rag.ingest.pdf_file import PdfFile, opened
from rag.ingest.records import Check, Records
from rag.ingest.running import address, without_running
from rag.types import Article

STATED, FOOT = "PDF metadata", "foot of the pages"
NO_TEXT = (
    "has no text, only pictures of pages (a scan); let a program for text recognition read it first, such "
    "as: ocrmypdf scan.pdf text.pdf"
)


def read(data: bytes, name: str, check: Check) -> Records:
    """The article of a PDF file; a page that cannot be read is told as `name#page 3`.

    Lines become paragraphs, broken words are mended where that is sure, and what runs at the head and
    foot of the pages is left out. Raises `UnreadableFile` for a file that is locked, damaged, too large
    or has no text.
    """
    file = opened(data, name)
    if not any(file.pages):
        raise UnreadableFile(name, file.unread[0][1] if file.unread else NO_TEXT)
    unread = tuple((f"{name}#page {number}", reason) for number, reason in file.unread)
    return Records((check(_article(file, name)),), unread)


def _article(file: PdfFile, name: str) -> Article:
    pages, taken = without_running(file.pages)
    if not any(pages):
        pages, taken = [list(page) for page in file.pages], []
    first = next(place for place, page in enumerate(pages) if page)
    stated = file.stated
    title, where = _title(
        next(filter(None, map(own_title, stated.titles)), ""), pages[first], body_size(pages)
    )
    pages[first] = without_title(pages[first], title)
    text, starts = _placed(*flowing(pages if any(pages) else file.pages))
    day, created = parse_date(stated.published), own_day(stated.created, stated.changed, stated.programs)
    url = parse_url(address(taken))
    said = {
        "title": (title, where),
        "author": (next(filter(None, map(own_author, stated.authors)), ""), STATED),
        "source": (parse_source(stated.publisher), STATED) if stated.publisher else (site_of(url), FOOT),
        "language": (parse_language(stated.language), STATED),
        "url": (url, FOOT),
        "published": (day or created, STATED if day else "PDF creation date"),
    }
    article = headed(text, title, said, name)
    moment = parse_time(stated.published)
    taken_off = len(text) - len(article.text)  # what stood at its head
    return replace(
        article,
        pages=tuple(max(0, start - taken_off) for start in starts),
        published_at=moment if moment and moment.date() == article.published else article.published_at,
    )


def _title(stated: str, page: Sequence[Line], body: float) -> tuple[str, str]:
    """(title, where it was found): what the file states if the page shows it, else what is set largest."""
    shown = parse_title(headline(page, body))
    if shown and (stated.startswith(shown) or shown.startswith(stated)):
        return shown, "largest type"
    if stated and (not shown or stated.casefold() in " ".join(line.text for line in page).casefold()):
        return stated, STATED
    return shown, "largest type" if shown else ""


def _placed(text: str, starts: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """The clean text, and where in it each page begins.

    Cleaning moves but whitespace once lines are clean, so that a place is known by the characters
    before it; where lines together look like markup, they lose what that is made of. Without pages in
    the odd case that neither helps: a wrong page would be worse than none.
    """
    for given in (text, text.translate(MARKUP)):
        cleaned = clean(given)
        old, new = _solid(given), _solid(cleaned)
        if [given[i] for i in old] == [cleaned[i] for i in new]:
            new.append(len(cleaned))
            return cleaned, tuple(new[bisect_left(old, start)] for start in starts)
    return cleaned, ()


def _solid(text: str) -> list[int]:
    """The places of the characters that cleaning leaves as they are."""
    return [place for place, c in enumerate(text) if not c.isspace() and c != SOFT_HYPHEN]
