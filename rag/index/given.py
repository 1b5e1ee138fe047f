"""Files that are handed over one by one: their articles come in for good, as from no folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.index.apart import Outcome
from rag.index.folder import Skip
from rag.index.plan import Cutter, Plan, plan_articles
from rag.store.catalog import Catalog
from rag.store.records import twin
from rag.types import Article


def plan_files(outcomes: Sequence[Outcome], catalog: Catalog, cutter: Cutter) -> Plan:
    """For what files gave: each article under an id that is free, so that none takes the place of another.

    One whose text the archive has from the same outlet is skipped. One that has the url or the
    publisher's id of another becomes a version of it, as in a sync.
    """
    kept = catalog.kept()
    known = {(k.twin, k.source.casefold().strip()): k.id for k in kept.values()}
    skipped: list[Skip] = [skip for outcome in outcomes for skip in outcome.skipped]
    taken, new = set(kept), list[Article]()
    for article in (article for outcome in outcomes for article in outcome.articles):
        same = (twin(article.text), article.source.casefold().strip())
        if same in known:
            skipped.append((article.id, f"has the same text as {known[same]}, which is in the archive"))
            continue
        id = _free_id(article.id, taken)
        known[same] = id
        taken.add(id)
        new.append(replace(article, id=id))
    return replace(plan_articles(new, catalog, cutter), skipped=tuple(sorted(skipped)))


def _free_id(name: str, taken: Collection[str]) -> str:
    id, number = name, 2
    while id in taken:
        id, number = f"{name}~{number}", number + 1
    return id
