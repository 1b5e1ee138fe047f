"""Where an excerpt is from: word for word, in other typography, with words changed, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.archive import Archive
from rag.errors import BadQuestion
from rag.evaluate.alterations import TYPOGRAPHY
from rag.findings import QuoteMatch, QuotePlace
from rag.types import Article
from tests.press import ARTICLES, MINE, press


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with press(tmp_path_factory.mktemp("press")) as archive:
        yield archive


def ids(match: QuoteMatch) -> list[str]:
    return [place.article.id for place in match.places]


def only(match: QuoteMatch) -> QuotePlace:
    (place,) = match.places
    assert place.article.text[place.start : place.end] == place.quote
    return place


def marked(match: QuoteMatch) -> list[tuple[str, str]]:
    """(words of the excerpt, words of the article) of each change, each held to its place."""
    place = only(match)
    assert match.label == place.label == "changed"
    for change in place.changes:
        assert match.text[change.excerpt_start : change.excerpt_end] == change.excerpt
        assert place.article.text[change.start : change.end] == change.article
    return [(change.excerpt, change.article) for change in place.changes]


# Word for word


def test_an_excerpt_gives_the_article_and_the_place(archive: Archive) -> None:
    match = archive.find_quote("They listened for an hour")
    assert match.label == "exact" and match.found and match.revision == 1
    assert only(match).quote == "They listened for an hour"
    assert MINE[only(match).start :].startswith("They listened")


def test_every_article_that_has_it_is_named_the_earliest_first(archive: Archive) -> None:
    match = archive.find_quote("The copper mine at Varna Ridge will close in October")
    assert ids(match) == ["wire", "mine"] and match.label == "exact"


def test_an_undated_article_comes_last(archive: Archive) -> None:
    # all but the wire name Nordic Ore; "Ore's" is another word
    match = archive.find_quote("Nordic Ore")
    assert ids(match) == ["mine", "market", "rescue", "letter"]
    assert [place.times for place in match.places] == [1, 1, 1, 2]


def test_it_may_cross_passages_and_paragraphs(archive: Archive) -> None:
    passages = archive.search("copper", k=50)
    excerpt = MINE[MINE.index("since March") : MINE.index("It sold")].strip()
    assert not any(excerpt in hit.passage.text for hit in passages)
    assert only(archive.find_quote(excerpt)).quote == excerpt
    assert only(archive.find_quote(MINE)).quote == MINE


def test_the_full_stop_is_quoted_where_the_excerpt_has_it(archive: Archive) -> None:
    assert only(archive.find_quote("and declined.")).quote == "and declined."
    assert only(archive.find_quote("and declined")).quote == "and declined"


def test_a_headline_is_found_in_the_title(archive: Archive) -> None:
    place = only(archive.find_quote("Varna Ridge to lose its mine"))
    assert place.in_title and place.article.id == "mine" and place.quote == ""


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"before": date(2030, 5, 6)}, ["wire"]),
        ({"after": date(2030, 5, 7)}, ["mine"]),
        ({"sources": ["ridge post"]}, ["mine"]),
        ({"before": date(2030, 5, 5)}, []),
    ],
)
def test_only_what_is_asked_for_is_looked_through(
    archive: Archive, filters: dict[str, object], found: list[str]
) -> None:
    for excerpt in ("will close in October", "The copper mine at Varna Ridge shall close in October"):
        match = archive.find_quote(excerpt, **filters)  # type: ignore[arg-type]
        assert ids(match) == found
        assert match.found == bool(found)


# Typography


@pytest.mark.parametrize(
    ("excerpt", "kinds"),
    [
        ('"nobody in this valley was asked,"', ("quotation marks",)),
        ("doesn't expect the price", ("quotation marks",)),
        ("“They listened for an hour”", ("quotation marks",)),
        ("THEY LISTENED FOR AN HOUR", ("case",)),
        ("They listened\u00a0for an\nhour", ("spaces and line breaks",)),
        ("for an hour - and declined", ("dashes and hyphens",)),
        ("the clean up of the tailings", ("dashes and hyphens", "spaces and line breaks")),
        ("the cleanup of the tailings", ("dashes and hyphens",)),
        ("of the tail-\nings ponds", ("dashes and hyphens", "spaces and line breaks")),
        ("the US capital", ("punctuation",)),
        ("Some 1200 miners lose", ("punctuation",)),
        ("Eva Nagy of Nordic Ore", ("accents and ligatures",)),
        ("the pri\u00adce of cop\u200bper", ("hidden characters",)),
        ("its owner said on Tuesday; some 1,200 miners", ("case", "punctuation")),
    ],
)
def test_typography_is_no_change_and_is_told(archive: Archive, excerpt: str, kinds: tuple[str, ...]) -> None:
    match = archive.find_quote(excerpt)
    assert match.label == "typography"
    for place in match.places:
        assert place.typography == kinds and place.changes == ()


@pytest.mark.parametrize("ellipsis", ["…", "...", ". . .", "[…]", "[...]", "(...)"])
def test_an_ellipsis_may_leave_words_out(archive: Archive, ellipsis: str) -> None:
    match = archive.find_quote(f"It sold 3.5% of its shares {ellipsis} to pay for the clean-up")
    place = only(match)
    assert (match.label, place.left_out) == ("typography", 4)  # for, $, 40, million
    assert "ellipsis" in place.typography
    first, second = (place.article.text[start:end] for start, end in place.spans)
    assert (first, second) == ("It sold 3.5% of its shares", "to pay for the clean-up")
    assert place.quote.startswith(first) and place.quote.endswith(second)


def test_an_ellipsis_does_not_join_what_stands_far_apart(archive: Archive) -> None:
    # seven words lie between "closure" and "Nordic", eighty between "copper" and "declined"
    assert archive.find_quote("the closure … Nordic Ore").found
    assert not archive.find_quote("copper … declined").found


def test_an_ellipsis_at_either_end_leaves_nothing_out(archive: Archive) -> None:
    place = only(archive.find_quote("… plead with the lenders …"))
    assert place.left_out == 0 and place.quote == "plead with the lenders"


# Changes


@pytest.mark.parametrize(
    ("excerpt", "changes"),
    [
        (
            "The owner doesn’t expect the price of silver to recover before 2031",
            [("", "Nordic Ore"), ("silver", "copper")],
        ),
        ("to plead gladly with the lenders. They listened for an hour", [("gladly", "")]),
        ("doesn’t expect the price of copper to recover before 2034", [("2034", "2031")]),
        ("does expect the price of copper to recover before 2031", [("does", "doesn’t")]),
        ("It sold 35% of its shares for $40 million to pay", [("35", "3.5")]),
        ("It sold 3.5% of its shares for €40 million to pay", [("€", "$")]),
        ("Nobody flew to the U.S. capital to plead with the lenders", [("Nobody", "Brandt")]),
        ("Brandt flew to the U.S. capital to plead with the barons", [("barons", "lenders")]),
    ],
)
def test_what_was_changed_is_marked(archive: Archive, excerpt: str, changes: list[tuple[str, str]]) -> None:
    assert marked(archive.find_quote(excerpt)) == changes


def test_a_sentence_left_out_without_a_sign_of_it_is_marked(archive: Archive) -> None:
    excerpt = (
        "The owner, Nordic Ore, doesn’t expect the price of copper to recover before 2031. "
        "Brandt flew to the U.S. capital to plead with the lenders."
    )
    ((added, left_out),) = marked(archive.find_quote(excerpt))
    assert added == "" and left_out.startswith("It sold") and left_out.endswith("leak arsenic")


def test_all_articles_that_have_the_words_that_were_changed_are_named(archive: Archive) -> None:
    match = archive.find_quote(
        "The copper mine at Varna Ridge will close in November, its owner said on Tuesday"
    )
    assert ids(match) == ["wire", "mine"]
    assert [[(c.excerpt, c.article) for c in p.changes] for p in match.places] == [
        [("November", "October")]
    ] * 2


def test_who_has_the_very_words_is_named_alone(tmp_path: Path) -> None:
    one = Article("one", text="The harbour master counted fourteen trawlers at the northern pier on Friday.")
    other = Article("other", text=one.text.replace("fourteen", "forty"))
    with press(tmp_path, (one, other)) as archive:
        match = archive.find_quote("counted forty trawlers at the northern pier")
        assert (match.label, ids(match)) == ("exact", ["other"])


# Nowhere


@pytest.mark.parametrize(
    "excerpt",
    [
        "The lenders asked the mayor to close the copper mine on Tuesday.",  # of its words, each is there
        "was asked in the valley by nobody this mayor",  # in another order
        "said on Tuesday that nobody will close the ponds of Nordic Ore",
        "A swan has settled on the roof of the customs house.",
        "the mine is",  # too short to be told from what only sounds alike
        "xyzzy",
    ],
)
def test_what_is_not_there_is_not_found(archive: Archive, excerpt: str) -> None:
    match = archive.find_quote(excerpt)
    assert (match.label, match.found, match.places) == ("absent", False, ())


@pytest.mark.parametrize("excerpt", ["", " \n", "…", "“—”", "$%"])
def test_an_excerpt_needs_a_word(archive: Archive, excerpt: str) -> None:
    with pytest.raises(BadQuestion, match="paste a sentence"):
        archive.find_quote(excerpt)


def test_an_excerpt_may_not_be_endless(archive: Archive) -> None:
    with pytest.raises(BadQuestion, match="limit is 20,000"):
        archive.find_quote("word " * 5_000)


def test_what_everybody_says_is_no_quotation(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.retrieve.find_quote.MOST", 3)
    assert len(archive.find_quote("varna ridge").places) == 3
    with pytest.raises(BadQuestion, match="count them with `dateline mentions`"):
        archive.find_quote("Nordic Ore")  # four articles


# Any excerpt


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_run_of_words_of_any_article_is_found_in_it(archive: Archive, data: st.DataObject) -> None:
    article = data.draw(st.sampled_from(ARTICLES))
    words = article.text.split(" ")
    first = data.draw(st.integers(0, len(words) - 3))
    excerpt = " ".join(words[first : data.draw(st.integers(first + 2, len(words)))])
    match = archive.find_quote(excerpt)
    assert article.id in ids(match) and match.label in ("exact", "typography")
    for place in match.places:
        assert place.article.text[place.start : place.end] == place.quote
        assert excerpt.strip() != place.quote or place.label == "exact"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 60), st.integers(8, 40), st.sampled_from(sorted(TYPOGRAPHY)))
def test_any_long_excerpt_is_found_in_any_typography(
    archive: Archive, first: int, many: int, way: str
) -> None:
    words = MINE.split(" ")
    excerpt = " ".join(words[first : first + many])
    match = archive.find_quote(TYPOGRAPHY[way](excerpt))
    assert "mine" in ids(match) and match.label in ("exact", "typography")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 50), st.integers(12, 40), st.data())
def test_any_word_that_was_replaced_is_marked(
    archive: Archive, first: int, many: int, data: st.DataObject
) -> None:
    words = MINE.split(" ")[first : first + many]
    place = data.draw(st.integers(0, len(words) - 1).filter(lambda i: words[i].strip(",.").isalpha()))
    old, words[place] = words[place].strip(",."), "zeppelin"
    match = archive.find_quote(" ".join(words))
    changes = [c for p in match.places if p.article.id == "mine" for c in p.changes]
    assert any("zeppelin" in change.excerpt and old in change.article for change in changes)
