"""The texts that an article has and had, and what each changed in the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from rag.types import Version
from ui.place import address, fingerprint
from ui.render import showable

WORD = re.compile(r"\S+|\s+")
MOST_WORDS = 1_500  # of a changed part, on either side; a larger one is told as a whole
MOST_LINES = 2_000  # of a text that is compared
COMPARED = 12  # versions, the newest; what earlier ones changed is not told
AROUND = 160  # characters of what stays that are shown beside a change
Piece = tuple[str, str]  # "same", "gone" or "new", and the words


def versions_json(id: str, versions: Sequence[Version]) -> list[dict[str, Any]]:
    """Newest first, each with its changes to the one before it; None for those that are not compared."""
    before: list[Version | None] = [*versions[1:], None]
    before[COMPARED:] = [None] * len(before[COMPARED:])
    return [
        {
            "title": showable(version.article.title),
            "source": showable(version.article.source),
            "published": version.article.published.isoformat() if version.article.published else "",
            "words": len(version.article.text.split()),
            "since": version.since,
            "until": version.until,
            "why": showable(version.why),
            "href": address(id, version=fingerprint(version.article.text) if version.until else ""),
            "changes": changes(earlier, version) if earlier else None,
        }
        for version, earlier in zip(versions, before, strict=True)
    ]


def changes(before: Version, after: Version) -> list[dict[str, str]]:
    """What became of the text, where it changed; nothing where it did not, but its title, say."""
    return [
        {"kind": kind, "text": showable(text)}
        for kind, text in shortened(compared(before.article.text, after.article.text))
    ]


def compared(before: str, after: str) -> list[Piece]:
    """All of both texts in order: what stays, what is gone, what is new."""
    one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(one), len(other)) > MOST_LINES:
        return [("gone", before), ("new", after)]
    return list(joined(by_lines(one, other)))


def by_lines(one: list[str], other: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        old, new = "".join(one[a:b]), "".join(other[c:d])
        if tag == "equal":
            yield "same", old
        elif tag == "replace":
            yield from by_words(WORD.findall(old), WORD.findall(new))
        else:
            yield ("gone", old) if old else ("new", new)


def by_words(one: list[str], other: list[str]) -> Iterator[Piece]:
    if max(len(one), len(other)) > 2 * MOST_WORDS:  # words and the blanks between them
        yield "gone", "".join(one)
        yield "new", "".join(other)
        return
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(one[a:b])
        else:
            yield "gone", "".join(one[a:b])
            yield "new", "".join(other[c:d])


def joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one, empty ones left out."""
    kind, text = "", ""
    for next_kind, words in pieces:
        if not words:
            continue
        if next_kind != kind and text:
            yield kind, text
            text = ""
        kind, text = next_kind, text + words
    if text:
        yield kind, text


def shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """With what stays cut to what stands right beside a change; nothing where nothing changed."""
    if all(kind == "same" for kind, _ in pieces):
        return
    for place, (kind, text) in enumerate(pieces):
        if kind != "same" or len(text) <= 2 * AROUND:
            yield kind, text
            continue
        head = text[:AROUND].rsplit(None, 1)[0] if place else ""
        tail = text[-AROUND:].split(None, 1)[-1] if place < len(pieces) - 1 else ""
        yield "same", f"{head} … {tail}".strip(" ")
