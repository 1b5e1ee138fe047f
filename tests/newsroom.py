"""Small archives to try the store on: their articles, syncing them here or in a process to be killed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.errors import DatelineError, UnreadableFile
from rag.index import sync_folder
from rag.index.apart import Outcome, Readers
from rag.settings import Settings
from rag.store import build, generation
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex, open_generation
from rag.types import IndexReport
from tests.fakes import FakeEmbedder

SETTINGS = Settings(passage_words=20, passage_overlap=5)
TOWNS = ("Arden", "Brill", "Corvo", "Delph", "Esker", "Fenwick", "Gorse", "Hollin", "Ivel", "Jarrow")
TRADES = ("ferry", "bakery", "library", "tannery", "observatory", "quarry", "theatre", "brewery")


def story(number: int, turn: str = "opened") -> str:
    """An article of three passages or so; each number has a town, a trade and a sum of its own."""
    town, trade = TOWNS[number % len(TOWNS)], TRADES[number % len(TRADES)]
    return (
        f"{town} {trade} {turn} after {number + 3} years\n\n"
        f"The {trade} of {town} {turn} on Monday, and {number * 7 + 11} people stood in line before noon. "
        f"Mayor Number{number} said that the town had waited too long for its {trade}.\n\n"
        f"Repairs cost {number * 13 + 40} thousand crowns, paid by the guild of {town} over two winters. "
        f"Nobody at the guild would say who had signed the contract{number} in the end.\n\n"
        f"Next spring the {trade} is to be joined by a garden{number} with lamps and a small pond."
    )


def fill(folder: Path, texts: Mapping[str, str]) -> Path:
    """Writes the files; what else is in the folder stays."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def stories(folder: Path, count: int) -> Path:
    return fill(folder, {f"{TOWNS[n % 10].lower()}-{n}.txt": story(n) for n in range(count)})


def sync(
    archive: Path, folder: Path, embedder: FakeEmbedder | None = None, settings: Settings = SETTINGS
) -> IndexReport:
    """Reads the files here and now, see `ReadsHere`."""
    with Catalog.open(archive, write=True) as catalog, pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.index.Readers", ReadsHere)
        return sync_folder(archive, catalog, folder, embedder or FakeEmbedder(), settings)


@contextmanager
def reading(archive: Path, embedder: str = "fake") -> Iterator[tuple[Catalog, OpenIndex]]:
    with Catalog.open(archive) as catalog:
        index = open_generation(archive, catalog, embedder)
        try:
            yield catalog, index
        finally:
            index.close()


def held(archive: Path, embedder: str = "fake") -> dict[str, str]:
    """The text of every article by id, once every passage was found by its own vector and its own words."""
    with reading(archive, embedder) as (catalog, index):
        passages = catalog.passages(index.revision)
        vectors = catalog.vectors(index.revision, [p.id for p in passages], embedder)
        for passage in passages:
            assert passage.id in dict(index.vectors.query(vectors[passage.id].passage, 5))
            assert passage.id in dict(index.lexical.query(passage.text, 5))
        assert index.lexical.size == len(passages)
        articles = {a.id: a.text for a in catalog.articles(index.revision)}
        assert {p.article_id for p in passages} == set(articles)
        return articles


def build_here(
    archive: Path, revision: int, embedder: str, folder: Path, needed: int, builder: object
) -> None:
    """In place of the child process, where a test is not about it: the same build, a second sooner."""
    build.build(archive, revision, embedder, folder)


class ReadsHere(Readers):
    """In place of the processes that read files, where a test is not about them: the same, here and now."""

    def read(
        self, files: Sequence[tuple[Path, str]], done: Callable[[int], None] = lambda count: None
    ) -> list[Outcome]:
        outcomes = []
        for count, (path, name) in enumerate(files):
            done(count)
            outcomes.append(self._here(path, name))
        return outcomes

    def _here(self, path: Path, name: str) -> Outcome:
        from rag.ingest import load

        try:
            data = load.contents(path, name, self._reading)
        except UnreadableFile as error:
            return Outcome(skipped=((name, error.reason),))
        found = list(load.leaves(data, name, self._reading))
        parts = [load.read_leaf(leaf, self._reading, name) for leaf in found]
        return Outcome(
            tuple(article for part in parts for article in part.articles),
            tuple(skip for part in parts for skip in part.skipped),
            hashlib.sha256(data).hexdigest(),
            found[-1].strange,
        )


def texts_of(folder: Path) -> dict[str, str]:
    """What an archive of the folder is to hold: `story` has nothing that cleaning would change."""
    from rag.ingest.load import load

    found = sorted(folder.rglob("*.txt"))
    names = [path.relative_to(folder).as_posix() for path in found]
    loaded = [load(path, name, SETTINGS).articles for path, name in zip(found, names, strict=True)]
    return {article.id: article.text for articles in loaded for article in articles}


@contextmanager
def without_processes() -> Iterator[None]:
    """Files are read and indexes built in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        yield


class Syncing(NamedTuple):
    """A sync in a process of its own, and where it tells what it died of."""

    process: BaseProcess
    told: Connection


def start_sync(archive: Path, folder: Path, **environment: str) -> Syncing:
    """A sync in a process of its own that has begun when this returns.

    It is forked from one that has loaded all it needs, so that what is killed and timed is the sync.
    """
    starting = multiprocessing.get_context("forkserver")
    starting.set_forkserver_preload([__name__, "rag.ingest.chunk", "rag.ingest.load"])
    told, telling = starting.Pipe(duplex=False)
    process = starting.Process(target=syncs, args=(telling, archive, folder, environment))
    process.start()
    telling.close()
    assert told.recv() == "begins"
    return Syncing(process, told)


def syncs(telling: Connection, archive: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """The life of that process."""
    os.environ.update(environment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.index.Readers", ReadsHere)  # what is killed and timed comes after the reading
        telling.send("begins")
        try:
            with Catalog.open(archive, write=True) as catalog:
                sync_folder(archive, catalog, folder, FakeEmbedder(), SETTINGS)
        except DatelineError as error:
            telling.send(str(error))
            raise SystemExit(1) from error


def finish(started: Syncing) -> tuple[int, str]:
    """Its exit code, below 0 for the signal that ended it, and the problem it told of."""
    process, told = started
    process.join(timeout=120)
    code = process.exitcode
    assert code is not None, "the sync came to no end"
    try:
        said = str(told.recv())
    except EOFError:  # it ended without a word
        said = ""
    told.close()
    process.close()
    return code, said


def moved(synced: Path, home: Path) -> None:
    """The archive of `synced` in `home`, as if it had been synced there: a folder owns by its full path."""
    shutil.copytree(synced / "archive", home / "archive")
    with Catalog.open(home / "archive", write=True) as catalog, catalog._db.writing() as db:
        db.execute("UPDATE articles SET owner = ?", (str((home / "news").resolve()),))
        db.execute("UPDATE files SET root = ?", (str((home / "news").resolve()),))


def first_edition(home: Path) -> Path:
    """A home with a folder of five articles and an archive of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        sync(home / "archive", stories(home / "news", 5))
    return home


def second_edition(synced: Path, home: Path) -> Path:
    """A copy of it whose folder has since lost an article, gained one, and had one corrected."""
    shutil.copytree(synced / "news", home / "news")
    moved(synced, home)
    (home / "news" / "arden-0.txt").unlink()
    fill(home / "news", {"brill-1.txt": story(1, "closed"), "new/gorse.txt": story(6)})
    return home
