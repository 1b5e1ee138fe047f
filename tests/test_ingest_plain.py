"""Plain text: its first lines are fields only where they are nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from rag.ingest import plain
from rag.types import Article

BODY = "The ships left the harbor on Monday. They will be back on Friday."


def one(name: str, text: str) -> Article:
    return plain.read(text, name)


def test_the_first_lines_of_a_text_give_its_fields() -> None:
    head = "Ships Leave the Harbor\nBy Ann Lee and Bo Ruiz\nMarch 4, 2025\nSource: The Harbor Post\n\n"
    assert one("news/ships.txt", head + BODY) == Article(
        id="news/ships.txt",
        title="Ships Leave the Harbor",
        source="The Harbor Post",
        text=BODY,
        published=date(2025, 3, 4),
        author="Ann Lee, Bo Ruiz",
        path="news/ships.txt",
        found=(
            ("title", "first line"),
            ("author", "byline"),
            ("source", "first lines"),
            ("published", "first lines"),
        ),
    )


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Lee, Associated Press",
        "By Ann Lee | AP | March 4, 2025",
        "By ANN LEE of The Associated Press",
        "AP | March 4, 2025",
    ],
)
def test_a_byline_gives_the_agency_it_credits(line: str) -> None:
    article = one("a.txt", f"Ships Leave\n{line}\n\n{BODY}")
    assert (article.agency, article.text) == ("AP", BODY)
    assert article.author.casefold() == ("" if line.startswith("AP") else "ann lee")
    assert ("agency", "byline") in article.found


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
def test_heads_of_several_kinds_are_read(head: str) -> None:
    article = one("a.txt", head + BODY)
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
def test_what_is_no_head_stays_in_the_text(text: str) -> None:
    article = one("two-ships_left.txt", text)
    assert article.text == text
    assert (article.title, article.author, article.published) == ("Two ships left", "", None)


@pytest.mark.parametrize(
    "line", ["LIMA, March 4, 2025", "By Friday they will be back", "By Friday", "May 2025", "3 of 4"]
)
def test_a_line_under_the_title_that_is_no_byline_or_date_opens_the_story(line: str) -> None:
    assert one("a.txt", f"Ships Leave\n{line}\n{BODY}").text == f"{line}\n{BODY}"


def test_a_text_that_is_all_head_is_all_text() -> None:
    assert one("a.txt", "Ships leave\nBy Ann Lee\nMarch 4, 2025").text.startswith("Ships leave")
    assert one("a.txt", "Ships leave").text == "Ships leave"
