"""The articles themselves: what the archive holds, and one of them in full with the quote marked."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from rag.types import Article
from ui.masthead import head as head
from ui.masthead import masthead as masthead
from ui.masthead import nothing as nothing
from ui.masthead import opening as opening
from ui.render import escape, marked, name, origin, paragraphs

ARTICLE_PATH = "/dateline/article"
WEB_PATH = "/dateline/web"
STYLES = "".join(
    f'<link rel="stylesheet" href="{WEB_PATH}/{name}.css">'
    for name in ("theme", "ask", "reader", "library", "keep")
)
CHANGED = "This article has changed since the answer was given, so the quoted words cannot be marked."


def fingerprint(quote: str) -> str:
    """Tells whether the words at an offset are still those that were cited."""
    return hashlib.sha256(quote.encode("utf-8", "replace")).hexdigest()[:16]


def address(article: Article, start: int, end: int) -> str:
    """Where the whole article is read, at the quote."""
    asked = {
        "id": article.id,
        "start": str(start),
        "end": str(end),
        "check": fingerprint(article.text[start:end]),
    }
    return f"{ARTICLE_PATH}?{urlencode(asked, errors='replace')}#quote"


def page(article: Article, start: int, end: int, check: str) -> str:
    """The whole article as a page of its own, the quote marked as `#quote`.

    The archive may have moved on since the answer was given. Words that are no longer the cited ones
    are not marked, and the page says so.
    """
    whole = 0 <= start < end <= len(article.text) and fingerprint(article.text[start:end]) == check
    caveat = "" if whole else f'<p class="caveat" role="note">{CHANGED}</p>'
    text = (
        marked(article.text, start, end, ' id="quote" tabindex="-1"')
        if whole
        else paragraphs(escape(article.text))
    )
    return document(
        name(article),
        f'<h1 class="title" dir="auto" tabindex="-1">{escape(name(article))}</h1>'
        f'<p class="origin">{origin(article)}</p>{caveat}<div class="text" dir="auto">{text}</div>',
    )


def missing(message: str) -> str:
    return document(
        "Not here",
        f'<h1 class="title" tabindex="-1">This article cannot be shown</h1><p>{escape(message)}</p>',
    )


def document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{STYLES}</head>"
        f'<body class="alone"><main class="whole">{body}</main></body></html>'
    )


def reader() -> str:
    """The empty place where `reader.js` shows a whole article, beside the answer."""
    return (
        '<section id="reader" hidden><div class="bar"><button type="button" class="close">'
        'Back to the passages</button></div><div class="sheet"></div></section>'
    )
