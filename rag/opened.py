"""What an archive has open: its catalog, the index that answers now, the model. Any thread may use it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rag.models.embedding import Deferred, Embedder, name_of
from rag.models.entailment import Nli
from rag.models.reranking import Reranker
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.follow import Follower
from rag.store.reader import OpenIndex
from rag.store.records import Shelf
from rag.types import EVERYTHING, Hit, Scope, Searched

if TYPE_CHECKING:
    from rag.answer.chain import Found
    from rag.answer.written import Composer

T = TypeVar("T")
HITS = 8  # passages whose sentences may be quoted


class Opened:
    """Opens what is asked for when it is first needed, and follows what others sync."""

    def __init__(
        self, path: Path, settings: Settings, embedder: Embedder | None = None, llm: object | None = None
    ) -> None:
        self.path, self.settings = path, settings
        self._embedder = embedder
        self._llm = llm  # a chat model of LangChain's, or a Writer
        self._composer: Composer | None = None
        self._name = embedder.name if embedder else name_of(settings)
        self._lock = threading.RLock()
        self._reranker: Reranker | None = None
        self._nli: Nli | None = None
        self._catalog: Catalog | None = None
        self._follower: Follower | None = None
        self._outlets = (0, frozenset[str]())  # of that revision
        self._shelves: tuple[int, list[Shelf]] = (0, [])  # as well

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when it is first needed. Raises NoModel."""
        with self._lock:
            if self._embedder is None:
                from rag.models.embedder import load_embedder

                self._embedder = load_embedder(self.settings)
            return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """The cross-encoder of the settings, loaded when first needed; None without. Raises NoModel."""
        with self._lock:
            if self._reranker is None and self.settings.reranker:
                from rag.models.reranker import load_reranker

                self._reranker = load_reranker(self.settings)
            return self._reranker

    @property
    def nli(self) -> Nli | None:
        """The NLI model of the settings, loaded when first needed; None without. Raises NoModel."""
        with self._lock:
            if self._nli is None and self.settings.nli:
                from rag.models.nli import load_nli

                self._nli = load_nli(self.settings)
            return self._nli

    @property
    def writes(self) -> bool:
        """Whether there is a model that writes answers."""
        return self._llm is not None or bool(self.settings.llm)

    @property
    def composer(self) -> Composer:
        """What writes answers, made when first needed. Raises NoModel, also where no model is set."""
        with self._lock:
            if self._composer is None:
                from rag.answer.written import Composer
                from rag.models.llm import as_writer, load_llm

                writer = load_llm(self.settings) if self._llm is None else as_writer(self._llm)
                self._composer = Composer(writer, self.embedder, self.nli, self.settings)
            return self._composer

    def deferred(self) -> Embedder:
        """The embedder for a sync, which may find a wrong folder, a lock, or nothing to embed."""
        return Deferred(self._name, lambda: self.embedder)

    def there(self) -> tuple[Catalog, Follower]:
        """The catalog and who follows its index. Raises NoArchive when no archive is there."""
        with self._lock:
            if self._catalog is None or self._follower is None:
                self._catalog = Catalog.open(self.path)
                self._follower = Follower(self.path, self._catalog, self._name)
            return self._catalog, self._follower

    def ready(self) -> None:
        """Opens the index and loads the model now. Raises NoArchive when nothing was taken in yet."""
        _, follower = self.there()
        with follower.index():
            self.embedder.query("ready?")

    def read(self, look: Callable[[Catalog, OpenIndex], T]) -> T:
        """What `look` finds in the newest revision; anew when that one was forgotten while it looked.

        The catalog keeps what the last generations need: two syncs within one look overtake it.
        """
        for last in (False, False, True):
            catalog, follower = self.there()
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

    def search(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The k best passages for a standalone question."""
        from rag.retrieve.search import search

        embedder, reranker = self.embedder, self.reranker
        query = embedder.query(question)
        return self.read(
            lambda catalog, opened: search(
                question, query, k, opened, catalog, embedder, self.settings, scope, reranker
            )
        )

    def find(self, question: str, scope: Scope = EVERYTHING, k: int = HITS, reading: bool = False) -> Found:
        """What the answer to a standalone question is made from: k hits, their vectors, the revision.

        Without `reading` the hits are as the ranker has them: quoting reads their sentences itself, and when
        to refuse was fitted on the ranker's scores.
        """
        from rag.answer.chain import Found
        from rag.retrieve.search import search, vectors_of

        embedder, reranker = self.embedder, self.reranker
        query = embedder.query(question)

        def look(catalog: Catalog, opened: OpenIndex) -> Found:
            hits = search(
                question, query, k, opened, catalog, embedder, self.settings, scope, reranker, reading
            )
            vectors = vectors_of([h.passage.id for h in hits], opened, catalog, embedder)
            return Found(
                standalone=question,
                query=query,
                hits=tuple(h for h in hits if h.passage.id in vectors),
                vectors=vectors,
                revision=opened.revision,
                notice=opened.notice,
                survey=lambda words: self.survey(words, scope),
            )

        return self.read(look)

    def survey(self, words: Sequence[str], scope: Scope = EVERYTHING) -> Searched:
        """What the scope holds, and which of the words none of its articles has."""
        from rag.retrieve.survey import survey

        def look(catalog: Catalog, opened: OpenIndex) -> Searched:
            revision, shelves = self._shelves
            if revision != opened.revision:
                shelves = catalog.shelves(opened.revision)
                self._shelves = opened.revision, shelves
            return survey(shelves, opened.lexical, words, scope)

        return self.read(look)

    def outlets(self) -> frozenset[str]:
        """The outlets of the revision that answers now, "" for articles that name none."""

        def look(catalog: Catalog, opened: OpenIndex) -> frozenset[str]:
            revision, named = self._outlets
            if revision != opened.revision:
                named = frozenset(catalog.outlets(opened.revision))
                self._outlets = opened.revision, named
            return named

        return self.read(look)

    def close(self) -> None:
        """Lets go of everything that is open; it opens again when it is used again."""
        with self._lock:
            if self._follower is not None:
                self._follower.close()
            if self._catalog is not None:
                self._catalog.close()
            self._follower = self._catalog = None
