"""A folder or a batch of articles in, a new generation out."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from rag.errors import NoModel, NoSpace
from rag.index import folder as folders
from rag.index.apart import Readers
from rag.index.given import plan_files
from rag.index.plan import Cutter, Plan, plan_articles, plan_folder
from rag.index.removal import plan_removal
from rag.ingest.reading import Reading
from rag.models.embedding import Embedder, Progress
from rag.settings import Settings
from rag.store import generation
from rag.store.builder import Ahead
from rag.store.catalog import Catalog
from rag.store.disk import no_space
from rag.store.lock import writing
from rag.store.steps import reached
from rag.types import Article, IndexReport

AT_ONCE = 2_048  # passages handed to the embedder: enough to sort by length, little to hold in memory
KEPT_EVERY = 256  # vectors that are written together; a kill loses no more


def silent(stage: str, done: int, total: int) -> None:
    """The progress of those who do not look."""


def sync_folder(
    archive: Path,
    catalog: Catalog,
    folder: Path,
    embedder: Embedder,
    settings: Settings,
    progress: Progress = silent,
) -> IndexReport:
    """Brings the archive in line with the folder: what the folder gave before and has no more is removed.

    Articles of other folders and from memory stay. A file that cannot be read is skipped, and its
    article stays as it was last read. An unchanged folder costs no vector and no build; what an
    interrupted sync left undone is done. Raises NoFolder (nothing is changed), ArchiveLocked,
    ArchiveReadOnly, NoSpace, BuildFailed, NoModel (what was published before still serves).
    """

    def plan(cutter: Cutter) -> Plan:
        root, found = folders.find(folder)
        known = catalog.files(str(root))
        paths = {file.name: file.path for file in found}
        reading = Reading.of(settings)
        with Readers(reading) as readers:
            reads = folders.read_all(root, found, known, reading, readers, progress)
            gone = folders.gone(known, found)
            folders.refuse_to_empty(folder, known, reads)
            return plan_folder(
                root,
                reads,
                gone,
                (),
                catalog,
                cutter,
                lambda name: folders.read_again(paths[name], name, readers),
            )

    def in_line() -> None:
        catalog.put_synced(str(folder.resolve()), datetime.now(UTC))

    return _carried_out(archive, catalog, embedder, settings, progress, plan, in_line)


def add_files(
    archive: Path,
    catalog: Catalog,
    files: Sequence[tuple[Path, str]],
    embedder: Embedder,
    settings: Settings,
    progress: Progress = silent,
) -> IndexReport:
    """Takes in the articles of (file, its name), read as a sync reads them, for good: the files may go.

    None takes the place of an article that has its id. Raises as `sync_folder`, but NoFolder.
    """

    def plan(cutter: Cutter) -> Plan:
        with Readers(Reading.of(settings)) as readers:
            outcomes = readers.read(files, lambda done: progress("reading", done, len(files)))
        progress("reading", len(files), len(files))
        return plan_files(outcomes, catalog, cutter)

    return _carried_out(archive, catalog, embedder, settings, progress, plan)


def remove_articles(
    archive: Path,
    catalog: Catalog,
    ids: Collection[str],
    embedder: Embedder,
    settings: Settings,
    progress: Progress = silent,
) -> IndexReport:
    """Removes articles with all their versions; see `rag.index.removal`.

    Raises BadArticle, naming an unknown one, and then removes none of them; else as `sync_folder`.
    """
    return _carried_out(
        archive,
        catalog,
        embedder,
        settings,
        progress,
        lambda cutter: plan_removal(ids, catalog, cutter, datetime.now(UTC)),
    )


def add_articles(
    archive: Path,
    catalog: Catalog,
    articles: Iterable[Article],
    embedder: Embedder,
    settings: Settings,
    progress: Progress = silent,
) -> IndexReport:
    """Takes in articles with their text exactly as given; one of a known id replaces it.

    Raises BadArticle, naming it, and then adds none of them; else as `sync_folder`.
    """
    return _carried_out(
        archive,
        catalog,
        embedder,
        settings,
        progress,
        lambda cutter: plan_articles(articles, catalog, cutter),
    )


def _carried_out(
    archive: Path,
    catalog: Catalog,
    embedder: Embedder,
    settings: Settings,
    progress: Progress,
    plan: Callable[[Cutter], Plan],
    done: Callable[[], None] = lambda: None,
) -> IndexReport:
    """The plan made and all that follows from it, while nobody else writes; then `done` is called."""
    started = time.monotonic()
    with writing(archive), Ahead(archive) as ahead:
        planned = plan(Cutter(embedder, settings, ahead.expect))
        try:
            revision = catalog.commit(planned.changes)
            reached("after_catalog")
            embedded = _embed_missing(catalog, revision, embedder, progress)
        except NoSpace as error:
            new = sum(len(entry.passages) for entry in planned.changes.entries)
            raise no_space(archive, new * generation.PASSAGE_BYTES) from error
        counts = catalog.counts(revision)
        if revision:
            progress("building", 0, counts.passages)
            generation.ensure(archive, catalog, embedder.name, ahead.builder)
            generation.tidy(archive, catalog, embedder.name, settings.keep_generations)
            progress("building", counts.passages, counts.passages)
        done()
    return IndexReport(
        added=planned.added,
        updated=planned.updated,
        unchanged=planned.unchanged,
        removed=planned.removed,
        skipped=planned.skipped,
        passages=counts.passages,
        seconds=time.monotonic() - started,
        embedded=embedded,
        revision=revision,
        superseded=planned.superseded,
    )


def _embed_missing(catalog: Catalog, revision: int, embedder: Embedder, progress: Progress) -> int:
    """Computes the vectors that the catalog lacks, and keeps them as they come; how many that were."""
    total = catalog.missing_count(revision, embedder.name)
    stage = "embedding"
    before = list(catalog.embedders(revision))
    if before and embedder.name not in before:
        stage = f"embedding everything again, now with {embedder.name} in place of {before[0]}"
    done = 0
    if total:
        progress(stage, 0, total)
    while batch := catalog.missing(revision, embedder.name, AT_ONCE):
        made = iter(embedder.embed(batch))
        kept = 0
        while part := [(batch[place], vectors) for place, vectors in islice(made, KEPT_EVERY)]:
            catalog.put_vectors(embedder.name, part)
            kept += len(part)
            progress(stage, done + kept, total)
        if kept < len(batch):
            raise NoModel(f"embedder {embedder.name} made {kept} vectors for {len(batch)} passages")
        done += kept
    return done
