"""The process that builds, started before it is known what there is to build."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.index import add_articles
from rag.store import builder, generation
from rag.store.builder import Ahead, Builder
from rag.store.catalog import Catalog
from rag.types import Article
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, held, story


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Builder]:
    """Every builder that is started, in order."""
    made: list[Builder] = []

    class Counted(Builder):
        def __init__(self, archive: Path) -> None:
            super().__init__(archive)
            made.append(self)

    monkeypatch.setattr(builder, "Builder", Counted)
    monkeypatch.setattr(generation, "Builder", Counted)
    return made


def test_many_new_articles_are_built_by_the_one_process_that_was_started_ahead(
    tmp_path: Path, begun: list[Builder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "MANY", 3)
    articles = [Article(f"a{n}", text=story(n)) for n in range(3)]
    with Catalog.open(tmp_path / "archive", write=True) as catalog:
        report = add_articles(catalog.archive, catalog, articles, FakeEmbedder(), SETTINGS)
    assert (report.added, report.revision) == (3, 1)
    assert held(tmp_path / "archive") == {article.id: article.text for article in articles}
    assert [one._process.returncode for one in begun] == [0]


def test_few_articles_start_none_ahead_and_one_not_needed_is_ended(
    tmp_path: Path, begun: list[Builder]
) -> None:
    with Ahead(tmp_path) as ahead:
        ahead.expect(builder.MANY - 1)
        assert ahead.builder is None and begun == []
        ahead.expect(builder.MANY)
        ahead.expect(builder.MANY)
    assert len(begun) == 1 and begun[0]._process.returncode is not None


def test_one_that_died_before_its_work_says_how(tmp_path: Path) -> None:
    """The sync then tells the person; `generation` makes the words."""
    dead = Builder(tmp_path)
    dead._process.kill()
    dead._process.wait()
    code, said = dead.build(1, "fake", tmp_path)
    dead.end()
    assert (code, said) == (-9, "")
