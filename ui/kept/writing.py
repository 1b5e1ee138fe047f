"""What is written when an answer is kept; each function within a transaction of its caller's."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ui.kept import rows
from ui.kept.database import Connection


@dataclass(frozen=True, slots=True)
class Stored:
    """An exchange as its row has it; `values` are those of `rows.stored`."""

    turn: int
    title: str  # for a conversation that has none
    values: tuple[str, ...]


def taken(db: Connection, id: str, turn: int) -> bool:
    """Whether the conversation has that turn already, or a later one."""
    found = db.execute(
        "SELECT 1 FROM exchanges WHERE conversation = ? AND turn >= ? AND NOT replaced", (id, turn)
    )
    return found.fetchone() is not None


def insert(db: Connection, id: str, stored: Stored) -> None:
    db.execute(
        "INSERT INTO exchanges (conversation, turn, question, answer, receipt, plain, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id, stored.turn, *stored.values),
    )
    db.execute(
        "UPDATE conversations SET changed = ?, title = iif(title = '', ?, title) WHERE id = ?",
        (rows.now(), stored.title or "Untitled", id),
    )


def drop(db: Connection, id: str, turn: int) -> None:
    """Takes away that turn and those after it; rated answers stay for their ratings alone.

    So goes the title that the conversation has from its first question, where that is among them.
    """
    first = db.execute(
        "SELECT turn, question FROM exchanges WHERE conversation = ? AND NOT replaced ORDER BY turn", (id,)
    ).fetchone()
    if first and first["turn"] >= turn:
        named = rows.title_of(first["question"])
        db.execute("UPDATE conversations SET title = '' WHERE id = ? AND title = ?", (id, named))
    db.execute(
        "DELETE FROM exchanges WHERE conversation = ? AND turn >= ? AND thumb = '' AND NOT replaced",
        (id, turn),
    )
    db.execute("UPDATE exchanges SET replaced = 1 WHERE conversation = ? AND turn >= ?", (id, turn))


def branch(db: Connection, id: str, turn: int) -> str:
    """The id of a copy of a conversation up to before a turn."""
    made, now = secrets.token_hex(16), rows.now()
    db.execute(
        "INSERT INTO conversations SELECT ?, owner, title, ?, ? FROM conversations WHERE id = ?",
        (made, now, now, id),
    )
    columns = "turn, question, answer, receipt, plain, at"  # a rating counts once
    db.execute(
        f"INSERT INTO exchanges (conversation, {columns}) SELECT ?, {columns} FROM exchanges "
        "WHERE conversation = ? AND turn < ? AND NOT replaced",
        (made, id, turn),
    )
    return made
