"""Reading: finds what an address asks for, and gives it as a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Protocol

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from rag.errors import BadQuestion, DatelineError
from rag.types import Article, Carried, Version
from ui import whole
from ui.place import ALSO_MOST, ARTICLE_PATH, BROKEN, Place, fingerprint, given
from ui.whole import Copy, Whole

PASSAGE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
COPIES_MOST = 12  # that a page names, the earliest first
GONE = "It is no longer in the archive."
FORGOTTEN = "The archive no longer keeps this earlier version of it."


class Shelf(Protocol):
    """What is asked of an archive to read in it. Every method may raise a `DatelineError`."""

    def article(self, id: str) -> Article | None:
        """The article as it is now; None when there is no such article."""

    def versions(self, id: str) -> Sequence[Version]:
        """The article as it is now and the texts it had before, newest first; none for an unknown id."""

    def carried(self, id: str) -> Carried | None:
        """The articles that carry the same text, this one among them; None where no other does."""


def routes(shelf: Shelf) -> APIRouter:
    """The page of an article, at the words its address names."""
    router = APIRouter()

    @router.get(ARTICLE_PATH)
    def read(
        id: str,
        start: int = 0,
        end: int = 0,
        check: str = "",
        number: int = 0,
        passage: str = "",
        also: Annotated[list[str] | None, Query(max_length=ALSO_MOST)] = None,
        version: str = "",
    ) -> HTMLResponse:
        try:
            here = asked(start, end, check, number, passage)
            found = look(shelf, id, here, tuple(given(one) for one in also or ()), version)
        except BadQuestion as error:
            return HTMLResponse(whole.missing(str(error)), 400)
        except DatelineError as error:
            return HTMLResponse(whole.missing(str(error)), 404)
        if isinstance(found, str):
            return HTMLResponse(whole.missing(found), 404)
        return HTMLResponse(whole.page(found))

    return router


def asked(start: int, end: int, check: str, number: int, passage: str) -> Place | None:
    """The words that an address names; None where it names the article alone. Raises BadQuestion."""
    if not check and not end:
        return None
    span = PASSAGE.fullmatch(passage or "0-0")
    if span is None:
        raise BadQuestion(BROKEN)
    return Place(start, end, check, number, (int(span[1]), int(span[2])))


def look(shelf: Shelf, id: str, here: Place | None, also: Sequence[Place], version: str) -> Whole | str:
    """What is to be shown; or why nothing can be, in words for a person.

    An article that a newer one took the place of is shown as that newer one. Words that are not at
    their place any more are looked for where the version that had them says what they were.
    """
    versions = tuple(shelf.versions(id))
    article = shelf.article(id) or (versions[0].article if versions else None)
    if article is None:
        return GONE
    superseded = None
    if version:
        shown = next((v for v in versions if fingerprint(v.article.text) == version), None)
        if shown is None:
            return FORGOTTEN
        article, superseded = shown.article, shown if shown.until is not None else None
    found = Whole(article, here, standing(also, article.text), versions=versions, superseded=superseded)
    if here is not None and not here.stands(article.text):
        found = changed(found, here)
    return with_copies(shelf, found)


def standing(places: Sequence[Place], text: str) -> tuple[Place, ...]:
    return tuple(place for place in places if place.stands(text))


def changed(found: Whole, here: Place) -> Whole:
    """The article without the words that it was opened for; or with them marked where they stand now."""
    quoted = next((v for v in found.versions if here.stands(v.article.text)), None)
    moved = None
    if quoted is not None:
        quote = quoted.article.text[here.start : here.end]
        at = found.article.text.find(quote)
        moved = Place(at, at + len(quote), here.check, here.number) if at >= 0 else None
    return replace(found, here=moved, asked=here, quoted=quoted)


def with_copies(shelf: Shelf, found: Whole) -> Whole:
    """The article with who else carries it, and where each has the words that it was opened for."""
    carried = shelf.carried(found.article.id)
    if carried is None:
        return found
    here, own = found.here, found.article
    quote = own.text[here.start : here.end] if here else ""
    others = [id for id in carried.articles if id != own.id][:COPIES_MOST]
    held = [article for id in others if (article := shelf.article(id)) is not None]
    return replace(found, carried=carried, copies=tuple(Copy(a, place_of(quote, a)) for a in held))


def place_of(quote: str, article: Article) -> Place | None:
    """Where an article has the very words of a quote."""
    at = article.text.find(quote) if quote else -1
    return Place(at, at + len(quote), fingerprint(quote)) if at >= 0 else None
