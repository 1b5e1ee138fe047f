"""The table of articles: found, sorted, one page of it at a time, as values for the page's script."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rag.errors import BadQuestion
from rag.findings import Holding
from ui.place import address
from ui.render import showable
from ui.shelves.contract import Shelved

PAGE = 50  # rows
SORTS: dict[str, Callable[[Holding], Any]] = {  # None and "" come last, whichever way it is sorted
    "title": lambda row: folded(row.title),
    "source": lambda row: folded(row.source),
    "published": lambda row: row.published,
    "words": lambda row: row.words,
    "copies": lambda row: row.copies,
}


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: articles that have `text`, sorted, the page that counts from 1."""

    text: str = ""
    sort: str = "published"
    descending: bool = True
    page: int = 1


def table(archive: Shelved, view: View) -> dict[str, Any]:
    """One page of the rows, and how many there are. A page beyond the last is the last."""
    revision, rows = archive.revision, archive.holdings()
    found, note = find(archive, rows, view.text)
    ordered = in_order(found, view.sort, view.descending)
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(view.page, 1), pages)
    return {
        "revision": revision,
        "articles": len(rows),
        "found": len(ordered),
        "page": page,
        "pages": pages,
        "rows": [row_json(row) for row in ordered[(page - 1) * PAGE : page * PAGE]],
        "note": note,
    }


def find(archive: Shelved, rows: Sequence[Holding], text: str) -> tuple[Sequence[Holding], str]:
    """Articles whose title, outlet and author have every word, or parts of words, or whose text has them
    whole; all where nothing is looked for. And what is to be told of the search, or ""."""
    parts = folded(text).split()
    if not parts:
        return rows, ""
    try:
        having, note = archive.having(text), ""
    except BadQuestion as error:
        having, note = frozenset[str](), str(error)
    return [row for row in rows if row.id in having or named(row, parts)], note


def named(row: Holding, parts: Sequence[str]) -> bool:
    head = folded(f"{row.title}\n{row.source}\n{row.author}")
    return all(part in head for part in parts)


def in_order(rows: Sequence[Holding], sort: str, descending: bool) -> list[Holding]:
    """By a column of `SORTS`, ties in the order they came in. Raises BadQuestion for another."""
    if sort not in SORTS:
        raise BadQuestion(f"the table cannot be sorted by {sort!r}; it has {', '.join(SORTS)}")
    keyed = [(SORTS[sort](row), row) for row in rows]
    told = [pair for pair in keyed if pair[0] not in (None, "")]
    untold = [row for key, row in keyed if key in (None, "")]
    return [row for _, row in sorted(told, key=lambda pair: pair[0], reverse=descending)] + untold


def row_json(row: Holding) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": showable(row.title),
        "source": showable(row.source),
        "published": row.published.isoformat() if row.published else "",
        "words": row.words,
        "copies": row.copies,
        "earlier": row.earlier,
        "folder": showable(row.folder),
        "href": address(row.id),
    }


def folded(text: str) -> str:
    """In lower case and without accents."""
    parted = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parted if not unicodedata.combining(c)).casefold().strip()
