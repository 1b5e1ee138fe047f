"""What a first sync that was stopped leaves behind, and a folder that lost all it had."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Archive
from rag.errors import NoArchive, NoFolder
from rag.store import generation
from rag.store.catalog import Catalog
from rag.types import Article
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, build_here, fill, finish, held, start_sync, stories, sync, texts_of


class Stops(FakeEmbedder):
    """Computes nothing while a sync runs, as one that is stopped right after its catalog is written."""

    stopped = True

    def embed(self, passages):  # type: ignore[no-untyped-def]
        if self.stopped:
            raise KeyboardInterrupt
        return super().embed(passages)


def test_articles_whose_vectors_are_not_computed_yet_are_found_all_the_same(tmp_path: Path) -> None:
    embedder = Stops()
    archive = Archive(tmp_path / "archive", SETTINGS, embedder=embedder)
    with pytest.raises(KeyboardInterrupt):
        archive.add([Article("ferry", "Ferry", text="The ferry to Arden leaves at noon on Friday.")])
    embedder.stopped = False
    (hit,) = archive.search("When does the ferry to Arden leave?")
    assert hit.article.id == "ferry" and dict(hit.parts)["tokens"] > 0.5
    answer = archive.ask("When does the ferry to Arden leave?")
    assert "noon on Friday" in answer.text and not answer.refused
    assert "dateline sync" in answer.notices[0]
    archive.close()


def test_a_catalog_without_its_tables_is_no_archive_yet_and_the_next_sync_makes_it(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "catalog.sqlite3").write_bytes(b"")
    with pytest.raises(NoArchive, match="dateline sync DIR"):
        Catalog.open(archive)
    news = stories(tmp_path / "news", 2)
    assert finish(start_sync(archive, news))[0] == 0
    assert held(archive) == texts_of(news)


def test_a_folder_that_gives_no_article_any_more_empties_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    archive, news = tmp_path / "archive", stories(tmp_path / "news", 2)
    sync(archive, news)
    kept = held(archive)
    for path in news.iterdir():
        path.unlink()
    fill(news, {"z.txt": ""})
    with pytest.raises(NoFolder, match=r"z\.txt.*nothing was changed"):
        sync(archive, news)
    assert held(archive) == kept
