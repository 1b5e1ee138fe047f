"""Web pages: the article and nothing around it, and no page that stalls."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest import html
from rag.types import Article


def one(name: str, text: str) -> Article:
    return html.read(text, name)


PAGE = """<!DOCTYPE html><html><head><title>Ships leave the harbor | The Harbor Post</title>
<meta property="og:title" content="Ships leave the harbor">
<meta property="og:site_name" content="The Harbor Post">
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2025-03-04T10:00:00Z">
<link rel="canonical" href="https://example.org/ships"></head><body>
<div id="cookie">We use Cookies. <button>Accept all</button></div>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Ships leave the harbor</h1>
<p>The ships of the northern fleet left the harbor on Monday, the mayor said to reporters.</p>
<p>They carry <b>40 tons</b> of grain &amp; will be <a href="/x">back</a> in Lima in three days.</p>
<table><tr><th>Activity</th><th>Date</th></tr><tr><td>Naval Open House</td><td>March 20</td></tr></table>
<ul><li>The first ship is the Alba.</li></ul></article>
<aside><h3>Related</h3><a href="/y">Ten best beaches</a></aside>
<footer>© 2019 The Harbor Post. Share on social media.</footer></body></html>"""


def test_a_page_gives_its_article_and_nothing_around_it() -> None:
    article = one("a.html", PAGE)
    assert article == Article(
        id="a.html",
        title="Ships leave the harbor",
        source="The Harbor Post",
        url="https://example.org/ships",
        text=article.text,
        published=date(2025, 3, 4),
        author="Ann Lee",
        path="a.html",
    )
    assert article.text.split("\n") == [
        "The ships of the northern fleet left the harbor on Monday, the mayor said to reporters.",
        "They carry 40 tons of grain & will be back in Lima in three days.",
        "Activity: Naval Open House; Date: March 20.",
        "- The first ship is the Alba.",
    ]


def test_a_copyright_line_or_a_day_in_the_story_is_no_date() -> None:
    page = PAGE.replace("</article>", "<p>It opened on May 3, 2019.</p><p>Copyright 2019.</p></article>")
    page = page.replace('<meta property="article:published_time" content="2025-03-04T10:00:00Z">', "")
    assert one("a.html", page).published is None


def test_old_dates_of_a_page_count() -> None:
    assert one("a.html", PAGE.replace("2025-03-04", "1937-05-07")).published == date(1937, 5, 7)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "deep",
        "<p>" + "<i>x</i> " * 5_000,
        "<p>x</p>" * 20_000,
        "<table><tr><td>" * 5_000,
        "<ul><li>" * 5_000,
    ],
)
def test_a_page_built_to_stall_is_refused(page: str) -> None:
    with pytest.raises(UnreadableFile, match="save the article alone"):
        one("a.html", page)


@pytest.mark.parametrize(
    "page", ["<" * 50_000, "<!--" * 20_000 + "<p>x", "<a " + "x=1 " * 20_000 + ">link</a>", "&amp;" * 20_000]
)
def test_odd_pages_are_read_or_told(page: str) -> None:
    try:
        assert one("a.html", page).text
    except UnreadableFile as error:
        assert error.reason


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<nav>", "x ", "<!--", "&lt;", "<"]
        ),
        max_size=40,
    )
)
def test_any_tags_give_an_article_or_a_reason(tags: list[str]) -> None:
    try:
        assert html.read("".join(tags), "a.html").id == "a.html"
    except UnreadableFile as error:
        assert error.reason
