"""An answer's receipt: what it rests on, so that anyone may check later whether that still stands.

A receipt holds the question as it was asked, the answer, and of every quotation the article, the place
and the SHA-256 of the article's text. `verify` holds it against an archive: is every article still
there, does every quotation stand where it stood, and does the same question get the same answer?
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from rag.archive import Archive
from rag.errors import BadReceipt
from rag.types import Answer, Article, Citation, Turn, as_json

FORM = 1
Standing = Literal["same", "article changed", "moved", "changed", "gone"]
STANDS = ("same", "article changed", "moved")  # the words are still the article's


@dataclass(frozen=True, slots=True)
class Terms:
    """How the question was asked: what `Archive.ask` takes beside it."""

    history: tuple[Turn, ...] = ()
    after: date | None = None
    before: date | None = None
    sources: tuple[str, ...] | None = None
    today: date | None = None
    read_dates: bool = True
    written: bool | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """One citation, as a receipt keeps it."""

    number: int
    article_id: str
    title: str
    source: str
    url: str
    published: str
    quote: str
    start: int  # in the article's text
    end: int
    passage_id: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer was, and what it rests on."""

    question: str
    answer: str
    refused: bool
    terms: Terms
    quotes: tuple[Quoted, ...]
    revision: int
    embedder: str
    written_by: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One quotation held against the archive of today."""

    quoted: Quoted
    standing: Standing
    told: str  # for a person


@dataclass(frozen=True, slots=True)
class Verified:
    """A receipt held against the archive of today."""

    receipt: Receipt
    quotes: tuple[Checked, ...]
    revision: int
    same_answer: bool
    answer: str  # of today

    @property
    def stands(self) -> bool:
        """Whether all that was quoted is still said by the articles it was quoted from."""
        return all(checked.standing in STANDS for checked in self.quotes)


def receipt(archive: Archive, answer: Answer, terms: Terms = Terms()) -> Receipt:
    """The receipt of an answer that the archive gave on those terms."""
    return Receipt(
        question=answer.question,
        answer=answer.text,
        refused=answer.refused,
        terms=terms,
        quotes=tuple(_quoted(citation) for citation in answer.citations),
        revision=answer.revision,
        embedder=archive.settings.embedder,
        written_by=answer.written_by,
    )


def verify(archive: Archive, receipt: Receipt) -> Verified:
    """What of the receipt still holds. Nothing is changed by it."""
    checked = tuple(_checked(quoted, archive.article(quoted.article_id)) for quoted in receipt.quotes)
    terms = receipt.terms
    again = archive.ask(
        receipt.question,
        terms.history,
        terms.after,
        terms.before,
        terms.sources,
        today=terms.today,
        read_dates=terms.read_dates,
        written=terms.written,
    )
    same = (again.refused, again.text) == (receipt.refused, receipt.answer)
    return Verified(receipt, checked, again.revision, same, again.text)


def write(receipt: Receipt, path: Path) -> None:
    """Writes it as JSON, with a digest that tells when somebody has changed it."""
    body = {"form": FORM, **as_json(receipt)}
    try:
        path.write_text(
            json.dumps({**body, "digest": _digest(body)}, indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
    except OSError as error:
        raise BadReceipt(f"{path}: cannot be written ({error.strerror}); name another file") from error


def read(path: Path) -> Receipt:
    """Raises BadReceipt for what is no receipt, or was changed since it was written."""
    try:
        body = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadReceipt(f"{path}: cannot be read ({error.strerror}); name a receipt's file") from error
    except ValueError as error:
        raise BadReceipt(
            f"{path}: no receipt, not even JSON; write one with dateline ask --receipt"
        ) from error
    if not isinstance(body, dict) or "digest" not in body:
        raise BadReceipt(f"{path}: no receipt; write one with dateline ask --receipt FILE")
    if body.pop("digest") != _digest(body):
        raise BadReceipt(f"{path}: was changed since it was written; it proves nothing any more")
    if body.pop("form", None) != FORM:
        raise BadReceipt(f"{path}: of another release's form; ask again with --receipt FILE")
    terms = body["terms"]
    return Receipt(
        **{
            **body,
            "quotes": tuple(Quoted(**quoted) for quoted in body["quotes"]),
            "terms": Terms(
                **{
                    **terms,
                    "history": tuple(Turn(**turn) for turn in terms["history"]),
                    "sources": None if terms["sources"] is None else tuple(terms["sources"]),
                    **{name: _day(terms[name]) for name in ("after", "before", "today")},
                }
            ),
        }
    )


def told(verified: Verified) -> Iterator[str]:
    """The findings, a line each, for a terminal."""
    for checked in verified.quotes:
        quoted = checked.quoted
        yield f"[{quoted.number}] {quoted.title or quoted.article_id}: {checked.told}"
    then, now = verified.receipt.revision, verified.revision
    yield (
        "The archive is at the revision of then."
        if then == now
        else f"The archive went from revision {then} to {now}."
    )
    yield (
        "Asked again, it gives the same answer."
        if verified.same_answer
        else f"Asked again, it says: {verified.answer}"
    )


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
        text_sha256=_sha256(article.text),
    )


def _checked(quoted: Quoted, article: Article | None) -> Checked:
    if article is None:
        return Checked(quoted, "gone", "the article is no longer in the archive")
    stands = article.text[quoted.start : quoted.end] == quoted.quote
    if _sha256(article.text) == quoted.text_sha256 and stands:
        return Checked(quoted, "same", "the quotation stands, in the same text")
    if stands:
        return Checked(
            quoted, "article changed", "the article was changed; the quotation stands where it stood"
        )
    place = article.text.find(quoted.quote)
    if place >= 0:
        now = f"characters {place}–{place + len(quoted.quote)}"
        return Checked(quoted, "moved", f"the article was changed; the quotation stands at {now} now")
    return Checked(quoted, "changed", "the article was changed, and no longer says this in these words")


def _digest(body: dict[str, Any]) -> str:
    return _sha256(json.dumps(body, sort_keys=True, ensure_ascii=False))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
