"""Who mentions a word: every article, counted as a reader who reads all of them would count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.errors import BadQuestion
from rag.findings import Mentions
from rag.retrieve.phrase import Phrase
from rag.store.spelling import words
from rag.types import Article
from tests.press import ARTICLES, press


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with press(tmp_path_factory.mktemp("press")) as archive:
        yield archive


def counted(found: Mentions) -> dict[str, int]:
    """Occurrences by article, once every place and every sum was held against the articles."""
    texts = {article.id: article for article in ARTICLES}
    for mention in found.mentions:
        text = texts[mention.article_id].text
        assert text[mention.start : mention.end] == mention.quote
        assert text[mention.context_start :].startswith(mention.context) and mention.quote in mention.context
    assert found.articles == len(found.mentions) == sum(many for _, many in found.sources)
    assert found.articles == found.undated + sum(many for _, many in found.months)
    assert found.occurrences == sum(mention.occurrences for mention in found.mentions)
    return {mention.article_id: mention.occurrences for mention in found.mentions}


def test_every_article_is_counted_by_month_and_by_outlet(archive: Archive) -> None:
    found = archive.mentions("Nordic Ore")
    # the letter has one more, but with an empty line between the two words
    assert counted(found) == {"mine": 1, "market": 2, "rescue": 1, "letter": 1}
    assert (found.articles, found.occurrences, found.undated, found.revision) == (4, 5, 1, 1)
    assert found.months == (("2030-05", 1), ("2030-06", 2))
    assert found.sources == (("Ridge Post", 2), ("Metal Daily", 1), ("The Courier", 1))
    assert [mention.article_id for mention in found.first] == ["mine"]
    (first,) = found.first
    assert (first.quote, first.title, first.published) == (
        "Nordic Ore",
        "Varna Ridge to lose its mine",
        date(2030, 5, 7),
    )
    assert first.context.startswith("The owner, Nordic Ore, doesn’t expect")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nordic ore", {"mine": 1, "market": 2, "rescue": 1, "letter": 1}),
        ("“Nordic—Ore”", {"mine": 1, "market": 2, "rescue": 1, "letter": 1}),
        ("Ore Nordic", {"letter": 1, "market": 1}),  # a hyphen or a comma stands between them
        ("U.S.", {"mine": 1, "letter": 1}),
        ("us", {"mine": 1, "letter": 1}),
        ("Eva", {"rescue": 1}),
        ("ÉVA NAGY", {"rescue": 1}),
        ("1,200", {"mine": 1, "wire": 1}),
        ("1200", {"mine": 1, "wire": 1}),
        ("200", {}),  # the end of another number
        ("9000", {"rescue": 1}),
        ("mayor", {"mine": 1, "wire": 1, "letter": 2}),
        ("Brandt", {"mine": 2, "wire": 1, "letter": 1, "rescue": 0}),  # also "Brandt's"; a title
        ("Brandt's", {"mine": 2, "wire": 1, "letter": 1, "rescue": 0}),
        ("Brandt staff", {"letter": 1}),
        ("leak", {"mine": 1, "letter": 1}),  # "which leak", "of the leak"
        ("leaks", {}),
        ("copper mine", {"mine": 1, "wire": 1}),
        ("zinc", {}),
        ("zinc mine", {}),
    ],
)
def test_what_counts_as_the_same(archive: Archive, text: str, found: dict[str, int]) -> None:
    assert counted(archive.mentions(text)) == found


def test_in_any_form(archive: Archive) -> None:
    found = archive.mentions("leaks", any_form=True)
    assert found.words == (("leak", "leaks"),)
    assert counted(found) == {"mine": 1, "letter": 1}
    assert counted(archive.mentions("ponds leaking", any_form=True)) == {}
    assert counted(archive.mentions("lender listens", any_form=True)) == {}
    assert counted(archive.mentions("copper mines", any_form=True)) == {"mine": 1, "wire": 1}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"after": date(2030, 6, 1)}, ["market", "rescue"]),
        ({"before": date(2030, 5, 31)}, ["mine"]),
        ({"sources": ["RIDGE POST"]}, ["mine", "letter"]),
        ({"sources": ["Ridge Post"], "after": date(2030, 1, 1)}, ["mine"]),
        ({"before": date(2029, 12, 31)}, []),
    ],
)
def test_only_what_is_asked_for_is_counted(
    archive: Archive, filters: dict[str, object], found: list[str]
) -> None:
    result = archive.mentions("Nordic Ore", **filters)  # type: ignore[arg-type]
    assert [mention.article_id for mention in result.mentions] == found
    assert result.articles == len(found) and bool(result.first) == bool(found)


@pytest.mark.parametrize("text", ["", " ", "—", "$%&", "…"])
def test_there_must_be_a_word(archive: Archive, text: str) -> None:
    with pytest.raises(BadQuestion, match="nothing to look for"):
        archive.mentions(text)


def test_nor_may_it_be_endless(archive: Archive) -> None:
    with pytest.raises(BadQuestion, match="limit is 1,000"):
        archive.mentions("mine " * 300)


# The first report


def on(day: date | None, hour: int | None = None, zoned: bool = True) -> Article:
    at = None
    if day and hour is not None:
        at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC if zoned else None)
    return Article("", text="The dam broke.", published=day, published_at=at)


MONDAY, TUESDAY = date(2031, 3, 3), date(2031, 3, 4)


@pytest.mark.parametrize(
    ("articles", "first"),
    [
        ([on(TUESDAY), on(MONDAY), on(None)], [1]),
        ([on(MONDAY, 9), on(MONDAY, 8), on(TUESDAY, 1)], [1]),
        ([on(MONDAY, 9), on(MONDAY), on(TUESDAY, 1)], [0, 1]),  # of one the hour is not known
        ([on(MONDAY, 9), on(MONDAY, 8, zoned=False)], [0, 1]),  # nor is it where no zone is given
        ([on(MONDAY, 8), on(MONDAY, 8)], [0, 1]),
        ([on(None), on(None)], []),
    ],
)
def test_the_first_is_told_only_as_far_as_it_is_known(
    tmp_path: Path, articles: list[Article], first: list[int]
) -> None:
    named = tuple(
        replace(article, id=str(n), text=f"{article.text} {n}") for n, article in enumerate(articles)
    )
    with press(tmp_path, named) as archive:
        found = archive.mentions("the dam")
    assert sorted(mention.article_id for mention in found.first) == [str(n) for n in first]


# Against a reader who reads everything


LETTERS = [
    "us",
    "US",
    "U.S.",
    "u.s",
    "a",
    "s",
    "x",
    "Élan",
    "elan",
    "e\u0301lan",
    "ß",
    "ss",
    "dog",
    "8,000",
    "8000",
    "000",
]
BREAKS = [
    " ",
    " ",
    " ",
    "'s ",
    "’s",
    ". ",
    "-",
    " — ",
    "\n",
    "\n\n",
    "\n \n",
    ".",
    ",",
    "'",
    "…",
    "\u00ad",
    "\u200b",
]
TEXTS = st.lists(st.tuples(st.sampled_from(LETTERS), st.sampled_from(BREAKS)), max_size=12).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
PHRASES = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=400)
@given(TEXTS, PHRASES)
@example("x's.y x.y 's", "y")
@example("U.S.A. and the u.s.us", "us")
@example("it is Bob's. So it is", "so")
def test_the_quick_way_finds_what_reading_word_for_word_finds(text: str, phrase: str) -> None:
    one = Phrase(tuple((word,) for word in words(phrase)))
    assert one.places(text) == one.read(text)


@settings(max_examples=400)
@given(st.text(max_size=40), st.text(max_size=4))
def test_so_it_is_with_any_characters(text: str, phrase: str) -> None:
    if words(phrase):
        one = Phrase(tuple((word,) for word in words(phrase)))
        assert one.places(text) == one.read(text)
        assert one.places(f"{text} {phrase}") == one.read(f"{text} {phrase}")


def brute_force(articles: list[Article], asked: list[str]) -> dict[str, int]:
    """By hand, for plain words: lower case, no accents, the words of each paragraph one by one."""
    found = {}
    for article in articles:
        many = 0
        for paragraph in re.split(r"\n[ \t\r]*\n", article.text):
            plain = unicodedata.normalize("NFKD", paragraph).lower()
            plain = "".join(c for c in plain if not unicodedata.combining(c))
            read = re.findall(r"[a-z]+", plain)
            at = 0
            while at < len(read):
                there = read[at : at + len(asked)] == asked
                many, at = many + there, at + (len(asked) if there else 1)
        if many:
            found[article.id] = many
    return found


VOCABULARY = ["lake", "Lake", "laké", "mill", "MILL", "road", "The", "the", "of", "ferry"]
GAPS = [" ", " ", " ", ", ", ". ", " — ", "\n", "\n\n"]
STORIES = st.lists(
    st.lists(st.tuples(st.sampled_from(VOCABULARY), st.sampled_from(GAPS)), min_size=1, max_size=60).map(
        lambda pairs: "".join(word + gap for word, gap in pairs)
    ),
    min_size=1,
    max_size=8,
)
archives = count()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORIES)
def test_the_index_leaves_none_out(tmp_path: Path, stories: list[str]) -> None:
    """Passages are short and share nothing: phrases cross their borders all the time."""
    articles = [Article(f"{n}", text=f"{n} {story}") for n, story in enumerate(stories)]
    with press(tmp_path / str(next(archives)), tuple(articles)) as archive:
        for asked in (["lake"], ["the", "mill"], ["of", "the", "lake"], ["lake", "lake"], ["weir"]):
            found = archive.mentions(" ".join(asked))
            assert {m.article_id: m.occurrences for m in found.mentions} == brute_force(articles, asked), (
                asked
            )
