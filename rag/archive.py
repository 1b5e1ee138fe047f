"""The archive: the one object people hold. It puts the parts together and owns what is open."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rag import index
from rag.errors import BadQuestion, NoArchive
from rag.models.embedding import Embedder, Progress
from rag.opened import Opened
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.types import EVERYTHING, Answer, Article, Hit, IndexReport, Scope, Support, Turn

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from rag.answer.chain import Found, Inquiry


class Archive:
    """Articles in a folder of their own, to be asked, searched and read; made when missing.

    Safe to use from several threads. What others sync is seen by the next call. Every method may
    raise a DatelineError whose message says what mends it.
    """

    def __init__(
        self, path: Path | str, settings: Settings | None = None, *, embedder: Embedder | None = None
    ) -> None:
        self.path = Path(path)
        self.settings = settings or Settings()
        self._opened = Opened(self.path, self.settings, embedder)
        self._lock = threading.Lock()
        self._chain: Runnable[Inquiry, Answer] | None = None

    # Taking in

    def sync(self, folder: Path | str, progress: Progress = index.silent) -> IndexReport:
        """Brings the archive in line with a folder: what is new, changed or gone there.

        Files that cannot be read are skipped, each with its reason. Articles that were added in
        memory, or come from another folder, stay. Nothing is computed for what did not change.
        """
        with closing(Catalog.open(self.path, write=True)) as catalog:
            return index.sync_folder(
                self.path, catalog, Path(folder), self._opened.deferred(), self.settings, progress
            )

    def add(self, articles: Iterable[Article], progress: Progress = index.silent) -> IndexReport:
        """Takes in articles in one batch, their text exactly as given; a known id is replaced."""
        with closing(Catalog.open(self.path, write=True)) as catalog:
            return index.add_articles(
                self.path, catalog, articles, self._opened.deferred(), self.settings, progress
            )

    # Asking

    def search(
        self,
        question: str,
        k: int = 10,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
    ) -> list[Hit]:
        """The k best passages, best first. Both dates are inclusive. Raises BadQuestion."""
        from rag.answer.condense import condense
        from rag.answer.question import checked
        from rag.retrieve.search import search

        standalone = condense(checked(question, self.settings.question_limit), history)
        scope = _scope(after, before, sources)
        embedder = self.embedder
        query = embedder.query(standalone)
        return self._opened.read(
            lambda catalog, opened: search(
                standalone, query, k, opened, catalog, embedder, self.settings, scope
            )
        )

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
    ) -> Answer:
        """What the archive says, each sentence with its citation; or a refusal with its reason."""
        from rag.answer.chain import Inquiry
        from rag.answer.question import checked

        self._opened.there()
        try:
            asked = checked(question, self.settings.question_limit)
        except BadQuestion as error:
            return Answer(question=question, text=str(error), refused=True, reason=str(error))
        return self.chain().invoke(Inquiry(asked, tuple(history), _scope(after, before, sources)))

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
    ) -> Iterator[Answer]:
        """Answers, each one sentence fuller than the one before; the last is the whole."""
        answer = self.ask(question, history, after, before, sources)
        for n in range(1, len(answer.sentences)):
            sentences = answer.sentences[:n]
            numbers = {number for sentence in sentences for number in sentence.citations}
            yield replace(
                answer,
                text=" ".join(sentence.text for sentence in sentences),
                sentences=sentences,
                citations=tuple(c for c in answer.citations if c.number in numbers),
            )
        yield answer

    def chain(self) -> Runnable[Inquiry, Answer]:
        """The LangChain runnable that `ask` runs: an `Inquiry` in, an `Answer` out."""
        from rag.answer.chain import build_chain

        with self._lock:
            if self._chain is None:
                self._chain = build_chain(self.find, self.embedder.count, self.settings)
            return self._chain

    def support(self, claim: str, texts: Iterable[str]) -> Support:
        """How far the texts together carry the claim."""
        from rag.answer.support import support

        return support(claim, list(texts), self.embedder)

    # Reading

    @property
    def revision(self) -> int:
        """The generation that answers now; 0 when nothing was taken in yet."""
        try:
            return self._opened.read(lambda _, opened: opened.revision)
        except NoArchive:
            return 0

    @property
    def notice(self) -> str:
        """What is wrong with the index that answers now, and what mends it; "" when nothing is."""
        return self._opened.read(lambda _, opened: opened.notice)

    def article(self, id: str) -> Article | None:
        """The article as it is now; None when there is none of that id."""
        return self._opened.read(lambda catalog, opened: catalog.article(id, opened.revision))

    def articles(self) -> list[Article]:
        """Every article of the generation that answers now, in the order of their ids."""
        try:
            return self._opened.read(lambda catalog, opened: catalog.articles(opened.revision))
        except NoArchive:
            return []

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when it is first needed. Raises NoModel."""
        return self._opened.embedder

    def ready(self) -> None:
        """Loads the model and opens the index now, so that the first question does not wait.

        Raises NoArchive when nothing was taken in yet.
        """
        self._opened.ready()

    def close(self) -> None:
        """Lets go of everything that is open; the archive opens again when it is used again."""
        self._opened.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def find(self, question: str, scope: Scope = EVERYTHING) -> Found:
        """What the answer to a standalone question is made from: hits, their vectors, the revision."""
        return self._opened.find(question, scope)


def _scope(after: date | None, before: date | None, sources: Iterable[str] | None) -> Scope:
    named = [sources] if isinstance(sources, str) else sources or ()
    # half a character, which a shell may pass on, is in the name of no source
    whole = (name.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for name in named)
    return Scope(after, before, frozenset(whole))
