"""Documents written to be read: what stands at their head counts before what their file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rag.ingest import plain
from rag.ingest.known import complete
from rag.ingest.metadata import title_from_name
from rag.types import Article

Stated = Mapping[str, tuple[Any, str]]  # field of an article -> (value, where the file says it)
OF_FILE = ("author", "published")  # who saved a file and when, which a byline and a dateline know better


def headed(text: str, title: str, stated: Stated, name: str) -> Article:
    """The article in a clean text, with the fields that the lines at its head tell, see `rag.ingest.plain`.

    `title` is the document's own if it is known, else empty; it is no part of the text. What the text
    does not tell is as `stated`. The article's text is always the end of the text, so that places in it
    are found again.
    """
    article = plain.read(f"{title}\n{text}" if title else text, name)
    if not article.text or not text.endswith(article.text):
        article = Article(id=name, path=name, text=text)
    if title or not article.title:
        article = replace(article, title=title or title_from_name(name))
    of_text = {field: value for field, value in stated.items() if field not in OF_FILE}
    return _filled(complete(_filled(article, of_text)), stated)


def _filled(article: Article, stated: Stated) -> Article:
    """With what is stated of it where it has nothing yet, and where each was found."""
    told = dict(article.found)
    new = {field: value for field, (value, _) in stated.items() if value and not getattr(article, field)}
    told |= {field: stated[field][1] for field in new}
    title, where = stated.get("title", ("", ""))
    if title and title == article.title:
        told["title"] = where
    return replace(article, **new, found=tuple(told.items()))
