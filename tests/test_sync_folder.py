"""A folder and the archive that follows it: what comes in, changes, goes, stays and is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import ArchiveReadOnly, NoModel
from rag.index import add_articles, sync_folder
from rag.settings import Settings
from rag.store import generation
from rag.store.catalog import Catalog
from rag.types import Article, IndexReport
from tests.fakes import FakeEmbedder
from tests.newsroom import (
    SETTINGS,
    ReadsHere,
    build_here,
    fill,
    held,
    reading,
    stories,
    story,
    sync,
    texts_of,
)


@pytest.fixture(autouse=True)
def quick_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three articles: arden-0.txt, brill-1.txt, corvo-2.txt."""
    return stories(tmp_path / "news", 3)


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


def names(archive: Path) -> list[str]:
    return sorted(held(archive))


def test_a_folder_comes_in_whole(archive: Path, news: Path) -> None:
    fill(news, {"2024/march/delph.txt": story(3)})
    report = sync(archive, news)
    assert counts(report) == (4, 0, 0, 0)
    assert report.skipped == () and report.revision == 1 and report.seconds > 0
    assert held(archive) == texts_of(news)
    assert names(archive) == ["2024/march/delph.txt", "arden-0.txt", "brill-1.txt", "corvo-2.txt"]
    with reading(archive) as (catalog, index):
        assert report.passages == report.embedded == catalog.counts(1).passages
        assert catalog.article("arden-0.txt", index.revision).path == "arden-0.txt"  # type: ignore[union-attr]


def test_an_unchanged_folder_costs_nothing(
    archive: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(archive, news)
    before = {path: path.stat().st_mtime_ns for path in (archive / "index").rglob("*")}

    def parsed(*_: object) -> None:
        raise AssertionError("a file was parsed again")

    monkeypatch.setattr("rag.ingest.load.read_leaf", parsed)
    monkeypatch.setattr("rag.index.child.Child.__init__", parsed)
    monkeypatch.setattr("rag.ingest.chunk.chunk", parsed)
    embedder = FakeEmbedder()
    report = sync(archive, news, embedder)
    assert counts(report) == (0, 0, 3, 0)
    assert (report.embedded, embedder.embedded, report.revision) == (0, 0, 1)
    assert before == {path: path.stat().st_mtime_ns for path in (archive / "index").rglob("*")}


def test_what_changes_is_replaced_and_only_that_is_embedded(archive: Path, news: Path) -> None:
    sync(archive, news)
    fill(news, {"brill-1.txt": story(1).replace("two winters", "three winters"), "new.txt": story(8)})
    (news / "corvo-2.txt").unlink()
    embedder = FakeEmbedder()
    report = sync(archive, news, embedder)
    assert counts(report) == (1, 1, 1, 1)
    assert held(archive) == texts_of(news)
    assert "three winters" in held(archive)["brill-1.txt"]
    assert report.embedded == embedder.embedded
    with reading(archive) as (catalog, index):
        new = {p.text for id in ("brill-1.txt", "new.txt") for p in catalog.passages_of(id, index.revision)}
        old = {p.text for p in catalog.passages_of("brill-1.txt", 1)}
        assert report.embedded == len(new - old) < len(new)


def test_a_file_moved_to_another_name_is_not_embedded_again(archive: Path, news: Path) -> None:
    sync(archive, news)
    (news / "brill-1.txt").rename(news / "moved.txt")
    report = sync(archive, news)
    assert counts(report) == (1, 0, 2, 1) and report.embedded == 0
    assert names(archive) == ["arden-0.txt", "corvo-2.txt", "moved.txt"]


def test_of_two_files_with_one_article_the_first_is_kept(archive: Path, news: Path) -> None:
    fill(news, {"copy.txt": story(0)})
    report = sync(archive, news)
    assert counts(report) == (3, 0, 0, 0)
    assert report.skipped == (("copy.txt", "has the same text as arden-0.txt"),)
    again = sync(archive, news)
    assert counts(again) == (0, 0, 3, 0) and again.skipped == report.skipped
    (news / "arden-0.txt").unlink()  # now the copy, whose bytes did not change, comes in
    report = sync(archive, news)
    assert counts(report) == (1, 0, 2, 1) and report.skipped == () and report.embedded == 0
    assert names(archive) == ["brill-1.txt", "copy.txt", "corvo-2.txt"]


def test_each_folder_owns_its_articles_alone(archive: Path, news: Path, tmp_path: Path) -> None:
    sync(archive, news)
    other = stories(tmp_path / "wire", 2)
    fill(other, {"arden-0.txt": "Another story\n\nIn Arden the well ran dry. The council met at once."})
    assert counts(sync(archive, other)) == (2, 0, 0, 0)
    assert names(archive) == [
        "arden-0.txt",
        "brill-1.txt",
        "corvo-2.txt",
        "wire/arden-0.txt",
        "wire/brill-1.txt",
    ]
    assert "well ran dry" in held(archive)["wire/arden-0.txt"]
    (news / "arden-0.txt").unlink()
    assert counts(sync(archive, news)) == (0, 0, 2, 1)
    assert counts(sync(archive, other)) == (0, 0, 2, 0)  # its ids stay what they were
    assert names(archive) == ["brill-1.txt", "corvo-2.txt", "wire/arden-0.txt", "wire/brill-1.txt"]
    (tmp_path / "link").symlink_to(other)  # the same folder by another name
    assert counts(sync(archive, tmp_path / "link")) == (0, 0, 2, 0)


def test_what_was_added_in_memory_stays(archive: Path, news: Path) -> None:
    with Catalog.open(archive, write=True) as catalog:
        add_articles(archive, catalog, [Article("brill-1.txt", text=story(9))], FakeEmbedder(), SETTINGS)
        sync_folder(archive, catalog, news, FakeEmbedder(), SETTINGS)
    assert names(archive) == ["arden-0.txt", "brill-1.txt", "corvo-2.txt", "news/brill-1.txt"]
    assert held(archive)["brill-1.txt"] == story(9)


def test_other_settings_cut_the_archive_anew_and_keep_what_is_the_same(archive: Path, news: Path) -> None:
    sync(archive, news)
    embedder = FakeEmbedder()
    report = sync(archive, news, embedder, Settings(passage_words=60, passage_overlap=0))
    assert counts(report) == (0, 0, 3, 0) and report.revision == 2
    assert 0 < embedder.embedded == report.embedded <= report.passages < 15
    assert held(archive) == texts_of(news)
    again = sync(archive, news, embedder, Settings(passage_words=61, passage_overlap=0))
    assert (again.revision, again.embedded) == (2, 0)  # one word more made no other passage


def test_another_loader_reads_every_file_again(
    archive: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(archive, news)
    monkeypatch.setattr("rag.index.folder.LOADER", "another")
    monkeypatch.setattr(
        "rag.ingest.load._checked", lambda article, *_: Article(article.id, text="The same words.")
    )
    report = sync(archive, news)
    assert report.updated == 1 and len(report.skipped) == 2  # all three are one article now


def test_another_embedder_embeds_everything_and_says_so_first(archive: Path, news: Path) -> None:
    sync(archive, news)
    stages: list[str] = []
    new = FakeEmbedder("new", dimension=8)
    with Catalog.open(archive, write=True) as catalog:
        report = sync_folder(archive, catalog, news, new, SETTINGS, lambda stage, *_: stages.append(stage))
    assert "embedding everything again, now with new in place of fake" in stages
    assert counts(report) == (0, 0, 3, 0)
    assert report.embedded == new.embedded == report.passages
    assert held(archive, "new") == texts_of(news)
    old = FakeEmbedder()
    assert sync(archive, news, old).embedded == 0  # its generation and vectors were kept
    assert held(archive) == texts_of(news)


@pytest.mark.parametrize("kept", [True, False])
def test_a_sync_mends_a_damaged_generation_without_embedding(archive: Path, news: Path, kept: bool) -> None:
    sync(archive, news)
    damaged = generation.current(archive)
    assert damaged is not None
    (damaged / "lexical" / "meta.json").write_text("{}")
    if not kept:
        (archive / "index" / "CURRENT").unlink()
    embedder = FakeEmbedder()
    report = sync(archive, news, embedder)
    assert (embedder.embedded, report.revision) == (0, 1)
    with reading(archive) as (_, index):
        assert (index.notice, index.name) == ("", "gen-00000001-2")
    assert held(archive) == texts_of(news)


def test_an_embedder_that_leaves_passages_out_is_told_and_the_old_archive_serves(
    archive: Path, news: Path
) -> None:
    class Lazy(FakeEmbedder):
        def embed(self, passages: object) -> object:
            return list(super().embed(passages))[:-1]  # type: ignore[arg-type]

    sync(archive, news)
    before = held(archive)
    fill(news, {"new.txt": story(8)})
    with pytest.raises(NoModel, match="embedder fake made 4 vectors for 5 passages"):
        sync(archive, news, Lazy())
    assert held(archive) == before
    assert sync(archive, news).embedded == 1
    assert held(archive) == texts_of(news)


def test_a_catalog_opened_for_reading_cannot_be_synced(archive: Path, news: Path) -> None:
    sync(archive, news)
    fill(news, {"new.txt": story(8)})
    with Catalog.open(archive) as catalog, pytest.raises(ArchiveReadOnly):
        sync_folder(archive, catalog, news, FakeEmbedder(), SETTINGS)


def test_progress_ends_where_it_said_it_would(archive: Path, news: Path) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    with Catalog.open(archive, write=True) as catalog:
        sync_folder(
            archive,
            catalog,
            news,
            FakeEmbedder(),
            SETTINGS,
            lambda stage, *at: seen.setdefault(stage, []).append(at),
        )
    assert list(seen) == ["reading", "embedding", "building"]
    for steps in seen.values():
        assert steps[0][0] == 0 and steps[-1][0] == steps[-1][1] > 0
        assert steps == sorted(steps)


EDITS = st.lists(
    st.dictionaries(
        st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.txt", "z.md"]),
        st.none() | st.sampled_from([story(1), story(2), story(3), story(4) + "\n\n" + story(5)]),
        min_size=1,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_many_syncs_leave_what_one_would(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    edits: list[dict[str, str | None]],
) -> None:
    """Of each edit None removes the file; a text may come and go under several names."""
    monkeypatch.setattr(generation, "ensure", lambda *_: True)  # what is compared is the catalog
    home = tmp_path_factory.mktemp("many")
    for edit in edits:
        fill(home / "news", {name: text for name, text in edit.items() if text is not None})
        for name in (name for name, text in edit.items() if text is None):
            (home / "news" / name).unlink(missing_ok=True)
        if any((home / "news").rglob("*.[tm]*")):
            sync(home / "step by step", home / "news")
    if not any((home / "news").rglob("*.[tm]*")):
        return
    sync(home / "at once", home / "news")
    held_by = []
    for archive in (home / "step by step", home / "at once"):
        with Catalog.open(archive) as catalog:
            latest = catalog.revision
            held_by.append(
                (catalog.articles(latest), catalog.passages(latest), catalog.matrix(latest, "fake")[0])
            )
    assert held_by[0] == held_by[1]
    assert [p.id for p in held_by[0][1]] == held_by[0][2]
