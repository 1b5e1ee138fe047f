"""Many ask while others sync: each answer is of one whole revision, and nothing stays open."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.settings import Settings
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.follow import Follower
from rag.types import Answer, Article, Hit, QueryVectors
from tests.fakes import FakeEmbedder
from tests.newsroom import build_here

SETTINGS = Settings(refuse_below=0, passage_words=20, passage_overlap=5)
TURNS = 12


def batch(turn: int) -> list[Article]:
    """Every article of a turn says which turn it is of; the number of articles changes as well."""
    said = "Council number {n} met for the {turn}th time and spoke of the ferry until noon."
    return [Article(f"a{n}", text=said.format(n=n, turn=turn)) for n in range(6)] + [
        Article("count", text=f"The ferry of turn {turn}th was counted by council number nine.")
    ]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(generation, "_run_child", build_here)
    with Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as archive:
        archive.add(batch(1))
        yield archive


def turns(texts: list[str]) -> set[str]:
    return {word for text in texts for word in text.split() if word.endswith("th")}


def of_one_turn(answer: Answer) -> None:
    """Turn n was taken in as revision n: all that an answer shows is of its own revision."""
    expected = {f"{answer.revision}th"}
    assert turns([hit.article.text for hit in answer.hits]) == expected
    assert turns([c.quote for c in answer.citations]) == expected
    assert turns([s.text for s in answer.sentences]) == expected
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def hits_of_one_turn(hits: list[Hit]) -> None:
    assert len(hits) == 7 and len(turns([hit.article.text for hit in hits])) == 1


def articles_of_one_turn(articles: list[Article]) -> None:
    assert len(articles) == 7 and len(turns([article.text for article in articles])) == 1


def test_who_asks_during_syncs_gets_one_whole_revision(archive: Archive) -> None:
    done = threading.Event()
    seen: set[int] = set()

    def until_done(look: Callable[[], None]) -> int:
        looks = 0
        while not done.is_set() or looks < 3:
            look()
            looks += 1
        return looks

    def ask() -> None:
        answer = archive.ask("What did the council say of the ferry?")
        of_one_turn(answer)
        seen.add(answer.revision)

    with ThreadPoolExecutor(5) as threads:
        running = [
            threads.submit(until_done, ask),
            threads.submit(until_done, ask),
            threads.submit(until_done, lambda: hits_of_one_turn(archive.search("ferry council", 20))),
            threads.submit(until_done, lambda: articles_of_one_turn(archive.articles())),
        ]
        try:
            for turn in range(2, TURNS + 1):
                assert archive.add(batch(turn)).revision == turn
        finally:
            done.set()
        assert all(looks.result() >= 3 for looks in running)
    assert archive.revision == TURNS and seen <= set(range(1, TURNS + 1)) and len(seen) > 1


def test_another_archive_object_sees_each_sync_with_its_next_question(archive: Archive) -> None:
    with Archive(archive.path, SETTINGS, embedder=FakeEmbedder()) as other:
        for turn in range(2, 6):
            of_one_turn(other.ask("What of the ferry?"))
            archive.add(batch(turn))
            answer = other.ask("What of the ferry?")
            of_one_turn(answer)
            assert answer.revision == turn


def test_closing_while_others_ask_harms_no_answer(archive: Archive) -> None:
    with ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(archive.ask, "What of the ferry?") for _ in range(30)]
        for _ in range(10):
            archive.close()
        for answer in answers:
            of_one_turn(answer.result())


def test_many_syncs_leave_no_file_and_no_copy_open(archive: Archive) -> None:
    def open_files() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    for turn in (2, 3):
        archive.add(batch(turn))
        archive.ask("What of the ferry?")
    before = open_files()
    for turn in range(4, 10):
        archive.add(batch(turn))
        archive.ask("What of the ferry?")
    assert open_files() <= before + 2


# Lending one index to many


@pytest.fixture
def follower(archive: Archive) -> Iterator[Follower]:
    with Catalog.open(archive.path) as catalog:
        follower = Follower(archive.path, catalog, "fake")
        yield follower
        follower.close()


def closings(index: object, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each closing of an index from now on."""
    closed: list[object] = []
    kind = type(index)
    close = kind.close
    monkeypatch.setattr(kind, "close", lambda self: (closed.append(self), close(self)))
    return closed


def test_all_get_the_same_index_until_another_is_published(archive: Archive, follower: Follower) -> None:
    with follower.index() as one, follower.index() as other:
        assert one is other
    with follower.index() as again:
        assert again is one
    archive.add(batch(2))
    with follower.index() as newer:
        assert newer is not one and newer.revision == 2


def test_who_is_reading_keeps_the_old_index_open(
    archive: Archive, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    with follower.index() as old:
        closed = closings(old, monkeypatch)
        archive.add(batch(2))
        with follower.index() as newer, follower.index():
            assert newer is not old and closed == []
        assert closed == [] and len(old.lexical.query("ferry", 10)) == 7
    assert closed == [old]
    follower.close()
    assert closed == [old, newer]
    follower.close()
    assert closed == [old, newer]


def test_closing_waits_for_who_is_reading(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    with follower.index() as index, follower.index():
        closed = closings(index, monkeypatch)
        follower.close()
        assert closed == [] and len(index.lexical.query("ferry", 10)) == 7
    assert closed == [index]
    with follower.index() as again:
        assert again is not index


def test_who_is_overtaken_by_several_syncs_reads_the_newest(archive: Archive) -> None:
    """Two syncs within one question: what it began to read is forgotten, generation and all."""

    class Slow(FakeEmbedder):
        overtaken = 0

        def query(self, question: str) -> QueryVectors:
            if self.overtaken < 3:
                self.overtaken += 1
                archive.add(batch(self.overtaken + 1))
                if self.overtaken < 3:
                    self.query(question)
            return super().query(question)

    for look in (
        lambda other: of_one_turn(other.ask("What of the ferry?")),
        lambda other: hits_of_one_turn(other.search("ferry council", 20)),
    ):
        with Archive(archive.path, SETTINGS, embedder=Slow()) as other:
            look(other)
