"""An answer as plain text, to be copied: by itself, or with its sources numbered below it."""

from __future__ import annotations

from rag.types import Answer, Citation
from ui.render import day, escape, name, web_address


def plain(found: Answer) -> str:
    return " ".join(sentence.text for sentence in found.sentences)


def cited(found: Answer) -> str:
    """The sentences with their numbers, and below each number's outlet, title, date and address."""
    said = " ".join(
        " ".join([sentence.text, *(f"[{number}]" for number in sentence.citations)])
        for sentence in found.sentences
    )
    return "\n".join([said, "", *(f"[{c.number}] {source(c)}" for c in found.citations)])


def source(citation: Citation) -> str:
    article = citation.article
    parts = [
        article.source,
        f"“{name(article)}”",
        day(article.published) if article.published else "undated",
        article.url if web_address(article.url) else "",
    ]
    return ", ".join(part for part in parts if part)


def copies(turn: int, found: Answer) -> str:
    """Both forms where they are not seen; `ask.js` takes them from here."""
    if found.refused:
        return ""
    return (
        f'<div id="copy-plain-{turn}" hidden>{escape(plain(found))}</div>'
        f'<div id="copy-cited-{turn}" hidden>{escape(cited(found))}</div>'
    )
