"""An answer as HTML: what is set right first, then its sentences, each with its citations and its check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rag.types import Answer, Citation, Sentence, Support
from ui.differing import conflicts
from ui.render import escape, keyed, name, notices, plural

SUPPORT = {  # in a word, and what the tooltip says of it
    "supported": ("Supported", "Its sources say this"),
    "partial": ("Partly supported", "Its sources say only part of this"),
    "unsupported": ("Not supported", "Its sources do not say this"),
    "contradicted": ("Contradicted", "Its sources say otherwise"),
}
SPACE = re.compile(r"\s+")
Titles = Mapping[int, str]  # of the cited articles, by citation number


def answer(turn: int, found: Answer, growing: bool = False) -> str:
    """An answer whose every sentence carries the numbers of the words it rests on, as far as it stands."""
    titles = {c.number: name(c.article) for c in found.citations}
    ours = len(found.corrections)
    first, rest = found.sentences[:ours], found.sentences[ours:]
    return (
        f'<div class="reply{" growing" if growing else ""}">'
        f"{put_right(turn, first, titles)}{sentences(turn, rest, found.citations, titles)}"
        f"{conflicts(turn, found, citation_mark)}{notices(found.notices)}"
        f'<p class="byline">{"Reading on…" if growing else byline(found)}</p></div>'
    )


def put_right(turn: int, said: Sequence[Sentence], titles: Titles) -> str:
    """What the archive says in place of what the question takes for granted; it leads the answer."""
    if not said:
        return ""
    lines = "".join(f'<li dir="auto">{sentence(turn, one, (), titles)}</li>' for one in said)
    return (
        '<div class="put-right"><p class="label">The question takes for granted what the archive does not say'
        f'</p><ul class="answer">{lines}</ul></div>'
    )


def sentences(turn: int, said: Sequence[Sentence], cited: Sequence[Citation], titles: Titles) -> str:
    told = " ".join(sentence(turn, one, cited, titles) for one in said)
    return f'<p class="answer" dir="auto">{told}</p>' if told else ""


def sentence(turn: int, said: Sentence, cited: Sequence[Citation], titles: Titles) -> str:
    """A sentence, the words that answer set off where it is a quote; its citations; its check."""
    marks = "".join(citation_mark(turn, number, titles.get(number, "")) for number in said.citations)
    return f'<span class="sentence">{words(said, cited)}</span>{marks}{support(said.support)}'


def words(said: Sentence, cited: Sequence[Citation]) -> str:
    """The words of a sentence, with what its quote marks where it is that quote, line ends aside."""
    for citation in cited:
        if citation.number in said.citations and said.text == " ".join(citation.quote.split()):
            return next(_keyed(said.text, citation), escape(said.text))
    return escape(said.text)


def _keyed(text: str, citation: Citation) -> Iterator[str]:
    """The text with the key words of its quote; none where they cannot be found again in it."""
    inside = [(s - citation.start, e - citation.start) for s, e in citation.marks]
    edges = [0, *(edge for key in inside for edge in key), len(citation.quote)]
    parts = [SPACE.sub(" ", citation.quote[s:e]) for s, e in pairwise(edges)]
    if edges == sorted(edges) and "".join(parts) == text:
        ends = [0]
        for part in parts:
            ends.append(ends[-1] + len(part))
        yield keyed(text, list(pairwise(ends))[1::2])


def citation_mark(turn: int, number: int, title: str) -> str:
    """A button, not a link: it moves within the page, and Gradio's <base> would send a link elsewhere."""
    return (
        f'<button type="button" class="cite" value="{turn}-{number}" title="{escape(title)}">'
        f'<span class="unseen">Source </span>{number}</button>'
    )


def support(checked: Support) -> str:
    """Whether a sentence holds, with the reasons as its tooltip; quiet where it does."""
    word, meaning = SUPPORT[checked.label]
    why = "; ".join(checked.reasons)
    told = f"{word}. {meaning}{f': {why}' if why else ''}."
    seen = "" if checked.label == "supported" else f'<span class="flag">{word.lower()}</span> '
    return (
        f'<button type="button" class="support {checked.label}">{seen}'
        f'<span class="unseen">{escape(told)}</span></button>'
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
