"""What a search would have found, made without an archive: hits, vectors and a question's vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer import quotes
from rag.answer.quotes import Quote
from rag.ingest.chunk import chunk
from rag.models.embedding import Embedder
from rag.types import Article, Hit, QueryVectors, Vectors
from tests.fakes import FakeEmbedder


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """All passages of some articles as hits, in the order of the articles, the first scored best."""

    question: str
    query: QueryVectors
    hits: tuple[Hit, ...]
    vectors: dict[str, Vectors]
    embedder: Embedder

    @property
    def ranked(self) -> list[Quote]:
        return quotes.rank(self.question, self.query, self.hits, self.vectors, self.embedder.count)


def searched(
    question: str, articles: Sequence[Article], embedder: Embedder | None = None, words: int = 40
) -> Searched:
    embedder = embedder or FakeEmbedder()
    owners = {article.id: article for article in articles}
    passages = [
        passage
        for article in articles
        for passage in chunk(article, embedder.count, words=words, overlap=10, max_pieces=embedder.max_pieces)
    ]
    vectors = {passages[place].id: made for place, made in embedder.embed(passages)}
    hits = tuple(
        Hit(p, owners[p.article_id], 3.0 - 0.01 * n, (("sentence", 0.5), ("tokens", 0.5)))
        for n, p in enumerate(passages)
    )
    return Searched(question, embedder.query(question), hits, vectors, embedder)
