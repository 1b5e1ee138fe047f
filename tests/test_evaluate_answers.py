"""Normalisation and the measures of one answer."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.answers import contains, every_sentence_cited, normalise, verbatim, words, wrong_quotes
from rag.types import Answer, Article, Citation, Passage, Sentence, Support

TEXT = "The mill closed in March. Its 43 workers were told by letter."
MILL = Article(id="mill", text=TEXT)
WHOLE = Passage(id="mill-0", article_id="mill", text=TEXT, start=0, end=len(TEXT))
FINE = Support("supported", 1.0)


def citation(start: int, end: int, quote: str, number: int = 1, article: Article = MILL) -> Citation:
    return Citation(number, article, WHOLE, quote, start, end)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The U.S. Senate", "u s senate"),
        ("Peru’s “canal ports”—sold!", "peru s canal ports sold"),
        ("A man, an aunt; the end", "man aunt end"),
        ("43-year-old\n\tworker", "43 year old worker"),
        ("$5 = 5%", "5 5"),
        ("STRASSE Straße", "strasse strasse"),
        ("cafe\u0301 caf\u00e9", "caf\u00e9 caf\u00e9"),
        ("the, a. an?", ""),
        ("", ""),
    ],
)
def test_normalise_keeps_the_words_alone(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_normal_form_is_words_with_single_spaces(text: str) -> None:
    plain = normalise(text)
    assert plain == " ".join(plain.split())
    assert not {"a", "an", "the"} & set(plain.split())


@given(st.text(), st.text(), st.text(alphabet="abc 123-é", min_size=1))
def test_an_answer_between_other_words_is_found(before: str, after: str, gold: str) -> None:
    assert contains(f"{before} {gold} {after}", [gold]) == bool(normalise(gold))


@pytest.mark.parametrize(
    ("text", "gold", "held"),
    [
        ("It begins on March 19, 2025.", "March 19", True),
        ("It began in 1943.", "19", False),  # digits of a longer number
        ("He sold the port.", "port", True),
        ("He sold the airport.", "port", False),
        ("He sold the ports.", "port", False),
        ("Sold by a Hong Kong firm", "the Hong Kong firm", True),  # articles do not matter
        ("Kong, Hong", "Hong Kong", False),  # order does
        ("anything", "the", False),
    ],
)
def test_contains_matches_whole_words(text: str, gold: str, held: bool) -> None:
    assert contains(text, [gold]) is held


def test_any_one_of_the_answers_is_enough_and_none_is_not() -> None:
    assert contains("forty-three workers", ["43", "forty-three"])
    assert not contains("forty-three workers", [])


def test_a_quote_is_verbatim_only_at_its_very_place() -> None:
    # "Its 43 workers" begins after "The mill closed in March. ", 26 characters, and is 14 long.
    assert verbatim(citation(26, 40, "Its 43 workers"), {"mill": MILL})
    assert not verbatim(citation(25, 39, "Its 43 workers"), {"mill": MILL})
    assert not verbatim(citation(26, 40, "Its 34 workers"), {"mill": MILL})


def test_an_empty_or_outlying_quote_is_not_verbatim() -> None:
    assert not verbatim(citation(5, 5, ""), {"mill": MILL})
    assert not verbatim(citation(-7, -1, "letter"), {"mill": MILL})
    assert not verbatim(citation(0, 500, TEXT), {"mill": MILL})


def test_an_answer_is_not_its_own_witness() -> None:
    forged = dataclasses.replace(MILL, text="The mill stays open.")
    quote = citation(0, 20, "The mill stays open.", article=forged)
    assert forged.text[0:20] == quote.quote
    assert not verbatim(quote, {"mill": MILL})
    assert not verbatim(quote, {})


def test_wrong_quotes_are_named_in_order() -> None:
    answer = Answer(
        "?", "…", citations=(citation(0, 8, "The mill"), citation(0, 8, "A mill"), citation(4, 8, "fire"))
    )
    assert wrong_quotes(answer, {"mill": MILL}) == ("A mill", "fire")


@pytest.mark.parametrize(
    ("numbers", "cited"),
    [
        ([(1,), (1, 2)], True),
        ([(1,), ()], False),
        ([(3,)], False),  # there is no third citation
        ([], False),  # an answer without its sentences
    ],
)
def test_every_sentence_names_a_citation_there_is(numbers: list[tuple[int, ...]], cited: bool) -> None:
    answer = Answer(
        "?",
        "The mill closed.",
        sentences=tuple(Sentence("The mill closed.", n, FINE) for n in numbers),
        citations=(citation(0, 8, "The mill", 1), citation(4, 8, "mill", 2)),
    )
    assert every_sentence_cited(answer) is cited


def test_words_are_what_whitespace_parts() -> None:
    assert words("Its 43 workers\nwere told.") == 5
    assert words("") == 0
