"""What is known of excerpts without an index: which texts have them; and drawing them by chance."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from rag.evaluate.alterations import WORD
from rag.types import Article

LONGEST = 350  # words of an excerpt
ENOUGH = 6  # words of one that is altered, or foreign: fewer may stand in any archive by chance


class Texts:
    """The articles' texts, to know without an index which of them have an excerpt."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = [a for a in articles if len(WORD.findall(a.text)) > ENOUGH]
        self.words = [w for a in self.articles for w in WORD.findall(a.text) if w.isalpha()]
        self._plain = {a.id: _plain(a.text) for a in self.articles}
        self._letters = {a.id: letters(a.text) for a in self.articles}

    def having(self, excerpt: str) -> set[str]:
        """Those that have it, but for spaces and case."""
        wanted = _plain(excerpt)
        whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")  # slow, so only where the letters are
        return {id for id, text in self._plain.items() if wanted in text and whole.search(text)}

    def may_have(self, id: str, excerpt: str) -> bool:
        """Whether an article has the excerpt's letters and digits in their order, whatever stands between."""
        return letters(excerpt) in self._letters.get(id, "")

    def excerpt(self, chance: random.Random, shortest: int) -> tuple[Article, str]:
        """A run of words of any length, short ones as often as long ones."""
        article = chance.choice(self.articles)
        words = list(re.finditer(r"\S+", article.text))
        most = min(LONGEST, len(words))
        length = min(most, round(shortest * (most / shortest) ** chance.random()))
        first = chance.randrange(len(words) - length + 1)
        excerpt = article.text[words[first].start() : words[first + length - 1].end()]
        enough = len(WORD.findall(excerpt)) >= shortest
        return (article, excerpt) if enough else self.excerpt(chance, shortest)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def letters(text: str) -> str:
    """The letters and digits of a text in lower case."""
    return "".join(filter(str.isalnum, text)).casefold()
