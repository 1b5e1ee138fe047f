"""What is new takes its place among what there is: in force, or aside for a newer version of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from rag.fingerprint import Fingerprint
from rag.index.versions import Given, Verdict, decide
from rag.ingest import duplicates
from rag.store.catalog import Catalog
from rag.store.records import Entry, Kept, Superseded, stamp, twin
from rag.types import Article


@dataclass(frozen=True, slots=True)
class New:
    """An article that came or changed, under its id. `reread`: its file is the same, only we read it anew."""

    article: Article
    owner: str
    name: str
    reread: bool = False


@dataclass(slots=True)
class Arranged:
    """The parts of `Changes` that follow, and the fingerprints of the new texts by their hashes."""

    entries: list[Entry] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    earlier: dict[str, str] = field(default_factory=dict)
    newcomers: list[Entry] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    made: dict[str, Fingerprint] = field(default_factory=dict)


def arrange(
    new: Sequence[New],
    gone: Collection[str],
    kept: Mapping[str, Kept],
    catalog: Catalog,
    cut: Callable[[Article, str, str], Entry],
    why: str,
) -> Arranged:
    """Where each of the new articles stands, and each that it or one that is gone concerns.

    `gone` are ids that their owner no longer gives. `cut` makes an entry of (article, owner, name);
    `why` is told of a text whose article has a newer one under the same id.
    """
    done = Arranged()
    if not new and not gone:
        return done
    texts = {twin(n.article.text): n.article.text for n in new}
    with ThreadPoolExecutor(1, thread_name_prefix="fingerprints") as beside:
        prints = beside.submit(lambda: dict(duplicates.fingerprints(texts)))
        cuts = {n.article.id: cut(n.article, n.owner, n.name) for n in new}
        done.made.update(prints.result())
    verdicts = decide(_givens(new, gone, kept), lambda ids: _prints(ids, new, kept, catalog, done.made))
    for item in new:
        id = item.article.id
        _place(item, verdicts[id], kept.get(id), done, cuts[id], why)
    coming = {item.article.id for item in new}
    back = [id for id, k in kept.items() if _returns(k, verdicts, gone) and id not in coming]
    articles = catalog.standing(back)
    for id in back:
        done.entries.append(cut(articles[id], kept[id].owner, kept[id].name))
        done.dropped.append(id)
    for id, verdict in verdicts.items():
        stays = id not in coming and id not in gone
        if stays and verdict.heir and not _follows(kept[id].heir, verdicts, verdict.heir, gone):
            done.superseded.append(Superseded(id, verdict.heir, verdict.why, aside=True))
    for id in gone:
        _leave(kept[id], verdicts[id], coming, done)
    return done


def _givens(new: Sequence[New], gone: Collection[str], kept: Mapping[str, Kept]) -> list[Given]:
    coming = {item.article.id for item in new}
    standing = [
        Given(k.id, k.title, k.source, k.url, k.key, k.stamp, k.heir, k.id in gone, k.id in gone)
        for k in kept.values()
        if k.id not in coming
    ]
    return standing + [
        Given(
            a.id,
            a.title,
            a.source,
            a.url,
            a.key,
            stamp(a.updated_at, a.published_at, a.published),
            kept[a.id].heir if a.id in kept else "",
            new=True,
        )
        for a in (item.article for item in new)
    ]


def _prints(
    ids: Collection[str],
    new: Sequence[New],
    kept: Mapping[str, Kept],
    catalog: Catalog,
    made: Mapping[str, Fingerprint],
) -> dict[str, Fingerprint]:
    """Fingerprints by id: just made, or kept, or, for those of an older catalog, made now."""
    twins = {n.article.id: twin(n.article.text) for n in new if n.article.id in ids}
    twins = {id: kept[id].twin for id in ids if id not in twins} | twins
    found = {**catalog.fingerprints(set(twins.values()) - made.keys()), **made}
    lacking = catalog.standing([id for id, hash in twins.items() if hash not in found])
    found |= duplicates.fingerprints({twins[id]: article.text for id, article in lacking.items()})
    return {id: found[hash] for id, hash in twins.items()}


def _place(
    item: New,
    verdict: Verdict,
    known: Kept | None,
    done: Arranged,
    cut: Entry,
    why: str,
) -> None:
    """Puts a new article in force or aside, and keeps the text that it had before."""
    article = item.article
    if known is not None and not item.reread and _reads_otherwise(known, article):
        done.earlier[article.id] = why
    elif known is not None and known.heir:
        done.dropped.append(article.id)
    if verdict.heir:
        done.newcomers.append(Entry(article, (), item.owner, item.name, ""))
        done.superseded.append(Superseded(article.id, verdict.heir, verdict.why, aside=True))
    else:
        done.entries.append(cut)


def _reads_otherwise(known: Kept, article: Article) -> bool:
    """Whether a reader would see another text: other metadata are no other version."""
    return (known.twin, known.title) != (twin(article.text), article.title)


def _follows(heir: str, verdicts: Mapping[str, Verdict], newest: str, gone: Collection[str]) -> bool:
    """Whether what a text stood aside for until now still leads to the newest."""
    return heir == newest or (heir in verdicts and heir not in gone and verdicts[heir].heir == newest)


def _returns(known: Kept, verdicts: Mapping[str, Verdict], gone: Collection[str]) -> bool:
    """Whether it stood aside, and is the newest now."""
    verdict = verdicts.get(known.id)
    return bool(known.heir) and known.id not in gone and verdict is not None and not verdict.heir


def _leave(known: Kept, verdict: Verdict, coming: Collection[str], done: Arranged) -> None:
    """One that is no longer given is removed; unless the same sync brings a newer version in its place."""
    if known.heir:
        done.dropped.append(known.id)
    elif verdict.heir in coming:
        done.superseded.append(Superseded(known.id, verdict.heir, verdict.why, aside=False))
    else:
        done.removed.append(known.id)
