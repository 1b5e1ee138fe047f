"""Documents written to be read: what stands at their head counts before what their file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rag.ingest import plain
from rag.ingest.metadata import title_from_name
from rag.types import Article

Stated = Mapping[str, tuple[Any, str]]  # field of an article -> (value, where the file says it)


def headed(text: str, title: str, stated: Stated, name: str) -> Article:
    """The article in a clean text, with the fields that the lines at its head tell, see `rag.ingest.plain`.

    `title` is the document's own if it is known, else empty; it is no part of the text. What the head
    does not tell is as `stated`: a file's properties say who saved it, and on which day, a byline says
    whose it is. The article's text is always the end of the text, so that places in it are found again.
    """
    article = plain.read(f"{title}\n{text}" if title else text, name)
    if not article.text or not text.endswith(article.text):
        article = Article(id=name, path=name, text=text)
    if title or not article.title:
        article = replace(article, title=title or title_from_name(name))
    told = dict(article.found)
    new = {
        field: (value, where)
        for field, (value, where) in stated.items()
        if value and (field == "title" or not getattr(article, field))
    }
    told |= {field: where for field, (_, where) in new.items()}
    values = {field: value for field, (value, _) in new.items()}
    return replace(article, **values, found=tuple(told.items()))
