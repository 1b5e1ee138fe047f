"""What must change for the archive to hold what a folder, or a caller, gives: decided, not yet done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import BadArticle
from rag.index.folder import Read, Skip
from rag.ingest.characters import visible
from rag.models.embedding import Embedder
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.records import Changes, Entry, Gave, Kept, digest
from rag.types import Article

CHUNKER = 1  # raise it when the same settings cut an article in another way


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes, and how many articles they add and so on."""

    changes: Changes
    added: int
    updated: int
    unchanged: int
    removed: int
    skipped: tuple[Skip, ...]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts articles into passages; `label` names all that decides how."""

    embedder: Embedder
    settings: Settings

    @property
    def label(self) -> str:
        s, e = self.settings, self.embedder
        return f"{CHUNKER}:{s.passage_words}:{s.passage_overlap}:{e.name}"

    def entry(self, article: Article, owner: str, name: str) -> Entry:
        from rag.ingest.chunk import chunk  # late, as what finds sentences is slow to import

        passages = chunk(
            article,
            self.embedder.count,
            words=self.settings.passage_words,
            overlap=self.settings.passage_overlap,
            max_pieces=self.embedder.max_pieces,
        )
        return Entry(article, passages, owner, name, self.label)


def plan_folder(
    root: Path,
    reads: Sequence[Read],
    gone: Iterable[str],
    others: Sequence[Skip],
    catalog: Catalog,
    cutter: Cutter,
    read_again: Callable[[str], Mapping[str, Article]],
) -> Plan:
    """For a folder: it owns the articles its files gave, and no other."""
    owner = str(root)
    kept = catalog.kept()
    own = {k.name: k for k in kept.values() if k.owner == owner}
    chosen, doubles = choose(reads)
    entries, unread = [], []
    taken = set(kept)
    for read, gave in chosen:
        known = own.get(gave.name)
        article = read.articles.get(gave.name)
        if article is None and known is None:  # it stood back for another one until now
            article = read_again(read.file.name).get(gave.name)
            if article is None:
                unread.append((gave.name, f"{read.file.name} no longer reads as it did"))
                continue
        if article is None or (known is not None and known.digest == digest(article)):
            continue
        id = known.id if known else _free_id(gave.name, root, taken)
        taken.add(id)
        entries.append(cutter.entry(_named(article, id), owner, gave.name))
    wanted = {gave.name for _, gave in chosen}
    removed = sorted(k.id for k in own.values() if k.name not in wanted)
    skipped = [skip for read in reads for skip in read.file.skipped] + doubles + unread + list(others)
    updated = sum(e.name in own for e in entries)
    return Plan(
        replace(
            _changes(entries, removed, kept, catalog, cutter),
            files=[read.file for read in reads if read.fresh],
            forgotten=[(owner, name) for name in gone],
        ),
        added=len(entries) - updated,
        updated=updated,
        unchanged=len(own) - len(removed) - updated,
        removed=len(removed),
        skipped=tuple(sorted(skipped)),
    )


def plan_articles(articles: Iterable[Article], catalog: Catalog, cutter: Cutter) -> Plan:
    """For articles from memory: each replaces the one of its id. Raises BadArticle."""
    kept = catalog.kept()
    batch: dict[str, Article] = {}
    for place, article in enumerate(articles, start=1):
        _check(article, place, kept.get(article.id))
        if batch.setdefault(article.id, article) != article:
            raise BadArticle(f"two different articles have the id {article.id!r}; nothing was added")
    new = [a for a in batch.values() if a.id not in kept or kept[a.id].digest != digest(a)]
    entries = [cutter.entry(article, "", article.id) for article in new]
    updated = sum(article.id in kept for article in new)
    return Plan(
        _changes(entries, [], kept, catalog, cutter),
        added=len(new) - updated,
        updated=updated,
        unchanged=len(batch) - len(new),
        removed=0,
        skipped=(),
    )


def choose(reads: Sequence[Read]) -> tuple[list[tuple[Read, Gave]], list[Skip]]:
    """Of articles with one name or one text, the first in the order of files; and who stood back for whom."""
    chosen: list[tuple[Read, Gave]] = []
    doubles: list[Skip] = []
    by_name: dict[str, str] = {}
    by_twin: dict[str, str] = {}
    for read in reads:
        for gave in read.file.gave:
            if gave.name in by_name:
                doubles.append((read.file.name, f"has the id {gave.name}, as {by_name[gave.name]} has"))
            elif gave.twin in by_twin:
                doubles.append((gave.name, f"has the same text as {by_twin[gave.twin]}"))
            else:
                by_name[gave.name], by_twin[gave.twin] = read.file.name, gave.name
                chosen.append((read, gave))
    return chosen, doubles


def _changes(
    entries: list[Entry],
    removed: Sequence[str],
    kept: Mapping[str, Kept],
    catalog: Catalog,
    cutter: Cutter,
) -> Changes:
    """The entries, and every other article that was cut in another way than the settings now say."""
    done = {entry.article.id for entry in entries} | set(removed)
    stale = [k.id for k in kept.values() if k.id not in done and k.chunking != cutter.label]
    revision = catalog.revision
    articles = catalog.articles_of(revision, stale)
    recut, relabelled = [], {}
    for id in stale:
        entry = cutter.entry(articles[id], kept[id].owner, kept[id].name)
        if list(entry.passages) == catalog.passages_of(id, revision):
            relabelled[id] = cutter.label
        else:
            recut.append(entry)
    return Changes([*entries, *recut], removed, relabelled)


def _free_id(name: str, root: Path, taken: set[str]) -> str:
    """The name, or where another owner has it, the name after as much of the root as makes it free."""
    parts = [part for part in root.parts if part != root.anchor]
    ids = ["/".join([*parts[len(parts) - used :], name]) for used in range(len(parts) + 1)]
    free = next((id for id in ids if id not in taken), None)
    if free is None:
        raise BadArticle(f"every id for {name} in {root} is taken; rename the file")
    return free


def _named(article: Article, id: str) -> Article:
    return article if article.id == id else replace(article, id=id)


def _check(article: Article, place: int, known: Kept | None) -> None:
    called = f"article {article.id!r}" if article.id.strip() else f"article number {place} of the batch"
    if not article.id.strip():
        raise BadArticle(f"{called} has no id; nothing was added")
    if any(ord(character) < 32 for character in article.id):
        raise BadArticle(f"{called} has a control character in its id; nothing was added")
    if not visible(article.text).strip():
        raise BadArticle(f"{called} has no text; nothing was added")
    try:
        "".join(
            (article.id, article.title, article.source, article.url, article.text, article.author)
        ).encode()
    except UnicodeEncodeError as error:
        raise BadArticle(f"{called} holds half a character ({error.reason}); nothing was added") from error
    if known is not None and known.owner:
        raise BadArticle(
            f"{called} is the file {known.name} of {known.owner}; give it another id; nothing was added"
        )
