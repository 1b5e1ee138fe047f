"""Opens the published generation, or the best there is in its place, and says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import GenerationDamaged, NoArchive
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.exact import ExactIndex, VectorIndex, label
from rag.store.lexical import LexicalIndex, write_lexical
from rag.store.manifest import CHROMA, EXACT, LEXICAL, check_files
from rag.store.private import PrivateCopy
from rag.store.records import Clusters

MEND = "run `dateline sync DIR`"
Stamp = tuple[int, int, int] | None  # of the file CURRENT: another one means another generation


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """Both indexes of one revision, and its copies. `notice` says what is not as it should be, or nothing."""

    revision: int
    vectors: VectorIndex
    lexical: LexicalIndex
    notice: str
    name: str  # of the generation, or "" when the catalog itself is searched
    clusters: Clusters
    _pointer: Path
    _stamp: Stamp
    _copy: PrivateCopy | None = field(default=None, repr=False)

    def is_current(self) -> bool:
        """Whether nothing was published since it was opened; costs one look at a file."""
        return _stamp(self._pointer) == self._stamp

    def close(self) -> None:
        self.vectors.close()
        self.lexical.close()
        if self._copy is not None:
            self._copy.close()


def open_generation(archive: Path, catalog: Catalog, embedder: str) -> OpenIndex:
    """The published generation if it is whole and of this embedder; else the newest that is.

    Else the catalog itself, searched exactly. Raises NoArchive when nothing was ever synced.
    """
    pointer = archive / generation.INDEX / generation.CURRENT
    stamp = _stamp(pointer)
    published = generation.current(archive)
    problems = [] if published or not generation.generations(archive) else ["index/CURRENT cannot be read"]
    others = [folder for folder in generation.generations(archive) if folder != published]
    for folder in [published, *others] if published else others:
        try:
            return _opened(folder, catalog, embedder, problems, pointer, stamp)
        except GenerationDamaged as error:
            problems.append(str(error))
    if catalog.revision == 0:
        raise NoArchive(f"nothing in {archive}; {MEND}")
    return _exact(archive, catalog, embedder, problems, pointer, stamp)


def _opened(
    folder: Path, catalog: Catalog, embedder: str, problems: list[str], pointer: Path, stamp: Stamp
) -> OpenIndex:
    from rag.store.nearest import NearestIndex  # late, as Chroma takes a second to import
    from rag.store.vectors import ChromaIndex

    manifest = generation.check(folder, catalog, embedder)
    clusters = Clusters.made_of(catalog.members(manifest.revision))
    try:
        copy = PrivateCopy(folder, manifest)
    except FileNotFoundError as error:
        raise GenerationDamaged(f"{folder.name}/{_inside(folder, error)} is missing") from error
    except OSError as error:
        raise GenerationDamaged(f"{folder.name} cannot be copied to be read: {error}") from error
    try:
        check_files(copy.folder, manifest, folder.name)
        vectors = NearestIndex(ChromaIndex.open(copy.folder / CHROMA), copy.folder / EXACT)
        try:
            lexical = LexicalIndex.open(copy.folder / LEXICAL)
        except GenerationDamaged:
            vectors.close()
            raise
    except BaseException:
        copy.close()
        raise
    notice = f"{_listed(problems)}; answering from {folder.name}. To mend it, {MEND}." if problems else ""
    return OpenIndex(manifest.revision, vectors, lexical, notice, folder.name, clusters, pointer, stamp, copy)


def _exact(
    archive: Path, catalog: Catalog, embedder: str, problems: list[str], pointer: Path, stamp: Stamp
) -> OpenIndex:
    """The catalog searched without an index: the latest revision whose vectors are all there."""
    latest = catalog.revision
    built = [generation.order(folder)[0] for folder in generation.generations(archive)]
    whole = [r for r in [latest, *built] if catalog.corpus(r) and not catalog.missing_count(r, embedder)]
    revision = whole[0] if whole else latest
    articles = {article.id: article for article in catalog.articles(revision)}
    rows = [(p, articles[p.article_id]) for p in catalog.passages(revision)]
    ids, matrix = catalog.matrix(revision, embedder)
    labels = {p.id: label(article) for p, article in rows}
    notice = _listed(problems) or "no index was built yet"
    notice += "; searching the catalog itself"
    if not whole:
        notice += f", and {len(rows) - len(ids)} of {len(rows)} passages by their words only"
    return OpenIndex(
        revision,
        ExactIndex(ids, matrix, [labels[id] for id in ids]),
        write_lexical(None, rows),
        f"{notice}. To mend it, {MEND}.",
        "",
        Clusters.made_of(catalog.members(revision)),
        pointer,
        stamp,
    )


def _listed(problems: list[str]) -> str:
    return "; ".join(problems)


def _inside(folder: Path, error: OSError) -> str:
    path = Path(str(error.filename))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _stamp(pointer: Path) -> Stamp:
    try:
        found = pointer.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
