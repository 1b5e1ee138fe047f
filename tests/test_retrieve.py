"""Joining rankings, rescoring by vectors, and search over a small archive: worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index import add_articles
from rag.retrieve import fuse, rerank
from rag.retrieve.ranker import Ranker
from rag.retrieve.reader import READ, READING
from rag.retrieve.search import search
from rag.retrieve.signals import SIGNALS
from rag.settings import Settings
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex, open_generation
from rag.types import EVERYTHING, Article, Hit, QueryVectors, Scope, Vectors
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, ReadsHere, build_here, story

# Joining


def test_scores_are_divided_by_the_best() -> None:
    assert fuse.relative({"a": 8.0, "b": 2.0}) == {"a": 1.0, "b": 0.25}
    assert fuse.relative({"a": 0.0}) == {"a": 0.0} and fuse.relative({}) == {}


def test_an_id_that_a_part_does_not_have_counts_as_that_parts_least() -> None:
    joined = fuse.weighted_sum([(2.0, {"a": 1.0, "b": 0.5}), (1.0, {"b": 0.9, "c": 0.3})])
    # a: 2 * 1.0 + 0.3; b: 2 * 0.5 + 0.9; c: 2 * 0.5 + 0.3
    assert joined == pytest.approx({"a": 2.3, "b": 1.9, "c": 1.3})
    assert fuse.weighted_sum([(1.0, {"a": 1.0}), (1.0, {})]) == {"a": 1.0}
    assert fuse.weighted_sum([]) == {}


SCORES = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.sampled_from([0.0, 0.5, 1.0, 2.0]))


@given(SCORES, st.integers(-2, 20))
def test_the_best_come_first_and_ties_in_the_order_of_ids(scores: dict[str, float], n: int) -> None:
    chosen = fuse.best(scores, n)
    assert len(chosen) == len(set(chosen)) == max(0, min(n, len(scores)))
    assert chosen == sorted(chosen, key=lambda key: (-scores[key], key))
    left = scores.keys() - set(chosen)
    assert all(scores[key] <= scores[last] for last in chosen[-1:] for key in left)


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.5, 2.0]), SCORES), max_size=3))
def test_a_sum_names_every_id_once_and_better_scores_never_harm(parts: list[tuple[float, dict]]) -> None:
    joined = fuse.weighted_sum(parts)
    assert joined.keys() == {key for _, scores in parts for key in scores}
    for key in joined:
        better = [(w, {**s, key: s[key] + 1.0} if key in s else s) for w, s in parts]
        assert fuse.weighted_sum(better)[key] >= joined[key]


# Rescoring


def rows(*values: tuple[float, float]) -> np.ndarray:
    return np.array(values, dtype=np.float32)


QUERY = QueryVectors(
    passage=rows((1, 0))[0],
    tokens=rows((1, 0), (0, 1)),
    weights=np.array([1.0, 0.2], dtype=np.float32),
    words=("ferry", "the"),
)
EAST = Vectors(rows((1, 0))[0], rows((1, 0)).astype(np.float16), (rows((1, 0)) * 127).astype(np.int8))
NORTH = Vectors(
    rows((0, 1))[0],
    rows((0, 1), (0.6, 0.8)).astype(np.float16),
    (rows((0, 1), (0.6, 0.8), (0, 1)) * 127).round().astype(np.int8),
)


def test_passages_score_by_their_vector_and_by_their_best_sentence() -> None:
    assert rerank.passage_cosines(QUERY, [EAST, NORTH, EAST]) == pytest.approx([1, 0, 1])
    assert rerank.sentence_cosines(QUERY, [EAST, NORTH, EAST]) == pytest.approx([1, 0.6, 1], abs=0.001)


def test_token_cosines_undo_the_rounding_to_bytes() -> None:
    assert rerank.token_cosines(QUERY, NORTH.tokens) == pytest.approx(
        np.array([[0, 0.6, 0], [1, 0.8, 1]]), abs=0.005
    )


# Searching

EMBEDDER = FakeEmbedder()
DAYS = {n: date(2024, 1, n + 1) for n in range(8)}
NEWS = [
    Article(f"story-{n}", source=("BBC", "CNN")[n % 2], text=story(n), published=DAYS.get(n))
    for n in range(10)  # the last two have no date
]


@pytest.fixture(scope="module")
def open_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, OpenIndex]]:
    archive = tmp_path_factory.mktemp("retrieve") / "archive"
    with pytest.MonkeyPatch.context() as patch, Catalog.open(archive, write=True) as catalog:
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        add_articles(archive, catalog, NEWS, EMBEDDER, SETTINGS)
        index = open_generation(archive, catalog, EMBEDDER.name)
        yield catalog, index
        index.close()


Opened = tuple[Catalog, OpenIndex]


def found(
    opened: Opened, question: str, k: int = 10, scope: Scope = EVERYTHING, settings: Settings = SETTINGS
) -> list[Hit]:
    catalog, index = opened
    return search(question, EMBEDDER.query(question), k, index, catalog, EMBEDDER, settings, scope)


def test_the_passage_that_says_it_comes_first(open_index: Opened) -> None:
    for n in range(10):
        hit = found(open_index, f"What is it that Mayor Number{n} said?", 1)[0]  # the fake knows no endings
        assert hit.article == NEWS[n] and f"Mayor Number{n} said" in hit.passage.text


def test_hits_hold_together(open_index: Opened) -> None:
    hits = found(open_index, "Who paid for repairs of the ferry?", 30)
    assert len(hits) == len({h.passage.id for h in hits}) == 30
    for hit in hits:
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.passage.article_id == hit.article.id
        names, values = zip(*hit.parts, strict=True)
        assert names[: len(SIGNALS)] == SIGNALS and names[len(SIGNALS) :] in ((), (READING,))
        if READING not in names:
            weights = Ranker.shipped().weights
            assert hit.score == pytest.approx(sum(w * v for w, v in zip(weights, values, strict=True)))
    shares = [dict(hit.parts)[READING] for hit in hits[:READ]]
    apart = [hits[0].score - hit.score for hit in hits[:READ]]
    assert apart == pytest.approx([shares[0] - share for share in shares])  # those that were read come first
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


@pytest.mark.parametrize("k", [0, 1, 2, 7])
def test_k_says_how_many_and_fewer_are_the_first_of_more(open_index: Opened, k: int) -> None:
    question = "Who paid for repairs of the ferry?"
    assert found(open_index, question, k) == found(open_index, question, SETTINGS.rescored)[:k]


def test_all_of_an_archive_may_be_asked_for(open_index: Opened) -> None:
    everything = found(open_index, "Who paid for repairs of the ferry?", 1_000)
    assert len(everything) == open_index[0].counts(1).passages


def test_more_may_be_asked_for_than_the_settings_look_at(open_index: Opened) -> None:
    few = Settings(candidates=10, rescored=5)
    assert len(found(open_index, "Who paid for repairs of the ferry?", 25, settings=few)) == 25


def test_a_search_gives_the_same_twice_and_ties_stand_in_the_order_of_ids(open_index: Opened) -> None:
    silent = SETTINGS.model_copy(update={"without": frozenset({*SIGNALS, READING})})
    hits = found(open_index, "garden", 100, settings=silent)
    assert [h.passage.id for h in hits] == sorted(h.passage.id for h in hits) and len(hits) > 20
    assert found(open_index, "garden lamps") == found(open_index, "garden lamps")


@pytest.mark.parametrize(
    "scope",
    [
        Scope(after=DAYS[3]),
        Scope(before=DAYS[3]),
        Scope(after=DAYS[2], before=DAYS[5], sources=frozenset({"CNN"})),
        Scope(sources=frozenset({"BBC"})),
        Scope(sources=frozenset({"no such paper"})),
        Scope(after=DAYS[5], before=DAYS[2]),
    ],
)
def test_nothing_outside_of_the_scope_is_found_and_all_inside_is(open_index: Opened, scope: Scope) -> None:
    hits = found(open_index, "Who said that the town had waited too long?", 1_000, scope)
    assert {h.article.id for h in hits} == {a.id for a in NEWS if scope.admits(a)}


def test_words_that_are_nowhere_find_by_their_vectors_all_the_same(open_index: Opened) -> None:
    hits = found(open_index, "zzz qqq", 3)
    assert len(hits) == 3 and all(dict(h.parts)["lexical"] == 0 for h in hits)


def test_vectors_of_another_embedder_are_not_taken_for_its_own(open_index: Opened, tmp_path: Path) -> None:
    catalog, index = open_index
    other = FakeEmbedder("other")
    hits = search("ferry", other.query("ferry"), 5, index, catalog, other, SETTINGS)
    assert hits and other.embedded >= len(hits)  # computed anew, as the catalog has none of its own
    assert catalog.vectors(index.revision, [hits[0].passage.id], "other") == {}
