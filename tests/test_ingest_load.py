"""Files as they lie in folders: each form read, each bad one told in a sentence that says what to do."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest import html, markdown
from rag.ingest.load import FORMS, Loaded, load
from rag.settings import Settings
from rag.types import Article

BODY = "The ships left the harbor on Monday. They will be back on Friday."
SMALL = Settings(file_limit_mb=0.01, article_limit=1_000)


def loaded(folder: Path, name: str, content: str | bytes, settings: Settings | None = None) -> Loaded:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path, name, settings or Settings())


def one(folder: Path, name: str, content: str | bytes) -> Article:
    (article,) = loaded(folder, name, content).articles
    return article


# Plain text


def test_the_first_lines_of_a_text_give_its_fields(tmp_path: Path) -> None:
    head = "Ships Leave the Harbor\nBy Ann Lee and Bo Ruiz\nMarch 4, 2025\nSource: The Harbor Post\n\n"
    assert one(tmp_path, "news/ships.txt", head + BODY) == Article(
        id="news/ships.txt",
        title="Ships Leave the Harbor",
        source="The Harbor Post",
        text=BODY,
        published=date(2025, 3, 4),
        author="Ann Lee and Bo Ruiz",
        path="news/ships.txt",
    )


@pytest.mark.parametrize(
    "head",
    [
        "Title: Ships Leave\nAuthor: Ann Lee\nDate: 2025-03-04\nSource: The Post\n",
        "Ships Leave\n\nBy Ann Lee | The Post | March 4, 2025\n\n",
        "Ships Leave\nThe Post – March 4, 2025\nBy Ann Lee\n",
        "Ships Leave\nBy Ann Lee\nTuesday, March 4, 2025 at 3:45 p.m. ET\nSource: The Post\n",
        "Ships Leave\nBy Ann Lee\nUpdated: May 1, 2025\nPublished: March 4, 2025\nSource: The Post\n",
    ],
)
def test_heads_of_several_kinds_are_read(tmp_path: Path, head: str) -> None:
    article = one(tmp_path, "a.txt", head + BODY)
    assert (article.title, article.author, article.source) == ("Ships Leave", "Ann Lee", "The Post")
    assert article.published == date(2025, 3, 4)
    assert article.text == BODY


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY}\n{BODY}",
        f"In the harbor:\n{BODY}",
        f"{BODY}\nBy Friday they will be back.",
        "By noon the ships had left. Nobody was hurt.\nMarch came early.",
        f"- a first point\n{BODY}",
        f"{BODY}\nThe treaty ended March 4, 2025\n{BODY}",
    ],
)
def test_what_is_no_head_stays_in_the_text(tmp_path: Path, text: str) -> None:
    article = one(tmp_path, "two-ships_left.txt", text)
    assert article.text == text
    assert (article.title, article.author, article.published) == ("Two ships left", "", None)


@pytest.mark.parametrize(
    "line", ["LIMA, March 4, 2025", "By Friday they will be back", "By Friday", "May 2025"]
)
def test_a_line_under_the_title_that_is_no_byline_or_date_opens_the_story(tmp_path: Path, line: str) -> None:
    assert (
        one(tmp_path, "a.txt", f"Ships Leave\nLIMA, March 4, 2025\n{BODY}").text
        == f"LIMA, March 4, 2025\n{BODY}"
    )


def test_a_text_that_is_all_head_is_all_text(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", "Ships leave\nBy Ann Lee\nMarch 4, 2025").text.startswith("Ships leave")
    assert one(tmp_path, "a.txt", "Ships leave").text == "Ships leave"


def test_file_times_are_no_dates(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    os.utime(tmp_path / "a.txt", (0, 0))
    assert load(tmp_path / "a.txt", "a.txt", Settings()).articles[0].published is None


def test_a_web_page_named_txt_is_read_as_a_page(tmp_path: Path) -> None:
    article = one(tmp_path, "a.txt", PAGE)
    assert article.title == "Ships leave the harbor"
    assert "Cookies" not in article.text


# Markdown


def test_markdown_has_its_fields_in_front_and_no_syntax_in_its_text(tmp_path: Path) -> None:
    article = one(
        tmp_path,
        "a.md",
        """---
title: "Ships leave: the harbor is empty"
date: 2025-03-04
author: [Ann Lee, Bo Ruiz]
source: The Harbor Post
url: https://example.org/ships
---
# Ships leave: the harbor is empty

The **ships** *left* the [harbor](https://example.org) on
Monday, `said` ![the mayor](x.png).

## What they carried

- grain, 40&nbsp;tons
- oil
  1. crude
  2. refined

> "We wait," she said.

| Port | Day |
|------|:---:|
| Lima | May 3 |
| Callao | |

It cost $5 \\* 2.<br>Then <b>all</b> was well.
""",
    )
    assert article.title == "Ships leave: the harbor is empty"
    assert (article.author, article.source) == ("Ann Lee, Bo Ruiz", "The Harbor Post")
    assert (article.published, article.url) == (date(2025, 3, 4), "https://example.org/ships")
    assert article.text.split("\n") == [
        "The ships left the harbor on Monday, said the mayor.",
        "",
        "What they carried",
        "",
        "- grain, 40 tons",
        "- oil",
        "1. crude",
        "2. refined",
        "",
        '"We wait," she said.',
        "",
        "Port: Lima; Day: May 3.",
        "Port: Callao.",
        "",
        "It cost $5 * 2.",
        "Then all was well.",
    ]


def test_markdown_without_front_matter_has_its_first_heading_as_title(tmp_path: Path) -> None:
    article = one(tmp_path, "a.md", f"# Ships *leave*\n\n{BODY}\n\n---\n\nMore.")
    assert (article.title, article.text) == ("Ships leave", f"{BODY}\n\nMore.")
    assert one(tmp_path, "b-c.md", BODY).title == "B c"


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title: Ships: they leave", "no valid YAML at line 2; put quotes"),
        ("title: [" + "[" * 5_000, "no valid YAML"),
        ("title: x\n" + "tags: y\n" * 2_000, "over 10,000 characters"),
        ("date: 2025-02-31", "no valid YAML"),
    ],
)
def test_bad_front_matter_is_told(tmp_path: Path, front: str, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        loaded(tmp_path, "a.md", f"---\n{front}\n---\n{BODY}")


def test_front_matter_that_unfolds_without_end_does_no_harm() -> None:
    names = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    article = markdown.read(f"---\n{names}author: *j\ntitle: x\n---\n{BODY}", "a.md")  # 10 ** 10 names
    assert (article.author, article.title) == ("", "x")


def test_rules_at_the_top_are_no_front_matter(tmp_path: Path) -> None:
    assert one(tmp_path, "a.md", f"---\n\n{BODY}").text == BODY


# HTML

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


def test_a_page_gives_its_article_and_nothing_around_it(tmp_path: Path) -> None:
    article = one(tmp_path, "a.html", PAGE)
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


def test_a_short_page_and_a_page_in_another_encoding_are_read(tmp_path: Path) -> None:
    short = "<html><head><title>Short</title></head><body><p>It’s shut.</p></body></html>"
    assert one(tmp_path, "a.htm", short.encode("cp1252")).text == "It’s shut."


def test_a_copyright_line_is_no_date(tmp_path: Path) -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2025-03-04T10:00:00Z">', "")
    assert one(tmp_path, "a.html", page).published is None


def test_old_dates_of_a_page_count(tmp_path: Path) -> None:
    assert one(tmp_path, "a.html", PAGE.replace("2025-03-04", "1937-05-07")).published == date(1937, 5, 7)


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
def test_a_page_built_to_stall_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableFile, match="save the article alone"):
        loaded(tmp_path, "a.html", page)


@pytest.mark.parametrize(
    "page", ["<" * 50_000, "<!--" * 20_000 + "<p>x", "<a " + "x=1 " * 20_000 + ">link</a>", "&amp;" * 20_000]
)
def test_odd_pages_are_read_or_told(tmp_path: Path, page: str) -> None:
    try:
        assert one(tmp_path, "a.html", page).text
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


# Records


def test_bad_records_are_skipped_and_told(tmp_path: Path) -> None:
    rows = [{"text": BODY}, {"title": "empty"}, {"text": "x" * 2_000}]
    result = loaded(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)), SMALL)
    assert [a.id for a in result.articles] == ["a.jsonl#1"]
    assert [name for name, _ in result.skipped] == ["a.jsonl#2", "a.jsonl#3"]
    assert "2,000 characters" in result.skipped[1][1]


def test_a_file_whose_records_are_all_bad_is_bad(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFile, match=r"2 records and none can be read; the first, a.json#1, has no text"
    ):
        loaded(tmp_path, "a.json", '[{"a": 1}, 2]')


# Bad files


def test_the_endings_that_are_read() -> None:
    assert frozenset({".txt", ".md", ".html", ".htm", ".json", ".jsonl"}) == FORMS


def test_endings_count_in_any_case(tmp_path: Path) -> None:
    assert one(tmp_path, "A.TXT", BODY).text == BODY


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "no text that can be read"),
        (
            "a.html",
            b"<html><body><nav>Home</nav><script>x</script></body></html>",
            "no text that can be read",
        ),
        ("a.txt", "\u200b\u200e\ufeff".encode(), "no text that can be read"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.txt", b"%PDF-1.4 ...", "is a PDF"),
        ("a.txt", bytes(range(256)), "binary"),
        ("a.pdf", b"text", r"no form that can be read \(.htm, .html, .json"),
        ("a.txt", b"x" * 20_000, r"0\.0 MB, more than the limit of 0\.01 MB.*file_limit_mb"),
        ("a.txt", b"word " * 300, "1,499 characters of text, more than the limit of 1,000.*article_limit"),
        ("a.md", b"word " * 500, "2,500 characters of text, more than the limit of 1,000.*article_limit"),
        ("a.json", b'{"name": "x"}', "no text under its keys .name.*articleBody"),
    ],
)
def test_a_file_that_gives_nothing_says_why(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told) as error:
        loaded(tmp_path, name, content, SMALL)
    assert error.value.name == name


def test_a_file_of_50_mb_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(50_000_000)  # takes no room on the disk
    with pytest.raises(UnreadableFile, match=r"has 50\.0 MB, more than the limit of 20 MB.*file_limit_mb"):
        load(tmp_path / "big.txt", "big.txt", Settings())


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is not there"):
        load(tmp_path / "a.txt", "a.txt", Settings())
    (tmp_path / "dir.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("dir.txt", "pipe.txt"):
        with pytest.raises(UnreadableFile, match="is no ordinary file"):
            load(tmp_path / name, name, Settings())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "El niño comió en Málaga. La señora lo vio."
    assert one(tmp_path, "a.txt", text.encode(encoding)).text == text


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from(sorted(FORMS)))
def test_any_bytes_give_articles_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, form: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{form}"
    path.write_bytes(data)
    try:
        assert all(article.text for article in load(path, f"any{form}", Settings()).articles)
    except UnreadableFile as error:
        assert error.name == f"any{form}"
