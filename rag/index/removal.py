"""What must change for articles to go by hand: decided, not yet done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from rag.errors import BadArticle
from rag.index.arrange import arrange
from rag.index.plan import Cutter, Plan, changes_of, counted
from rag.store.catalog import Catalog
from rag.store.records import Kept, Withheld, double


def plan_removal(ids: Collection[str], catalog: Catalog, cutter: Cutter, now: datetime) -> Plan:
    """Each goes with the versions that stand aside for it, or one of these would come in its place.

    What a folder gave is withheld: its next sync leaves it out. Raises BadArticle for an unknown id.
    """
    kept = catalog.kept()
    unknown = [id for id in ids if id not in kept]
    if unknown:
        raise BadArticle(f"there is no article {unknown[0]!r} in the archive; nothing was removed")
    gone = sorted(with_versions(ids, kept))
    articles = catalog.standing(gone)
    arranged = arrange((), gone, kept, catalog, cutter.entry, "")
    withheld = [
        Withheld(kept[id].owner, kept[id].name, double(articles[id]), articles[id].title, now)
        for id in gone
        if kept[id].owner
    ]
    changes = replace(changes_of(arranged, kept, catalog, cutter), withheld=withheld)
    return counted(arranged, changes, "", gone, kept, ())


def with_versions(ids: Collection[str], kept: Mapping[str, Kept]) -> set[str]:
    """The ids, and those of the texts that stand aside for one of them, or for one that does."""
    found = set(ids)
    while True:
        more = {k.id for k in kept.values() if k.heir in found} - found
        if not more:
            return found
        found |= more
