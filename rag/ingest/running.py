"""What runs at the head and foot of printed pages: titles, page numbers, what browsers put there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.ingest.layout import Line, Page

EDGE = 3  # lines from the top and from the bottom of a page that may run on every page
RUNNING_SHARE = 0.4  # of the pages, as left and right pages may differ
NEAR = 5.0  # points: lines that run stand at the same height
NUMBERED = re.compile(
    r"page\s(\d{1,4})|(?:page\s)?(\d{1,4})\s?(?:of|/)\s?\d{1,4}|[-–—]\s?(\d{1,4})\s?[-–—]", re.IGNORECASE
)
PRINTED = re.compile(  # what browsers put at the head and at the foot of pages they print
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},?\s\d{1,2}:\d{2}(?:\s?[AP]M)?\b.{0,200}|https?://\S+\s+\d{1,4}/\d{1,4}"
)
ADDRESS = re.compile(r"https?://\S+")
DIGITS = re.compile(r"\d+")


def without_running(pages: Sequence[Page]) -> tuple[list[list[Line]], list[str]]:
    """The pages without heads, feet and page numbers, and the different lines that were taken away.

    A line runs when it stands at the same height of several pages but for its figures, or counts its
    page, or is what a browser prints around a page.
    """
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    often = max(2, RUNNING_SHARE * len(pages))
    kept: list[list[Line]] = []
    taken: dict[str, None] = {}
    for number, page in enumerate(pages, 1):
        edges = _edges(page)
        runs = {id(e) for e in edges if seen[_key(e)] >= often or _is_furniture(e.text, number)}
        taken.update(dict.fromkeys(line.text for line in page if id(line) in runs))
        kept.append([line for line in page if id(line) not in runs])
    return kept, list(taken)


def _edges(page: Page) -> list[Line]:
    """The lines at the top and at the bottom, whatever their order in the file."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered[:EDGE] + ordered[max(EDGE, len(ordered) - EDGE) :]


def _key(line: Line) -> tuple[str, int]:
    return DIGITS.sub("#", line.text.strip()), round(line.y / NEAR)


def _is_furniture(text: str, number: int) -> bool:
    """Whether a line at the edge of this page gives its number, or was printed by a browser."""
    counted = NUMBERED.fullmatch(text.strip())
    if counted:
        return int(next(filter(None, counted.groups()))) == number
    return PRINTED.fullmatch(text.strip()) is not None


def address(taken: Sequence[str]) -> str:
    """The address that browsers print at the foot of each page; empty where they cut it off, or none is."""
    found = (ADDRESS.search(line) for line in taken)
    return next((m.group() for m in found if m and not m.group().endswith(("…", "..."))), "")
