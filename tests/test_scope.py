"""Dates and outlets: what a person gives is checked, holds in both indexes, and nothing leaks past it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.errors import BadQuestion
from rag.retrieve.scope import scope_of, within
from rag.settings import Settings
from rag.store import generation
from rag.store.exact import ExactIndex, Label
from rag.store.nearest import NearestIndex
from rag.store.vectors import ChromaIndex, write_vectors
from rag.types import EVERYTHING, Article, Scope, Turn, as_json
from tests.fakes import FakeEmbedder, unit
from tests.newsroom import ReadsHere, build_here

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
OUTLETS = frozenset({"The Courier", "Valley Post", "Reuters", "REUTERS", "Le Monde", ""})


def scope(
    after: date | None = None, before: date | None = None, sources: str | Sequence[str] | None = None
) -> Scope:
    return scope_of(after, before, sources, lambda: OUTLETS)


# What a person gives


def test_nothing_given_is_everything_and_the_outlets_are_not_even_looked_up() -> None:
    def unasked() -> set[str]:
        raise AssertionError("there is no need to read the outlets")

    assert scope_of(None, None, None, unasked) == scope_of(None, None, [], unasked) == EVERYTHING
    assert scope_of(MARCH, APRIL, None, unasked) == Scope(MARCH, APRIL)


def test_a_day_may_come_with_its_time() -> None:
    assert scope(datetime(2025, 3, 1, 18, 30), datetime(2025, 4, 1)) == Scope(MARCH, APRIL)


def test_dates_the_wrong_way_round_are_told_with_both() -> None:
    assert scope(MARCH, MARCH) == Scope(MARCH, MARCH)  # one day is a scope
    with pytest.raises(BadQuestion, match=r"after 2025-04-01 and before 2025-03-01 leave no day"):
        scope(APRIL, MARCH)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("The Courier", {"The Courier"}),
        (["the courier"], {"The Courier"}),
        (["  VALLEY   post "], {"Valley Post"}),
        (["reuters"], {"Reuters", "REUTERS"}),  # two spellings of one outlet
        (["le monde", "Valley Post"], {"Le Monde", "Valley Post"}),
        ([""], {""}),  # the articles that name none
    ],
)
def test_an_outlet_may_be_written_in_any_case(given: str | list[str], meant: set[str]) -> None:
    assert scope(sources=given).sources == meant


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("The Curier", "no outlet “The Curier” in this archive; nearest: The Courier"),
        ("valley", "nearest: Valley Post"),
        (["The Courier", "Reutters"], "no outlet “Reutters” in this archive; nearest: "),
        ("xyzzy", "it has: Le Monde, REUTERS, Reuters, The Courier, Valley Post"),
        ("\ud800", "no outlet “” in this archive"),
    ],
)
def test_an_outlet_that_is_not_there_is_told_with_those_that_are_near(
    given: str | list[str], told: str
) -> None:
    with pytest.raises(BadQuestion, match="no outlet") as caught:
        scope_of(None, None, given, lambda: OUTLETS - {""})
    assert told in str(caught.value)


def test_of_many_outlets_a_few_are_told() -> None:
    many = {f"Paper {n:02}" for n in range(30)}
    with pytest.raises(BadQuestion, match=r"Paper 00, .*Paper 07 and 22 more"):
        scope_of(None, None, "xyzzy", lambda: many)
    with pytest.raises(BadQuestion, match="its articles name no outlet"):
        scope_of(None, None, "xyzzy", lambda: {""})


def test_the_part_of_a_scope_between_two_dates() -> None:
    reuters = frozenset({"Reuters"})
    assert within(Scope(MARCH, None, reuters), None, APRIL) == Scope(MARCH, APRIL, reuters)
    assert within(Scope(MARCH, APRIL), date(2024, 1, 1), date(2026, 1, 1)) == Scope(MARCH, APRIL)
    apart = within(Scope(APRIL), None, MARCH)
    assert not any(apart.admits(Article("a", published=day)) for day in (MARCH, APRIL, date(2025, 3, 15)))


# In the graph of vectors


def test_a_scope_of_one_in_a_hundred_is_found_in_full(tmp_path: Path) -> None:
    """2,000 passages in 20 groups, each group of its own subject. The scope admits 20 of them: all
    are found, also by a question whose nearest hundreds are outside, and in the order of their cosines."""
    made = np.random.default_rng(5)
    subjects = made.standard_normal((20, 32))
    rows = [unit(subjects[n % 20] + 0.6 * made.standard_normal(32)) for n in range(2_000)]
    matrix = np.array(rows, dtype=np.float32)
    names = [f"p{n:04}" for n in range(2_000)]
    first = MARCH.toordinal()
    labels = [Label(first + n % 100, "Rare" if n % 100 == 40 else "Common") for n in range(2_000)]
    for part in ("graph", "exact"):
        (tmp_path / part).mkdir()
    write_vectors(tmp_path / "graph", names, matrix)
    exact = ExactIndex(names, matrix, labels)
    exact.write(tmp_path / "exact")
    nearest = NearestIndex(ChromaIndex.open(tmp_path / "graph"), tmp_path / "exact")
    day = date.fromordinal(first + 40)
    for narrow in (
        Scope(day, day),
        Scope(sources=frozenset({"Rare"})),
        Scope(day, day, frozenset({"Rare"})),
    ):
        for subject in subjects:  # passages of the scope are all of subject 0, as 40, 140 … are
            question = unit(subject).astype(np.float32)
            found = [id for id, _ in nearest.query(question, 100, narrow)]
            assert found == [id for id, _ in exact.query(question, 100, narrow)] and len(found) == 20
    nearest.close()


# Nothing leaks

TOPICS = ("ferry", "quarry", "harbour", "orchard")
PAPERS = ("The Courier", "Valley Post", "")
QUESTIONS = (
    "What happened at the {topic}?",
    "When did the {topic} close?",
    "How many percent of the {topic} was lost?",  # refused: nothing gives a percentage
    "What was reported about the {topic} since March 5?",
    "What was reported yesterday about the {topic}?",
    "What of the {topic} in March 2025?",
    "What happened to it on March 4?",
    "And who closed it?",
)
Drawn = tuple[date | None, str, str, int]  # day, outlet, topic, whether the text is a near-copy


def drawn_day(chance: Random) -> date | None:
    return None if chance.random() < 0.2 else MARCH + timedelta(days=chance.randrange(10))


def articles(drawn: list[Drawn]) -> list[Article]:
    """Each has a mark that no other has, in everything that is shown of it; some are near-copies."""
    return [
        Article(
            f"mark{n}x",
            title=f"The {topic} mark{n}x",
            source=paper,
            text=f"The {topic} closed on Tuesday, said mark{n}x. "
            + ("Nobody knows when it opens again, but all of the town hopes for the spring. " * (3 * copy)),
            published=day,
        )
        for n, (day, paper, topic, copy) in enumerate(drawn)
    ]


@contextmanager
def archive_of(held: list[Article], refuse_below: float) -> Iterator[Archive]:
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        Archive(
            Path(folder) / "archive", Settings(refuse_below=refuse_below), embedder=FakeEmbedder()
        ) as archive,
    ):
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        archive.add(held)
        yield archive


@settings(max_examples=5, deadline=None)
@drawn_from(st.integers(0, 2**32), st.sampled_from([0, 0.35, 1]))
def test_nothing_outside_of_the_given_scope_is_shown_anywhere(seed: int, refuse_below: float) -> None:
    """Not among hits, quotes, copies or counts, not in a refusal or a notice, nor in any later turn."""
    chance = Random(seed)  # hypothesis draws simple values first: few articles, no dates
    held = articles(
        [
            (drawn_day(chance), chance.choice(PAPERS), chance.choice(TOPICS), chance.randrange(2))
            for _ in range(chance.randrange(6, 16))
        ]
    )
    papers = sorted({article.source for article in held})
    hidden_in_all = 0
    with archive_of(held, refuse_below) as archive:
        history: list[Turn] = []
        for wording in chance.sample(QUESTIONS * 2, k=2 * len(QUESTIONS)):
            after, before = sorted([drawn_day(chance), drawn_day(chance)], key=lambda day: day or date.min)
            paper = chance.choice(papers) if chance.random() < 0.3 else None
            limits = Scope(after, before, frozenset() if paper is None else frozenset({paper}))
            hidden = [article.id for article in held if not limits.admits(article)]
            hidden_in_all += len(hidden)
            topic = chance.choice(TOPICS)
            asked = wording.format(topic=topic)
            given: dict[str, Any] = {"after": after, "before": before, "sources": paper}
            dates: dict[str, Any] = {"today": MARCH + timedelta(days=6), "read_dates": chance.random() < 0.7}
            answer = archive.ask(asked, history, **given, **dates)
            hits = archive.search(asked, 10, history, **given, **dates)
            counted = archive.mentions(topic, **given)
            traced = archive.find_quote(f"The {topic} closed on Tuesday, said", **given)
            assert counted.articles == sum(topic in a.text for a in held if limits.admits(a))
            shown = json.dumps([as_json(found) for found in (answer, hits, counted, traced)])
            assert not [mark for mark in hidden if mark in shown]
            history += [Turn("user", asked), Turn("assistant", answer.text)]
    assert hidden_in_all > 0


def test_what_is_in_the_scope_is_shown() -> None:
    """So that the test before this one cannot pass because nothing is ever shown."""
    held = articles([(MARCH, "The Courier", "ferry", 1), (APRIL, "Valley Post", "ferry", 1)])
    with archive_of(held, refuse_below=0) as archive:
        assert "mark0x" in archive.ask("What happened at the ferry?", before=MARCH).text
        assert "mark1x" in archive.ask("What happened at the ferry?", after=APRIL).text
        assert [h.article.id for h in archive.search("ferry", sources="valley post")] == ["mark1x"]


def test_what_cannot_be_searched_is_told_in_every_way_of_asking() -> None:
    held = articles([(MARCH, "The Courier", "ferry", 0)])
    with archive_of(held, refuse_below=0) as archive:
        wrong: dict[str, Any]
        for wrong in ({"after": APRIL, "before": MARCH}, {"sources": ["The Curier"]}):
            for ask in (archive.ask, archive.search, lambda asked, **o: list(archive.stream(asked, **o))):
                with pytest.raises(BadQuestion, match=r"after 2025-04-01|nearest: The Courier"):
                    ask("What of the ferry?", **wrong)
        archive.add([Article("new", source="The Curier", text="The ferry is a ship.")])
        assert archive.search("ferry", sources="the curier")  # the outlets are those of the revision
