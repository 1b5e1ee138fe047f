"""What the page asks of an archive; `rag.Archive` and the tests' fake both give it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from rag.types import Answer, Article, Carried, Hit, Turn, Version
from ui.shelves.contract import Shelved

Clock = Callable[[], date]  # the day that it is


class Readable(Shelved, Protocol):
    """An archive that can be asked, searched and read. Every method may raise a `DatelineError`."""

    @property
    def revision(self) -> int:
        """The generation that answers now."""

    @property
    def path(self) -> Path | None:
        """The folder that it lies in, and its conversations with it; None for one in memory."""

    @property
    def writes(self) -> bool:
        """Whether there is a model that writes answers."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        today: date | None = None,
        read_dates: bool = True,
        written: bool | None = None,
    ) -> Answer:
        """The answer with its citations, or a refusal with a reason."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        today: date | None = None,
        read_dates: bool = True,
        written: bool | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last is what `ask` gives."""

    def search(
        self,
        question: str,
        k: int = 10,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        today: date | None = None,
        read_dates: bool = True,
    ) -> Sequence[Hit]:
        """The best passages, best first."""

    def article(self, id: str) -> Article | None:
        """The article as it is now; None when there is no such article."""

    def versions(self, id: str) -> Sequence[Version]:
        """The article as it is now and the texts it had before, newest first; none for an unknown id."""

    def carried(self, id: str) -> Carried | None:
        """The articles that carry the same text, this one among them; None where no other does."""

    def articles(self) -> Iterable[Article]:
        """Every article of the generation that answers now."""
