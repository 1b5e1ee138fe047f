"""Between the rows of the database and the values they stand for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rag.receipt import Models, Terms, as_text, parsed, receipt_of
from rag.types import Answer
from ui.kept import words
from ui.kept.kinds import KeptExchange, Listed
from ui.kept.slim import from_json, to_json
from ui.render import showable

TITLE = 120  # characters


def stored(question: str, answer: Answer, terms: Terms, models: Models) -> tuple[str, ...]:
    """An exchange's question, answer, receipt, plain words and time, as they are stored."""
    if terms.today is None:  # what "yesterday" is counted from will be another day when it is verified
        terms = replace(terms, today=date.today())
    receipt = as_text(receipt_of(answer, terms, models))
    plain = showable(f"{question}\n{answer.text or answer.reason}")
    return json.dumps(question), to_json(answer), receipt, plain, now()


def exchange(row: Any) -> KeptExchange:
    return KeptExchange(
        turn=row["turn"],
        question=json.loads(row["question"]),
        answer=from_json(row["answer"]),
        receipt=parsed(row["receipt"], "the receipt that was kept"),
        at=time(row["at"]),
        thumb=row["thumb"],
        reason=row["reason"],
    )


def listed(row: Any, sought: str) -> Listed:
    title, told = row["title"], words.excerpt(row["said"], sought)
    excerpt = "" if told == title else told  # a title that is the question tells it already
    return Listed(row["id"], title, time(row["begun"]), time(row["changed"]), row["exchanges"], excerpt)


def title(text: str) -> str:
    """A title on one line; "" for one without words."""
    line = " ".join(showable(text).split())
    return line if len(line) <= TITLE else f"{line[: TITLE - 1].rstrip()}…"


def title_of(question: str) -> str:
    """The title that a conversation has from a question as it is stored."""
    return title(json.loads(question))


def hashed(owner: str) -> str:
    """What is stored of an owner: who reads the file cannot pass for him."""
    return hashlib.sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def yesterday() -> str:
    return (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="microseconds")


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)
