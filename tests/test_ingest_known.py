"""What the text tells of an article: only where its metadata told nothing, and only what is sure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.known import complete
from rag.ingest.language import language_of
from rag.types import Article

STORY = (
    "The port reopened on Tuesday, officials said. Forty ships that had waited for three days left before "
    "noon, and the harbor was quiet again."
)
TEXT = f"By Ann Lee and Bo Chan\nLINDOS, April 8 (Reuters) — {STORY}"
NINTH = datetime(2025, 4, 9, 8, tzinfo=UTC)


def test_the_text_tells_what_the_metadata_does_not() -> None:
    article = complete(Article(id="a", text=TEXT))
    assert (article.author, article.dateline) == ("Ann Lee, Bo Chan", "LINDOS, April 8")
    assert (article.agency, article.language) == ("Reuters", "en")
    assert article.published is None  # April 8 of which year?
    assert dict(article.found) == {
        "author": "byline",
        "dateline": "dateline",
        "agency": "dateline",
        "language": "text",
    }
    assert (article.id, article.title, article.text) == ("a", "", TEXT)


def test_metadata_come_first() -> None:
    told = Article(
        id="a",
        text=TEXT,
        author="Cy Diaz",
        dateline="AT SEA",
        agency="dpa",
        language="es",
        published=date(2020, 1, 1),
        found=(("author", "metadata: author"),),
    )
    assert complete(told) == told


@pytest.mark.parametrize(
    "article", [Article(id="a", text=TEXT, updated_at=NINTH), Article(id="b"), Article(id="c", text=STORY)]
)
def test_complete_again_nothing_changes(article: Article) -> None:
    assert complete(complete(article)) == complete(article)


# The day of a dateline


@pytest.mark.parametrize(
    ("day", "known", "published"),
    [
        ("April 8, 2025", Article(id="a"), date(2025, 4, 8)),
        ("8 avril 2025", Article(id="a"), date(2025, 4, 8)),
        ("April 8", Article(id="a"), None),
        ("April 8", Article(id="a", updated_at=NINTH), date(2025, 4, 8)),
        ("April 8", Article(id="a", url="https://post.example/2025/04/port"), date(2025, 4, 8)),
        ("April 8", Article(id="a", url="https://post.example/port-2025"), None),
        ("Dec. 31", Article(id="a", updated_at=NINTH), date(2024, 12, 31)),  # not after it was updated
        ("Tuesday", Article(id="a", updated_at=NINTH), None),
        ("Feb. 30", Article(id="a", updated_at=NINTH), None),
    ],
)
def test_a_day_counts_with_its_year_only(day: str, known: Article, published: date | None) -> None:
    article = complete(replace(known, text=f"LINDOS, {day} (Reuters) — {STORY}"))
    assert article.published == published
    assert (("published", "dateline") in article.found) is (published is not None)


# The agency


@pytest.mark.parametrize(
    ("article", "agency", "where"),
    [
        (Article(id="a", text=TEXT, author="Ann Lee, Associated Press"), "AP", "author"),
        (Article(id="a", text=f"By Ann Lee, AFP\nLINDOS (Reuters) — {STORY}"), "AFP", "byline"),
        (Article(id="a", text=f"{STORY}\n© 2025 AFP"), "AFP", "last lines"),
        (Article(id="a", text=TEXT, source="AP News"), "Reuters", "dateline"),
        (Article(id="a", text=STORY, source="AP News"), "AP", "source"),
        (Article(id="a", text=f"{STORY} Reuters reported it first."), "", ""),
    ],
)
def test_the_agency_is_the_one_that_is_credited(article: Article, agency: str, where: str) -> None:
    found = complete(article)
    assert (found.agency, dict(found.found).get("agency", "")) == (agency, where)


def test_a_dateline_below_the_title_and_the_byline_is_found() -> None:
    article = complete(Article(id="a", text=f"Port reopens\n\nBy Ann Lee\n\nLINDOS (AP) — {STORY}"))
    assert (article.author, article.dateline, article.agency) == ("Ann Lee", "LINDOS", "AP")


def test_a_dateline_far_below_is_of_another_story() -> None:
    article = complete(Article(id="a", text=f"{STORY}\n" * 5 + f"LINDOS (AP) — {STORY}"))
    assert (article.dateline, article.agency) == ("", "")


def test_whoever_reported_is_the_author_where_no_byline_stands() -> None:
    article = complete(Article(id="a", text=f"{STORY}\n(Reporting by Ann Lee; Editing by Bo Chan)"))
    assert (article.author, dict(article.found)["author"]) == ("Ann Lee", "last lines")


# The language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STORY, "en"),
        (
            "El puerto volvió a abrir el martes, dijo la ministra. Cuarenta barcos salieron al amanecer.",
            "es",
        ),
        (
            "Der Hafen wurde am Dienstag wieder geöffnet, sagte die Ministerin. Vierzig Schiffe liefen aus.",
            "de",
        ),
        ("Le port a rouvert mardi, a déclaré la ministre. Quarante navires sont partis avant midi.", "fr"),
        (
            "O porto reabriu na terça-feira, disse a ministra. Quarenta navios partiram de madrugada.",
            "pt",
        ),
        (
            "Il porto ha riaperto martedì, ha detto la ministra. Quaranta navi sono partite all'alba.",
            "it",
        ),
        ("Порт вновь открылся во вторник, сообщила министр. Сорок кораблей вышли в море до полудня.", "ru"),
        ("The port.", ""),  # too short to be sure
        ("1 2 3 4 5 6 7 8 9 " * 20, ""),
        ("", ""),
    ],
)
def test_the_language_is_told_where_it_is_sure(text: str, language: str) -> None:
    assert language_of(text) == language


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_any_article_is_completed(text: str, author: str, source: str) -> None:
    article = Article(id="a", text=text, author=author, source=source)
    found = complete(article)
    assert (found.text, found.source) == (text, source)
    assert not author or found.author == author
