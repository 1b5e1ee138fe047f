"""The three indexes: what they find, in which order, and within which dates and sources."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import GenerationDamaged
from rag.store.exact import ExactIndex, Label, VectorIndex, label
from rag.store.lexical import LexicalIndex, write_lexical
from rag.store.nearest import NearestIndex
from rag.store.vectors import ChromaIndex, write_vectors
from rag.types import Article, Passage, Scope
from tests.fakes import unit

MONDAY = date(2024, 3, 4)
SOURCES = ("", "BBC", "Le Monde", "NÜ: \"q\" AND 'r'")


def passage(article: Article, number: int = 0) -> Passage:
    return Passage(f"{article.id}:{number}", article.id, article.text, 0, len(article.text))


def words(*articles: Article, folder: Path | None = None) -> LexicalIndex:
    rows = sorted(((passage(a), a) for a in articles), key=lambda row: row[0].id)
    return write_lexical(folder, rows)


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [id for id, _ in found]


# Words


def test_words_are_found_in_any_form() -> None:
    index = words(
        Article("a", text="Kenya's ministers resigned; 8,000 miners cheered at the al-Qaida trial."),
        Article("b", text="The U.S. café was bought by Müller & Sons."),
        Article("c", text="Nothing of the kind."),
    )
    for question in ("Kenya", "kenyas minister", "resign", "8000", "al Qaida", "cheering"):
        assert ids(index.query(question, 5))[:1] == ["a:0"], question
    for question in ("US", "U.S.", "cafe", "MULLER", "Müller’s", "son"):
        assert ids(index.query(question, 5))[:1] == ["b:0"], question
    assert index.query("unrelated", 5) == []


def test_the_words_a_question_asks_by_are_not_looked_for() -> None:
    index = words(
        Article("a", text="What did who do, and when, and how, and why? Which?"),
        Article("b", text="The bridge fell on Monday. The WHO sent doctors."),
    )
    assert ids(index.query("When did the bridge fall?", 1)) == ["b:0"]
    assert ids(index.query("What did the WHO do?", 1)) == ["b:0"]
    assert ids(index.query("WHEN DID THE BRIDGE FALL", 1)) == ["b:0"]
    assert ids(index.query("why?", 5)) == ["a:0"]  # when nothing else was said


@pytest.mark.parametrize(
    "question",
    [
        '"bridge"',
        "title:bridge",
        "bridge AND (",
        "+bridge -the",
        "bri* OR bridge~2",
        "[bridge TO z]",
        "bridge\\",
    ],
)
def test_nothing_in_a_question_is_syntax(question: str) -> None:
    index = words(Article("a", text="The bridge fell."), Article("b", text="The tower stands."))
    assert ids(index.query(question, 5))[:1] == ["a:0"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_question_is_answered_or_finds_nothing(question: str) -> None:
    index = words(Article("a", text="The bridge fell."))
    assert len(index.query(question, 5)) <= 1


def test_a_question_of_a_thousand_words_is_taken() -> None:
    index = words(Article("a", text="The bridge fell."), Article("b", text="The tower stands."))
    long = " ".join(f"word{n}" for n in range(1_000)) + " tower"
    assert ids(index.query(long, 5)) == ["b:0"]
    assert ids(index.query("\ud800 tower", 5)) == ["b:0"]
    assert index.query("tower", 0) == []


def test_a_title_counts_less_than_the_text() -> None:
    index = words(
        Article("a", title="The harbour opens", text="Boats came in, one after the other, all day."),
        Article("b", title="Boats came", text="The harbour was full at noon, one after the other."),
    )
    assert ids(index.query("harbour", 5)) == ["b:0", "a:0"]
    assert ids(index.query("harbour", 5, title_weight=0)) == ["b:0"]


def test_equal_scores_come_in_the_order_of_ids_also_at_the_cut(tmp_path: Path) -> None:
    same = [Article(f"{n:03}", text="The bridge fell at noon.") for n in range(300)]
    index = words(*reversed(same), folder=tmp_path)
    assert ids(index.query("bridge", 7)) == [f"{n:03}:0" for n in range(7)]
    assert index.query("bridge", 400) == LexicalIndex.open(tmp_path).query("bridge", 400)


def test_an_index_of_no_words_answers_nothing(tmp_path: Path) -> None:
    assert words(folder=tmp_path).query("bridge", 5) == []
    assert LexicalIndex.open(tmp_path).size == 0


def test_a_folder_that_is_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(GenerationDamaged, match="Tantivy cannot read"):
        LexicalIndex.open(tmp_path)
    with pytest.raises(GenerationDamaged, match="Chroma cannot read"):
        ChromaIndex.open(tmp_path)


# Vectors

SIZE, DIMENSION = 240, 16


def made(seed: int, count: int) -> np.ndarray:
    return unit_rows(np.random.default_rng(seed).standard_normal((count, DIMENSION)))


def unit_rows(rows: np.ndarray) -> np.ndarray:
    return np.array([unit(row) for row in rows], dtype=np.float32)


def published(number: int) -> date | None:
    return None if number % 5 == 4 else MONDAY + timedelta(days=number % 9)


ARTICLES = [
    Article(f"n{n:03}", text=f"Report {n} on the bridge.", source=SOURCES[n % 4], published=published(n))
    for n in range(SIZE)
]
IDS = [f"{a.id}:0" for a in ARTICLES]
MATRIX = made(1, SIZE)
LABELS = [label(a) for a in ARTICLES]


def written(
    folder: Path, ids: list[str], matrix: np.ndarray, labels: list[Label]
) -> tuple[ChromaIndex, ExactIndex, NearestIndex]:
    """The graph, the exact index and both together, as a generation has them."""
    for part in ("graph", "exact"):
        (folder / part).mkdir()
    write_vectors(folder / "graph", ids, matrix)
    ExactIndex(ids, matrix, labels).write(folder / "exact")
    graph = ChromaIndex.open(folder / "graph")
    return graph, ExactIndex.open(folder / "exact"), NearestIndex(graph, folder / "exact")


@pytest.fixture(scope="module")
def nearest() -> Iterator[NearestIndex]:
    with tempfile.TemporaryDirectory() as folder:
        _, _, index = written(Path(folder), IDS, MATRIX, LABELS)
        yield index
        index.close()


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return words(*ARTICLES)


SCOPES = st.builds(
    Scope,
    after=st.none() | st.integers(-3, 12).map(lambda n: MONDAY + timedelta(days=n)),
    before=st.none() | st.integers(-3, 12).map(lambda n: MONDAY + timedelta(days=n)),
    sources=st.frozensets(st.sampled_from([*SOURCES, "no such paper"]), max_size=3),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCOPES, st.integers(0, 1_000), st.integers(1, SIZE + 10))
def test_every_index_keeps_to_the_scope_as_reading_all_articles_would(
    nearest: NearestIndex, lexical: LexicalIndex, scope: Scope, seed: int, n: int
) -> None:
    (vector,) = made(seed, 1)
    inside = [place for place, article in enumerate(ARTICLES) if scope.admits(article)]
    ranked = sorted(inside, key=lambda place: (-float(MATRIX[place] @ vector), IDS[place]))
    expected = [IDS[place] for place in ranked][:n]
    exact: VectorIndex = ExactIndex(IDS, MATRIX, LABELS)
    assert ids(exact.query(vector, n, scope)) == expected
    assert ids(nearest.query(vector, n, scope)) == expected
    assert set(ids(lexical.query("bridge", SIZE, scope))) == {IDS[place] for place in inside}


def test_a_scope_does_not_change_the_scores_of_words(lexical: LexicalIndex) -> None:
    free = dict(lexical.query("report bridge 7", SIZE))
    within = dict(lexical.query("report bridge 7", SIZE, Scope(after=MONDAY, sources=frozenset({"BBC"}))))
    assert within and all(score == pytest.approx(free[id]) for id, score in within.items())


def test_cosines_are_told_and_fall_from_one(nearest: NearestIndex) -> None:
    for index in (nearest, ExactIndex(IDS, MATRIX, LABELS)):
        found = index.query(MATRIX[7], SIZE)
        assert found[0][0] == IDS[7] and found[0][1] == pytest.approx(1, abs=1e-5)
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        assert dict(found)[IDS[3]] == pytest.approx(float(MATRIX[7] @ MATRIX[3]), abs=1e-5)


def test_equal_vectors_come_in_the_order_of_ids(tmp_path: Path) -> None:
    names = [f"p{n}" for n in (3, 0, 4, 1, 2)]
    matrix = np.repeat(made(2, 1), 5, axis=0)
    labels = [Label(None, "")] * 5
    indexes = (*written(tmp_path, names, matrix, labels), ExactIndex(names, matrix, labels))
    for index in indexes:
        assert ids(index.query(matrix[0], 5)) == ["p0", "p1", "p2", "p3", "p4"]
    indexes[2].close()


@pytest.mark.parametrize("count", [0, 1, 2, 1_203])
def test_what_was_written_is_there_whatever_its_number(tmp_path: Path, count: int) -> None:
    matrix = made(3, count) if count else np.empty((0, 0), dtype=np.float32)
    names = [f"p{n:05}" for n in range(count)]
    labels = [Label(None, "")] * count
    chroma, opened, _ = written(tmp_path, names, matrix, labels)
    assert chroma.ids() == set(names)
    assert all(hits[0][0] == name for name, hits in zip(names, chroma.query_all(matrix, 1), strict=True))
    question = made(4, 1)[0]
    exact = ExactIndex(names, matrix, labels)
    assert (
        ids(chroma.query(question, 10)) == ids(exact.query(question, 10)) == ids(opened.query(question, 10))
    )
    chroma.close()
    chroma.close()  # twice does no harm


def test_of_many_passages_the_best_are_found_without_sorting_all_ties_in_the_order_of_ids() -> None:
    matrix = np.concatenate([made(5, 40), np.repeat(made(6, 1), 30, axis=0), made(7, 40)])
    names = [f"p{(n * 37) % 110:03}" for n in range(110)]
    index = ExactIndex(names, matrix, [Label(None, "")] * 110)
    whole = index.query(matrix[45], 110)
    for n in (1, 5, 29, 30, 31, 109, 200):
        assert index.query(matrix[45], n) == whole[:n]
    assert ids(whole[:30]) == sorted(ids(whole[:30]))


@pytest.mark.parametrize("name", ["matrix.npy", "days.npy", "sources.npy", "names.json"])
def test_an_exact_index_that_cannot_be_read_is_told_as_damage(tmp_path: Path, name: str) -> None:
    _, _, index = written(tmp_path, IDS, MATRIX, LABELS)
    (tmp_path / "exact" / name).write_bytes(b"no such thing")
    with pytest.raises(GenerationDamaged, match=r"the vectors in .*exact cannot be read"):
        index.query(MATRIX[0], 5, Scope(after=MONDAY))
    assert ids(index.query(MATRIX[0], 1)) == [IDS[0]]  # without a scope it is not asked
    index.close()
