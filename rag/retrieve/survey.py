"""What was searched for a question: how many articles, of which days and outlets; what none of them has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.store.lexical import LexicalIndex
from rag.store.records import Shelf
from rag.store.spelling import words as index_words
from rag.types import EVERYTHING, Scope, Searched


def survey(
    shelves: Iterable[Shelf], lexical: LexicalIndex, words: Sequence[str], scope: Scope = EVERYTHING
) -> Searched:
    """The articles of the scope in numbers, and those of the words that none of them has in any form."""
    within = [shelf for shelf in shelves if _admits(scope, shelf)]
    days = [shelf.day for shelf in within if shelf.day is not None]
    return Searched(
        articles=sum(shelf.articles for shelf in within),
        first=min(days, default=None),
        last=max(days, default=None),
        outlets=tuple(sorted({shelf.source for shelf in within if shelf.source})),
        undated=sum(shelf.articles for shelf in within if shelf.day is None),
        unknown=tuple(word for word in words if _unknown(lexical, word, scope)),
    )


def _admits(scope: Scope, shelf: Shelf) -> bool:
    if scope.sources and shelf.source not in scope.sources:
        return False
    if scope.after is None and scope.before is None:
        return True
    day = shelf.day
    early = day is not None and (scope.after is None or day >= scope.after)
    return early and day is not None and (scope.before is None or day <= scope.before)


def _unknown(lexical: LexicalIndex, word: str, scope: Scope) -> bool:
    """Whether no article of the scope has it, in its text or title."""
    forms = [form for part in index_words(word) for form in lexical.forms(part)]
    if not any(lexical.frequency(form) for form in forms):
        return bool(forms)
    return scope != EVERYTHING and not any(lexical.holding(form, scope) for form in forms)
