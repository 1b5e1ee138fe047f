"""Conversations as files: each source named, and nothing in them does what its words say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from rag.types import Conflict, Turn
from tests.kept import ANNA, ASKED, CLOSED, TERMS, answer, had, refusal
from ui.kept.as_data import data
from ui.kept.as_html import page
from ui.kept.as_markdown import markdown
from ui.kept.store import Kept

DOCS = Path(__file__).parent.parent / "docs" / "conversations.md"
HOSTILE = (
    "<script>alert(1)</script> ![x](http://evil.example/x.png) [y](javascript:z) `# <img src=x onerror=q>"
)
NOW = datetime(2025, 3, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def kept() -> Iterator[Kept]:
    opened = Kept()
    yield opened
    opened.close()


@pytest.fixture
def id(kept: Kept) -> str:
    return had(kept, ANNA)


def test_an_export_names_each_source(kept: Kept, id: str) -> None:
    kept.add(ANNA, id, 2, "Who sells zebras?", refusal("Who sells zebras?"), TERMS)
    kept.rate(ANNA, id, 1, "up", "just what I needed")
    whole = kept.conversation(ANNA, id)
    for text in (markdown(whole, NOW), page(whole, NOW)):
        for told in (
            *(ASKED, CLOSED, "Quay closed", "The Courier", "6 May 2024", "https://courier.example/quay"),
            *("Who sells zebras?", "No article tells of zebras.", "Nearest passages", "just what I needed"),
            *("only articles published since 1 January 2024", "Rated good", "Jon Abel"),
            "Exported from Dateline on 31 March 2025, 12:00 UTC",
        ):
            assert told in text, told


def test_markdown_says_what_was_written_and_nothing_else(kept: Kept, id: str) -> None:
    """Held against a reader of CommonMark: not one link, picture, tag or list but those we make."""
    hostile = f"{HOSTILE}\n1. one\n- two\n# three\n    code\n> four\n---\n~~~"
    kept.add(ANNA, id, 2, hostile, answer(hostile), TERMS)
    kept.rate(ANNA, id, 2, "down", hostile)
    tokens = MarkdownIt().parse(markdown(kept.conversation(ANNA, id), NOW))
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inner]}
    assert kinds <= {
        *(
            f"{block}_{end}"
            for block in ("heading", "paragraph", "blockquote", "em", "link")
            for end in ("open", "close")
        ),
        *("inline", "text", "text_special", "softbreak"),
    }
    assert {t.attrs["href"] for t in inner if t.type == "link_open"} == {"https://courier.example/quay"}
    heads = [tokens[n + 1] for n, token in enumerate(tokens) if token.type == "heading_open"]
    shown = ["".join(c.content for c in head.children or ()) for head in heads]
    assert shown[3] == "2. " + " ".join(hostile.split())  # the title, the first question, its source, this


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)


def test_the_page_that_is_exported_runs_and_loads_nothing(kept: Kept, id: str) -> None:
    kept.add(ANNA, id, 2, HOSTILE, answer(HOSTILE), TERMS)
    kept.rate(ANNA, id, 2, "down", HOSTILE)
    kept.rename(ANNA, id, f"</title>{HOSTILE}")
    text = page(kept.conversation(ANNA, id), NOW)
    found = Tags(text)
    assert found.tags == set(
        "html head meta title style body h1 p section h2 sup a h3 ol li blockquote".split()
    )
    assert not any(name.startswith("on") or name in ("src", "style") for name, _ in found.attributes)
    links = {value for name, value in found.attributes if name == "href"}
    assert links == {"#source-1-1", "#source-2-1", "https://courier.example/quay"}
    assert "default-src 'none'" in text and text.count("&lt;script&gt;") == 4  # title twice, question, reason


def test_the_json_has_the_fields_that_are_documented(kept: Kept, id: str) -> None:
    clash = (Conflict("the day", ((1, "Monday"),), "disagreement"),)
    later = replace(TERMS, history=(Turn("user", ASKED),))
    kept.add(ANNA, id, 2, ASKED, replace(answer(), conflicts=clash), later)
    kept.rate(ANNA, id, 1, "up", "exact")
    body = json.loads(data(kept.conversation(ANNA, id), NOW))
    (cited,) = body["exchanges"][0]["answer"]["citations"]
    assert (cited["quote"], cited["title"], cited["outlet"]) == (CLOSED, "Quay closed", "The Courier")
    assert (cited["date"], cited["url"]) == ("2024-05-06", "https://courier.example/quay")
    assert body["exchanges"][0]["rating"] == {"thumb": "up", "reason": "exact"}
    assert body["exchanges"][0]["terms"]["after"] == "2024-01-01"
    documented = set(re.findall(r"^\| `([a-z_]+)`", DOCS.read_text("utf-8"), re.MULTILINE))
    assert documented == set(names(body))


def names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names(inner)
