"""What the news industry's forms have in common: items with a key, a version and a status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from rag.errors import UnreadableFile
from rag.ingest.byline import Byline
from rag.ingest.clean import one_line
from rag.ingest.metadata import parse_date, parse_time, title_from_name
from rag.ingest.records import Check, Records
from rag.types import Article

ID_LIMIT, KEY_LIMIT = 200, 500
TAKEN_BACK = {
    **dict.fromkeys(("canceled", "cancelled", "killed", "withdrawn", "recalled"), "canceled"),
    "withheld": "withheld",
    "embargoed": "embargoed",
}
Fact = tuple[str, Any, str]  # a field of an article, its value, and where that was read


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a file: an article without id and path, or the reason why it gives none."""

    key: str = ""  # the publisher's own id of it, the same for all its versions
    version: str = ""
    article: Article | None = None
    reason: str = ""
    taken_back: str = ""  # the status that takes it out of use, such as "canceled"


def records(items: Sequence[Item], name: str, check: Check) -> Records:
    """The articles of a file's items that pass `check`.

    A file of one item has the id `name`, others `name#` and their key or their place in the file. Of
    several versions of one key each is an article, all with that key; the later ones bear their version
    in the id too. What was taken back is skipped under a name that no article has, because what an
    earlier reading of the file gave is not to be kept for it.
    """
    articles: list[Article] = []
    skipped: list[tuple[str, str]] = []
    taken: set[str] = set()
    for place, item in enumerate(items, 1):
        id = _id(item, place, name, taken) if len(items) > 1 else name
        try:
            if item.taken_back:
                raise UnreadableFile(f"{id} ({item.taken_back})", f"is {item.taken_back} by its publisher")
            if item.article is None:
                raise UnreadableFile(id, item.reason)
            title = item.article.title or title_from_name(name)
            articles.append(check(replace(item.article, id=id, path=name, key=item.key, title=title)))
        except UnreadableFile as error:
            skipped.append((error.name if item.taken_back else id, error.reason))
    return Records(tuple(articles), tuple(skipped))


def _id(item: Item, place: int, name: str, taken: set[str]) -> str:
    own = one_line(item.key, ID_LIMIT) or str(place)
    id = f"{name}#{own}"
    if id in taken and item.version:
        id = f"{id}#{one_line(item.version, ID_LIMIT)}"
    while id in taken:
        id = f"{id}#{place}"
    taken.add(id)
    return id


def taken_back(status: object) -> str:
    """The status of an item that is not to be used; "" for one that may be, as by default it may.

    A status may be a word, a code (`stat:canceled`) or the end of an address.
    """
    text = status if isinstance(status, str) else ""
    return TAKEN_BACK.get(text.replace("#", "/").rpartition("/")[2].rpartition(":")[2].strip().lower(), "")


def article(facts: Iterable[Fact], text: str) -> Article:
    """An article of facts; of several on one field the first that has a value counts.

    A `published` or `updated_at` may be a day or a moment, `author` a byline, which gives its agency
    too.
    """
    values: dict[str, Any] = {"id": "", "text": text}
    found: list[tuple[str, str]] = []
    for field, value, where in _spread(facts):
        if value and field not in values:
            values[field] = value
            found.append((field, where))
    if values.get("updated_at") == values.get("published_at"):
        values.pop("updated_at", None)
    return Article(**values, found=tuple(pair for pair in found if pair[0] in values))


def _spread(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Each fact under the fields it fills; the day and the hour of publication are of one source."""
    dated = False
    for field, value, where in facts:
        if isinstance(value, Byline):
            yield field, value.author, where
            yield "agency", value.agency, where
        elif field != "published":
            yield field, value, where
        elif value and not dated:
            dated = True
            yield field, value.date() if isinstance(value, datetime) else value, where
            yield "published_at", value if isinstance(value, datetime) else None, where


def moment(value: object) -> datetime | date | None:
    """A time stamp as the forms write it, in full or without its punctuation; a day where it has no hour.

    `20250408T000000Z`, midnight without punctuation, is how NITF writes a day alone.
    """
    text = " ".join(value.split()) if isinstance(value, str) else ""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return parse_time(text) or parse_date(text)
    day = parse_date(read)
    no_hour = len(text) <= 10 or (text[8:15] == "T000000" and text[:8].isdigit())
    return day if no_hour or day is None else read


def hour(value: object) -> datetime | None:
    """The same, where it has an hour."""
    read = moment(value)
    return read if isinstance(read, datetime) else None
