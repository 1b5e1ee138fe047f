"""A question in, ranked hits out: both indexes offer candidates, what speaks for each of them decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.models.embedding import Embedder
from rag.models.reranking import Reranker
from rag.retrieve import fuse, signals
from rag.retrieve.collapse import Repeats, carried, spread
from rag.retrieve.ranker import Ranker
from rag.retrieve.reader import READ, READING, read_best
from rag.retrieve.signals import Floats
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.types import EVERYTHING, Hit, Passage, QueryVectors, Scope, Vectors, article_of

WIDER = 4  # times as many passages are asked for where copies leave too few


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages that may answer, in the order of their ids, and what speaks for each."""

    passages: tuple[Passage, ...]
    signals: Floats  # (passages, signals.SIGNALS)
    vectors: Mapping[str, Vectors]  # by passage id
    repeats: Repeats  # which of them repeat which
    more: bool  # whether the indexes may have others


def search(
    question: str,
    query: QueryVectors,
    k: int,
    index: OpenIndex,
    catalog: Catalog,
    embedder: Embedder,
    settings: Settings,
    scope: Scope = EVERYTHING,
    reranker: Reranker | None = None,
    reading: bool = True,
) -> list[Hit]:
    """The k best passages, best first; ties in the order of passage ids. Copies of a passage are shown once.

    `query` is what the embedder makes of the question. The best by the ranker are read sentence by sentence
    and come first, by their shares, but where `reading` is False. A reranker reads the best of these with
    the question and puts them in its own order. All that is read is of the index's own revision, so a sync
    in between changes nothing here.
    """
    wanted = max(settings.candidates, k)
    while True:
        found = candidates(question, query, k, index, catalog, embedder, settings, scope, wanted)
        values = Ranker.shipped(settings.without).scores(found.signals)
        scores = {p.id: float(value) for p, value in zip(found.passages, values, strict=True)}
        chosen = [group[0] for group in found.repeats.groups(scores)]
        if len(chosen) >= k or not found.more:
            break
        wanted *= WIDER  # copies took the places of others
    places = {p.id: place for place, p in enumerate(found.passages)}
    shares, read = {}, {}
    if reading and READING not in settings.without:
        best = [found.passages[places[id]] for id in chosen[:READ]]
        known = found.signals[[places[p.id] for p in best]]
        shares = read_best(question, query, best, known, found.vectors, embedder.count, settings.without)
        least = min(shares.values(), default=0.0)
        scores = reordered(scores, {id: share - least for id, share in shares.items()})
        chosen = fuse.best({id: scores[id] for id in chosen}, len(chosen))
    if reranker is not None:
        best = [found.passages[places[id]] for id in chosen[: settings.reranked]]
        read = dict(zip((p.id for p in best), reranker.scores(question, [p.text for p in best]), strict=True))
        scores = reordered(scores, read)
        chosen = fuse.best({id: scores[id] for id in chosen}, len(chosen))
    chosen = chosen[: max(k, 0)]
    articles = catalog.articles_of(index.revision, {article_of(id) for id in chosen})
    hits = [
        Hit(
            passage=found.passages[places[id]],
            article=articles[article_of(id)],
            score=scores[id],
            parts=(
                *zip(signals.SIGNALS, found.signals[places[id]].tolist(), strict=True),
                *([(READING, shares[id])] if id in shares else []),
                *([("reranker", read[id])] if id in read else []),
            ),
        )
        for id in chosen
    ]
    return carried(hits, scope, index, catalog, settings.repeats_above)


def reordered(scores: Mapping[str, float], read: Mapping[str, float]) -> dict[str, float]:
    """The scores with those that were read above all others, in the order of what reading them gave."""
    above = max((score for id, score in scores.items() if id not in read), default=0.0) + 1.0
    return {id: above + read[id] if id in read else score for id, score in scores.items()}


def candidates(
    question: str,
    query: QueryVectors,
    k: int,
    index: OpenIndex,
    catalog: Catalog,
    embedder: Embedder,
    settings: Settings,
    scope: Scope = EVERYTHING,
    wanted: int = 0,
) -> Candidates:
    """The best of what both indexes offer, at least k where there are as many, with their signals.

    Each index is asked for `wanted`, or as many as the settings say. Of passages that are copies of one
    another only a few are among them; none at all are where copies leave fewer than k and `more` may do.
    """
    wanted = wanted or max(settings.candidates, k)
    lexical = fuse.relative(dict(index.lexical.query(question, wanted, scope)))
    dense = dict(index.vectors.query(query.passage, wanted, scope))
    offered = fuse.weighted_sum([(settings.weight_lexical, lexical), (settings.weight_vector, dense)])
    copied = [id for id in offered if article_of(id) in index.clusters.of]
    known = {p.id: p for p in catalog.passages(index.revision, copied)} if copied else {}
    repeats = Repeats(known, index.clusters, settings.repeats_above)
    ids, enough = spread(offered, repeats, max(settings.rescored, k), k)
    more = len(dense) >= wanted
    vectors = vectors_of(ids, index, catalog, embedder) if enough or not more else {}
    others = catalog.passages(index.revision, [id for id in vectors if id not in known])
    passages = tuple(sorted((*others, *(p for p in known.values() if p.id in vectors)), key=lambda p: p.id))
    if not passages:
        return Candidates((), signals.NOTHING, {}, repeats, more)
    measured = signals.measure(question, query, passages, vectors, lexical, offered)
    return Candidates(passages, measured, vectors, repeats, more)


def vectors_of(
    ids: Sequence[str], index: OpenIndex, catalog: Catalog, embedder: Embedder
) -> dict[str, Vectors]:
    """The passages' vectors, by id; those that an interrupted sync has not computed are computed now."""
    stored = catalog.vectors(index.revision, ids, embedder.name)
    missing = catalog.passages(index.revision, [i for i in ids if i not in stored])
    return {**stored, **{missing[place].id: made for place, made in embedder.embed(missing)}}
