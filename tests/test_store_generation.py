"""A generation from its build to its end: what is in it, who reads it, what happens when it fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rag.errors import BuildFailed, NoArchive, NoSpace
from rag.store import generation, private
from rag.store.catalog import Catalog
from rag.store.exact import ExactIndex
from rag.store.manifest import MANIFEST, check_files, read_manifest
from rag.store.reader import open_generation
from tests.fakes import FakeEmbedder
from tests.newsroom import TOWNS, ReadsHere, build_here, fill, held, reading, stories, story, sync

QUESTION = "What did the repairs of the Corvo library cost?"


@pytest.fixture(scope="module")
def twice_synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two generations: six articles, then a seventh."""
    home = tmp_path_factory.mktemp("newsroom")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        sync(home / "archive", stories(home / "news", 6))
        sync(home / "archive", fill(home / "news", {"late.txt": story(7)}))
    return home / "archive"


@pytest.fixture
def archive(twice_synced: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(twice_synced, tmp_path / "archive"))


def newest(archive: Path) -> Path:
    return archive / "index" / "gen-00000002"


def answers(archive: Path, embedder: str = "fake") -> tuple[list[str], list[str], str, str]:
    """The five best by vectors and by words, the generation's name, and the notice."""
    with reading(archive, embedder) as (_, index):
        dense = index.vectors.query(FakeEmbedder().query(QUESTION).passage, 5)
        lexical = index.lexical.query(QUESTION, 5)
        return [id for id, _ in dense], [id for id, _ in lexical], index.name, index.notice


def files_of(folder: Path) -> list[str]:
    return [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]


def test_the_published_generation_answers_without_a_notice(archive: Path) -> None:
    dense, lexical, name, notice = answers(archive)
    assert dense[0].startswith("corvo-2.txt:") and lexical[0].startswith("corvo-2.txt:")
    assert (name, notice) == ("gen-00000002", "")
    assert len(held(archive)) == 7
    assert read_manifest(newest(archive)).recall == 1.0


def test_a_generation_says_all_that_is_in_it(archive: Path) -> None:
    manifest = read_manifest(newest(archive))
    assert sorted([*manifest.files, MANIFEST]) == files_of(newest(archive))
    with Catalog.open(archive) as catalog:
        assert (manifest.articles, manifest.passages) == catalog.counts(2)
        assert manifest.corpus == catalog.corpus(2)
    assert (manifest.embedder, manifest.dimension, manifest.revision) == ("fake", 32, 2)


def test_without_any_sync_there_is_no_archive(tmp_path: Path) -> None:
    with (
        Catalog.open(tmp_path / "archive", write=True) as catalog,
        pytest.raises(NoArchive, match="run `dateline sync DIR`"),
    ):
        open_generation(tmp_path / "archive", catalog, "fake")


def test_a_reader_sees_that_another_generation_was_published(archive: Path, tmp_path: Path) -> None:
    with reading(archive) as (catalog, index):
        assert index.is_current()
        sync(archive, stories(tmp_path / "other", 1))
        assert not index.is_current()
        assert index.revision == 2
        # its own revision is still there, whole
        assert index.lexical.query(QUESTION, 1)[0][0].startswith("corvo-2.txt:")
        assert len(catalog.passages(2)) == index.lexical.size
        assert catalog.revision == 3


def test_reading_changes_no_byte_of_a_generation(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "LINKED", 1)  # every file but SQLite's is the very same file
    manifest = read_manifest(newest(archive))
    for _ in range(3):
        held(archive)
    check_files(newest(archive), manifest)
    assert sorted([*manifest.files, MANIFEST]) == files_of(newest(archive))


def private_copies() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob(f"{private.PREFIX}*")}


def test_private_copies_go_when_their_reader_closes_or_dies(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    with reading(archive):
        assert len(private_copies()) == 1
        with reading(archive):
            assert len(private_copies()) == 2  # a living reader's copy is left alone
    assert private_copies() == set()
    script = (
        "import os, sys; from pathlib import Path; from rag.store.catalog import Catalog\n"
        "from rag.store.reader import open_generation\n"
        "index = open_generation(Path(sys.argv[1]), Catalog.open(Path(sys.argv[1])), 'fake')\n"
        "os.kill(os.getpid(), 9) if sys.argv[2] == 'kill' else sys.exit()"
    )
    env = {**os.environ, "TMPDIR": str(tmp_path / "temp")}
    subprocess.run([sys.executable, "-c", script, archive, "exit"], env=env, check=True)
    assert private_copies() == set()
    assert (
        subprocess.run([sys.executable, "-c", script, archive, "kill"], env=env, check=False).returncode == -9
    )
    assert len(private_copies()) == 1
    with reading(archive):
        assert len(private_copies()) == 1
    assert private_copies() == set()


def test_no_room_for_a_private_copy_leaves_the_exact_search(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private, "_bring", full)
    with reading(archive) as (_, index):
        assert isinstance(index.vectors, ExactIndex)
        assert "gen-00000002 cannot be copied to be read: [Errno 28] No space left on device" in index.notice


def test_the_build_process_starts_without_the_heavy_packages() -> None:
    script = "import sys, rag.store.build; print(*sorted(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert {"chromadb", "tantivy", "numpy"} <= set(found.split())
    assert not {"torch", "transformers", "gradio", "trafilatura", "langchain_core", "dateparser"} & set(
        found.split()
    )


def test_a_build_that_dies_is_told_in_a_line_and_what_was_published_serves(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(archive)
    monkeypatch.setenv("DATELINE_CRASH_AT", "after_manifest")
    with pytest.raises(BuildFailed, match="ended by SIGKILL; the old one still serves"):
        sync(archive, stories(tmp_path / "other", 2))
    assert held(archive) == before
    assert not list((archive / "index").glob("tmp-*"))
    monkeypatch.delenv("DATELINE_CRASH_AT")
    assert sync(archive, tmp_path / "other").embedded == 0
    assert set(held(archive)) == {*before, "other/arden-0.txt", "other/brill-1.txt"}


def test_a_build_ends_with_its_parent(archive: Path, tmp_path: Path) -> None:
    """A parent that dies leaves a closed pipe; the build then stops where it is."""
    job = {"revision": 2, "embedder": "fake", "folder": str(tmp_path)}
    command = [sys.executable, "-m", "rag.store.build", archive]
    for said in (b"", json.dumps(job).encode()[:9], json.dumps(job).encode() + b"\n"):
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert child.communicate(said, timeout=60) == (b"", None)  # this closes the pipe
        assert child.returncode == 1
    assert not (tmp_path / MANIFEST).exists()


@pytest.mark.parametrize(
    ("code", "said", "error", "message"),
    [
        (
            1,
            '{"error": "BuildFailed", "reason": "it finds 90%"}',
            BuildFailed,
            "built: it finds 90%; the old one",
        ),
        (1, '{"error": "NoSpace", "reason": "full"}', NoSpace, "about 5 MB are needed"),
        (1, "Traceback\nOSError: [Errno 28] No space left on device", NoSpace, "MB are free"),
        (1, "Traceback\nMemoryError", BuildFailed, "built: MemoryError; the old one still serves"),
        (-9, "", BuildFailed, "ended by SIGKILL"),
        (-6, "memory allocation of 99 bytes failed", BuildFailed, "ended by SIGABRT"),
    ],
)
def test_the_child_s_last_words_become_our_errors(
    tmp_path: Path, code: int, said: str, error: type[Exception], message: str
) -> None:
    told = generation._failure(tmp_path, code, said, 5_000_000)
    assert type(told) is error and message in str(told)


def test_an_index_that_does_not_find_what_it_holds_is_not_published(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.store import build

    def careless(folder: Path, ids: list[str], matrix: object, graph: object) -> None:
        write(folder, ids, matrix[::-1], graph)  # type: ignore[index,arg-type]

    write = build.write_vectors
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    monkeypatch.setattr(build, "write_vectors", careless)
    with pytest.raises(BuildFailed, match=r"the vector index finds .*% of what it holds, 98% are needed"):
        sync(archive, stories(tmp_path / "other", 2))
    assert answers(archive)[2] == "gen-00000002"


def test_a_graph_that_finds_too_little_is_made_anew_with_more_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.store import build

    poor = {"space": "cosine", "max_neighbors": 2, "ef_construction": 2, "ef_search": 1}
    tried = []

    def noted(*args: object) -> None:
        tried.append(args[-1])
        write(*args)  # type: ignore[arg-type]

    write = build.write_vectors
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    monkeypatch.setattr(build, "write_vectors", noted)
    monkeypatch.setattr(build, "GRAPHS", (poor, *build.GRAPHS))
    monkeypatch.setattr(build, "ASKED", 20)  # evenly spread over some 200
    sync(tmp_path / "archive", stories(tmp_path / "news", 40))
    assert tried == [poor, build.GRAPHS[1]]
    assert read_manifest(tmp_path / "archive" / "index" / "gen-00000001").recall >= build.RECALL
    assert len(held(tmp_path / "archive")) == 40


def test_the_last_generations_are_kept_and_removed_words_are_gone(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    news = stories(tmp_path / "secret", 1)
    (news / "leak.txt").write_text(
        "The leak\n\nThe minister Xylophonus resigned. Quuxberg was told of it late."
    )

    def holding(word: str) -> list[str]:
        files = [path for path in archive.rglob("*") if path.is_file()]
        return [path.name for path in files if word.encode().lower() in path.read_bytes().lower()]

    sync(archive, news)
    assert holding("xylophonus")
    (news / "leak.txt").unlink()
    for number in (1, 2):
        assert sync(archive, fill(news, {"more.txt": story(20 + number)})).removed == (number == 1)
    assert [f.name for f in generation.generations(archive)] == ["gen-00000005", "gen-00000004"]
    assert holding("xylophonus") == holding("quuxberg") == []
    assert TOWNS[0] in held(archive)["secret/arden-0.txt"]
