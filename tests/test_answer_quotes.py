"""Quotes are whole sentences, word for word, few, in reading order, and the ones that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.asked import yes_or_no
from rag.answer.choose import BEYOND, WORSE, choose, same
from rag.answer.company import FEWEST_WORDS
from rag.answer.quotes import Quote, _denies, as_asked, denials_sooner
from rag.models.embedding import Embedder
from rag.settings import Settings
from rag.types import Article
from tests.fakes import FakeEmbedder
from tests.found import Searched, searched
from tests.newsroom import story

DEFAULTS = Settings()
FERRY = Article(
    "ferry",
    text="The board of Port Lisle voted on Tuesday to close the winter ferry. "
    "Ten of thirteen members agreed. "
    "The ferry carried 41,200 passengers last year and lost 2.3 million crowns. "
    "Mara Ilves chairs the board and said that nobody had wanted it.",
)
ORCHARD = Article(
    "orchard",
    text="Frost destroyed half of the cherry blossom in the Tessel valley, growers said on Monday. "
    "The cooperative expects to pick 900 tonnes this summer. Yes, frost.",
)


def texts(quotes: Sequence[Quote]) -> list[str]:
    return [quote.text for quote in quotes]


def scored(quotes: Sequence[Quote], *scores: float) -> list[Quote]:
    """The first quotes in the order given, with scores of our own."""
    return [replace(quote, score=score) for quote, score in zip(quotes, scores, strict=False)]


def in_order(quotes: Sequence[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda q: (q.hit.article.id, q.start))


# Ranking


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How many passengers did the ferry carry?", "The ferry carried"),
        ("Who chairs the board?", "Mara Ilves chairs"),
        ("When did frost destroy the cherry blossom?", "Frost destroyed"),
    ],
)
def test_the_sentence_that_says_it_comes_first(question: str, begins: str) -> None:
    for articles in ([FERRY, ORCHARD], [ORCHARD, FERRY]):
        assert searched(question, articles).ranked[0].text.startswith(begins)


def test_every_sentence_is_ranked_once_but_headings_and_fragments() -> None:
    ranked = searched("What of the ferry?", [FERRY, ORCHARD], words=30).ranked
    assert len(ranked) == 6  # four of the ferry, two of the orchard: "Yes, frost." is a fragment
    assert len({(q.hit.article.id, q.start) for q in ranked}) == 6
    assert all(q.words >= FEWEST_WORDS for q in ranked)
    assert [q.score for q in ranked] == sorted((q.score for q in ranked), reverse=True)


def test_a_sentence_that_offers_what_is_asked_for_goes_before_its_like() -> None:
    said = "The old ferry was closed by the board {}."
    article = Article("a", text=said.format("at last") + "\n\n" + said.format("on Monday"))
    assert (
        searched("When was the old ferry closed by the board?", [article]).ranked[0].text.endswith("Monday.")
    )


def test_the_sentence_before_lends_what_a_pronoun_stands_for() -> None:
    article = Article(
        "a", text="The ferry of Arden is closed. It lost too much. The quarry is open. It lost too much."
    )
    ranked = searched("Why is the ferry of Arden closed?", [article]).ranked
    first, second = (q for q in ranked if q.text == "It lost too much.")
    assert first.start < second.start and first.score > second.score


def test_a_number_matches_itself_alone(bundled: Embedder) -> None:
    days = Article(
        "days",
        text="Date: March 19; Activity: talks at the harbor office. "
        "Date: March 20; Activity: tour of the harbor basin. "
        "Date: March 21; Activity: visit to the harbor school.",
    )
    for day in (19, 20, 21):
        question = f"What happened at the harbor on March {day}?"
        assert f"March {day};" in searched(question, [days], bundled).ranked[0].text


def test_nothing_found_is_nothing_ranked_or_chosen() -> None:
    assert searched("ferry", []).ranked == []
    assert searched("ferry", [Article("a", text="Ferry. Closed.")]).ranked == []
    found = searched("ferry", [])
    assert choose("ferry", found.query, [], DEFAULTS) == []


# Choosing


def picked(
    found: Searched, *scores: float, order: Sequence[int] = (), limits: Settings = DEFAULTS
) -> list[str]:
    """The texts chosen when the sentences of the archive, in the order of articles and places, score so."""
    quotes = in_order(found.ranked)
    ranked = scored([quotes[i] for i in order] or quotes, *scores)
    return texts(choose(found.question, found.query, ranked, limits))


def test_further_sentences_are_taken_only_when_they_score_near_the_best() -> None:
    found = searched("What of the ferry?", [FERRY])
    first, _, third, _ = texts(in_order(found.ranked))
    assert picked(found, 2.0, 2.0 - WORSE - 0.01) == [first]
    assert picked(found, 2.0, 2.0 - WORSE / 2, 1.0 - WORSE, order=[2, 0, 1]) == [first, third]


def test_an_answer_reads_in_the_order_of_the_articles_the_best_first() -> None:
    found = searched("What of the ferry?", [FERRY, ORCHARD])
    quotes = texts(in_order(found.ranked))
    assert picked(found, 2.0, 1.9, 1.8, order=[5, 1, 4]) == [quotes[4], quotes[5], quotes[1]]


def test_words_and_sentences_are_limited_by_the_settings() -> None:
    found = searched("What of the ferry?", [FERRY])
    scores = (2.0, 1.99, 1.98, 1.97)
    assert [q.words for q in in_order(found.ranked)] == [13, 5, 12, 12]
    assert len(picked(found, *scores)) == 3
    assert len(picked(found, *scores, limits=Settings(answer_sentences=1))) == 1
    # 13 words; 5 more are 18, a third of 12 would make 30
    sizes = [len(t.split()) for t in picked(found, *scores, limits=Settings(answer_words=20))]
    assert sizes == [13, 5]
    # one that does not fit is passed over for one that does
    passed = picked(found, 2.0, 1.99, 1.98, order=[0, 2, 1], limits=Settings(answer_words=20))
    assert [len(t.split()) for t in passed] == [13, 5]


def test_a_best_sentence_longer_than_the_limit_stands_alone() -> None:
    found = searched("What of the ferry?", [FERRY])
    assert picked(found, 2.0, 1.99, limits=Settings(answer_words=10)) == [in_order(found.ranked)[0].text]


def test_what_was_said_already_is_not_said_again() -> None:
    copy = Article("copy", text=FERRY.text.replace("Tuesday", "Tuesday night"))
    found = searched("What of the ferry?", [FERRY, copy])
    quotes = texts(in_order(found.ranked))
    assert picked(found, 2.0, 1.99, order=[4, 0]) == [quotes[4]] != [quotes[0]]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("The board closed the ferry.", "“The Board closed the ferry”", True),
        ("The board closed the winter ferry on Tuesday.", "The board closed the winter ferry.", True),
        ("The board closed the ferry on March 4.", "The board closed the ferry on March 5.", False),
        ("The board closed the ferry.", "The growers closed an orchard.", False),
    ],
)
def test_marks_and_cases_make_no_difference_between_sentences_but_figures_do(
    one: str, other: str, alike: bool
) -> None:
    assert same(one, other) is same(other, one) is alike


def test_a_further_sentence_adds_what_the_first_leaves_open() -> None:
    article = Article(
        "a",
        text="The ferry of Arden was sold.\n\nA ferry of Arden was once sold again.\n\n"
        "A bank in Tessel bought it all.",
    )
    found = searched("Which bank bought the ferry of Arden?", [article])
    sold, _, bank = texts(in_order(found.ranked))
    two = Settings(answer_sentences=2)
    assert picked(found, 2.0, 1.9, 1.85, order=[0, 1, 2], limits=two) == [sold, bank]


# Whatever the archive


WORDS = st.sampled_from(
    "the ferry closed Arden Ilves 41,200 crowns board said on Monday U.S. it was open".split()
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=8).map(" ".join) | st.text(min_size=1, max_size=80)
ODD = st.sampled_from(["\n\n", "  ", "\u200b", " 🙂 ", "\x00", "e\u0301 "])
ARTICLE = st.tuples(TEXT, ODD, TEXT).map("".join)


@settings(max_examples=80, deadline=None)
@given(st.lists(ARTICLE, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_quotes_of_any_archive_are_verbatim_few_and_in_reading_order(
    bodies: list[str], question: str
) -> None:
    articles = [Article(f"a{n}", text=body) for n, body in enumerate(bodies) if body.strip()]
    found = searched(question, articles)
    ranked = found.ranked
    chosen = choose(found.question, found.query, ranked, DEFAULTS)
    assert bool(chosen) == bool(ranked) and len(chosen) <= 9  # each of three with a lead-in and a name
    for quote in ranked:
        assert quote.hit.article.text[quote.start : quote.end] == quote.text
        assert quote.hit.passage.start <= quote.start < quote.end <= quote.hit.passage.end
    for quote in chosen:
        assert quote.hit.article.text[quote.start : quote.end] == quote.text
    assert len(chosen) < 2 or sum(q.words for q in chosen) <= 60 * (1 + BEYOND)
    best = ranked[0] if ranked else None
    assert best is None or any(
        q.hit.article.id == best.hit.article.id and q.start <= best.start and best.end <= q.end
        for q in chosen
    )
    assert len({" ".join(q.text.lower().split()) for q in chosen}) == len(chosen)
    for one, next_one in pairwise(chosen):
        if one.hit.article.id == next_one.hit.article.id:
            assert one.end <= next_one.start
    owners = [q.hit.article.id for q in chosen]
    assert sorted(owners, key=owners.index) == owners  # each article's sentences stand together


def test_equal_sentences_come_in_the_order_of_article_ids() -> None:
    found = searched("Who paid for the repairs?", [Article(id, text=story(1)) for id in ("b", "c", "a")])
    even = replace(found, hits=tuple(replace(hit, score=1.0) for hit in found.hits))
    assert [q.hit.article.id for q in even.ranked[:3]] == ["a", "b", "c"]
    assert len({q.text for q in even.ranked[:3]}) == 1


def test_words_that_the_conversation_lends_count_less_than_those_asked() -> None:
    query = FakeEmbedder().query("What did Ilves say in the joint address about who built the canal?")
    lean = as_asked(query, "What did he say there about who built the canal?")
    weights = dict(zip(lean.words, lean.weights / query.weights, strict=True))
    assert weights["built"] == weights["canal"] == weights["say"] == 1
    assert weights["ilves"] == weights["address"] == pytest.approx(0.1)
    elliptic = as_asked(FakeEmbedder().query("What did Ilves say in Peru?"), "And in Peru?")
    assert dict(zip(elliptic.words, elliptic.weights, strict=True))["ilves"] == pytest.approx(0.5)
    same = as_asked(query, "What did Ilves say in the joint address about who built the canal?")
    assert np.array_equal(same.weights, query.weights)


def test_asked_whether_something_is_so_a_denial_counts_for_more() -> None:
    sides = "The mayor takes no side in public."
    assert yes_or_no("Has the mayor taken sides?") and not yes_or_no("Who has taken sides?")
    assert _denies(sides) and _denies("It leaves the dispute unresolved.")
    assert not _denies("The United States stayed united.")


def test_a_denial_of_something_else_gains_nothing() -> None:
    """Scores worked by hand: .5 is under .6 of the best, .7 is not and becomes 1.05."""
    said = ("The mayor chose a side.", "The mayor takes no side.", "The visit did not escape observers.")
    some = searched("Who chairs the board?", [FERRY, ORCHARD]).ranked[:3]
    ranked = [
        replace(quote, text=text) for quote, text in zip(scored(some, 1.0, 0.7, 0.5), said, strict=True)
    ]
    sooner = denials_sooner("Has the mayor taken sides?", ranked)
    assert [q.text for q in sooner] == [said[1], said[0], said[2]]
    assert [q.score for q in sooner] == pytest.approx([1.05, 1.0, 0.5])
    assert denials_sooner("Who has taken sides?", ranked) == ranked
    assert denials_sooner("Has the mayor taken sides?", []) == []


def test_a_possessive_of_the_question_is_its_own_word(bundled: Embedder) -> None:
    question = "Who bought Panama's ports, and why didn't the mayor object to 8,000 U.S. crates?"
    query = bundled.query(question)
    assert np.array_equal(as_asked(query, question).weights, query.weights)
