"""What a folder holds: its files, the ones that changed since they were last read, and their articles."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import NoFolder, UnreadableFile
from rag.index.apart import Outcome, Readers
from rag.ingest import LOADER
from rag.ingest.names import is_of_page, passed_over
from rag.ingest.reading import MEGABYTE, Reading
from rag.ingest.records import Records, whole
from rag.models.embedding import Progress
from rag.store.disk import sha256_file
from rag.store.records import FileRow, Gave, double
from rag.types import Article

KEPT = "kept as last read"
NAMED = 3  # files whose reasons are told where none could be read
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
    strange: bool = False  # was read just now, and is of no form that articles come in


@dataclass(frozen=True, slots=True)
class _New:
    """A file to be read; `mark` stands for the hash of one that is too large to be hashed."""

    file: Found
    known: FileRow | None
    mark: str = ""


def find(folder: Path) -> tuple[Path, list[Found]]:
    """The folder itself with all links followed, and its files in order.

    Hidden files, what systems leave behind, and the parts of saved pages are passed over; no link leads
    out of the folder. Raises NoFolder.
    """
    if not folder.exists():
        raise NoFolder(f"{folder}: no such folder; nothing was changed")
    if not folder.is_dir():
        raise NoFolder(f"{folder} is no folder but a file; name the folder it is in; nothing was changed")
    root = folder.resolve()
    paths = sorted(_files(root), key=lambda path: _name(root, path))
    if not paths:
        raise NoFolder(f"{folder} has no files; nothing was changed")
    return root, [Found(_name(root, path), path, _problem(root, path)) for path in paths]


def read_all(
    root: Path,
    found: Sequence[Found],
    known: Mapping[str, FileRow],
    reading: Reading,
    readers: Readers,
    progress: Progress,
) -> list[Read]:
    """Every file, those read whose bytes, or how they are read, changed since the catalog knew them."""
    loader = f"{LOADER}:{reading.to_json()}"
    looked = [_look(str(root), file, known.get(file.name), loader, reading) for file in found]
    new = [one for one in looked if isinstance(one, _New)]
    before = len(found) - len(new)
    outcomes = readers.read(
        [(one.file.path, one.file.name) for one in new],
        lambda done: progress("reading", before + done, len(found)),
    )
    read = iter([_read(str(root), *pair, loader) for pair in zip(new, outcomes, strict=True)])
    progress("reading", len(found), len(found))
    return [next(read) if isinstance(one, _New) else one for one in looked]


def refuse_to_empty(folder: Path, known: Mapping[str, FileRow], reads: Sequence[Read]) -> None:
    """Raises NoFolder when a folder that gave articles gives none now: more likely a slip than a wish.

    As well when nothing in a folder is of a form that articles come in.
    """
    if any(read.file.gave for read in reads):
        return
    reasons = [f"{name} {reason}" for read in reads for name, reason in read.file.skipped[:1]]
    others = f"; and {len(reasons) - NAMED:,} more" if len(reasons) > NAMED else ""
    why = "; ".join(reasons[:NAMED]) + others
    if any(row.gave for row in known.values()):
        raise NoFolder(
            f"{folder} had articles and has none that can be read now ({why}); nothing was changed"
        )
    if all(read.strange for read in reads):
        raise NoFolder(f"{folder} has no file of a form that articles come in ({why}); nothing was changed")


def read_again(path: Path, name: str, readers: Readers) -> dict[str, Article]:
    """The articles of a file that was not read just now; none when it no longer can be."""
    (outcome,) = readers.read([(path, name)])
    return {article.id: article for article in outcome.articles}


def _look(root: str, found: Found, known: FileRow | None, loader: str, reading: Reading) -> Read | _New:
    """A file as far as it can be told without reading it: unreadable, unchanged, or new."""
    try:
        if found.problem:
            raise UnreadableFile(found.name, found.problem)
        about = found.path.stat()
        large = about.st_size > reading.file_mb * MEGABYTE
        mark = f"{about.st_size} bytes of {about.st_mtime_ns}" if large else ""
        if known is None:
            found.path.open("rb").close()
        elif (known.sha256, known.loader) == (mark or sha256_file(found.path), loader):
            return Read(known, fresh=False)
    except OSError as error:
        return _unreadable(root, found.name, "", loader, error.strerror or str(error), known)
    except UnreadableFile as error:
        return _unreadable(root, found.name, "", loader, error.reason, known)
    return _New(found, known, mark)


def _read(root: str, new: _New, outcome: Outcome, loader: str) -> Read:
    """A file that was read just now, with what it gave, or what it gave when it last could be."""
    name, sha256 = new.file.name, outcome.sha256 or new.mark
    try:
        records = whole(Records(outcome.articles, outcome.skipped), name)
    except UnreadableFile as error:
        return _unreadable(root, name, sha256, loader, error.reason, new.known, outcome.strange)
    articles = {article.id: article for article in records.articles}
    twice = [a.id for a in records.articles if articles[a.id] is not a]
    gave = [Gave(id, double(article)) for id, article in articles.items()]
    skipped = [
        *records.skipped,
        *((id, "is an id that the file has twice; the last is taken") for id in twice),
    ]
    row = FileRow(root, name, sha256, loader, tuple(gave), tuple(skipped))
    return Read(_with_lost(row, new.known), articles)


def _unreadable(
    root: str, name: str, sha256: str, loader: str, why: str, known: FileRow | None, strange: bool = False
) -> Read:
    """Remembered as it was last read; without a hash it is tried again by the next sync."""
    file = FileRow(root, name, sha256, loader, (), ((name, why),))
    if known is not None and known.gave:
        file = FileRow(root, name, sha256, loader, known.gave, ((name, f"{why}; {KEPT}"),))
    return Read(file, fresh=file != known, strange=strange)


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
    folders = [folder]
    while folders:
        folder = folders.pop()
        try:
            entries = [entry for entry in os.scandir(folder) if not passed_over(entry.name)]
        except OSError as error:
            raise NoFolder(f"{folder} cannot be read ({error.strerror}); nothing was changed") from error
        names = {entry.name for entry in entries}
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders += [] if is_of_page(entry.name, names) else [Path(entry.path)]
            elif not _leads_to_folder(entry):
                yield Path(entry.path)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _name(root: Path, path: Path) -> str:
    """The name below the root; bytes that are no UTF-8 become question marks in diamonds."""
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")


def _problem(root: Path, path: Path) -> str:
    if path.is_symlink():
        try:
            target = path.resolve()
        except (OSError, RuntimeError):
            return "is a link that leads in a circle"
        if not target.is_relative_to(root):
            return "is a link that leads out of the folder"
        if not target.exists():
            return "is a link to a file that is not there"
    return "" if path.is_file() else "is no ordinary file"


def gone(known: Collection[str], found: Sequence[Found]) -> list[str]:
    """Names the catalog knows and the folder has no more."""
    return sorted(set(known) - {file.name for file in found})
