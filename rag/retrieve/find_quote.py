"""Where an excerpt is from: the articles that have it, word for word or with every change marked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rag.errors import BadQuestion
from rag.findings import QUOTE_LABELS, QuoteMatch, QuotePlace
from rag.models.words import is_function
from rag.retrieve.dated import moment
from rag.retrieve.excerpt import Words, read_words
from rag.retrieve.holding import information, likely, probes
from rag.retrieve.laid import Laid, lay
from rag.retrieve.placed import placed, places, squeezed
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.store.spelling import words as index_words
from rag.types import EVERYTHING, Article, Scope

LIMIT = 20_000  # characters of an excerpt
MOST = 3_000  # articles that one may be in: what so many say is no quotation
HELD = 0.7  # of what its rarest words tell: an article that holds less does not have it word for word
HELD_CHANGED = 0.3  # … and one that holds less does not have it with words changed
TRIED = 20  # articles, those that hold most, that are laid under an excerpt which none has word for word
NOWHERE: frozenset[int] = frozenset()
READ = 200  # articles read at once

# What was changed is told from what only sounds alike by how much of it is the same.
CHANGED = 1 / 4  # of its words may differ
FEWEST = 5  # words must be the same
FEWEST_BITS = 8.0  # that they tell; in a large archive, as many as tell one passage from all others
COMMON_BITS = 2.0  # that a function word or a contraction tells at most, however small the archive
SKIPPED = 10  # words that an ellipsis may leave out, for each word of the shorter part beside it


def find_quote(text: str, index: OpenIndex, catalog: Catalog, scope: Scope = EVERYTHING) -> QuoteMatch:
    """Every article that has the excerpt; else those that have it with the fewest words changed.

    Typography is no change: case, accents, the form of quotation marks and dashes, hyphens, spaces
    and line breaks, and what an ellipsis leaves out. Raises BadQuestion for a text without words, or
    of more than LIMIT characters.
    """
    excerpt = _checked(text)
    search = _Search(index, catalog, scope)
    found = search.word_for_word(excerpt) or search.changed(excerpt)
    found.sort(key=lambda place: (moment(place.article), place.article.id))
    return QuoteMatch(
        text=text,
        label=min((place.label for place in found), key=QUOTE_LABELS.index, default="absent"),
        places=tuple(found),
        revision=index.revision,
        notices=(index.notice,) if index.notice else (),
    )


class _Search:
    """Looks through the articles of one scope, as one revision has them."""

    def __init__(self, index: OpenIndex, catalog: Catalog, scope: Scope) -> None:
        self.index, self.catalog, self.scope = index, catalog, scope

    def word_for_word(self, excerpt: Words) -> list[QuotePlace]:
        """Every article that has the very words: in its text; if none has, in its title."""
        likely = [id for id, held in self._likely(excerpt) if held >= HELD]
        parts = [squeezed(excerpt.text[slice(*excerpt.span(i, j))]) for i, j in excerpt.parts()]
        found: list[QuotePlace] = []
        titled: list[QuotePlace] = []
        for article in self._read(likely):
            letters = squeezed(article.text)
            if all(part in letters for part in parts) and (place := _same(article, excerpt)):
                found.append(place)
                if len(found) > MOST:
                    raise BadQuestion(
                        f"more than {MOST:,} articles have these words; paste more of the excerpt, "
                        "or count them with `dateline mentions`"
                    )
            elif places(excerpt.texts, read_words(article.title).texts):
                titled.append(QuotePlace(article, "", 0, 0, "exact", in_title=True))
        return found or titled

    def changed(self, excerpt: Words) -> list[QuotePlace]:
        """Where the fewest words differ, and all other articles that have the words of that place."""
        nearest = [id for id, held in self._likely(excerpt)[:TRIED] if held >= HELD_CHANGED]
        tried = [(article, read_words(article.text)) for article in self._read(nearest)]
        for free in dict.fromkeys((NOWHERE, excerpt.sentence_begins())):  # then, sentences may be missing
            laid = [(article, lay(excerpt, words, free)) for article, words in tried]
            good = [(self._rank(one), article, one) for article, one in laid if self._is_it(excerpt, one)]
            best = min((rank for rank, *_ in good), default=None)
            found = [placed(article, excerpt, one) for rank, article, one in good if rank == best]
            if found:
                return found + self._copies(excerpt, free, found)
        return []

    def _copies(self, excerpt: Words, free: frozenset[int], found: Sequence[QuotePlace]) -> list[QuotePlace]:
        """The other articles that have the words of a place, which the nearest few may not be all of."""
        known = {place.article.id for place in found}
        others = {
            copy.article.id: copy.article
            for words in {read_words(place.quote) for place in found}
            for copy in self.word_for_word(words)
            if copy.article.id not in known and not copy.in_title
        }
        return [
            placed(other, excerpt, lay(excerpt, read_words(other.text), free)) for other in others.values()
        ]

    def _is_it(self, excerpt: Words, laid: Laid) -> bool:
        if laid.stretch > SKIPPED or laid.differing > CHANGED * len(excerpt.texts):
            return False
        if not laid.changes:
            return True
        enough = max(FEWEST_BITS, math.log2(self.index.lexical.size + 1))
        return len(laid.same) >= FEWEST and self._bits(laid) >= enough

    def _rank(self, laid: Laid) -> tuple[int, int, float]:
        """Fewer words that differ, fewer changes, more that is told by what is the same."""
        return laid.differing, len(laid.changes), -round(self._bits(laid), 6)

    def _bits(self, laid: Laid) -> float:
        common = {part for word in laid.same if "'" in word for part in index_words(word)}
        told = information(self.index.lexical, index_words(" ".join(laid.same)))
        return sum(
            min(bits, COMMON_BITS) if word in common or is_function(word) else bits
            for word, bits in told.items()
        )

    def _likely(self, excerpt: Words) -> list[tuple[str, float]]:
        return likely(self.index.lexical, probes(excerpt.text), self.scope)

    def _read(self, ids: Sequence[str]) -> Iterator[Article]:
        for start in range(0, len(ids), READ):
            some = self.catalog.articles_of(self.index.revision, ids[start : start + READ])
            yield from (article for _, article in sorted(some.items()) if self.scope.admits(article))


def _same(article: Article, excerpt: Words) -> QuotePlace | None:
    """The first place of the very words; with ellipses, the one where they leave out least."""
    words = read_words(article.text)
    if not excerpt.gaps:
        begins = places(excerpt.texts, words.texts)
        if not begins:
            return None
        whole = words.span(begins[0], begins[0] + len(excerpt.texts))
        return placed(article, excerpt, Laid(((0, len(excerpt.texts)),), (whole,)), len(begins))
    laid = lay(excerpt, words)
    return (
        None if laid.differing or laid.changes or laid.stretch > SKIPPED else placed(article, excerpt, laid)
    )


def _checked(text: str) -> Words:
    if len(text) > LIMIT:
        raise BadQuestion(
            f"the excerpt has {len(text):,} characters, the limit is {LIMIT:,}; look for a part of it"
        )
    excerpt = read_words(text)
    if not any(c.isalnum() for word in excerpt.texts for c in word):
        raise BadQuestion("the excerpt has no word in it to look for; paste a sentence or a few words of it")
    return excerpt
