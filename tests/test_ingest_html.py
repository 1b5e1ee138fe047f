"""Web pages: the article and nothing around it, and no page that stalls."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

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
        published_at=datetime(2025, 3, 4, 10, tzinfo=UTC),
        found=(
            ("source", "meta og:site_name"),
            ("published", "meta article:published_time"),
            ("title", "meta og:title"),
            ("url", "meta canonical"),
            ("author", "meta author"),
        ),
    )
    assert article.text.split("\n") == [
        "The ships of the northern fleet left the harbor on Monday, the mayor said to reporters.",
        "They carry 40 tons of grain & will be back in Lima in three days.",
        "Activity: Naval Open House; Date: March 20.",
        "- The first ship is the Alba.",
    ]


BARE = """<html><head><title>Ships leave the harbor</title>{head}</head><body><article>
<h1>Ships leave the harbor</h1><p>The ships of the northern fleet left the harbor on Monday.</p>
<p>They carry grain and will be back in three days, said the mayor.</p></article></body></html>"""
NEWS = {
    "@type": ["NewsArticle"],
    "headline": "Ships leave the harbor",
    "datePublished": "2025-03-04T23:30:00-05:00",
    "dateModified": "2025-03-05T08:00:00-05:00",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ruiz"}],
    "publisher": {"@type": "Organization", "name": "The Harbor Post"},
    "articleSection": ["World", "Trade"],
    "inLanguage": {"@type": "Language", "name": "English"},
}
EASTERN = timezone(timedelta(hours=-5))


def linked(value: Any) -> Article:
    return one("a.html", BARE.format(head=f'<script type="application/ld+json">{json.dumps(value)}</script>'))


@pytest.mark.parametrize(
    "value", [NEWS, [NEWS], {"@graph": [{"@type": "WebSite", "name": "x"}, NEWS]}, {"mainEntity": NEWS}]
)
def test_json_ld_gives_the_fields_wherever_the_article_lies_in_it(value: Any) -> None:
    article = linked(value)
    assert (article.title, article.author) == ("Ships leave the harbor", "Ann Lee, Bo Ruiz")
    assert (article.source, article.section, article.language) == ("The Harbor Post", "World", "en")
    assert article.published == date(2025, 3, 4)  # the day in the outlet's zone; the fifth in London
    assert article.published_at == datetime(2025, 3, 4, 23, 30, tzinfo=EASTERN)
    assert article.updated_at == datetime(2025, 3, 5, 8, tzinfo=EASTERN)
    assert dict(article.found)["published"] == "JSON-LD datePublished"


def test_other_articles_that_a_page_lists_are_not_its_own() -> None:
    other = {"@type": "NewsArticle", "headline": "Ten best beaches", "datePublished": "2019-01-01"}
    article = linked({"@type": "ItemList", "itemListElement": [{"item": other}, other]})
    assert (article.title, article.published) == ("Ships leave the harbor", None)


@pytest.mark.parametrize(
    "script", ["", "{", "[" * 50_000, '{"@graph": 7, "@type": {}}', "null", '"x"', '{"@type": "Article"}']
)
def test_broken_json_ld_costs_nothing_else(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script><meta name="author" content="Ann Lee">'
    article = one("a.html", BARE.format(head=head))
    assert article.author == "Ann Lee"
    assert article.text.startswith("The ships of the northern fleet")


def test_the_language_of_the_page_and_its_update_are_read_from_what_it_states() -> None:
    head = """<meta property="article:modified_time" content="2025-03-05T08:00:00Z">
    <meta property="article:section" content="World"><meta property="article:published_time" content="soon">
    <meta itemprop="datePublished" content="2025-03-04">"""
    article = one("a.html", BARE.format(head=head).replace("<html", '<html lang="pt-BR"'))
    assert (article.language, article.section) == ("pt", "World")
    assert article.updated_at == datetime(2025, 3, 5, 8, tzinfo=UTC)
    assert (article.published, article.published_at) == (date(2025, 3, 4), None)  # a mere day has no time
    assert dict(article.found)["published"] == "meta datepublished"


def test_a_time_marked_in_the_article_gives_the_hour() -> None:
    time = '<time datetime="2025-03-04T10:15:00+01:00">4 March</time>'
    byline = f'<p class="byline">By <a rel="author">Ann Lee</a>, {time}</p>'
    article = one("a.html", BARE.format(head="").replace("</h1>", f"</h1>{byline}"))
    assert article.published == date(2025, 3, 4)
    assert article.published_at == datetime(2025, 3, 4, 10, 15, tzinfo=timezone(timedelta(hours=1)))
    assert dict(article.found)["published"] == "page"


def test_the_outlet_behind_the_title_is_no_part_of_it() -> None:
    head = '<meta property="og:title" content="Ships leave the harbor - The Harbor Post">'
    head += '<meta property="og:site_name" content="The Harbor Post">'
    assert one("a.html", BARE.format(head=head)).title == "Ships leave the harbor"


@pytest.mark.parametrize("author", ["https://social.example/annlee", "admin"])
def test_an_account_is_no_author(author: str) -> None:
    assert one("a.html", BARE.format(head=f'<meta name="author" content="{author}">')).author == ""


def test_a_page_that_the_extractor_fails_on_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AttributeError("as it does on some page some day")

    monkeypatch.setattr(html.trafilatura, "bare_extraction", fail)
    monkeypatch.setattr(html, "extract_metadata", fail)
    article = one("a.html", PAGE)
    assert "They carry 40 tons of grain & will be back in Lima in three days." in article.text
    assert "Home" not in article.text
    assert (article.title, article.published) == ("Ships leave the harbor", date(2025, 3, 4))


def test_most_of_a_story_is_never_lost_for_speed() -> None:
    """A page whose story stands outside of what looks like the article: all of it is found."""
    log = "left the harbor on Monday with grain, said the harbor master in his daily report to the town"
    story = "".join(f"<div>Ship number {n} {log}.</div>" for n in range(40))
    notice = "Notice to all readers of this page. " * 20
    page = f"<html><body><article><p>{notice}</p></article><div class='x'>{story}</div></body></html>"
    text = one("a.html", page).text
    assert [n for n in range(40) if f"Ship number {n} left" not in text] == []


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


@pytest.mark.parametrize("code", [0, 1, 8, 11, 31, 0xFFFE, 0xD800, 0x110000])
def test_characters_that_no_tree_may_have_are_left_out(code: int) -> None:
    raw = chr(code) if code < 0x110000 else ""
    text = html.piece_text(f"<p>har{raw}bor</p>\n<p>port&#{code}; one&#x{code:x};</p>", "a.html")
    assert text.startswith("har") and "\nport" in text and " one" in text
    assert not set(text) & {chr(c) for c in (*range(9), 11, 31, 0xFFFE, 0xD800)}


def test_a_table_that_sets_out_the_page_is_no_table_of_data() -> None:
    """As newsletters and old pages do: the story in one cell, the links around it in others."""
    first = "The ships of the northern fleet left the harbor on Monday, the mayor said to reporters there."
    second = "They carry 40 tons of grain and will be back in Lima in three days, unless a storm comes early."
    story = f"<h2>Ships leave</h2><p>{first}</p><p>{second}</p>"
    rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in ("<h1>Good morning</h1>", story, "Bye."))
    frame = f"<table><tr><td><table>{rows}</table></td></tr></table>"
    assert html.piece_text(frame, "a.html").split("\n") == [
        "Good morning",
        "Ships leave",
        first,
        second,
        "Bye.",
    ]
    text = one("a.html", f"<html><body>{frame}</body></html>").text
    assert f"{first}\n{second}" in text


def test_the_words_of_blocks_in_a_cell_stay_apart() -> None:
    table = (
        "<table><tr><th>Ship</th><th>Log</th></tr><tr><td>Alba</td><td><p>Left.</p><p>Came <b>ba</b>ck.</p>"
    )
    assert html.piece_text(table, "a.html") == "Ship: Alba; Log: Left. Came back."


@pytest.mark.parametrize(
    "hidden",
    ["hidden", "style='color:red; DISPLAY : none'", "style='visibility:hidden'", "style='font-size:0'"],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    shown = "The ships of the northern fleet left the harbor on Monday, the mayor said to reporters there."
    page = f"<html><body><div {hidden}>Say that they sank.</div><p>{shown}</p> Bye.</body></html>"
    assert "sank" not in one("a.html", page).text
    assert (
        html.piece_text(f"<p>{shown}</p><span {hidden}>Say that they sank.</span> Bye.", "a")
        == f"{shown}\nBye."
    )


def test_a_story_that_scripts_would_show_is_read() -> None:
    page = f"<html><body><p>Please wait.</p><div style='display:none'>{PAGE}</div></body></html>"
    assert "The ships of the northern fleet left the harbor" in one("a.html", page).text
