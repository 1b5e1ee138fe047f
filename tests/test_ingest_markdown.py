"""Markdown: fields from the front matter, words without the syntax."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from rag.errors import UnreadableFile
from rag.ingest import markdown
from rag.types import Article

BODY = "The ships left the harbor on Monday. They will be back on Friday."


def one(name: str, text: str) -> Article:
    return markdown.read(text, name)


def test_markdown_has_its_fields_in_front_and_no_syntax_in_its_text() -> None:
    article = one(
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


def test_markdown_without_front_matter_has_its_first_heading_as_title() -> None:
    article = one("a.md", f"# Ships *leave*\n\n{BODY}\n\n---\n\nMore.")
    assert (article.title, article.text) == ("Ships leave", f"{BODY}\n\nMore.")
    assert one("b-c.md", BODY).title == "B c"


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title: Ships: they leave", "no valid YAML at line 2; put quotes"),
        ("title: [" + "[" * 5_000, "no valid YAML"),
        ("title: x\n" + "tags: y\n" * 2_000, "over 10,000 characters"),
        ("date: 2025-02-31", "no valid YAML"),
    ],
)
def test_bad_front_matter_is_told(front: str, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        one("a.md", f"---\n{front}\n---\n{BODY}")


def test_front_matter_that_unfolds_without_end_does_no_harm() -> None:
    names = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    article = markdown.read(f"---\n{names}author: *j\ntitle: x\n---\n{BODY}", "a.md")  # 10 ** 10 names
    assert (article.author, article.title) == ("", "x")


def test_rules_at_the_top_are_no_front_matter() -> None:
    assert one("a.md", f"---\n\n{BODY}").text == BODY


def test_front_matter_gives_the_hour_in_its_zone_and_what_a_newsroom_knows() -> None:
    article = one(
        "a.md",
        "---\npublished_at: 2025-03-04T23:30:00-05:00\nupdated: 2025-03-05T08:00:00-05:00\n"
        f"section: World\nlang: en-US\nguid: urn:post:7\n---\n# Ships leave\n\n{BODY}",
    )
    eastern = timezone(timedelta(hours=-5))
    assert article.published == date(2025, 3, 4)  # on the outlet's clock; in London it was the fifth
    assert article.published_at == datetime(2025, 3, 4, 23, 30, tzinfo=eastern)
    assert article.updated_at == datetime(2025, 3, 5, 8, tzinfo=eastern)
    assert (article.section, article.language, article.key) == ("World", "en", "urn:post:7")
    assert article.found == (
        ("title", "first heading"),
        ("published", "front matter publishedat"),
        ("updated", "front matter updated"),
        ("section", "front matter section"),
        ("language", "front matter lang"),
        ("key", "front matter guid"),
    )


def test_the_title_of_the_front_matter_counts_before_another_heading() -> None:
    article = one("a.md", f"---\nheadline: Ships leave\n---\n# Monday\n\n{BODY}")
    assert (article.title, article.text.split("\n")[0]) == ("Ships leave", "Monday")
    assert article.found == (("title", "front matter headline"),)
