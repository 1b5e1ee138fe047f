"""Where quotes stand in articles, and the measures of a ranking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.evidence import covered, places
from rag.evaluate.ranking import (
    article_ranks,
    average_precision,
    ndcg_at_k,
    one_each,
    quote_ranks,
    recall_at_k,
    reciprocal_rank,
    success_at_k,
)
from rag.types import Article, Hit, Passage

PORT = Article(id="port", text="Bids closed on Monday. A Dutch firm won. It pays in May.\n\nNobody objected.")
CITY = Article(id="city", text="The mayor spoke. A Dutch firm won. Rain fell.")
FIRST, SECOND, THIRD, LAST = (
    "Bids closed on Monday.",
    "A Dutch firm won.",
    "It pays in May.",
    "Nobody objected.",
)

ranks = st.lists(st.none() | st.integers(1, 20), min_size=1, max_size=8)


def hit(article: Article, first: str, last: str | None = None) -> Hit:
    """The passage from one sentence through another."""
    start = article.text.index(first)
    end = article.text.index(last or first) + len(last or first)
    text = article.text[start:end]
    return Hit(Passage(f"{article.id}-{start}", article.id, text, start, end), article, score=0.0)


def test_the_three_measures_by_hand() -> None:
    found = (2, None, 7)  # three gold items: second, nowhere, seventh
    assert recall_at_k(found, 5) == pytest.approx(1 / 3)
    assert recall_at_k(found, 7) == pytest.approx(2 / 3)
    assert (success_at_k(found, 1), success_at_k(found, 2)) == (0.0, 1.0)
    assert reciprocal_rank(found) == 0.5


def test_average_precision_by_hand() -> None:
    # Found at 2 and 7: precision there is 1/2 and 2/7; the third item adds nothing.
    assert average_precision((2, None, 7)) == pytest.approx((1 / 2 + 2 / 7) / 3)
    assert average_precision((1, 2)) == 1.0
    assert average_precision((None,)) == 0.0


def test_ndcg_by_hand() -> None:
    # Gains 1/log2(3) and 1/log2(4) = 1/2, of 1 + 1/log2(3) + 1/2 at best.
    assert ndcg_at_k((2, None, 3), 10) == pytest.approx((0.63093 + 0.5) / (1 + 0.63093 + 0.5), abs=1e-5)
    assert ndcg_at_k((2, None, 3), 2) == pytest.approx(0.63093 / (1 + 0.63093), abs=1e-5)
    # Grade 3 at rank 2 and grade 1 at rank 1: (1 + 3/log2(3)) / (3 + 1/log2(3)).
    assert ndcg_at_k((2, 1), 10, (3, 1)) == pytest.approx((1 + 3 * 0.63093) / (3 + 0.63093), abs=1e-5)
    assert ndcg_at_k((1, 2), 10, (3, 1)) == 1.0


def test_items_of_one_rank_get_places_of_their_own_and_push_back_what_follows() -> None:
    assert one_each((1, 1, 3, None, 4)) == (1, 2, 4, None, 5)
    assert one_each((2, 5, 2)) == (2, 6, 3)
    assert one_each((3, 1, 2)) == (3, 1, 2)


@given(ranks)
def test_places_are_each_taken_once_and_keep_their_order(found: list[int | None]) -> None:
    placed = one_each(found)
    taken = [place for place in placed if place is not None]
    assert len(set(taken)) == len(taken) == sum(rank is not None for rank in found)
    assert all(p >= r for p, r in zip(placed, found, strict=True) if p is not None and r is not None)
    order = sorted((r, i) for i, r in enumerate(found) if r is not None)
    assert [placed[i] for _, i in order] == sorted(taken)
    for measured in (average_precision(placed), ndcg_at_k(placed, 10)):
        assert 0 <= measured <= 1 + 1e-12


def test_the_reciprocal_rank_is_cut_at_ten() -> None:
    assert reciprocal_rank((10,)) == pytest.approx(0.1)
    assert reciprocal_rank((11,)) == 0.0


def test_what_is_missing_counts_zero() -> None:
    assert (recall_at_k((None,), 5), success_at_k((None,), 5), reciprocal_rank((None,))) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "measure",
    [
        lambda r: recall_at_k(r, 5),
        lambda r: success_at_k(r, 5),
        lambda r: ndcg_at_k(r, 5),
        reciprocal_rank,
        average_precision,
    ],
)
def test_a_question_without_gold_is_ineligible_not_zero(measure) -> None:
    with pytest.raises(ValueError, match="ineligible"):
        measure(())


def test_a_ranking_cannot_be_cut_before_its_first() -> None:
    with pytest.raises(ValueError, match="not at 0"):
        recall_at_k((1,), 0)


@given(ranks, st.integers(1, 25))
def test_measures_stay_in_bounds_and_agree(found: list[int | None], k: int) -> None:
    recall, success, reciprocal = recall_at_k(found, k), success_at_k(found, k), reciprocal_rank(found, k)
    assert 0 <= recall <= success <= 1
    assert 0 <= reciprocal <= success
    assert (reciprocal > 0) == (success == 1) == (recall > 0)


@given(ranks, st.integers(1, 25))
def test_measures_never_fall_when_more_is_looked_at(found: list[int | None], k: int) -> None:
    assert recall_at_k(found, k) <= recall_at_k(found, k + 1)
    assert success_at_k(found, k) <= success_at_k(found, k + 1)
    assert reciprocal_rank(found, k) <= reciprocal_rank(found, k + 1)


@given(
    st.lists(st.sampled_from("abcdefgh"), unique=True),
    st.lists(st.sampled_from("abcdefghxy"), unique=True, min_size=1),
    st.integers(1, 10),
)
def test_article_measures_are_the_set_definitions(ranking: list[str], gold: list[str], k: int) -> None:
    hits = [hit(Article(id=name, text="Rain fell."), "Rain fell.") for name in ranking]
    found = article_ranks(hits, gold)
    right = [place for place, name in enumerate(ranking, 1) if name in gold]
    assert recall_at_k(found, k) == len(set(ranking[:k]) & set(gold)) / len(gold)
    assert success_at_k(found, k) == any(place <= k for place in right)
    assert reciprocal_rank(found, k) == (1 / right[0] if right and right[0] <= k else 0)


def test_articles_are_ranked_once_where_their_first_passage_is() -> None:
    hits = [hit(PORT, FIRST), hit(PORT, SECOND), hit(CITY, "Rain fell.")]
    assert article_ranks(hits, ["city", "port", "none"]) == (2, 1, None)
    assert article_ranks(hits, ["city", "city"]) == (2,)  # named twice, gold once


def test_a_quote_is_held_by_the_first_passage_with_all_of_it() -> None:
    hits = [hit(PORT, LAST), hit(PORT, FIRST, SECOND), hit(PORT, SECOND, THIRD)]
    assert quote_ranks(hits, [SECOND, THIRD, LAST, "Nobody knew."]) == (2, 3, 1, None)


def test_a_part_of_a_quote_is_not_the_quote() -> None:
    assert quote_ranks([hit(PORT, "A Dutch firm"), hit(PORT, "firm won.")], [SECOND]) == (2,)
    assert quote_ranks([hit(PORT, "A Dutch firm")], [SECOND]) == (None,)


def test_a_quote_cut_over_two_passages_needs_both() -> None:
    both = f"{SECOND} {THIRD}"
    assert quote_ranks([hit(PORT, THIRD), hit(PORT, FIRST), hit(PORT, SECOND)], [both]) == (3,)
    assert quote_ranks([hit(PORT, THIRD), hit(PORT, FIRST)], [both]) == (None,)


def test_passages_of_two_articles_do_not_add_up() -> None:
    other = Article(id="copy", text=PORT.text)
    assert quote_ranks([hit(PORT, SECOND), hit(other, THIRD)], [f"{SECOND} {THIRD}"]) == (None,)


def test_the_same_words_in_an_article_that_is_not_gold_are_no_evidence() -> None:
    hits = [hit(CITY, SECOND), hit(PORT, SECOND)]
    assert quote_ranks(hits, [SECOND], ["port"]) == (2,)
    assert quote_ranks(hits, [SECOND]) == (1,)  # no article named: any will do


def test_a_quote_may_differ_in_whitespace_and_nothing_else() -> None:
    assert places("It pays in May. Nobody objected.", PORT.text) == [(41, 74)]  # a blank line between
    assert places("it pays in May.", PORT.text) == []
    assert places("pays in", "He pays in\nMay, she pays  in June") == [(3, 10), (20, 28)]
    assert places(" ", PORT.text) == []


def test_signs_of_patterns_are_plain_letters_in_a_quote() -> None:
    assert places("cost $5 (or more).", "They cost $5 (or more).") == [(5, 23)]
    assert places("a.c", "abc") == []


def test_only_whitespace_may_be_missing_between_pieces() -> None:
    text = "One two. Three."
    assert covered((0, 15), [(9, 15), (0, 8)], text)
    assert not covered((0, 15), [(0, 7), (9, 15)], text)  # the full stop at 7 is held by neither
    assert not covered((0, 15), [(0, 8)], text)
    assert not covered((0, 15), [], text)


@given(st.data(), st.text(alphabet="ab c\n", min_size=1, max_size=30))
def test_covered_is_what_character_sets_say(data: st.DataObject, text: str) -> None:
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda s: (min(s), max(s)))
    place, pieces = data.draw(span), data.draw(st.lists(span, max_size=4))
    held = {at for start, end in pieces for at in range(start, end)}
    wanted = {at for at in range(*place) if not text[at].isspace()}
    assert covered(place, pieces, text) == (wanted <= held)


@given(st.text(), st.text(alphabet="ab.,$( \n", max_size=20), st.text())
def test_a_quote_is_found_where_it_was_put(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    found = places(quote, text)
    assert bool(found) == bool(quote.split())
    assert all(text[start:end].split() == quote.split() for start, end in found)
