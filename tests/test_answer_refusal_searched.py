"""What a refusal tells: what was searched, and which words no article has."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answer.refusal import told
from rag.answer.searched import searched_words
from rag.archive import Archive
from rag.retrieve.survey import survey
from rag.settings import Settings
from rag.store.lexical import write_lexical
from rag.store.records import Shelf
from rag.types import Article, Scope, Searched
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.usefixtures("synced_here")

MARCH, MAY = date(2025, 3, 4), date(2025, 5, 1)
SHELVES = [Shelf(MARCH, "AP", 2), Shelf(MAY, "Reuters", 3), Shelf(None, "AP", 1), Shelf(MAY, "", 4)]
NEWS = [
    Article("one", text="The ferry of Corvo carried goats.", source="AP", published=MARCH),
    Article("two", text="The bakery of Brill sells bread.", source="Reuters", published=MAY),
    Article("three", text="Nobody dates the library of Esker."),
]


@pytest.mark.parametrize(
    ("scope", "articles", "first", "last", "outlets", "undated"),
    [
        (Scope(), 10, MARCH, MAY, ("AP", "Reuters"), 1),
        (Scope(after=date(2025, 4, 1)), 7, MAY, MAY, ("Reuters",), 0),
        (Scope(before=MARCH), 2, MARCH, MARCH, ("AP",), 0),
        (Scope(sources=frozenset({"AP"})), 3, MARCH, MARCH, ("AP",), 1),
        (Scope(after=date(2026, 1, 1)), 0, None, None, (), 0),
    ],
)
def test_only_what_lies_in_the_scope_was_searched(
    scope: Scope, articles: int, first: date | None, last: date | None, outlets: tuple[str, ...], undated: int
) -> None:
    found = survey(SHELVES, write_lexical(None, []), (), scope)
    assert found == Searched(articles, first, last, outlets, undated)


@pytest.mark.parametrize(
    ("searched", "line"),
    [
        (Searched(1), "Searched: 1 article."),
        (
            Searched(3, MARCH, MAY, ("AP", "Reuters"), 1),
            "Searched: 3 articles of AP and Reuters, 4 March 2025 to 1 May 2025, 1 without a date.",
        ),
        (
            Searched(1200, MAY, MAY, ("A", "B", "C", "D", "E")),
            "Searched: 1,200 articles of A, B, C and 2 other outlets, 1 May 2025.",
        ),
        (Searched(2, None, None, (), 2), "Searched: 2 articles, none with a date."),
        (Searched(0), "Searched: no article is of these dates and outlets."),
    ],
)
def test_what_was_searched_is_told_in_a_line(searched: Searched, line: str) -> None:
    assert searched_words(searched) == line


def test_words_that_no_article_has_are_named_as_they_were_asked() -> None:
    searched = Searched(3, unknown=("zubrowka", "price"))
    reason = told("Which price has Zubrowka?", "It does not say.", searched)
    assert reason == "It does not say. No article mentions “Zubrowka” or “price”."
    assert told("Which price?", "It does not say.", Searched(3)) == "It does not say."
    assert told("Which price?", "It does not say.", None) == "It does not say."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    made = Archive(
        tmp_path_factory.mktemp("news") / "archive", Settings(refuse_below=1), embedder=FakeEmbedder()
    )
    made.add(NEWS)
    return made


def test_a_refusal_says_what_was_searched_and_which_word_no_article_has(archive: Archive) -> None:
    answer = archive.ask("What price did Corvo pay for the zeppelin?")
    assert answer.refused
    assert answer.searched == Searched(
        3, MARCH, MAY, ("AP", "Reuters"), undated=1, unknown=("price", "pay", "zeppelin")
    )
    assert answer.reason.endswith("No article mentions “price” or “pay” or “zeppelin”.")
    assert answer.hits


def test_another_form_of_a_word_is_that_word(archive: Archive) -> None:
    searched = archive.ask("Why would goat carrying ferries sell a zeppelin?").searched
    assert searched is not None and searched.unknown == ("zeppelin",)


def test_what_an_article_outside_of_the_scope_has_is_not_there(archive: Archive) -> None:
    searched = archive.ask("Which goats are in the bakery?", sources=["Reuters"]).searched
    assert searched is not None
    assert (searched.articles, searched.outlets, searched.unknown) == (1, ("Reuters",), ("goats",))


def test_it_is_counted_anew_once_articles_came(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Archive(
        tmp_path_factory.mktemp("grown") / "archive", Settings(refuse_below=1), embedder=FakeEmbedder()
    ) as grown:
        grown.add(NEWS[:1])
        first = grown.ask("Which zeppelin?").searched
        grown.add(NEWS[1:])
        then = grown.ask("Which zeppelin?").searched
    assert first is not None and then is not None
    assert (first.articles, then.articles) == (1, 3)
