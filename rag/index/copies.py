"""Near-duplicates at sync: what is new is fingerprinted, compared with all, and clustered with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from rag.fingerprint import Fingerprint
from rag.ingest import duplicates
from rag.ingest.clusters import Sketch, stars
from rag.ingest.duplicates import MAKER, Pair, candidates, pairs
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.records import Copies


def clustering(settings: Settings) -> str:
    """The name of the way that clusters are made: another one asks for all of them anew."""
    return f"{MAKER} {settings.copies_above}"


def is_due(catalog: Catalog, settings: Settings) -> bool:
    """Whether the latest revision's clusters were made in another way, or never."""
    revision = catalog.revision
    return revision > 0 and catalog.clustering(revision) != clustering(settings)


def find_copies(
    catalog: Catalog, after: Mapping[str, str], made: Mapping[str, Fingerprint], settings: Settings
) -> Copies:
    """All clusters of the articles that will be in force: `after` gives the hash of each one's text by id.

    `made` are fingerprints of new texts, by hash; what lacks one beside them is fingerprinted too.
    """
    twins = set(after.values())
    anew = not catalog.clustering(catalog.revision).startswith(f"{MAKER} ")
    known = {} if anew else {t: s for t, s in _known(catalog).items() if t in twins}
    prints = dict(made)
    if missing := twins - known.keys() - prints.keys():
        prints |= _missing(catalog, after, missing)
    new = sorted((prints.keys() & twins) - known.keys())
    sketches = known | {twin: Sketch(prints[twin].minhash, len(prints[twin].shingles)) for twin in new}
    found: list[Pair] = []
    if new:
        offered = candidates(list(sketches), np.stack([s.minhash for s in sketches.values()]), set(new))
        others = {twin for pair in offered for twin in pair} - prints.keys()
        found = pairs(offered, {**prints, **catalog.fingerprints(others)})
    held = [] if anew else [Pair(*row) for row in catalog.pairs()]
    close = [p for p in (*held, *found) if p.jaccard >= settings.copies_above and {p.one, p.other} <= twins]
    return Copies(clustering(settings), prints, found, _articles(stars(close, sketches), after), anew)


def _known(catalog: Catalog) -> dict[str, Sketch]:
    """Sketches of the texts in force until now, by their hashes."""
    twins, minhashes, sizes = catalog.minhashes()
    return {twin: Sketch(*sketch) for twin, *sketch in zip(twins, minhashes, sizes, strict=True)}


def _articles(clusters: list[list[str]], after: Mapping[str, str]) -> list[list[str]]:
    """Clusters of texts as clusters of articles; articles of one text are one, also without others."""
    ids: dict[str, list[str]] = defaultdict(list)
    for id, twin in after.items():
        ids[twin].append(id)
    clustered = {twin for cluster in clusters for twin in cluster}
    alone = [[twin] for twin in sorted(ids) if twin not in clustered and len(ids[twin]) > 1]
    return [[id for twin in cluster for id in ids[twin]] for cluster in (*clusters, *alone)]


def _missing(catalog: Catalog, after: Mapping[str, str], twins: set[str]) -> dict[str, Fingerprint]:
    """Of articles that came before there were fingerprints, or in another way of making them."""
    ids = {twin: id for id, twin in after.items() if twin in twins}
    articles = catalog.standing(ids.values())
    return dict(duplicates.fingerprints({twin: articles[id].text for twin, id in ids.items()}))
