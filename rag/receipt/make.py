"""From an answer to its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.models.embedding import name_of
from rag.receipt.form import Models, Quoted, Read, Receipt, Terms
from rag.types import Answer, Citation, Passage

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.settings import Settings


PLAIN = Terms()  # a question asked with nothing beside it


def receipt(archive: Archive, answer: Answer, terms: Terms = PLAIN) -> Receipt:
    """The receipt of an answer that the archive has just given on those terms."""
    return receipt_of(answer, terms, models_of(archive.settings))


def receipt_of(answer: Answer, terms: Terms, models: Models) -> Receipt:
    """The same without the archive. The answer's articles must have their text: it is hashed here."""
    return Receipt(
        question=answer.question,
        answer=answer.text,
        refused=answer.refused,
        terms=terms,
        quotes=tuple(_quoted(citation) for citation in answer.citations),
        passages=tuple(_read(passage) for passage in _passages(answer)),
        revision=answer.revision,
        models=models,
        written_by=answer.written_by,
        given=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def models_of(settings: Settings) -> Models:
    """The models that the settings name."""
    return Models(name_of(settings), settings.reranker, settings.nli, settings.llm)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _passages(answer: Answer) -> Iterator[Passage]:
    """Each passage once: those cited, then the others that were found."""
    found = [c.passage for c in answer.citations] + [hit.passage for hit in answer.hits]
    yield from {passage.id: passage for passage in found}.values()


def _quoted(citation: Citation) -> Quoted:
    article = citation.article
    return Quoted(
        number=citation.number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published.isoformat() if article.published else "",
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        passage_id=citation.passage.id,
        text_sha256=sha256(article.text),
    )


def _read(passage: Passage) -> Read:
    return Read(passage.id, passage.article_id, passage.start, passage.end, sha256(passage.text))
