"""What an answer is about, by words that its articles share with the question, and how much tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.findings import Topic
from rag.store import generation
from rag.types import Answer, Article, Citation, Passage
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, build_here

HELD = (
    Article("a", text="The ferry of Brill was late. People waited.", published=date(2025, 1, 9)),
    Article("b", text="Ferries to Brill were full again.", published=date(2025, 1, 30)),
    Article("c", text="A ferry left Corvo at noon.", published=date(2025, 3, 1)),
    Article("d", text="The Brill ferry has a new captain."),
    Article("e", text="The bakery of Brill closed.", published=date(2025, 3, 2)),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        path: Path = tmp_path_factory.mktemp("topic") / "archive"
        with Archive(path, SETTINGS, embedder=FakeEmbedder()) as opened:
            opened.add(HELD)
            yield opened


def answer(question: str, *cited: Article, standalone: str = "") -> Answer:
    citations = (
        Citation(number, one, Passage("p", one.id, one.text, 0, 3), one.text[:3], 0, 3)
        for number, one in enumerate(cited, 1)
    )
    return Answer(question, "", citations=tuple(citations), standalone=standalone)


def test_it_counts_all_that_have_the_words_in_any_form(archive: Archive) -> None:
    found = archive.topic(answer("Was the ferry of Brill late?", HELD[0], HELD[1]))
    # `late` is not in b. Ferry: a, b, c, d; Brill: a, b, d, e; both: a, b and d, which has no date.
    assert set(found.words) == {"brill", "ferry"}
    assert (found.articles, found.months, found.undated) == (3, (("2025-01", 2),), 1)


def test_a_word_that_one_of_the_cited_lacks_is_no_topic(archive: Archive) -> None:
    found = archive.topic(answer("What of the ferry and the bakery of Brill?", HELD[0], HELD[4]))
    assert found.words == ("brill",)
    assert (found.articles, found.months) == (4, (("2025-01", 2), ("2025-03", 1)))


def test_a_follow_up_is_about_what_it_was_looked_for_as(archive: Archive) -> None:
    assert archive.topic(
        answer("And who waited?", HELD[2], standalone="Who waited for the ferry?")
    ).words == ("ferry",)


@pytest.mark.parametrize("question", ["Who was it?", "Which zebra was late?", ""])
def test_words_that_tell_nothing_or_are_in_none_make_no_topic(archive: Archive, question: str) -> None:
    assert archive.topic(answer(question, HELD[4])) == Topic()


def test_without_a_citation_there_is_no_topic(archive: Archive) -> None:
    assert archive.topic(answer("Was the ferry late?")) == Topic()
