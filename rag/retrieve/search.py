"""A question in, ranked hits out: both indexes offer candidates, what speaks for each of them decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.models.embedding import Embedder
from rag.retrieve import fuse, signals
from rag.retrieve.ranker import Ranker
from rag.retrieve.signals import Floats
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.types import EVERYTHING, Hit, Passage, QueryVectors, Scope, Vectors, article_of


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages that may answer, in the order of their ids, and what speaks for each."""

    passages: tuple[Passage, ...]
    signals: Floats  # (passages, signals.SIGNALS)


def search(
    question: str,
    query: QueryVectors,
    k: int,
    index: OpenIndex,
    catalog: Catalog,
    embedder: Embedder,
    settings: Settings,
    scope: Scope = EVERYTHING,
) -> list[Hit]:
    """The k best passages, best first; ties in the order of passage ids.

    `query` is what the embedder makes of the question. All that is read is of the index's own
    revision, so a sync in between changes nothing here.
    """
    found = candidates(question, query, k, index, catalog, embedder, settings, scope)
    if not found.passages:
        return []
    scores = Ranker.shipped(settings.without).scores(found.signals)
    by_id = {p.id: place for place, p in enumerate(found.passages)}
    chosen = fuse.best({id: float(scores[place]) for id, place in by_id.items()}, k)
    articles = catalog.articles_of(index.revision, {article_of(id) for id in chosen})
    return [
        Hit(
            passage=found.passages[by_id[id]],
            article=articles[article_of(id)],
            score=float(scores[by_id[id]]),
            parts=tuple(zip(signals.SIGNALS, found.signals[by_id[id]].tolist(), strict=True)),
        )
        for id in chosen
    ]


def candidates(
    question: str,
    query: QueryVectors,
    k: int,
    index: OpenIndex,
    catalog: Catalog,
    embedder: Embedder,
    settings: Settings,
    scope: Scope = EVERYTHING,
) -> Candidates:
    """The best of what both indexes offer, at least k where there are as many, with their signals."""
    wanted = max(settings.candidates, k)
    lexical = fuse.relative(dict(index.lexical.query(question, wanted, scope)))
    dense = dict(index.vectors.query(query.passage, wanted, scope))
    offered = fuse.weighted_sum([(settings.weight_lexical, lexical), (settings.weight_vector, dense)])
    ids = fuse.best(offered, max(settings.rescored, k))
    vectors = vectors_of(ids, index, catalog, embedder)
    passages = tuple(p for p in catalog.passages(index.revision, ids) if p.id in vectors)
    if not passages:
        return Candidates((), signals.NOTHING)
    return Candidates(passages, signals.measure(question, query, passages, vectors, lexical, offered))


def vectors_of(
    ids: Sequence[str], index: OpenIndex, catalog: Catalog, embedder: Embedder
) -> dict[str, Vectors]:
    """The passages' vectors, by id; those that an interrupted sync has not computed are computed now."""
    stored = catalog.vectors(index.revision, ids, embedder.name)
    missing = catalog.passages(index.revision, [i for i in ids if i not in stored])
    return {**stored, **{missing[place].id: made for place, made in embedder.embed(missing)}}
