"""What may be changed on this page, by whom, and how much of it at once."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import DatelineError
from rag.settings import Settings

OFF = "Adding and removing is switched off on this page (setting library_changes)."
FOLDERS_HERE = (
    "This page is open to other machines, so only folders that the archive is in line with already can be "
    "named here; another one is synced on the machine itself: dateline sync FOLDER"
)


class Refused(DatelineError):
    """What this page does not do here."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`folders` says whether any folder of this machine may be named, not only those known already."""

    changes: bool = True
    folders: bool = True
    file_mb: float = 20.0
    upload_bytes: int = 100 * 1024 * 1024

    @classmethod
    def of(cls, settings: Settings, upload_bytes: int, shared: bool) -> Terms:
        """`shared`: people on other machines may be let in."""
        return cls(settings.library_changes, not shared, settings.file_limit_mb, upload_bytes)
