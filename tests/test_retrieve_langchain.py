"""The archive as a LangChain retriever: the library's own standard tests, and a chain."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.language_models.llms import LLM
from langchain_core.prompts import PromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnablePassthrough
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag.archive import Archive
from rag.errors import BadQuestion
from rag.retrieve.langchain import PassageRetriever
from tests.press import press

QUESTION = "Who fought the closure of the copper mine?"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with press(tmp_path_factory.mktemp("press")) as archive:
        yield archive


# The only test of theirs that is asynchronous is not marked so; overriding it is not allowed.
pytest.mark.asyncio(RetrieversIntegrationTests.test_ainvoke_returns_documents)


class TestStandard(RetrieversIntegrationTests):
    """What langchain-tests asks of every retriever."""

    @pytest.fixture(autouse=True)
    def _archive(self, archive: Archive) -> None:
        self.archive = archive

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return PassageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        retriever = self.archive.as_retriever()
        assert isinstance(retriever, PassageRetriever)
        return {"search": retriever.search}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def told(documents: list[Document]) -> str:
    return "\n\n".join(f"{document.metadata['title']}: {document.page_content}" for document in documents)


class Echo(LLM):
    """A model that gives back what it was told."""

    @property
    def _llm_type(self) -> str:
        return "echo"

    def _call(self, prompt: str, *args: Any, **kwargs: Any) -> str:
        return prompt


@pytest.fixture
def chain(archive: Archive) -> Runnable[str, str]:
    prompt = PromptTemplate.from_template("{context}\n\nQuestion: {question}")
    return {"context": archive.as_retriever(k=2) | told, "question": RunnablePassthrough()} | prompt | Echo()


def test_a_document_is_a_passage_with_where_it_stands(archive: Archive) -> None:
    documents = archive.as_retriever(k=4).invoke(QUESTION)
    hits = archive.search(QUESTION, k=4)
    assert [document.id for document in documents] == [hit.passage.id for hit in hits]
    for document, hit in zip(documents, hits, strict=True):
        article = archive.article(document.metadata["article_id"])
        assert article is not None
        place = slice(document.metadata["start"], document.metadata["end"])
        assert article.text[place] == document.page_content == hit.passage.text
        assert document.metadata == {
            "article_id": article.id,
            "title": article.title,
            "source": article.source,
            "published": article.published and article.published.isoformat(),
            "url": article.url,
            "start": hit.passage.start,
            "end": hit.passage.end,
            "page": None,
            "passage_id": hit.passage.id,
            "score": hit.score,
            "revision": archive.revision,
        }


def test_it_keeps_to_its_filters(archive: Archive) -> None:
    found = archive.as_retriever(before=date(2030, 5, 6), sources=["the courier"]).invoke(QUESTION)
    assert {document.metadata["article_id"] for document in found} == {"wire"}


def test_a_bad_question_is_told(archive: Archive) -> None:
    with pytest.raises(BadQuestion, match="the question is empty"):
        archive.as_retriever().invoke(" ")


def test_it_works_in_a_chain(archive: Archive, chain: Runnable[str, str]) -> None:
    said = chain.invoke(QUESTION)
    best = archive.search(QUESTION, k=2)
    assert all(hit.passage.text in said for hit in best) and said.endswith(f"Question: {QUESTION}")
    questions = [QUESTION, "What do the tailings ponds leak?", "Where did Brandt fly?"]
    one_by_one = [chain.invoke(question) for question in questions]
    assert chain.batch(questions) == one_by_one
    assert asyncio.run(chain.abatch(questions)) == one_by_one
    assert asyncio.run(chain.ainvoke(QUESTION)) == said
    assert "".join(chain.stream(QUESTION)) == said


def test_the_standard_tests_leave_sockets_alone() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        assert one.getsockname()[1] > 0
