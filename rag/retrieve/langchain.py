"""The archive as a LangChain retriever. A door of langchain_core.

chain = {"context": archive.as_retriever(k=5) | told, "question": RunnablePassthrough()} | prompt | model
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import run_in_executor

from rag.types import Hit

Search = Callable[[str, int], tuple[Sequence[Hit], int]]  # question, k -> hits, the revision they are of


class PassageRetriever(BaseRetriever):
    """The k best passages for a question, best first, as documents; `invoke(question, k=3)` overrides k.

    A document's content is the passage, word for word. Its metadata tell where that stands:
    `article_id`, `title`, `source`, `published` (ISO 8601, or None), `url`, `start` and `end` in the
    article's text, `page` (None without pages), `passage_id`, `score` and `revision`.
    """

    search: Search
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        hits, revision = self.search(query, self.k if k is None else k)
        return [_document(hit, revision) for hit in hits]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        """In a thread of its own: to search is to compute, and would keep all else waiting."""
        hits, revision = await run_in_executor(None, self.search, query, self.k if k is None else k)
        return [_document(hit, revision) for hit in hits]


def _document(hit: Hit, revision: int) -> Document:
    article, passage = hit.article, hit.passage
    metadata: dict[str, Any] = {
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "start": passage.start,
        "end": passage.end,
        "page": article.page(passage.start),
        "passage_id": passage.id,
        "score": hit.score,
        "revision": revision,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
