"""What the library asks of an archive; `rag.Archive` and the tests' fake both give it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from rag.findings import Holding, LeftOut, SyncedFolder, Topic
from rag.models.embedding import Progress
from rag.settings import Settings
from rag.types import Answer, IndexReport, Version


class Shelved(Protocol):
    """An archive whose articles are listed, added and removed. Every method may raise a `DatelineError`."""

    settings: Settings

    @property
    def revision(self) -> int:
        """The generation that answers now."""

    @property
    def unwritable(self) -> str:
        """Why nothing can be added or removed; "" where it can."""

    def holdings(self) -> Sequence[Holding]:
        """Every article, without its text, in the order of their ids."""

    def having(self, text: str) -> Collection[str]:
        """The ids of the articles that have every word. Raises BadQuestion."""

    def folders(self) -> Sequence[SyncedFolder]:
        """The folders that the archive is kept in line with."""

    def left_out(self) -> Sequence[LeftOut]:
        """What was removed by hand while its folder goes on giving it."""

    def versions(self, id: str) -> Sequence[Version]:
        """The article as it is now and the texts it had before, newest first; none for an unknown id."""

    def topic(self, answer: Answer) -> Topic:
        """How much the archive tells of what the answer's articles have in common."""

    def sync(self, folder: Path | str, progress: Progress) -> IndexReport:
        """Brings the archive in line with a folder."""

    def add_files(self, files: Sequence[tuple[Path, str]], progress: Progress) -> IndexReport:
        """Takes in the articles of (file, its name) for good."""

    def remove(self, ids: Iterable[str], progress: Progress) -> IndexReport:
        """Removes articles with all their versions."""

    def restore(self, names: Collection[str]) -> Sequence[str]:
        """Lets the next sync take in again what was removed by hand; the folders to be synced."""
