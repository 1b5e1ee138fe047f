"""Plain text becomes an article; its first lines may give title, author, date and outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from rag.ingest import byline, fields, html
from rag.ingest.clean import clean
from rag.ingest.metadata import CLOCK, DATE_LIMIT, IN_WORDS, parse_date, title_from_name
from rag.ingest.wrapping import starts_item
from rag.types import Article

HEADER_LINES = 8
TITLE_CHARS, TITLE_WORDS = 160, 25
BYLINE_CHARS = 120
NO_TITLE_ENDS = (".", ",", ";", ":", "…")
LABELS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("author", "authors", "byline", "by", "written by", "reporter"), "author"),
    **dict.fromkeys(("date", "published", "published on", "publication date", "posted", "dateline"), "date"),
    **dict.fromkeys(("updated", "last updated", "modified"), "updated"),
    **dict.fromkeys(("source", "outlet", "publisher", "publication", "newspaper"), "source"),
    **dict.fromkeys(("url", "link"), "url"),
}
FROM_LINES = ("source", "url", "published", "published_at", "updated_at")
LABEL = re.compile(r"([A-Za-z][A-Za-z ]{1,18}):\s+(\S.*)")
DAY_WORDS = re.compile(  # what stands around a date in a line that is nothing but a date
    r"\b(?:(?:first|last)\s)?(?:published|posted|updated|as of|on|at|gmt|utc|bst|[ecmp][sd]?t|[ap]\.?m\b\.?"
    r"|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b",
    re.IGNORECASE,
)
PARTS = re.compile(r"\s+[|•·–—]\s+")


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first lines say, and the lines that are left."""

    lines: list[str]
    found: dict[str, Any] = field(default_factory=dict)


def read(text: str, name: str) -> Article:
    """The article in a text file; HTML under that name is read as HTML.

    A first line that is short and no sentence is the title, else the file name made readable. Lines
    under it count as byline, date or outlet only where they are nothing else. What became a field
    leaves the text.
    """
    if html.is_page(text):
        return html.read(text, name)
    body = html.piece_text(text, name) if "</p>" in text or "</table>" in text else clean(text)
    head = _labelled(_titled(_Head(body.split("\n"))))
    rest = "\n".join(head.lines).strip("\n")
    if not rest:
        rest, head = body, _Head([])  # all of it looked like a head, so none of it was
    article = fields.article(head.found, id=name, path=name, title=title_from_name(name), text=rest)
    return replace(article, agency=head.found.get("agency", ""), found=_found(article, head))


def _found(article: Article, head: _Head) -> tuple[tuple[str, str], ...]:
    by = [(name, "byline") for name in ("author", "agency") if head.found.get(name)]
    title = [("title", "first line")] if head.found.get("title") else []
    return (*title, *by, *((name, "first lines") for name in FROM_LINES if getattr(article, name)))


def _titled(head: _Head) -> _Head:
    first = head.lines[0]
    if len(head.lines) < 2 or not _is_title(first):
        return head
    return _Head(_from_text(head.lines[1:]), {"title": first})


def _is_title(line: str) -> bool:
    return (
        0 < len(line) <= TITLE_CHARS
        and len(line.split()) <= TITLE_WORDS
        and not line.endswith(NO_TITLE_ENDS)
        and not starts_item(line)
        and any(c.isalpha() for c in line)
        and not _facts(line)
    )


def _labelled(head: _Head) -> _Head:
    """Takes lines off the front while they are nothing but facts on the article."""
    lines, found = head.lines, dict(head.found)
    for _ in range(HEADER_LINES):
        facts = _facts(lines[0]) if lines else {}
        if not facts:
            break
        found = {**facts, **found}
        lines = _from_text(lines[1:])
    return _Head(lines, {**found, "date": found.get("date") or found.get("updated")})


def _from_text(lines: list[str]) -> list[str]:
    return lines[1:] if lines and not lines[0] else lines


def _facts(line: str) -> dict[str, str]:
    """What a line of the head tells; nothing where it may be part of the story."""
    if len(line) > BYLINE_CHARS:
        return {}
    label = LABEL.fullmatch(line)
    if label and label.group(1).lower() in LABELS:
        kind = LABELS[label.group(1).lower()]
        return {} if kind == "date" and parse_date(label.group(2)) is None else {kind: label.group(2)}
    return _bar(PARTS.split(line))


def _bar(parts: list[str]) -> dict[str, str]:
    """A byline, a date, or a bar of both and the outlet: `By Ann Lee | The Post | March 4, 2025`."""
    facts: dict[str, str] = {}
    others: list[str] = []
    for part in parts:
        by = byline.line(part)
        if by:
            told = {"author": by.author, "agency": by.agency}
            facts = {name: value for name, value in told.items() if value} | facts
        elif _is_day(part):
            facts.setdefault("updated" if part.lower().startswith(("updated", "last")) else "date", part)
        else:
            others.append(part)
    if not facts or len(others) > 1:
        return {}
    return {**facts, "source": others[0]} if others else facts


def _is_day(text: str) -> bool:
    """Whether a text is a date and nothing else; a bare number is none, nor a date amid other words."""
    bare = DAY_WORDS.sub(" ", CLOCK.sub(" ", text)).strip(" ,:.")
    if len(text) > DATE_LIMIT or not any(c in bare for c in " -/.") or text[-1:] in ("?", "!"):
        return False
    return parse_date(bare) is not None and not any(c.isalpha() for c in IN_WORDS.sub("", bare))
