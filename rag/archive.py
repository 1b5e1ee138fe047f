"""The archive: the one object people hold. It puts the parts together and owns what is open."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rag import index
from rag.errors import BadQuestion, NoArchive
from rag.finder import Finder, counted_from
from rag.keeper import Keeper
from rag.models.embedding import Embedder, Progress
from rag.opened import Opened
from rag.retrieve.listed import Listing
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.types import EVERYTHING, Answer, Article, Hit, IndexReport, Scope, Support, Turn, Version

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from rag.answer.chain import Found, Inquiry
    from rag.models.writing import Writer


class Archive(Finder, Keeper):
    """Articles in a folder of their own, to be asked, searched and read; made when missing.

    Safe to use from several threads. What others sync is seen by the next call. Every method may
    raise a DatelineError whose message says what mends it.
    """

    def __init__(
        self,
        path: Path | str,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        llm: BaseChatModel | Writer | None = None,
    ) -> None:
        """`llm` writes the answers in place of the model that the settings name, if they name one."""
        self.path = Path(path)
        self.settings = settings or Settings()
        self._opened = Opened(self.path, self.settings, embedder, llm)
        self._listing = Listing()
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
        *,
        today: date | None = None,
        read_dates: bool = True,
    ) -> list[Hit]:
        """The k best passages, best first. Raises BadQuestion.

        Both dates are inclusive; the names of sources may be written in any case. A time that the
        question says ("news since Tuesday") is read as `ask` reads it, but for `read_dates=False`.
        """
        from rag.answer.question import checked
        from rag.answer.when.in_time import search_in_time
        from rag.answer.when.plan import plan

        asked = checked(question, self.settings.question_limit)
        scope = self._scope(after, before, sources)
        planned = plan(asked, history, scope, counted_from(today), not read_dates)
        return search_in_time(planned, lambda question, scope: self._opened.search(question, k, scope))

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
        """What the archive says, each sentence with its citation; or a refusal with its reason.

        The arguments are those of `search`. A time that the question says is counted from `today`, by
        default the day it is; what was read is in `Answer.when`, and `rag.answer.when.reading` tells
        how. Raises BadQuestion when the dates are the wrong way round or a source does not exist.

        Where a model is set it writes the answer, but with `written=False`; `docs/answers.md` tells how it
        is checked. `written=True` raises NoModel where none is set.
        """
        asked = self._inquiry(question, history, after, before, sources, today, read_dates, written)
        return asked if isinstance(asked, Answer) else self.chain().invoke(asked)

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
        """Answers, each one sentence fuller than the one before; the last is what `ask` gives.

        A sentence that a model writes comes when it is checked. Where the model fails amid its answer,
        the last is the quoted one, which begins anew.
        """
        from rag.answer.growing import growing

        asked = self._inquiry(question, history, after, before, sources, today, read_dates, written)
        last = asked if isinstance(asked, Answer) else None
        for answer in () if isinstance(asked, Answer) else self.chain().stream(asked):
            if last is not None:
                yield last
            last = answer
        if last is not None:
            yield from growing(last) if last.written_by == "quotes" else (last,)

    def _inquiry(
        self,
        question: str,
        history: Sequence[Turn],
        after: date | None,
        before: date | None,
        sources: Iterable[str] | None,
        today: date | None,
        read_dates: bool,
        written: bool | None,
    ) -> Inquiry | Answer:
        """What the chain is asked; or the refusal of what is no question."""
        from rag.answer.chain import Inquiry
        from rag.answer.question import checked

        self._opened.there()
        try:
            asked = checked(question, self.settings.question_limit)
        except BadQuestion as error:
            return Answer(question=question, text=str(error), refused=True, reason=str(error))
        scope = self._scope(after, before, sources)
        return Inquiry(asked, tuple(history), scope, counted_from(today), not read_dates, written)

    def chain(self) -> Runnable[Inquiry, Answer]:
        """The LangChain runnable that `ask` runs: an `Inquiry` in, an `Answer` out."""
        from rag.answer.chain import build_chain

        with self._lock:
            if self._chain is None:
                composer = (lambda: self._opened.composer) if self._opened.writes else None
                self._chain = build_chain(self.find, self.embedder.count, self.settings, composer)
            return self._chain

    def support(self, claim: str, texts: Iterable[str]) -> Support:
        """How far the texts together carry the claim."""
        from rag.answer.support import support

        return support(claim, list(texts), self.embedder, self._opened.nli)

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

    @property
    def writes(self) -> bool:
        """Whether there is a model that writes answers."""
        return self._opened.writes

    def article(self, id: str) -> Article | None:
        """The article as it is now; None when there is none of that id."""
        return self._opened.read(lambda catalog, opened: catalog.article(id, opened.revision))

    def versions(self, id: str) -> list[Version]:
        """The article as it is now and the texts it had before, newest first; none for an unknown id.

        Asked for an earlier version that had an id of its own, it lists the same.
        """
        return self._opened.read(lambda catalog, opened: catalog.versions(id, opened.revision))

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
