"""A question in, ranked hits out: both indexes offer candidates, their own vectors decide."""

from __future__ import annotations

from collections.abc import Sequence

from rag.models.embedding import Embedder
from rag.retrieve import fuse, rerank
from rag.settings import Settings
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.types import EVERYTHING, Hit, QueryVectors, Scope, Vectors


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

    `query` is what the embedder makes of the question.

    All that is read is of the index's own revision, so a sync in between changes nothing here.
    """
    wanted = max(settings.candidates, k)
    lexical = fuse.relative(dict(index.lexical.query(question, wanted, scope)))
    dense = dict(index.vectors.query(query.passage, wanted, scope))
    weights = (settings.weight_lexical, settings.weight_passage + settings.weight_sentence)
    offered = fuse.weighted_sum(list(zip(weights, (lexical, dense), strict=True)))
    chosen = fuse.best(offered, max(settings.rescored, k))
    return _ranked(query, chosen, k, lexical, index, catalog, embedder, settings)


def vectors_of(
    ids: Sequence[str], index: OpenIndex, catalog: Catalog, embedder: Embedder
) -> dict[str, Vectors]:
    """The passages' vectors, by id; those that an interrupted sync has not computed are computed now."""
    stored = catalog.vectors(index.revision, ids, embedder.name)
    missing = catalog.passages(index.revision, [i for i in ids if i not in stored])
    return {**stored, **{missing[place].id: made for place, made in embedder.embed(missing)}}


def _ranked(
    query: QueryVectors,
    ids: list[str],
    k: int,
    lexical: dict[str, float],
    index: OpenIndex,
    catalog: Catalog,
    embedder: Embedder,
    settings: Settings,
) -> list[Hit]:
    vectors = vectors_of(ids, index, catalog, embedder)
    ids = [i for i in ids if i in vectors]
    if not ids:
        return []
    found = [vectors[i] for i in ids]
    parts = {
        "lexical": [lexical.get(i, 0.0) for i in ids],
        "passage": rerank.passage_cosines(query, found).tolist(),
        "sentence": rerank.sentence_cosines(query, found).tolist(),
        "tokens": rerank.max_sim(query, found).tolist(),
    }
    weights = {name: getattr(settings, f"weight_{name}") for name in parts}
    scores = {
        key: sum(weights[name] * values[place] for name, values in parts.items())
        for place, key in enumerate(ids)
    }
    places = {key: place for place, key in enumerate(ids)}
    chosen = fuse.best(scores, k)
    passages = {p.id: p for p in catalog.passages(index.revision, chosen)}
    articles = catalog.articles_of(index.revision, {p.article_id for p in passages.values()})
    return [
        Hit(
            passage=passages[key],
            article=articles[passages[key].article_id],
            score=scores[key],
            parts=tuple((name, values[places[key]]) for name, values in parts.items()),
        )
        for key in chosen
    ]
