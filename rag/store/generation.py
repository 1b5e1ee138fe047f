"""Generations on disk: built by a child, checked, renamed, and published by one line in `CURRENT`.

Nothing in a published generation is ever changed, so a reader needs no lock.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from rag import errors
from rag.errors import BuildFailed, GenerationDamaged
from rag.store.builder import Builder
from rag.store.catalog import Catalog
from rag.store.disk import FULL, no_space, replace_file, sync_folder, told
from rag.store.manifest import Manifest, check_files, read_manifest
from rag.store.steps import reached

INDEX, CURRENT = "index", "CURRENT"
NAME = re.compile(r"gen-(\d{8,})(?:-(\d+))?")
PASSAGE_BYTES = 40_000  # of a passage with its vectors in all places, for a guess at what is needed


def order(folder: Path) -> tuple[int, int]:
    """(revision, which build of it) of a generation's folder."""
    match = NAME.fullmatch(folder.name)
    if match is None:
        raise ValueError(f"{folder.name} is no generation")
    return int(match[1]), int(match[2] or 1)


def generations(archive: Path) -> list[Path]:
    """Folders of all generations, the newest first."""
    with suppress(FileNotFoundError):
        found = [f for f in (archive / INDEX).iterdir() if NAME.fullmatch(f.name) and f.is_dir()]
        return sorted(found, key=order, reverse=True)
    return []


def current(archive: Path) -> Path | None:
    """The folder that CURRENT names, whether or not it exists; None when nothing usable is named."""
    try:
        name = (archive / INDEX / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None
    return archive / INDEX / name if NAME.fullmatch(name) else None


def check(folder: Path, catalog: Catalog, embedder: str) -> Manifest:
    """The manifest, if the catalog still has what it says. Raises GenerationDamaged; reads no other file."""
    if not folder.is_dir():
        raise GenerationDamaged(f"{folder.name} is missing")
    manifest = read_manifest(folder)
    if manifest.revision != order(folder)[0]:
        raise GenerationDamaged(f"{folder.name} says it is revision {manifest.revision}")
    corpus = catalog.corpus(manifest.revision)
    if corpus is None:
        raise GenerationDamaged(f"{folder.name} is of a revision that the catalog does not have")
    if corpus != manifest.corpus:
        raise GenerationDamaged(f"{folder.name} was built from other articles than the catalog has")
    if manifest.embedder != embedder:
        raise GenerationDamaged(
            f"{folder.name} was built with the embedder {manifest.embedder}, the settings say {embedder}"
        )
    return manifest


def ensure(archive: Path, catalog: Catalog, embedder: str, builder: Builder | None = None) -> bool:
    """Publishes a whole generation of the latest revision; False when it was published already.

    `builder` was started ahead; without one a process is started when there is something to build.
    Raises BuildFailed, NoSpace or ArchiveReadOnly; what was published before then still is.
    """
    revision = catalog.revision
    now = current(archive)
    for dead in (archive / INDEX).glob("tmp-*"):  # the lock is ours, so whoever built them is gone
        shutil.rmtree(dead, ignore_errors=True)
    if now is not None and _whole(now, catalog, embedder, revision):
        return False
    with told(archive, _needed(catalog, revision)):
        ready = (f for f in generations(archive) if f != now and _whole(f, catalog, embedder, revision))
        folder = next(ready, None) or _built(archive, catalog, embedder, revision, builder)
        replace_file(archive / INDEX / CURRENT, folder.name + "\n")
    reached("after_current")
    if now is not None and order(now)[0] == revision:  # damaged, or of another embedder
        with suppress(GenerationDamaged):
            check_files(now, read_manifest(now))
            return True
        shutil.rmtree(now, ignore_errors=True)
    return True


def tidy(archive: Path, catalog: Catalog, embedder: str, keep: int) -> None:
    """Removes all but the last generations, then from the catalog what only the others needed."""
    now = current(archive)
    if now is None:
        return
    others = [folder for folder in generations(archive) if folder != now]
    for folder in others[keep - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
    kept = {(catalog.revision, embedder)}
    for folder in [now, *others[: keep - 1]]:
        with suppress(GenerationDamaged):
            manifest = read_manifest(folder)
            kept.add((manifest.revision, manifest.embedder))
    with told(archive):
        catalog.prune(kept)


def _whole(folder: Path, catalog: Catalog, embedder: str, revision: int) -> bool:
    try:
        manifest = check(folder, catalog, embedder)
        check_files(folder, manifest)
    except GenerationDamaged:
        return False
    return manifest.revision == revision


def _built(archive: Path, catalog: Catalog, embedder: str, revision: int, builder: Builder | None) -> Path:
    """A new generation's folder, under its final name but not yet published."""
    made = archive / INDEX / f"tmp-{revision:08d}-{os.getpid()}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        _run_child(archive, revision, embedder, made, _needed(catalog, revision), builder)
        manifest = read_manifest(made)
        check_files(made, manifest)
        said = (manifest.revision, manifest.embedder, manifest.articles, manifest.passages, manifest.corpus)
        if said != (revision, embedder, *catalog.counts(revision), catalog.corpus(revision)):
            raise BuildFailed(f"the build of revision {revision} is not what the catalog holds")
        folder = _free_name(archive, revision)
        made.rename(folder)
        sync_folder(folder.parent)
    except GenerationDamaged as error:
        raise BuildFailed(f"the build of revision {revision} cannot be read back: {error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    reached("after_rename")
    return folder


def _free_name(archive: Path, revision: int) -> Path:
    builds = [order(folder)[1] for folder in generations(archive) if order(folder)[0] == revision]
    suffix = f"-{max(builds) + 1}" if builds else ""
    return archive / INDEX / f"gen-{revision:08d}{suffix}"


def _run_child(
    archive: Path, revision: int, embedder: str, folder: Path, needed: int, builder: Builder | None
) -> None:
    """Builds in a process of its own: the one that was started ahead, or a new one."""
    process = builder or Builder(archive)
    try:
        code, said = process.build(revision, embedder, folder)
    finally:
        process.end()
    if code:
        raise _failure(archive, code, said, needed)


def _failure(archive: Path, code: int, said: str, needed: int) -> errors.DatelineError:
    """The child's last words as our error: its own message, else how it ended."""
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    if code < 0:
        last = f"it was ended by {signal.Signals(-code).name}"
    with suppress(ValueError, KeyError, TypeError):
        told_by = json.loads(last)
        kind = getattr(errors, told_by["error"])
        if kind is not errors.NoSpace:
            return BuildFailed(f"the index could not be built: {told_by['reason']}; the old one still serves")
        return no_space(archive, needed)
    full = "disk is full" in said or any(os.strerror(number) in said for number in FULL)
    if full or shutil.disk_usage(archive).free < 1_000_000:
        return no_space(archive, needed)
    return BuildFailed(f"the index could not be built: {last}; the old one still serves")


def _needed(catalog: Catalog, revision: int) -> int:
    """A rough guess at the bytes a sync of this revision takes."""
    return catalog.counts(revision).passages * PASSAGE_BYTES
