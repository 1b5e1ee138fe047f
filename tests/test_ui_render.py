"""Whatever an article, a question or a model says, the page shows it as text."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.receipt import Terms
from rag.types import (
    Answer,
    Article,
    Citation,
    Conflict,
    Correction,
    Hit,
    Passage,
    Searched,
    Sentence,
    Support,
    When,
)
from ui import masthead, render, sources, turns

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</mark></blockquote></li></ol></section><h1>",
    "<!--",
    "]]>",
    "&lt;b&gt; &amp;#60;",
    "![x](https://evil.example/x.png)",
    "$$\\href{javascript:alert(1)}{x}$$",
    "```mermaid\ngraph TD\n```",
    "\n\n# heading\n\n    code\n\n",
    "\u202eevil\u2066",
    "\ud800 lone \x00 \x1b[31m \x85",
)
texts = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Po", "Sm"]), max_size=10),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join),
)
filled = texts.map(lambda text: text or "x")
GAP = {"class": "gap"}
VOID = {"meta", "link", "br", "img", "input", "hr"}
OURS = {
    *("article", "section", "header", "footer", "div", "span", "p", "h1", "h2", "h3", "ol", "ul", "li"),
    *("blockquote", "mark", "time", "bdi", "b", "a", "button", "nav"),
    *("html", "head", "body", "main", "title", "meta", "link"),
}


class Seen(HTMLParser):
    """The tags of some HTML with their attributes, its text, and whether every tag is closed in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside: list[str] = []
        self.feed(markup)
        self.close()
        assert self.inside == [], f"never closed: {self.inside}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside and self.inside[-1] == tag, f"</{tag}> closes nothing"
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def shape(self) -> list[tuple[str, list[str]]]:
        """The tags with the names of their attributes, but for the room between paragraphs."""
        return [(tag, sorted(attributes)) for tag, attributes in self.tags if attributes != GAP]


def whole(*, text: str, title: str, source: str, author: str, question: str, notice: str) -> str:
    """Every piece of markup there is, made of one article and one question."""
    article = Article(title, title, source, "", text, date(2024, 2, 13), author, "a/path.txt")
    passage = Passage("p", article.id, text, 0, len(text))
    cited = Citation(1, article, passage, text, 0, len(text), ((0, 1),))
    when = When(question, None, date(2024, 1, 1), None, "published")
    terms = Terms(after=date(2024, 1, 1), sources=(source, author))
    doubtful = Sentence(f"{text}.", (1, 1), Support("partial", 0.5, (notice, text)))
    found = Answer(
        question,
        text,
        (doubtful, doubtful),
        (cited,),
        conflicts=(Conflict(title, ((1, text), (1, source)), "disagreement"),),
        notices=(notice,),
        written_by=author,
        corrections=(Correction(question, text, 1, "name"),),
        standalone=question,
        when=when,
    )
    refused = Answer(
        question,
        "",
        refused=True,
        reason=notice,
        notices=(notice,),
        hits=(Hit(passage, article, 1),),
        searched=Searched(3, outlets=(source,), unknown=(notice,)),
        standalone=question,
        when=when,
    )
    return "".join(
        (
            *(turns.answered(1, question, one, terms, False) for one in (found, refused)),
            turns.answered(1, question, found, terms, True),
            *(sources.sources(1, question, one) for one in (found, refused)),
            turns.failed(2, question, notice),
            turns.waiting(2, question),
            turns.stopped(2, question),
            turns.hint(notice),
            turns.editing(1, 2),
            masthead.head([article], 3),
            masthead.masthead(notice),
            masthead.nothing(notice),
        )
    )


@given(
    st.fixed_dictionaries(dict.fromkeys(("text", "title", "source", "author", "question", "notice"), filled))
)
def test_no_text_can_add_or_change_a_single_tag(given_texts: dict[str, str]) -> None:
    found = Seen(whole(**given_texts))
    plain = Seen(whole(**dict.fromkeys(given_texts, "x")))
    assert found.shape() == plain.shape()
    assert {tag for tag, _ in found.tags} <= OURS
    for text in given_texts.values():
        assert render.showable(text) in found.text


@given(
    st.fixed_dictionaries(dict.fromkeys(("text", "title", "source", "author", "question", "notice"), filled))
)
def test_the_markup_is_one_line_so_that_markdown_finds_nothing_in_it(given_texts: dict[str, str]) -> None:
    assert "\n" not in whole(**given_texts)
    assert "\t" not in whole(**given_texts)


@given(texts)
def test_escaped_text_reads_back_as_it_was(text: str) -> None:
    escaped = render.escape(text)
    assert not set("<>\"'\n\r\t\x00") & set(escaped)
    assert html.unescape(escaped) == render.showable(text)
    escaped.encode("utf-8")  # no half surrogate is left that could not be sent


@given(texts.filter(lambda text: "\r" not in text), st.integers(-3, 60), st.integers(-3, 60))
def test_marking_a_quote_changes_no_character(text: str, start: int, end: int) -> None:
    seen = Seen(f"<p>{render.marked(text, start, end)}</p>")
    assert seen.text == render.showable(text)
    inside = 0 <= start < end <= len(text)
    assert [tag for tag, _ in seen.shape()] == (["p", "mark"] if inside else ["p"])


def test_paragraphs_get_room_where_no_blank_line_parts_them() -> None:
    # One line end of its own, then two together, then one inside of the quote.
    shown = render.marked("a\nb\n\nc\nd", 3, 8)
    assert shown == (
        'a&#10;<span class="gap"></span>b<mark>&#10;&#10;c&#10;<span class="gap"></span>d</mark>'
    )


@given(
    texts.filter(lambda text: "\r" not in text), st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)))
)
def test_key_words_change_no_character_and_lie_apart(text: str, keys: list[tuple[int, int]]) -> None:
    seen = Seen(f"<p>{render.keyed(text, keys)}</p>")
    assert seen.text == render.showable(text)
    assert {tag for tag, _ in seen.tags} <= {"p", "b"}


def test_the_marked_words_are_the_quoted_ones() -> None:
    # "It cost <5>." has the quote at 8 to 11.
    assert render.marked("It cost <5>.", 8, 11) == "It cost <mark>&lt;5&gt;</mark>."


ADDRESSES = st.one_of(
    texts,
    st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ("http://", "https://", "HTTPS://", "//", "javascript:", "data:", "java\nscript:", "")
        ),
        st.sampled_from(("example.org", "a@example.org", "[::1", "ex ample.org", "")),
        texts,
    ),
)


@given(ADDRESSES)
def test_a_link_is_plain_http_or_nothing(url: str) -> None:
    made = render.link(url)
    if not made:
        return
    (tag, attributes), *others = Seen(made).tags
    assert tag == "a" and [name for name, _ in others] == ["bdi"]
    assert re.match(r"https?://[^/@\s\\]+", attributes["href"] or "", re.IGNORECASE)
    assert attributes["href"] == url
    assert attributes["rel"] == "noopener noreferrer nofollow" and attributes["target"] == "_blank"


@pytest.mark.parametrize(
    "url", ["https://courier.example/a?b=1&c=2", "http://example.org:8080/", "HTTP://X.example"]
)
def test_an_ordinary_address_is_linked(url: str) -> None:
    assert html.escape(url) in render.link(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt://x.example/%0aalert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ftp://x/",
        ),
        *(
            "//x.example/",
            "/etc/passwd",
            "",
            "https://",
            "https://paper.example@evil.example/",
            "http://[::1",
        ),
        *(
            " https://x.example",
            "https://x.example/a b",
            "https://x.example\\@evil.example",
            "https://x\u0000.example",
        ),
    ],
)
def test_any_other_address_is_not(url: str) -> None:
    assert render.link(url) == ""
