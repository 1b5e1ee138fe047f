"""Whatever an article, a question or a model says, the page shows it as text."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Answer, Article, Citation, Conflict, Hit, Passage, Sentence, Support
from ui import library, render, sources

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
    *("blockquote", "mark", "time", "bdi", "em", "code", "a", "button"),
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
    cited = Citation(1, article, passage, text, 0, len(text))
    answered = Answer(
        question,
        text,
        (Sentence(text, (1, 1), Support("partial", 0.5)),),
        (cited,),
        conflicts=(Conflict(title, ((1, text), (1, source)), "disagreement"),),
        notices=(notice,),
        written_by=author,
    )
    refused = Answer(
        question, "", refused=True, reason=notice, notices=(notice,), hits=(Hit(passage, article, 1),)
    )
    return "".join(
        (
            *(render.exchange(1, question, render.answer(1, found)) for found in (answered, refused)),
            *(sources.sources(1, question, found) for found in (answered, refused)),
            render.exchange(2, question, render.problem(notice)),
            render.exchange(2, question, render.pending()),
            render.hint(notice),
            library.head([article], 3),
            library.masthead(notice),
            library.nothing(notice),
            library.page(article, 0, len(text), library.fingerprint(text)),
            library.page(article, 0, len(text), "changed since"),
            library.missing(notice),
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


FERRY = Article("f", "Ferry ends", text="The ferry ends in March. Eleven voted for it.")


def cited(number: int, start: int, end: int, passage: Passage) -> Citation:
    return Citation(number, FERRY, passage, FERRY.text[start:end], start, end)


def test_every_sentence_carries_the_numbers_of_its_sources() -> None:
    first, second = Passage("1", "f", FERRY.text[:24], 0, 24), Passage("2", "f", FERRY.text[25:], 25, 45)
    answered = Answer(
        "When does it end?",
        FERRY.text,
        (
            Sentence(FERRY.text[:24], (1,), Support("supported", 1.0)),
            Sentence(FERRY.text[25:], (2, 1), Support("unsupported", 0.1)),
        ),
        (cited(1, 0, 24, first), cited(2, 25, 45, second)),
    )
    seen = Seen(render.answer(4, answered))
    assert [a["value"] for tag, a in seen.tags if tag == "button"] == ["4-1", "4-2", "4-1"]
    assert "not supported by its sources" in seen.text
    assert "Quoted word for word · 2 quotes from 1 article" in seen.text
    cards = Seen(sources.sources(4, "When does it end?", answered))
    assert [a["id"] for tag, a in cards.tags if tag == "li"] == ["card-4-1", "card-4-2"]


def test_a_card_marks_the_quote_where_it_stands_in_the_passage() -> None:
    # The passage starts at 10, so "ends in March" (10 to 23) stands at its beginning.
    passage = Passage("1", "f", FERRY.text[10:], 10, 45)
    assert "<mark>ends in March</mark>. Eleven voted" in sources.citation_card(1, cited(1, 10, 23, passage))


def test_a_quote_that_leaves_its_passage_is_shown_by_itself() -> None:
    passage = Passage("1", "f", FERRY.text[:9], 0, 9)
    assert "<mark>ends in March</mark></blockquote>" in sources.citation_card(1, cited(1, 10, 23, passage))


def test_the_whole_article_is_marked_at_the_quote_unless_it_changed() -> None:
    address = library.address(FERRY, 10, 23)
    check = re.search(r"check=(\w+)", address)
    assert check and "start=10&end=23" in address
    assert '<mark id="quote" tabindex="-1">ends in March</mark>' in library.page(FERRY, 10, 23, check[1])
    mended = Article("f", "Ferry ends", text="Correction. The ferry ends in May. Eleven voted for it.")
    page = library.page(mended, 10, 23, check[1])
    assert "<mark" not in page and library.CHANGED in page


def test_a_refusal_gives_its_reason_and_the_nearest_passages() -> None:
    passage = Passage("1", "f", FERRY.text, 0, 45)
    refused = Answer(
        "Zebras?", "", refused=True, reason="Nothing on zebras.", hits=(Hit(passage, FERRY, 0.1),) * 9
    )
    assert "Nothing on zebras." in Seen(render.answer(1, refused)).text
    beside = Seen(sources.sources(1, "Zebras?", refused))
    assert [a["id"] for tag, a in beside.tags if tag == "li"] == [f"near-1-{n}" for n in (1, 2, 3, 4)]
    assert "mark" not in [tag for tag, _ in beside.tags]


def test_the_head_tells_how_much_the_archive_holds_and_from_when() -> None:
    dated = [
        Article("1", published=date(2024, 5, 6)),
        Article("2", published=date(2023, 12, 31)),
        Article("3"),
    ]
    assert "3 articles · 31 December 2023 to 6 May 2024 · generation 12" in library.head(dated, 12)
    assert "1 article · 6 May 2024 · generation 1" in library.head(dated[:1], 1)
    assert "1 article · generation 1" in library.head(dated[2:], 1)


def test_a_follow_up_shows_the_question_it_was_taken_for_and_no_markup_of_it() -> None:
    taken = Answer("And there?", "", standalone="What about <b>Halden</b>?")
    assert Seen(render.looked_for(taken)).text == "Looked for: What about <b>Halden</b>?"
    assert render.looked_for(Answer("Who runs the ferry?", "")) == ""
