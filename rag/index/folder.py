"""What a folder holds: its files, the ones that changed since they were last read, and their articles."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import NoFolder, UnreadableFile
from rag.models.embedding import Progress
from rag.settings import Settings
from rag.store.disk import sha256_file
from rag.store.records import FileRow, Gave, twin
from rag.types import Article

KEPT = "kept as last read"
LOADER = 1  # raise it when rag.ingest makes another article of the same bytes: all files are read again
Skip = tuple[str, str]  # (name, why)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder by its name there, always with `/`; `problem` says why it is not to be read."""

    name: str
    path: Path
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as the catalog is to remember it, and its articles if it was read just now."""

    file: FileRow
    articles: Mapping[str, Article] = field(default_factory=dict)  # by the name it has in the file
    fresh: bool = True  # differs from what the catalog remembers


def find(folder: Path) -> tuple[Path, list[Found], list[Skip]]:
    """The folder itself with all links followed, its articles' files in order, and what is of no known form.

    Hidden names are passed over; no link leads out of the folder. Raises NoFolder.
    """
    from rag.ingest.load import FORMS

    if not folder.exists():
        raise NoFolder(f"{folder}: no such folder; nothing was changed")
    if not folder.is_dir():
        raise NoFolder(f"{folder} is no folder but a file; name the folder it is in; nothing was changed")
    root = folder.resolve()
    found, others = [], []
    for path in sorted(_files(root), key=lambda path: _name(root, path)):
        name = _name(root, path)
        if path.suffix.lower() in FORMS:
            found.append(Found(name, path, _problem(root, path)))
        else:
            others.append((name, f"is not one of {' '.join(sorted(FORMS))}"))
    if not found:
        raise NoFolder(f"{folder} has no file that ends in {' '.join(sorted(FORMS))}; nothing was changed")
    return root, found, others


def read_all(
    root: Path,
    found: Sequence[Found],
    known: Mapping[str, FileRow],
    settings: Settings,
    progress: Progress,
) -> list[Read]:
    """Every file, those parsed whose bytes or whose loader changed since the catalog knew them."""
    loader = f"{LOADER}:{settings.file_limit_mb}:{settings.article_limit}"
    reads = []
    for done, file in enumerate(found):
        progress("reading", done, len(found))
        reads.append(_read(str(root), file, known.get(file.name), loader, settings))
    progress("reading", len(found), len(found))
    return reads


def refuse_to_empty(folder: Path, known: Mapping[str, FileRow], reads: Sequence[Read]) -> None:
    """Raises NoFolder when a folder that gave articles gives none now: more likely a slip than a wish."""
    if any(row.gave for row in known.values()) and not any(read.file.gave for read in reads):
        why = "; ".join(f"{name} {reason}" for read in reads for name, reason in read.file.skipped[:1])
        raise NoFolder(
            f"{folder} had articles and has none that can be read now ({why}); nothing was changed"
        )


def read_again(root: Path, name: str, settings: Settings) -> dict[str, Article]:
    """The articles of a file that was not read just now; none when it no longer can be."""
    from rag.ingest.load import load

    try:
        return {article.id: article for article in load(root / name, name, settings).articles}
    except (UnreadableFile, OSError):
        return {}


def _read(root: str, found: Found, known: FileRow | None, loader: str, settings: Settings) -> Read:
    from rag.ingest.load import load  # late, as what reads pages is slow to import

    try:
        if found.problem:
            raise UnreadableFile(found.name, found.problem)
        sha256 = sha256_file(found.path)
    except OSError as error:
        return _unreadable(root, found.name, "", loader, error.strerror or str(error), known)
    except UnreadableFile as error:
        return _unreadable(root, found.name, "", loader, error.reason, known)
    if known is not None and (known.sha256, known.loader) == (sha256, loader):
        return Read(known, fresh=False)
    try:
        loaded = load(found.path, found.name, settings)
    except UnreadableFile as error:
        return _unreadable(root, found.name, sha256, loader, error.reason, known)
    except OSError as error:
        return _unreadable(root, found.name, "", loader, error.strerror or str(error), known)
    articles = {article.id: article for article in loaded.articles}
    twice = [a.id for a in loaded.articles if articles[a.id] is not a]
    gave = [Gave(name, twin(article.text)) for name, article in articles.items()]
    skipped = [
        *loaded.skipped,
        *((name, "is an id that the file has twice; the last is taken") for name in twice),
    ]
    return Read(
        _with_lost(FileRow(root, found.name, sha256, loader, tuple(gave), tuple(skipped)), known), articles
    )


def _unreadable(root: str, name: str, sha256: str, loader: str, why: str, known: FileRow | None) -> Read:
    """Remembered as it was last read; without a hash it is tried again by the next sync."""
    file = FileRow(root, name, sha256, loader, (), ((name, why),))
    if known is not None and known.gave:
        file = FileRow(root, name, sha256, loader, known.gave, ((name, f"{why}; {KEPT}"),))
    return Read(file, fresh=file != known)


def _with_lost(file: FileRow, known: FileRow | None) -> FileRow:
    """The file with the articles that it gave before and that now cannot be read, row by row or all."""
    if known is None:
        return file
    has = {gave.name for gave in file.gave}
    why = dict(file.skipped)
    lost = [g for g in known.gave if g.name not in has and (g.name in why or file.name in why)]
    if not lost:
        return file
    names = {gave.name for gave in lost} | ({file.name} if file.name in why else set())
    skipped = [(name, f"{reason}; {KEPT}" if name in names else reason) for name, reason in file.skipped]
    return FileRow(file.root, file.name, file.sha256, file.loader, (*file.gave, *lost), tuple(skipped))


def _files(folder: Path) -> Iterator[Path]:
    """Files below the folder, links to files among them; a linked folder is not entered."""
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        raise NoFolder(f"{folder} cannot be read ({error.strerror}); nothing was changed") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif not entry.is_dir():
            yield Path(entry.path)


def _name(root: Path, path: Path) -> str:
    """The name below the root; bytes that are no UTF-8 become question marks in diamonds."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")


def _problem(root: Path, path: Path) -> str:
    if path.is_symlink():
        target = path.resolve()
        if not target.is_relative_to(root):
            return "is a link that leads out of the folder"
        if not target.exists():
            return "is a link to a file that is not there"
    return "" if path.is_file() else "is no ordinary file"


def gone(known: Collection[str], found: Sequence[Found]) -> list[str]:
    """Names the catalog knows and the folder has no more."""
    return sorted(set(known) - {file.name for file in found})
