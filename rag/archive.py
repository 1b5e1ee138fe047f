"""The archive: the one object people hold. It puts the parts together and owns what is open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from rag import index
from rag.errors import BadQuestion, NoArchive
from rag.models.embedding import Deferred, Embedder, Progress, name_of
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.follow import Follower
from rag.store.reader import OpenIndex
from rag.types import EVERYTHING, Answer, Article, Hit, IndexReport, Scope, Support, Turn

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from rag.answer.chain import Found, Inquiry

T = TypeVar("T")
HITS = 8  # passages whose sentences may be quoted


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
        self._embedder = embedder
        self._name = embedder.name if embedder else name_of(self.settings)
        self._lock = threading.RLock()
        self._catalog: Catalog | None = None
        self._follower: Follower | None = None
        self._chain: Runnable[Inquiry, Answer] | None = None

    # Taking in

    def sync(self, folder: Path | str, progress: Progress = index.silent) -> IndexReport:
        """Brings the archive in line with a folder: what is new, changed or gone there.

        Files that cannot be read are skipped, each with its reason. Articles that were added in
        memory, or come from another folder, stay. Nothing is computed for what did not change.
        """
        with closing(Catalog.open(self.path, write=True)) as catalog:
            return index.sync_folder(
                self.path, catalog, Path(folder), self._deferred(), self.settings, progress
            )

    def add(self, articles: Iterable[Article], progress: Progress = index.silent) -> IndexReport:
        """Takes in articles in one batch, their text exactly as given; a known id is replaced."""
        with closing(Catalog.open(self.path, write=True)) as catalog:
            return index.add_articles(self.path, catalog, articles, self._deferred(), self.settings, progress)

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
        return self._read(
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

        self._reading()
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
            return self._read(lambda _, opened: opened.revision)
        except NoArchive:
            return 0

    @property
    def notice(self) -> str:
        """What is wrong with the index that answers now, and what mends it; "" when nothing is."""
        return self._read(lambda _, opened: opened.notice)

    def article(self, id: str) -> Article | None:
        """The article as it is now; None when there is none of that id."""
        return self._read(lambda catalog, opened: catalog.article(id, opened.revision))

    def articles(self) -> list[Article]:
        """Every article of the generation that answers now, in the order of their ids."""
        try:
            return self._read(lambda catalog, opened: catalog.articles(opened.revision))
        except NoArchive:
            return []

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when it is first needed. Raises NoModel."""
        with self._lock:
            if self._embedder is None:
                from rag.models.embedder import load_embedder

                self._embedder = load_embedder(self.settings)
            return self._embedder

    def ready(self) -> None:
        """Loads the model and opens the index now, so that the first question does not wait.

        Raises NoArchive when nothing was taken in yet.
        """
        _, follower = self._reading()
        with follower.index():
            self.embedder.query("ready?")

    def close(self) -> None:
        """Lets go of everything that is open; the archive opens again when it is used again."""
        with self._lock:
            if self._follower is not None:
                self._follower.close()
            if self._catalog is not None:
                self._catalog.close()
            self._follower = self._catalog = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _reading(self) -> tuple[Catalog, Follower]:
        with self._lock:
            if self._catalog is None or self._follower is None:
                self._catalog = Catalog.open(self.path)
                self._follower = Follower(self.path, self._catalog, self._name)
            return self._catalog, self._follower

    def _read(self, look: Callable[[Catalog, OpenIndex], T]) -> T:
        """What `look` finds in the newest revision; anew when that one was forgotten while it looked.

        The catalog keeps what the last generations need: two syncs within one look overtake it.
        """
        for last in (False, False, True):
            catalog, follower = self._reading()
            with follower.index() as opened:
                try:
                    found = look(catalog, opened)
                except KeyError:  # a passage that was found had gone when it was read
                    if last or catalog.corpus(opened.revision) is not None:
                        raise
                    continue
                if last or catalog.corpus(opened.revision) is not None:
                    return found
        raise AssertionError("the last look returns or raises")

    def _deferred(self) -> Embedder:
        """The embedder for a sync, which may find a wrong folder, a lock, or nothing to embed."""
        return Deferred(self._name, lambda: self.embedder)

    def find(self, question: str, scope: Scope = EVERYTHING) -> Found:
        """What the answer to a standalone question is made from: hits, their vectors, the revision."""
        from rag.answer.chain import Found
        from rag.retrieve.search import search, vectors_of

        embedder = self.embedder
        query = embedder.query(question)

        def look(catalog: Catalog, opened: OpenIndex) -> Found:
            hits = search(question, query, HITS, opened, catalog, embedder, self.settings, scope)
            vectors = vectors_of([h.passage.id for h in hits], opened, catalog, embedder)
            return Found(
                standalone=question,
                query=query,
                hits=tuple(h for h in hits if h.passage.id in vectors),
                vectors=vectors,
                revision=opened.revision,
                notice=opened.notice,
            )

        return self._read(look)


def _scope(after: date | None, before: date | None, sources: Iterable[str] | None) -> Scope:
    named = [sources] if isinstance(sources, str) else sources or ()
    # half a character, which a shell may pass on, is in the name of no source
    whole = (name.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for name in named)
    return Scope(after, before, frozenset(whole))
