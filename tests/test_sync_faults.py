"""A sync that is killed, doubled, without room or without the right to write: nothing is ever lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import ArchiveLocked, ArchiveReadOnly, BuildFailed, NoSpace
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.follow import Follower
from rag.store.lock import HOLDER, LOCK, writing
from rag.store.steps import STEPS, reached
from tests.fakes import FakeEmbedder
from tests.newsroom import build_here, fill, held, reading, stories, story, sync, texts_of

KILLS = int(os.environ.get("TEST_KILLS", "6"))
SEED = int(os.environ.get("TEST_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
IN_CHILD = ("after_build", "after_manifest")


def start_sync(archive: Path, folder: Path, **environment: str) -> subprocess.Popen[str]:
    """A sync in a process of its own that has begun when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.newsroom", archive, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("begins")
    return process


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and the last line it said."""
    _, said = process.communicate(timeout=120)
    return process.returncode, (said.strip().splitlines() or [""])[-1]


def builders_of(archive: Path) -> list[int]:
    """Processes that build an index of this archive right now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"rag.store.build" in command and os.fsencode(archive) in command:
            found.append(int(folder.name))
    return found


def wait_for_no_builder(archive: Path) -> None:
    until = time.monotonic() + 20
    while builders_of(archive):
        assert time.monotonic() < until, "the build goes on without its parent"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an archive of five articles."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        sync(home / "archive", stories(home / "news", 5))
    return home


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    """A copy of it whose folder has since lost an article, gained one, and had one corrected."""
    shutil.copytree(synced / "news", tmp_path / "news")
    sync_root(synced, tmp_path)
    (tmp_path / "news" / "arden-0.txt").unlink()
    fill(tmp_path / "news", {"brill-1.txt": story(1, "closed"), "new/gorse.txt": story(6)})
    return tmp_path


def sync_root(synced: Path, home: Path) -> None:
    """The archive of `synced` in `home`, as if it had been synced there: a folder owns by its full path."""
    shutil.copytree(synced / "archive", home / "archive")
    with Catalog.open(home / "archive", write=True) as catalog, catalog._db.writing() as db:
        db.execute("UPDATE articles SET owner = ?", (str((home / "news").resolve()),))
        db.execute("UPDATE files SET root = ?", (str((home / "news").resolve()),))


def assert_old_or_new_then_new(home: Path, old: dict[str, str]) -> None:
    """Opens, holds one corpus whole, and the next sync completes what was begun."""
    new = texts_of(home / "news")
    assert held(home / "archive") in (old, new)
    sync(home / "archive", home / "news")
    assert held(home / "archive") == new
    with reading(home / "archive") as (catalog, index):
        assert (index.notice, index.revision) == ("", catalog.revision)
    assert not list((home / "archive" / "index").glob("tmp-*"))
    embedder = FakeEmbedder()
    report = sync(home / "archive", home / "news", embedder)
    assert (report.unchanged, report.embedded) == (len(new), 0)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_named_step_the_archive_is_whole(
    home: Path, synced: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = texts_of(synced / "news")
    code, said = finish(start_sync(home / "archive", home / "news", DATELINE_CRASH_AT=step))
    if step in IN_CHILD:
        assert code == 1 and said.endswith("it was ended by SIGKILL; the old one still serves")
    else:
        assert (code, said) == (-signal.SIGKILL, "")
    published = generation.current(home / "archive")
    assert published is not None
    assert published.name == ("gen-00000002" if step == "after_current" else "gen-00000001")
    monkeypatch.setattr(generation, "_run_child", build_here)
    assert_old_or_new_then_new(home, old)


def test_killed_at_any_moment_the_archive_is_whole(
    home: Path, synced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TEST_KILLS says how often, TEST_SEED repeats a run."""
    rng = random.Random(SEED)
    print(f"TEST_SEED={SEED}")  # noqa: T201
    old = texts_of(synced / "news")
    shutil.copytree(home, tmp_path / "timed")
    began = time.monotonic()
    process = start_sync(tmp_path / "timed" / "archive", tmp_path / "timed" / "news")
    began = time.monotonic()
    assert finish(process) == (0, "")
    whole = time.monotonic() - began
    monkeypatch.setattr(generation, "_run_child", build_here)
    killed = 0
    for trial in range(KILLS):
        place = tmp_path / f"trial{trial}"
        place.mkdir()
        shutil.copytree(home / "news", place / "news")
        sync_root(synced, place)
        process = start_sync(place / "archive", place / "news")
        time.sleep(rng.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        killed += finish(process)[0] == -signal.SIGKILL
        wait_for_no_builder(place / "archive")
        assert_old_or_new_then_new(place, old)
    assert killed > 0 or KILLS < 3


def test_a_kill_while_embedding_loses_no_vector_that_was_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.KEPT_EVERY", 2)

    class Dying(FakeEmbedder):
        def embed(self, passages: object) -> Iterator[object]:  # type: ignore[override]
            for made in super().embed(passages):  # type: ignore[arg-type]
                if self.embedded == 6:
                    raise KeyboardInterrupt
                yield made

    with pytest.raises(KeyboardInterrupt):
        sync(home / "archive", home / "news", Dying())
    after = FakeEmbedder()
    sync(home / "archive", home / "news", after)
    with Catalog.open(home / "archive") as catalog:
        new = len({p.text for p in catalog.passages(2)} - {p.text for p in catalog.passages(1)})
    assert after.embedded == new - 4  # of the five it had made, two pairs were kept
    assert held(home / "archive") == texts_of(home / "news")


def test_a_second_sync_says_at_once_who_is_at_it(home: Path) -> None:
    archive = home / "archive"
    with writing(archive):
        began = time.monotonic()
        with pytest.raises(
            ArchiveLocked, match=rf"is being written by process {os.getpid()} since \d\d:\d\d; wait"
        ):
            sync(archive, home / "news")
        code, said = finish(start_sync(archive, home / "news"))
        assert code == 1 and f"process {os.getpid()} since" in said
        assert time.monotonic() - began < 60  # neither waits for the lock
        assert held(archive)  # readers need no lock
    sync(archive, home / "news")
    assert held(archive) == texts_of(home / "news")


def test_of_two_syncs_at_once_one_completes(home: Path) -> None:
    both = [start_sync(home / "archive", home / "news") for _ in range(2)]
    ended = sorted(finish(process) for process in both)
    assert ended[0][0] == 0
    assert ended[1] == (0, "") or "is being written by process" in ended[1][1]
    assert held(home / "archive") == texts_of(home / "news")


def test_the_lock_of_a_killed_writer_is_free_and_its_name_is_not_told(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys, time; from rag.store.lock import writing\n"
        "with writing(pathlib.Path(sys.argv[1])): print('holds', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "holds\n"
    with pytest.raises(ArchiveLocked, match=f"process {holder.pid} since"), writing(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    assert (tmp_path / HOLDER).exists() and (tmp_path / LOCK).exists()
    with (
        writing(tmp_path),
        pytest.raises(ArchiveLocked, match=f"process {os.getpid()} since"),
        writing(tmp_path),
    ):
        pass
    assert not (tmp_path / HOLDER).exists()


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


def test_only_the_known_steps_are_steps() -> None:
    with pytest.raises(ValueError, match="no such step: after_lunch"):
        reached("after_lunch")
    reached("after_build")  # nothing was asked for, so nothing happens


# Disks


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
