"""One family of errors. Each message names the thing, the reason and what mends it.

DatelineError
├── BadSettings       a setting is unknown or out of its range
├── BadQuestion       a question with nothing to look for, or too long
├── BadArticle        an article that cannot be taken in as given
├── BadGold           gold questions that cannot be used
├── BadReceipt        a file that is no receipt, or was changed since
├── NoFolder          the folder to sync is missing, no folder, or has no articles
├── UnreadableFile    one file that cannot become an article (a sync skips it and goes on)
├── NoArchive         nothing has been synced here yet
├── ArchiveLocked     another process is writing
├── ArchiveReadOnly   the archive may be read, not written
├── ArchiveDamaged    the catalog, the only thing that cannot be rebuilt, is unreadable
├── GenerationDamaged files of one generation are not what its manifest says (a reader falls back)
├── BuildFailed       the child process that builds an index died; the old one still serves
├── NoSpace           the disk is full; what was there is kept
├── NoModel           a model that the settings name cannot be loaded
├── CannotFetch       a model's file cannot be brought, or is not what it should be
└── CannotServe       the chat page cannot listen at this address
"""

from __future__ import annotations


class DatelineError(Exception):
    """What a person can read and act on; the command line prints it in one line and exits 1."""


class BadSettings(DatelineError):
    pass


class BadQuestion(DatelineError):
    pass


class BadArticle(DatelineError):
    pass


class BadGold(DatelineError):
    pass


class BadReceipt(DatelineError):
    pass


class NoFolder(DatelineError):
    pass


class UnreadableFile(DatelineError):
    """`name` is the file, or the row in it; `reason` says why it cannot be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


class NoArchive(DatelineError):
    pass


class ArchiveLocked(DatelineError):
    pass


class ArchiveReadOnly(DatelineError):
    pass


class ArchiveDamaged(DatelineError):
    pass


class GenerationDamaged(DatelineError):
    pass


class BuildFailed(DatelineError):
    pass


class NoSpace(DatelineError):
    pass


class NoModel(DatelineError):
    pass


class CannotFetch(DatelineError):
    pass


class CannotServe(DatelineError):
    pass
