"""A receipt held against the archive of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from rag.receipt.form import Checked, Models, Quoted, Read, Receipt, Verified
from rag.receipt.make import models_of, sha256
from rag.types import Article

if TYPE_CHECKING:
    from rag.archive import Archive

NAMED = 3  # changed passages that are told by their ids; of the rest, how many


def verify(archive: Archive, receipt: Receipt) -> Verified:
    """What of the receipt still holds. Nothing is changed by it."""
    ids = {quoted.article_id for quoted in receipt.quotes} | {read.article_id for read in receipt.passages}
    articles = {id: archive.article(id) for id in sorted(ids)}
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
    return Verified(
        receipt,
        tuple(_checked(quoted, articles[quoted.article_id]) for quoted in receipt.quotes),
        tuple(read for read in receipt.passages if not _stands(read, articles[read.article_id])),
        again.revision,
        models_of(archive.settings),
        (again.refused, again.text) == (receipt.refused, receipt.answer),
        again.text,
    )


def told(verified: Verified) -> Iterator[str]:
    """The findings, a line each, for a terminal."""
    for checked in verified.quotes:
        quoted = checked.quoted
        yield f"[{quoted.number}] {quoted.title or quoted.article_id}: {checked.told}"
    yield from _passages(verified)
    then, now = verified.receipt.revision, verified.revision
    yield (
        "The archive is at the revision of then."
        if then == now
        else f"The archive went from revision {then} to {now}."
    )
    for field in fields(Models):
        was, is_now = (getattr(models, field.name) for models in (verified.receipt.models, verified.models))
        if was != is_now:
            yield f"The {field.name} was {was or 'none'}, and is {is_now or 'none'} now."
    yield (
        "Asked again, it gives the same answer."
        if verified.same_answer
        else f"Asked again, it says: {verified.answer}"
    )


def _passages(verified: Verified) -> Iterator[str]:
    """How many of the passages that were found stand as they did."""
    total, changed = len(verified.receipt.passages), verified.changed
    if total and not changed:
        yield f"Passages found for it: {total}, all as they were."
    elif total:
        named = ", ".join(read.id for read in changed[:NAMED])
        more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        yield f"Passages found for it: {total}, of which {len(changed)} stand there no longer: {named}{more}"


def _stands(read: Read, article: Article | None) -> bool:
    return article is not None and sha256(article.text[read.start : read.end]) == read.sha256


def _checked(quoted: Quoted, article: Article | None) -> Checked:
    if article is None:
        return Checked(quoted, "gone", "the article is no longer in the archive")
    stands = article.text[quoted.start : quoted.end] == quoted.quote
    if sha256(article.text) == quoted.text_sha256 and stands:
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
