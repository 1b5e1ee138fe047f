"""Of which days and outlets a person asks: from what the page or a program gives to what an archive takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.answer.when.reading import read, without
from rag.errors import BadQuestion
from rag.findings import Holding
from rag.types import Article
from ui.render import day


@dataclass(frozen=True, slots=True)
class Limits:
    """What is set; `any_time` leaves out the times that the question says."""

    after: date | None = None
    before: date | None = None
    sources: tuple[str, ...] = ()
    today: date | None = None
    any_time: bool = False

    def options(self) -> dict[str, Any]:
        """The arguments of an archive's `ask` and `search`, those that are set alone."""
        given = {"after": self.after, "before": self.before, "sources": self.sources, "today": self.today}
        options: dict[str, Any] = {name: value for name, value in given.items() if value}
        return options | ({"read_dates": False} if self.any_time else {})


def limits(
    after: str | None,
    before: str | None,
    sources: Sequence[str] | None,
    today: str | None = None,
    any_time: bool = False,
) -> Limits:
    """Raises BadQuestion for a day that is none."""
    return Limits(
        given_day("the first day", after),
        given_day("the last day", before),
        tuple(sources or ()),
        given_day("today", today),
        any_time,
    )


def given_day(name: str, written: str | None) -> date | None:
    if not written or not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise BadQuestion(f"{name}: “{written}” is no day; write it as 2025-03-31") from error


def outlets(articles: Iterable[Article | Holding]) -> tuple[str, ...]:
    """The outlets to choose from."""
    return tuple(sorted({article.source for article in articles if article.source}, key=str.casefold))


def days(after: date | None, before: date | None) -> str:
    """From the first to the last day, in words; either may be open, not both."""
    if after is None or before is None:
        return f"since {day(after)}" if after else f"up to {day(before or date.max)}"
    return day(after) if after == before else f"{day(after)} to {day(before)}"


def timeless(question: str, today: date) -> str:
    """The question without the time that it says, for those that lean on it later."""
    found = read(question, today)
    span = found.when.span if found is not None else None
    return without(question, *span) if span is not None else question
