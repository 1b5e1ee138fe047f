"""What an archive holds, for telling gold that is not in it from gold that was not found."""

from __future__ import annotations

from collections.abc import Iterable

from rag.evaluate.answers import contains_plain, normalise
from rag.evaluate.evidence import places
from rag.types import Article, GoldQuestion


class Holdings:
    """The articles by id, and whether anything in them can answer a question."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles = {article.id: article for article in articles}
        self._plain: list[str] = []

    def lacks(self, question: GoldQuestion) -> bool:
        """Whether nothing that the gold names is there: none of its articles, none of its quotes, or,
        where it names neither, none of its answers in any article."""
        named = [self.articles[id] for id in question.article_ids if id in self.articles]
        if question.article_ids and not named:
            return True
        if question.evidence:
            among = named or list(self.articles.values())
            return not any(places(quote, a.text) for quote in question.evidence for a in among)
        if question.article_ids:
            return False
        return not any(contains_plain(text, question.answers) for text in self._normalised())

    def _normalised(self) -> list[str]:
        if not self._plain:
            self._plain = [normalise(article.text) for article in self.articles.values()]
        return self._plain
