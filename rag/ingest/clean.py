"""Text as it is kept: readable, without what cannot be seen, the same when cleaned again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rag.ingest.characters import visible
from rag.ingest.debris import unescape, untagged
from rag.ingest.tables import readable_tables
from rag.ingest.wrapping import was_forced, wrap_width

PASSES = 8  # ordinary text settles in two; markup nested in escapes takes one more each time
MARKUP = str.maketrans("<>&|", "    ")


def clean(text: str) -> str:
    """Entities and remains of markup gone, tables as lines, wrapped lines joined, whitespace in order.

    `clean(clean(text)) == clean(text)`. Takes time in proportion to the text: one that still changes
    after `PASSES` was built to, and loses the characters markup is made of.
    """
    for _ in range(PASSES):
        cleaned = _once(text)
        if cleaned == text:
            return cleaned
        text = cleaned
    text = text.translate(MARKUP)
    while (cleaned := _once(text)) != text:
        text = cleaned
    return text


def one_line(text: str, limit: int) -> str:
    """A title, name or other field: clean, on one line, at most `limit` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _once(text: str) -> str:
    text = visible(unescape(visible(text)))
    lines = [" ".join(part.split()) for line in text.split("\n") for part in _parts(line)]
    return "\n".join(_spaced(_unwrapped(readable_tables(lines))))


def _parts(line: str) -> list[str]:
    """The lines a line becomes without its tags; an empty one only where it was empty before."""
    return [part for part in untagged(line).split("\n") if part.strip()] or ([] if line.strip() else [""])


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """Lines broken at a column put together again; others as they are."""
    width = wrap_width(lines)
    paragraph: list[str] = []
    for line in lines:
        goes_on = bool(paragraph) and width > 0 and was_forced(paragraph[-1], line, width)
        if paragraph and not goes_on:
            yield _joined(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _joined(paragraph)


def _joined(lines: list[str]) -> str:
    """A hyphen at a line's end stays, and keeps its word together."""
    text = "".join(
        line if line.endswith("-") and not line.endswith(" -") and following[:1].islower() else line + " "
        for line, following in pairwise(lines)
    )
    return text + lines[-1]


def _spaced(lines: Iterator[str]) -> Iterator[str]:
    """At most one empty line in a row, none at either end."""
    started = gap = False
    for line in lines:
        if not line.strip():
            gap = started
            continue
        if gap:
            yield ""
        started, gap = True, False
        yield line.strip()
