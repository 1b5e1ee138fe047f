"""What an archive is asked that no list of the best passages answers: where from, how many, since when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from rag.findings import Mentions, QuoteMatch, Timeline
from rag.opened import Opened
from rag.types import Carried, Hit, Scope

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

    from rag.answer.chain import Found


class Finder:
    """Looks through all that an archive has. `Archive` is one; the arguments are those of its `search`.

    Needs no model, but `timeline` and `as_retriever` do. Every method may raise a DatelineError.
    """

    _opened: Opened

    def find_quote(
        self,
        text: str,
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
    ) -> QuoteMatch:
        """Every article that has an excerpt, and where; else those it was changed from, and each change.

        Typography is no change: case, accents, the form of marks, line breaks, and words that an
        ellipsis leaves out. "absent" means that no article has it; what has many of its words in
        another order is not named. Raises BadQuestion for a text without words.
        """
        from rag.retrieve.find_quote import find_quote

        scope = self._scope(after, before, sources)
        return self._opened.read(lambda catalog, opened: find_quote(text, opened, catalog, scope))

    def mentions(
        self,
        text: str,
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        any_form: bool = False,
    ) -> Mentions:
        """Every article that has a word, a name or a phrase: counted, not estimated, and who had it first.

        The words of a phrase stand one right after the other. Case and accents are overlooked, `U.S.`
        is `US`; with `any_form`, so are endings: `elect` is then `elected`. Raises BadQuestion.
        """
        from rag.retrieve.mentions import mentions

        scope = self._scope(after, before, sources)
        return self._opened.read(lambda catalog, opened: mentions(text, opened, catalog, scope, any_form))

    def timeline(
        self,
        question: str,
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        most: int = 20,
        today: date | None = None,
        read_dates: bool = True,
    ) -> Timeline:
        """The sentences that bear on a question by their days of publication; undated ones apart.

        At most the `most` that do so best; of copies the earliest. A full date that a sentence names is
        told with it. A time in the question is read as `search` reads it. Raises BadQuestion.
        """
        from rag.answer.question import checked
        from rag.answer.timeline import HITS, timeline
        from rag.answer.when.plan import plan

        asked = checked(question, self._opened.settings.question_limit)
        planned = plan(asked, (), self._scope(after, before, sources), counted_from(today), not read_dates)
        catalog, _ = self._opened.there()

        def find(question: str, scope: Scope) -> Found:
            return self._opened.find(question, scope, HITS)

        return timeline(planned, find, self._opened.embedder.count, catalog, most)

    def carried(self, id: str) -> Carried | None:
        """The articles of an article's cluster of near-duplicates, itself among them; None where it has none.

        Those of the whole archive: a hit's `carried` counts within what was searched, and its passage.
        """
        from rag.retrieve.collapse import cluster_of

        return self._opened.read(lambda _, opened: cluster_of(id, opened))

    def as_retriever(
        self,
        k: int = 10,
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        read_dates: bool = True,
    ) -> BaseRetriever:
        """A LangChain retriever of the k best passages: `retriever | format | model`. Raises BadQuestion.

        A document is a passage; what it is from is in its metadata, see `rag.retrieve.langchain`.
        """
        from rag.answer.question import checked
        from rag.answer.when.in_time import search_in_time
        from rag.answer.when.plan import plan
        from rag.retrieve.langchain import PassageRetriever

        scope = self._scope(after, before, sources)

        def search(question: str, k: int) -> tuple[list[Hit], int]:
            asked = checked(question, self._opened.settings.question_limit)
            planned = plan(asked, (), scope, counted_from(None), not read_dates)
            found: list[Found] = []

            def look(question: str, scope: Scope) -> list[Hit]:
                found.append(self._opened.find(question, scope, k, reading=True))
                return list(found[-1].hits)

            hits = search_in_time(planned, look)
            return hits, found[-1].revision

        return PassageRetriever(search=search, k=k)

    def _scope(self, after: date | None, before: date | None, sources: Iterable[str] | None) -> Scope:
        from rag.retrieve.scope import scope_of

        return scope_of(after, before, sources, self._opened.outlets)


def counted_from(today: date | None) -> date:
    """The day that "yesterday" is counted from: the one given, or the day it is."""
    return today.date() if isinstance(today, datetime) else today or date.today()
