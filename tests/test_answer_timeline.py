"""What came when: sentences by their days, copies once, undated ones apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from rag.answer.timeline import earliest_copy, named_dates
from rag.archive import Archive
from rag.errors import BadQuestion
from rag.findings import Timeline, TimelineEntry
from rag.types import EVERYTHING, Article, Carried, Scope
from tests.press import press

OPENED = (
    "The Halden tunnel was closed on 3 February 2031 after a rockfall buried its northern mouth. "
    "Engineers of the road office spent the winter drilling anchors into the cliff above the road. "
    "Villagers across the fjord went to school and to market by boat in the meantime."
)
ARTICLES = (
    Article(
        "late",
        "Tunnel",
        "Fjord Times",
        text="The Halden tunnel reopened to lorries today.",
        published=date(2031, 9, 1),
    ),
    Article(
        "copy", "Closed", "The Courier", text=f"{OPENED}\n\nMore was to follow.", published=date(2031, 2, 6)
    ),
    Article("first", "Rockfall", "Fjord Times", text=OPENED, published=date(2031, 2, 4)),
    Article("letter", "Letters", "Fjord Times", text="I say the Halden tunnel was never safe to drive."),
    Article(
        "other",
        "Herring",
        "The Courier",
        text="The herring came early this year.",
        published=date(2031, 3, 1),
    ),
    Article(
        "middle",
        "Halden",
        "The Courier",
        text="The Halden tunnel lost its northern mouth, the office wrote.",
        published=date(2031, 5, 2),
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with press(tmp_path_factory.mktemp("press"), ARTICLES) as archive:
        yield archive


def ids(entries: tuple[TimelineEntry, ...]) -> list[str]:
    for entry in entries:
        assert entry.article.text[entry.start : entry.end] == entry.quote
        assert entry.passage.start <= entry.start and entry.end <= entry.passage.end
        assert entry.passage.article_id == entry.article.id
    return [entry.article.id for entry in entries]


def test_sentences_come_in_the_order_of_their_days_and_undated_ones_apart(archive: Archive) -> None:
    found = archive.timeline("Halden tunnel")
    assert ids(found.entries) == ["first", "middle", "late"]
    assert ids(found.undated) == ["letter"]
    assert [entry.published for entry in found.entries] == [
        date(2031, 2, 4),
        date(2031, 5, 2),
        date(2031, 9, 1),
    ]
    assert (found.question, found.revision, found.notices) == ("Halden tunnel", 1, ())


def test_of_copies_the_earliest_stands_and_who_carries_it_is_told(archive: Archive) -> None:
    first = archive.timeline("Halden tunnel closed after a rockfall").entries[0]
    assert first.article.id == "first"
    assert first.carried is not None and set(first.carried.articles) == {"copy", "first"}


def test_a_full_date_that_a_sentence_names_is_told_with_its_place(archive: Archive) -> None:
    entry = archive.timeline("Halden tunnel").entries[0]
    (named,) = entry.dates
    assert named.day == date(2031, 2, 3)
    assert entry.article.text[named.start : named.end] == "3 February 2031"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It sank on March 4, 2025.", [date(2025, 3, 4)]),
        ("It sank on 4 March 2025 and rose on 2025-05-06.", [date(2025, 3, 4), date(2025, 5, 6)]),
        ("It sank on March 4.", []),  # of which year is not said
        ("It sank in March 2025.", []),
        ("It sank on 04/03/2025.", []),  # in March or in April
        ("It sank on Tuesday.", []),
        ("It sank on 25/12/2024.", [date(2024, 12, 25)]),
        ("It sank on 30 February 2024.", []),
    ],
)
def test_only_a_full_date_is_a_date(text: str, days: list[date]) -> None:
    named = named_dates(text, 100)
    assert [one.day for one in named] == days
    assert all(text[one.start - 100 : one.end - 100] for one in named)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"after": date(2031, 5, 1)}, ["middle", "late"]),
        ({"before": date(2031, 5, 2)}, ["first", "middle"]),
        ({"sources": ["Fjord Times"]}, ["first", "late"]),
        ({"before": date(2031, 2, 10), "sources": ["The Courier"]}, ["copy"]),
        ({"before": date(2031, 1, 1)}, []),
    ],
)
def test_only_what_is_asked_for_is_told(
    archive: Archive, arguments: dict[str, object], found: list[str]
) -> None:
    result = archive.timeline("Halden tunnel", **arguments)  # type: ignore[arg-type]
    assert ids(result.entries) == found


def test_a_time_in_the_question_limits_it_and_is_told(archive: Archive) -> None:
    found = archive.timeline("articles on the Halden tunnel since May 2031", today=date(2031, 12, 1))
    assert ids(found.entries) == ["middle", "late"] and found.undated == ()
    assert found.when is not None and found.when.after == date(2031, 5, 1)
    everything = archive.timeline("articles on the Halden tunnel since May 2031", read_dates=False)
    assert everything.when is None


def test_the_closest_are_kept_where_not_all_fit(archive: Archive) -> None:
    whole = archive.timeline("Halden tunnel northern mouth")
    both = [*whole.entries, *whole.undated]
    best = sorted(both, key=lambda entry: -entry.score)[:2]
    some = archive.timeline("Halden tunnel northern mouth", most=2)
    assert {entry.article.id for entry in [*some.entries, *some.undated]} == {e.article.id for e in best}


def test_of_what_the_archive_does_not_tell_there_is_no_timeline(archive: Archive) -> None:
    found = archive.timeline("Which parliament elected a monarch?")
    assert isinstance(found, Timeline) and (found.entries, found.undated) == ((), ())


def test_a_question_needs_a_word(archive: Archive) -> None:
    with pytest.raises(BadQuestion):
        archive.timeline(" ")


def test_a_sentence_found_in_a_copy_is_taken_from_the_earliest_that_has_it(archive: Archive) -> None:
    later = archive.article("copy")
    assert later is not None
    quote, place = OPENED.split(". ")[1] + ".", OPENED.index("Engineers")
    catalog, _ = archive._opened.there()
    (passage,) = [p for p in catalog.passages_of("copy", 1) if p.start <= place < p.end]
    entry = TimelineEntry(later, passage, quote, place, place + len(quote), 1.0)
    assert earliest_copy(entry, catalog, 1, EVERYTHING) == entry  # of no cluster
    entry = replace(entry, carried=Carried(("copy", "first", "late"), ("Fjord Times", "The Courier"), 1))
    moved = earliest_copy(entry, catalog, 1, EVERYTHING)
    assert ids((moved,)) == ["first"] and moved.quote == quote
    only = earliest_copy(entry, catalog, 1, Scope(sources=frozenset({"The Courier"})))
    assert ids((only,)) == ["copy"]
