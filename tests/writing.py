"""Written answers over a search and a model made here."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from langchain_core.runnables import Runnable

from rag.answer.chain import Inquiry, build_chain
from rag.answer.written import Composer
from rag.models.writing import Message, Writer, WriterFailed
from rag.settings import Settings
from rag.types import Answer, Article
from tests.fakes import FakeEmbedder
from tests.test_answer_chain import ALWAYS, NEWS, Search


class Scripted:
    """Writes what it was given, a few letters at a time; remembers what it was told. Fails where told to."""

    name = "scripted"

    def __init__(self, *texts: str, fails: str = "") -> None:
        self.texts, self.fails = list(texts), fails
        self.told: list[list[Message]] = []
        self.open = 0  # answers that were begun and not left

    def write(
        self, messages: Sequence[Message], seconds: float, config: Any = None
    ) -> Generator[str, None, None]:
        self.told.append(list(messages))
        text = self.texts.pop(0) if self.texts else ""
        self.open += 1
        try:
            for start in range(0, len(text), 7):
                yield text[start : start + 7]
            if self.fails:
                raise WriterFailed(self.fails)
        finally:
            self.open -= 1


def written(
    writer: Writer,
    articles: Sequence[Article] = NEWS,
    settings: Settings = ALWAYS,
    search: Search | None = None,
) -> Runnable[Inquiry, Answer]:
    fake = FakeEmbedder()
    composer = Composer(writer, fake, None, settings)
    return build_chain(search or Search(list(articles)), fake.count, settings, lambda: composer)
