"""The catalog's articles: how a row becomes an article, and an article a row.

The functions run on a connection that `database` lends; `Catalog` is who calls them.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from rag.store import computed
from rag.store.records import Entry, digest, twin
from rag.store.schema import FOREVER
from rag.types import Article

COLUMNS = (
    "id title source url text published author path published_at updated_at section language "
    "dateline agency key pages found"
).split()
FIELDS = ", ".join(f"a.{column}" for column in COLUMNS)


def article(row: Any) -> Article:
    """Of a row that begins with `FIELDS`."""
    id, title, source, url, text, published, author, path, published_at, updated_at, *rest = row
    section, language, dateline, agency, key, pages, found = rest[: len(COLUMNS) - 10]
    return Article(
        id,
        title,
        source,
        url,
        text,
        date.fromisoformat(published) if published else None,
        author,
        path,
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        updated_at=datetime.fromisoformat(updated_at) if updated_at else None,
        section=section,
        language=language,
        dateline=dateline,
        agency=agency,
        key=key,
        pages=tuple(json.loads(pages)),
        found=tuple((name, where) for name, where in json.loads(found)),
    )


def insert(db: Any, entry: Entry, since: int, until: int = FOREVER) -> int:
    """The new row's number. An entry with `until == since` is in no revision and gets no passages."""
    a = entry.article
    values = {
        "since": since,
        "until": until,
        "owner": entry.owner,
        "name": entry.name,
        "chunking": entry.chunking,
        "digest": digest(a),
        "twin": twin(a.text),
        **{column: _value(getattr(a, column)) for column in COLUMNS},
    }
    cursor = db.execute(
        f"INSERT INTO articles ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)})",
        values,
    )
    row: int = cursor.lastrowid
    if until > since:
        passages = (
            (p.id, row, p.start, p.end, json.dumps(computed.relative(p)), computed.key(p))
            for p in entry.passages
        )
        db.executemany("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?)", passages)
    return row


def corpus(db: Any) -> str:
    """The hash over the articles in force: their ids, content and the way they are cut."""
    total = hashlib.sha256()
    query = "SELECT id, digest, chunking FROM articles WHERE until = ? ORDER BY id"
    for row in db.execute(query, (FOREVER,)):
        total.update(json.dumps(row).encode())
    return total.hexdigest()


def _value(value: Any) -> str | None:
    """A field as its column keeps it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value)
    return value  # type: ignore[no-any-return]
