"""A sync that is killed, doubled, without room or without the right to write: nothing is ever lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import ArchiveLocked
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.lock import HOLDER, LOCK, writing
from rag.store.steps import STEPS, reached
from tests.fakes import FakeEmbedder
from tests.newsroom import (
    build_here,
    finish,
    first_edition,
    held,
    moved,
    reading,
    second_edition,
    start_sync,
    sync,
    texts_of,
)

KILLS = int(os.environ.get("TEST_KILLS", "6"))
SEED = int(os.environ.get("TEST_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
IN_CHILD = ("after_build", "after_manifest")


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
    until = time.monotonic() + 120
    while builders_of(archive):
        assert time.monotonic() < until, "the build goes on without its parent"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_edition(tmp_path_factory.mktemp("home"))


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    return second_edition(synced, tmp_path)


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
    syncing = start_sync(tmp_path / "timed" / "archive", tmp_path / "timed" / "news")
    began = time.monotonic()
    assert finish(syncing) == (0, "")
    whole = time.monotonic() - began
    monkeypatch.setattr(generation, "_run_child", build_here)
    killed = 0
    for trial in range(KILLS):
        place = tmp_path / f"trial{trial}"
        place.mkdir()
        shutil.copytree(home / "news", place / "news")
        moved(synced, place)
        syncing = start_sync(place / "archive", place / "news")
        time.sleep(rng.uniform(0, whole))
        syncing.process.kill()
        killed += finish(syncing)[0] == -signal.SIGKILL
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


def test_only_the_known_steps_are_steps() -> None:
    with pytest.raises(ValueError, match="no such step: after_lunch"):
        reached("after_lunch")
    reached("after_build")  # nothing was asked for, so nothing happens
