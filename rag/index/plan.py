"""What must change for the archive to hold what a folder, or a caller, gives: decided, not yet done."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import BadArticle
from rag.index.arrange import Arranged, New, arrange
from rag.index.copies import find_copies, is_due
from rag.index.folder import Read, Skip
from rag.ingest.characters import visible
from rag.models.embedding import Embedder
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.records import Changes, Entry, Gave, Kept, Withheld, digest, twin
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
    superseded: int


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts articles into passages; `label` names all that decides how.

    `expect` is told how many new articles there are before the first is cut.
    """

    embedder: Embedder
    settings: Settings
    expect: Callable[[int], None]

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
    bytes_before = {name: file.sha256 for name, file in catalog.files(owner).items()}
    chosen, doubles = choose(reads)
    chosen, held_back, released = leave_out(owner, chosen, catalog.withheld())
    new: list[New] = []
    unread = []
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
        reread = read.file.sha256 == bytes_before.get(read.file.name)
        new.append(New(_named(article, id), owner, gave.name, reread))
    wanted = {gave.name for _, gave in chosen}
    left = sorted(k.id for k in own.values() if k.name not in wanted)
    cutter.expect(len(new))
    arranged = arrange(new, left, kept, catalog, cutter.entry, f"its file in {root.name} was changed")
    changes = replace(
        changes_of(arranged, kept, catalog, cutter),
        files=[read.file for read in reads if read.fresh],
        forgotten=[(owner, name) for name in gone],
        released=released,
    )
    skipped = [skip for read in reads for skip in read.file.skipped]
    skipped += doubles + held_back + unread + list(others)
    ids = {k.id for k in own.values()}
    return counted(arranged, changes, owner, ids, kept, tuple(sorted(skipped)))


def plan_articles(articles: Iterable[Article], catalog: Catalog, cutter: Cutter) -> Plan:
    """For articles from memory: each replaces the one of its id. Raises BadArticle."""
    kept = catalog.kept()
    batch: dict[str, Article] = {}
    for place, article in enumerate(articles, start=1):
        _check(article, place, kept.get(article.id))
        if batch.setdefault(article.id, article) != article:
            raise BadArticle(f"two different articles have the id {article.id!r}; nothing was added")
    changed = [a for a in batch.values() if a.id not in kept or kept[a.id].digest != digest(a)]
    new = [New(article, "", article.id) for article in changed]
    cutter.expect(len(new))
    arranged = arrange(new, (), kept, catalog, cutter.entry, "another text was added under its id")
    changes = changes_of(arranged, kept, catalog, cutter)
    return counted(arranged, changes, "", batch.keys(), kept, ())


def counted(
    arranged: Arranged,
    changes: Changes,
    owner: str,
    own: Collection[str],
    kept: Mapping[str, Kept],
    skipped: tuple[Skip, ...],
) -> Plan:
    """How many articles came, changed, stayed, went and stand back for newer versions of themselves.

    `own` are the ids that the owner gave: a folder until now, a caller just now.
    """
    before = {id for id in own if id in kept and not kept[id].heir}
    coming = {entry.article.id for entry in arranged.entries if entry.owner == owner}
    superseded = {s.id for s in arranged.superseded}
    standing_back = {id for id in own if id in kept and kept[id].heir} - coming - set(arranged.dropped)
    return Plan(
        changes,
        added=len(coming - before),
        updated=len(coming & before),
        unchanged=len(before - coming - superseded - set(arranged.removed)),
        removed=len(arranged.removed),
        skipped=skipped,
        superseded=len(superseded | standing_back),
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


def leave_out(
    owner: str, chosen: Sequence[tuple[Read, Gave]], withheld: Sequence[Withheld]
) -> tuple[list[tuple[Read, Gave]], list[Skip], list[tuple[str, str]]]:
    """What is to come in of what was chosen; what a person removed, told; and what the folder has no more.

    It is known by its name, as its text may be read otherwise, and by its text, as its file may be moved.
    """
    ours = [w for w in withheld if w.owner == owner]
    by_name, by_double = {w.name: w for w in ours}, {w.double: w for w in ours}
    left: list[tuple[Read, Gave]] = []
    told: list[Skip] = []
    found: set[str] = set()
    for read, gave in chosen:
        removed = by_name.get(gave.name) or by_double.get(gave.twin)
        if removed is None:
            left.append((read, gave))
            continue
        found.add(removed.name)
        day = f"{removed.at.astimezone():%Y-%m-%d}"
        mend = f"`dateline restore {shlex.quote(removed.name)}` takes it in again"
        told.append((gave.name, f"was removed by hand on {day} and is left out; {mend}"))
    return left, told, [(owner, w.name) for w in ours if w.name not in found]


def changes_of(arranged: Arranged, kept: Mapping[str, Kept], catalog: Catalog, cutter: Cutter) -> Changes:
    """All that follows, also for articles that were cut in another way than the settings now say."""
    done = {e.article.id for e in (*arranged.entries, *arranged.newcomers)} | set(arranged.removed)
    staying = {id: k for id, k in kept.items() if not k.heir and id not in done}
    staying = {id: k for id, k in staying.items() if id not in {s.id for s in arranged.superseded}}
    recut, relabelled = _recut(staying, catalog, cutter)
    changes = Changes(
        [*arranged.entries, *recut],
        arranged.removed,
        relabelled,
        earlier=arranged.earlier,
        newcomers=arranged.newcomers,
        superseded=arranged.superseded,
        dropped=arranged.dropped,
    )
    same = not (changes.entries or changes.removed or changes.superseded)
    if same and not is_due(catalog, cutter.settings):
        return changes
    after = {id: k.twin for id, k in staying.items()}
    after |= {entry.article.id: twin(entry.article.text) for entry in arranged.entries}
    return replace(changes, copies=find_copies(catalog, after, arranged.made, cutter.settings))


def _recut(
    staying: Mapping[str, Kept], catalog: Catalog, cutter: Cutter
) -> tuple[list[Entry], dict[str, str]]:
    """Articles whose passages the settings now make otherwise, and the label of those they do not."""
    stale = [k.id for k in staying.values() if k.chunking != cutter.label]
    revision = catalog.revision
    articles = catalog.articles_of(revision, stale)
    recut, relabelled = [], {}
    for id in stale:
        entry = cutter.entry(articles[id], staying[id].owner, staying[id].name)
        if list(entry.passages) == catalog.passages_of(id, revision):
            relabelled[id] = cutter.label
        else:
            recut.append(entry)
    return recut, relabelled


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
