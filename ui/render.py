"""Texts and facts of articles as HTML: pure functions from our values to markup.

Every string that comes from an article, a question or a model goes through `escape`. What is made here
is one line without a line break: the page shows it in Gradio's Markdown component, for which a line
that opens with a tag is raw HTML up to the next blank line, so nothing in it is ever read as Markdown.
That component also sanitises what it is given, which makes a second lock (and drops `data-*` and
`aria-*`: what a screen reader is to hear beside what is seen is text of the class `unseen`); the HTML
component does not, and compiles its template with `Function()`, which would force 'unsafe-eval' on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from rag.types import Article, Span

UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LINE_END = re.compile(r"(?<!&#10;)&#10;(?!&#10;)")  # in escaped text, where & itself is &amp;


def showable(value: str) -> str:
    """The text with line ends of one kind, and U+FFFD for what no page can hold, as half surrogates."""
    return UNSHOWABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def escape(value: str) -> str:
    """The text as HTML that shows it literally, as content or inside a quoted attribute, on one line."""
    safe = html.escape(showable(value), quote=True)
    return safe.replace("\n", "&#10;").replace("\t", "&#9;")


def web_address(url: str) -> str:
    """The host of a plain http or https address; "" for any other, which is not to be followed."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # brackets that do not close
        return ""
    # A name before an @ makes one host look like another; blanks and backslashes are read differently
    # by different browsers. Neither belongs to the address of an article.
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or re.search(r"[\s\\]", url):
        return ""
    return "" if UNSHOWABLE.search(url) else host


def link(url: str) -> str:
    """A link to the original, or nothing where the address is not plain http or https."""
    host = web_address(url)
    if not host:
        return ""
    return (
        f'<a class="original" href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"original at <bdi>{escape(host)}</bdi></a>"
    )


def day(value: date) -> str:
    return f"{value.day} {value:%B} {value.year}"


def plural(count: int, one: str) -> str:
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def name(article: Article) -> str:
    return article.title or article.path or "Untitled article"


def origin(article: Article) -> str:
    """Source, date, author and link of an article, as far as they are known."""
    parts = [f"<bdi>{escape(article.source)}</bdi>" if article.source else "source unknown"]
    parts.append(
        f'<time datetime="{article.published.isoformat()}">{day(article.published)}</time>'
        if article.published
        else "undated"
    )
    if article.author:
        parts.append(f"by <bdi>{escape(article.author)}</bdi>")
    if address := link(article.url):
        parts.append(address)
    return '<span class="dot"> · </span>'.join(parts)


def marked(text: str, start: int, end: int, attributes: str = "", keys: Sequence[Span] = ()) -> str:
    """The text with the characters from `start` to `end` marked; a span outside of it marks nothing.

    `keys` are places in the text, within those characters, that are set off once more.
    """
    if not 0 <= start < end <= len(text):
        return paragraphs(escape(text))
    words = keyed(text[start:end], [(first - start, last - start) for first, last in keys])
    return paragraphs(f"{escape(text[:start])}<mark{attributes}>{words}</mark>{escape(text[end:])}")


def keyed(text: str, keys: Iterable[Span]) -> str:
    """The text with its key words set off; of those that overlap the first, of those outside none."""
    parts, done = [], 0
    for start, end in sorted(keys):
        if done <= start < end <= len(text):
            parts += [escape(text[done:start]), f'<b class="key">{escape(text[start:end])}</b>']
            done = end
    return "".join([*parts, escape(text[done:])])


def paragraphs(escaped: str) -> str:
    """A little room after each line end that is not part of a blank line already; no character changes."""
    return LINE_END.sub('&#10;<span class="gap"></span>', escaped)


def notices(messages: Iterable[str]) -> str:
    lines = "".join(f'<li dir="auto">{escape(message)}</li>' for message in messages)
    return f'<ul class="notices" role="note">{lines}</ul>' if lines else ""
