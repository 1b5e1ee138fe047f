"""What an archive is asked that no list of the best passages answers: where from, how many, since when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rag.findings import Mentions, QuoteMatch
from rag.opened import Opened
from rag.types import Scope


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

    def _scope(self, after: date | None, before: date | None, sources: Iterable[str] | None) -> Scope:
        from rag.retrieve.scope import scope_of

        return scope_of(after, before, sources, self._opened.outlets)
