"""Syncs on a full disk, a read-only one, without memory; and what is on the disk when others read."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import ArchiveReadOnly, BuildFailed, NoSpace
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.follow import Follower
from tests.fakes import FakeEmbedder
from tests.newsroom import (
    build_here,
    fill,
    finish,
    first_edition,
    held,
    reading,
    second_edition,
    start_sync,
    stories,
    story,
    sync,
    texts_of,
)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_edition(tmp_path_factory.mktemp("home"))


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    return second_edition(synced, tmp_path)


def mounted(*arguments: object) -> None:
    """Mounts, or skips the test where this is not allowed."""
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs the right to mount: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB that `grow` makes larger."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def grow(disk: Path, kilobytes: int) -> None:
    mounted("-o", f"remount,size={kilobytes}k", disk)


@pytest.mark.parametrize("more", [8, 48, 130, 250, 400])
def test_a_full_disk_keeps_the_old_archive_and_the_next_sync_completes(
    home: Path, synced: Path, small_disk: Path, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`more` kilobytes of room: the catalog, the word index or Chroma is what finds no room."""
    grow(small_disk, 40_000)
    archive = small_disk / "archive"
    shutil.copytree(home / "archive", archive)
    used = sum(f.stat().st_blocks * 512 for f in archive.rglob("*")) // 1024
    grow(small_disk, used + more)
    with pytest.raises(NoSpace, match=r"the disk of .* is full: .*MB are free; what was there is kept"):
        sync(archive, home / "news")
    assert held(archive) == texts_of(synced / "news")
    grow(small_disk, 40_000)
    monkeypatch.setattr(generation, "_run_child", build_here)
    sync(archive, home / "news")
    assert held(archive) == texts_of(home / "news")
    assert not list((archive / "index").glob("tmp-*"))


def test_a_disk_without_room_for_a_new_archive_is_told(small_disk: Path, tmp_path: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (1024 * 1024 - 8192))
    with pytest.raises(NoSpace):
        sync(small_disk / "archive", stories(tmp_path / "news", 5))
    filler.unlink()
    grow(small_disk, 40_000)
    sync(small_disk / "archive", tmp_path / "news")
    assert len(held(small_disk / "archive")) == 5


@pytest.fixture
def read_only(home: Path) -> Iterator[Path]:
    """The archive on a disk that is mounted read-only."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("needs root, to mount a folder read-only")
    place = home / "shelf"
    place.mkdir()
    mounted("--bind", home / "archive", place)
    mounted("-o", "remount,ro,bind", place)
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_read_only_archive_answers_and_says_that_it_cannot_be_synced(
    home: Path, synced: Path, read_only: Path
) -> None:
    assert held(read_only) == texts_of(synced / "news")
    with reading(read_only) as (catalog, index):
        assert index.notice == "" and catalog.revision == 1
        with pytest.raises(ArchiveReadOnly, match=r"shelf.*cannot be written to .*; it can still be asked"):
            sync(read_only, home / "news")
        sync(home / "archive", home / "news")  # where it can be written; the shelf shows the same disk
        assert not index.is_current() and catalog.revision == 2
        assert {a.id: a.text for a in catalog.articles(2)} == texts_of(home / "news")
    assert held(read_only) == texts_of(home / "news")


def test_a_read_only_archive_of_a_killed_sync_answers_too(home: Path, synced: Path, read_only: Path) -> None:
    """Its last transaction is in a log beside the catalog, which SQLite could not take in."""
    assert finish(start_sync(home / "archive", home / "news", DATELINE_CRASH_AT="after_catalog"))[0] == -9
    (home / "archive" / "catalog.sqlite3-shm").unlink()
    assert (read_only / "catalog.sqlite3-wal").stat().st_size > 0
    assert held(read_only) == texts_of(synced / "news")
    with Catalog.open(read_only) as catalog:
        assert catalog.revision == 2
        assert {a.id: a.text for a in catalog.articles(2)} == texts_of(home / "news")


def test_a_build_without_memory_is_told_and_the_old_archive_serves(
    home: Path, synced: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child may have 150 MB of addresses: too few to load what it needs."""
    start = subprocess.Popen

    def starved(command: list[object], **options: object) -> subprocess.Popen[bytes]:
        limited = ["/bin/sh", "-c", 'ulimit -v 150000; exec "$@"', "sh", *map(str, command)]
        return start(limited, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(subprocess, "Popen", starved)
    with pytest.raises(BuildFailed, match=r"the index could not be built: .*; the old one still serves"):
        sync(home / "archive", home / "news")
    monkeypatch.undo()
    assert held(home / "archive") == texts_of(synced / "news")
    assert sync(home / "archive", home / "news").embedded == 0
    assert held(home / "archive") == texts_of(home / "news")


def test_readers_meet_whole_generations_while_others_are_published(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    archive = home / "archive"
    wrong: list[str] = []
    seen: set[int] = set()
    done = threading.Event()
    question = FakeEmbedder().query("Which bakery opened on Monday?").passage
    catalog = Catalog.open(archive)
    follower = Follower(archive, catalog, "fake")

    def read() -> None:
        while not done.is_set():
            with follower.index() as index:
                found = {id for id, _ in index.vectors.query(question, 9)}
                found |= {id for id, _ in index.lexical.query("bakery", 9)}
                there = {p.id for p in catalog.passages(index.revision, found)}
                vectors = catalog.vectors(index.revision, found, "fake")
                seen.add(index.revision)
                if not found or found != there or found != set(vectors) or index.notice:
                    wrong.append(f"{index.revision}: {found ^ there} {index.notice}")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(3):
        fill(home / "news", {"turn.txt": story(turn * 8 + 1, f"opened once{turn}")})
        sync(archive, home / "news")
    done.set()
    for reader in readers:
        reader.join()
    follower.close()
    catalog.close()
    assert wrong == [] and len(seen) > 1


def test_everything_is_on_the_disk_before_it_is_published(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    events: list[tuple[str, str]] = []
    real_fsync, real_rename, real_replace = os.fsync, Path.rename, Path.replace

    def fsync(number: int) -> None:
        events.append(("synced", str(Path(f"/proc/self/fd/{number}").readlink())))
        real_fsync(number)

    def rename(path: Path, target: Path) -> Path:
        events.append(("renamed", str(target)))
        return real_rename(path, target)

    def replace(path: Path, target: Path) -> Path:
        events.append(("replaced", str(target)))
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(Path, "replace", replace)
    sync(home / "archive", home / "news")
    index = str(home / "archive" / "index")
    renamed = events.index(("renamed", f"{index}/gen-00000002"))
    published = events.index(("replaced", f"{index}/CURRENT"))
    synced = {Path(name).relative_to(index).parts[1:] for kind, name in events[:renamed] if kind == "synced"}
    files = [p.relative_to(f"{index}/gen-00000002") for p in Path(f"{index}/gen-00000002").rglob("*")]
    assert {path.parts for path in files} | {()} <= synced
    assert ("synced", index) in events[renamed:published]
    assert ("synced", f"{index}/CURRENT.tmp") in events[renamed:published]
    assert ("synced", index) in events[published:]
