"""Answers as HTML: pure functions from our values to markup.

Every string that comes from an article, a question or a model goes through `escape`. What is made here
is one line without a line break: the page shows it in Gradio's Markdown component, for which a line
that opens with a tag is raw HTML up to the next blank line, so nothing in it is ever read as Markdown.
That component also sanitises what it is given, which makes a second lock; the HTML component does not,
and compiles its template with `Function()`, which would force 'unsafe-eval' on the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from rag.answer.searched import searched_words
from rag.types import Answer, Article, Citation, Sentence

UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
LINE_END = re.compile(r"(?<!&#10;)&#10;(?!&#10;)")  # in escaped text, where & itself is &amp;
DOUBTS = {
    "partial": "only partly supported by its sources",
    "unsupported": "not supported by its sources",
    "contradicted": "contradicted by its sources",
}


def showable(value: str) -> str:
    """The text with line ends of one kind, and U+FFFD for what no page can hold, as half surrogates."""
    return UNSHOWABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))


def escape(value: str) -> str:
    """The text as HTML that shows it literally, as content or inside a quoted attribute, on one line."""
    safe = html.escape(showable(value), quote=True)
    return safe.replace("\n", "&#10;").replace("\t", "&#9;")


def link(url: str) -> str:
    """A link to the original, or nothing where the address is not plain http or https."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # brackets that do not close
        return ""
    # A name before an @ makes one host look like another; blanks and backslashes are read differently
    # by different browsers. Neither belongs to the address of an article.
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or re.search(r"[\s\\]", url):
        return ""
    if UNSHOWABLE.search(url):
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


def marked(text: str, start: int, end: int, attributes: str = "") -> str:
    """The text with the characters from `start` to `end` marked; a span outside of it marks nothing."""
    if not 0 <= start < end <= len(text):
        return paragraphs(escape(text))
    quoted = f"<mark{attributes}>{escape(text[start:end])}</mark>"
    return paragraphs(f"{escape(text[:start])}{quoted}{escape(text[end:])}")


def paragraphs(escaped: str) -> str:
    """A little room after each line end that is not part of a blank line already; no character changes."""
    return LINE_END.sub('&#10;<span class="gap"></span>', escaped)


def exchange(turn: int, question: str, body: str) -> str:
    """A question with what came of it. `turn` counts from 1 within a conversation."""
    return (
        f'<article class="exchange" id="turn-{turn}">'
        f'<h2 class="question" dir="auto"><span class="unseen">You asked: </span>{escape(question)}</h2>'
        f"{body}</article>"
    )


def looked_for(found: Answer) -> str:
    """The question that a follow-up was taken for; nothing where it stood alone."""
    return (
        f'<p class="limits" dir="auto">Looked for: {escape(found.standalone)}</p>' if found.standalone else ""
    )


def answer(turn: int, found: Answer) -> str:
    """An answer whose every sentence carries the numbers of the words it rests on, or a refusal."""
    if found.refused:
        return refusal(found)
    titles = {c.number: name(c.article) for c in found.citations}
    said = " ".join(
        sentence(turn, one, titles, ours=place < len(found.corrections))
        for place, one in enumerate(found.sentences)
    )
    return (
        f'<div class="reply"><p class="answer" dir="auto">{said}</p>'
        f"{conflicts(turn, found, titles)}{notices(found.notices)}"
        f'<p class="byline">{byline(found)}</p></div>'
    )


def sentence(turn: int, said: Sentence, titles: dict[int, str], ours: bool = False) -> str:
    """A sentence with its citations; `ours` sets right what the question takes for granted."""
    marks = "".join(citation_mark(turn, number, titles.get(number, "")) for number in said.citations)
    doubt = DOUBTS.get(said.support.label, "")
    warning = f' <em class="doubt">{doubt}</em>' if doubt else ""
    kind = "sentence correction" if ours else "sentence"
    return f'<span class="{kind}">{escape(said.text)}</span>{marks}{warning}'


def citation_mark(turn: int, number: int, title: str) -> str:
    """A button, not a link: it moves within the page, and Gradio's <base> would send a link elsewhere."""
    return (
        f'<button type="button" class="cite" value="{turn}-{number}" title="{escape(title)}">'
        f'<span class="unseen">Source </span>{number}</button>'
    )


def refusal(found: Answer) -> str:
    """Why there is no answer, and how to go on. Without any passage it may be the question itself."""
    verdict = "No answer in the archive." if found.hits else "There is no answer to that."
    way_on = (
        "The nearest passages it holds are listed with the sources. They may help you to ask in other words."
        if found.hits
        else "Try the names, places or dates an article would use."
    )
    told = searched_words(found.searched) if found.searched is not None else ""
    searched = f'<p class="searched" dir="auto">{escape(told)}</p>' if told else ""
    return (
        f'<div class="reply refusal"><p class="verdict">{verdict}</p>'
        f'<p class="reason" dir="auto">{escape(found.reason or found.text)}</p>{searched}'
        f'<p class="hint">{way_on}</p>{notices(found.notices)}</div>'
    )


def problem(message: str) -> str:
    """What went wrong, in words a person can act on."""
    return (
        '<div class="reply problem" role="alert"><p class="verdict">That did not work.</p>'
        f'<p class="reason" dir="auto">{escape(message)}</p></div>'
    )


def pending() -> str:
    return '<div class="reply pending" role="status"><p>Searching the archive…</p></div>'


def hint(message: str) -> str:
    """A line under the conversation that belongs to no question."""
    return f'<div class="aside" role="status"><p>{escape(message)}</p></div>'


def notices(messages: Iterable[str]) -> str:
    lines = "".join(f'<li dir="auto">{escape(message)}</li>' for message in messages)
    return f'<ul class="notices" role="note">{lines}</ul>' if lines else ""


def conflicts(turn: int, found: Answer, titles: dict[int, str]) -> str:
    """Each conflict as a panel: its sides in the order of time, each with its outlet, date and quote."""
    cited = {c.number: c for c in found.citations}
    panels = []
    for conflict in found.conflicts:
        what = "Updated since" if conflict.kind == "update" else "Sources differ"
        sides = (side(turn, cited[n], value, titles[n]) for n, value in conflict.claims if n in cited)
        panels.append(
            f'<section class="conflict"><h3 class="differ" dir="auto">{what}: '
            f"<bdi>{escape(conflict.about)}</bdi></h3><ol>{''.join(sides)}</ol></section>"
        )
    return "".join(panels)


def side(turn: int, cited: Citation, value: str, title: str) -> str:
    """One side of a conflict: the value, and the words it stands in."""
    article = replace(cited.article, author="", url="")
    return (
        f'<li><p class="value"><bdi>{escape(value)}</bdi>{citation_mark(turn, cited.number, title)}</p>'
        f'<p class="origin">{origin(article)}</p>'
        f'<blockquote dir="auto">{escape(cited.quote)}</blockquote></li>'
    )


def byline(found: Answer) -> str:
    how = (
        "Quoted word for word"
        if found.written_by == "quotes"
        else f"Written by <bdi>{escape(found.written_by)}</bdi>, each sentence checked against its sources"
    )
    if found.corrections:
        how += " below what is set right"
    articles = len({citation.article.id for citation in found.citations})
    quoted = f"{plural(len(found.citations), 'quote')} from {plural(articles, 'article')}"
    return f"{how} · {quoted} · {found.seconds:.2f} s"
