"""RSS and Atom files become articles, one for each entry. The door of `feedparser`."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import feedparser  # type: ignore[import-untyped]

from rag.errors import UnreadableFile
from rag.ingest import rows
from rag.ingest.clean import one_line
from rag.ingest.fields import GUESSED
from rag.ingest.records import Check, Records
from rag.ingest.rows import Row

ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</channel>")
TAIL = 2_000  # bytes within which a feed that is whole has its end
DECLARES = b"<!ENTITY"
CUT = "is cut off, as the file ends in the middle of it; get the feed again"
NO_TEXT = "has no text, only a title or an address; save the page that it leads to"


def read(data: bytes, name: str, check: Check) -> Records:
    """The articles of a feed that pass `check`: `name#` and the entry's own id, which it keeps as it grows.

    The full text of an entry counts before its summary. Of a file that was cut off the last entry is
    told, not kept. Raises `UnreadableFile` for what is no feed or has no entries.
    """
    if DECLARES in data:
        raise UnreadableFile(
            name, "declares entities of its own, as bombs do and feeds need not; get it again"
        )
    found = _parsed(data, name)
    entries = list(found["entries"])
    if not entries:
        fault = found.get("bozo_exception")
        why = f"no feed that can be read ({one_line(str(fault), 100)})" if fault else "a feed without entries"
        raise UnreadableFile(name, f"is {why}; get it again")
    cut = bool(found["bozo"]) and not any(end in data[-TAIL:].lower() for end in ENDS)
    made = [
        _row(entry, found["feed"], number, cut=cut and number == len(entries))
        for number, entry in enumerate(entries, 1)
    ]
    return rows.articles(made, name, check, GUESSED, "feed", grows=True)


def _parsed(data: bytes, name: str) -> Mapping[str, Any]:
    """What feedparser makes of the bytes. From a stream: what is no stream it takes for a path or address."""
    try:
        found: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
    except Exception as error:  # of many kinds, by files it was not made for
        raise UnreadableFile(
            name, f"is no feed that can be read ({type(error).__name__}); get it again"
        ) from error
    return found


def _row(entry: Mapping[str, Any], feed: Mapping[str, Any], number: int, *, cut: bool) -> Row:
    """The entry under names that articles have; what feedparser would give in another's place is left."""
    text, language = max(_texts(entry), key=lambda one: len(one[0]), default=("", ""))
    published, updated = _own(entry, "published"), _own(entry, "updated")
    of_another = _own(entry, "source") or {}
    tags = [_own(tag, "label") or _own(tag, "term") for tag in _own(entry, "tags") or []]
    value = {
        "id": _own(entry, "id") or _own(entry, "link"),
        "guid": _own(entry, "id"),
        "title": _own(entry, "title"),
        "text": text,
        "published": published,
        **({"updated": updated} if published else {"date": updated or _own(entry, "created")}),
        "source": _own(of_another, "title") or _own(feed, "title") or _own(feed, "publisher"),
        "author": [_own(one, "name") for one in _own(entry, "authors") or []],
        "url": _own(entry, "feedburner_origlink") or _own(entry, "link"),
        "section": [tag for tag in tags if tag],
        "language": language or _own(feed, "language"),
    }
    return Row(number, value, CUT if cut else "" if text.strip() else NO_TEXT)


def _texts(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(text, language) of the entry's content, or else of its summary."""
    contents = [*(_own(entry, "content") or []), {}]
    full = [one for one in contents if str(_own(one, "value") or "").strip()]
    for one in full or [_own(entry, "summary_detail") or {"value": _own(entry, "summary") or ""}]:
        yield str(_own(one, "value") or ""), str(_own(one, "language") or "")


def _own(found: Mapping[str, Any], key: str) -> Any:
    """The value under this very key: feedparser's own look-up gives others' in its place, with a warning."""
    return dict.get(found, key) if isinstance(found, dict) else None
