"""What keeps an archive: the list of what it holds, where that came from, what is added and removed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from rag import index
from rag.errors import BadArticle, NoArchive
from rag.findings import Holding, LeftOut, SyncedFolder, Topic
from rag.models.embedding import Progress
from rag.opened import Opened
from rag.retrieve.listed import Listing
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.types import Answer, IndexReport


class Keeper:
    """Lists and changes what an archive holds. `Archive` is one. Every method may raise a DatelineError."""

    path: Path
    settings: Settings
    _opened: Opened
    _listing: Listing

    def add_files(self, files: Sequence[tuple[Path, str]], progress: Progress = index.silent) -> IndexReport:
        """Takes in the articles of files for good, each with the name that it is to be known by.

        They are read as a sync reads them, and are not needed afterwards; no sync removes them. None takes
        the place of another: one whose id is taken gets `~2` after it. What cannot be read is skipped.
        """
        with closing(Catalog.open(self.path, write=True)) as catalog:
            return index.add_files(
                self.path, catalog, files, self._opened.deferred(), self.settings, progress
            )

    def remove(self, ids: Iterable[str], progress: Progress = index.silent) -> IndexReport:
        """Removes articles with all their versions. Raises BadArticle for an unknown id, and removes none.

        What a folder gave stays out of its later syncs, whose reports name it, until `restore` or until
        its file is gone. The text is deleted from the disk with the last generation that has it.
        """
        with closing(Catalog.open(self.path, write=True)) as catalog:
            return index.remove_articles(
                self.path, catalog, list(ids), self._opened.deferred(), self.settings, progress
            )

    def restore(self, names: Collection[str]) -> list[str]:
        """Lets the next sync take in again what was removed by hand; the folders that are to be synced.

        `names` are those of `left_out`. Raises BadArticle for one that is not among them.
        """
        with closing(Catalog.open(self.path, write=True)) as catalog:
            withheld = catalog.withheld()
            unknown = sorted(set(names) - {w.name for w in withheld})
            if unknown:
                raise BadArticle(f"{unknown[0]!r} was not removed by hand; nothing was restored")
            wanted = [(w.owner, w.name) for w in withheld if w.name in names]
            catalog.release(wanted)
        return sorted({owner for owner, _ in wanted})

    def holdings(self) -> tuple[Holding, ...]:
        """Every article of the generation that answers now, without its text, in the order of their ids."""
        try:
            return self._opened.read(self._listing.of)
        except NoArchive:
            return ()

    def having(self, text: str) -> frozenset[str]:
        """The ids of all articles that have every word of the text, in any form. Raises BadQuestion.

        What stands between quotation marks is looked for as it stands, word after word.
        """
        from rag.retrieve.having import having

        return self._opened.read(lambda catalog, opened: having(text, opened, catalog))

    def topic(self, answer: Answer) -> Topic:
        """How much the archive tells, month by month, of what the cited articles have in common."""
        from rag.answer.topic import topic

        cited = {citation.article.id for citation in answer.citations}
        asked = answer.standalone or answer.question
        words, ids = self._opened.read(lambda _, opened: topic(asked, cited, opened.lexical))
        days = [holding.published for holding in self.holdings() if holding.id in ids]
        months = Counter(f"{day:%Y-%m}" for day in days if day is not None)
        return Topic(words, len(days), tuple(sorted(months.items())), days.count(None))

    def folders(self) -> tuple[SyncedFolder, ...]:
        """The folders that were synced into it."""
        try:
            catalog, _ = self._opened.there()
        except NoArchive:
            return ()
        owners = catalog.owners(catalog.revision)
        return tuple(SyncedFolder(path, at, owners[path]) for path, at in catalog.folders().items())

    def left_out(self) -> tuple[LeftOut, ...]:
        """What was removed by hand and is left out of syncs, the latest first."""
        try:
            catalog, _ = self._opened.there()
        except NoArchive:
            return ()
        return tuple(LeftOut(w.name, w.owner, w.title, w.at) for w in catalog.withheld())

    @property
    def unwritable(self) -> str:
        """Why nothing can be added or removed here; "" where it can. Another writer is told as it is met."""
        place = next(
            (path for path in (self.path, *self.path.absolute().parents) if path.exists()), self.path
        )
        if os.access(place, os.W_OK | os.X_OK):
            return ""
        return f"{self.path} may be read but not written to: it is on a read-only disk, or another's"
