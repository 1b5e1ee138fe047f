"""The best passages read sentence by sentence: what speaks for each sentence, and each passage's share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rag.retrieve.reader import Reader, read_best
from rag.retrieve.sentence_signals import SENTENCE_SIGNALS, measure
from rag.retrieve.sentences import Sentences, sentences
from rag.retrieve.signals import LEAD, SIGNALS
from rag.types import Passage, QueryVectors, Vectors
from tests.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder(dimension=256)  # so many that different words hardly resemble one another
TEXT = "The ferry sank. Ana Ruiz said so. Nobody was hurt. The harbour was closed."
SPANS = ((0, 15), (16, 33), (34, 50), (51, 74))


def passages(article: str = "a") -> list[Passage]:
    """Two of one article that share the sentence in the middle."""
    return [
        Passage(f"{article}:0", article, TEXT[0:50], 0, 50, SPANS[:3]),
        Passage(f"{article}:34", article, TEXT[34:], 34, 74, SPANS[2:]),
    ]


def vectors(found: list[Passage]) -> dict[str, Vectors]:
    return {found[place].id: made for place, made in EMBEDDER.embed(found)}


def read(question: str, found: list[Passage]) -> tuple[QueryVectors, Sentences]:
    query = EMBEDDER.query(question)
    return query, sentences(query, found, vectors(found), EMBEDDER.count)


def signal(question: str, found: list[Passage], name: str) -> list[float]:
    query, known = read(question, found)
    made = measure(question, query, known, np.arange(len(found) * len(SIGNALS)).reshape(len(found), -1) * 1.0)
    assert made.shape == (len(known.texts), len(SENTENCE_SIGNALS)) and np.isfinite(made).all()
    return made[:, SENTENCE_SIGNALS.index(name)].tolist()


def test_a_sentence_of_two_passages_is_read_once_and_held_by_both() -> None:
    _, found = read("Who sank?", passages())
    assert found.texts == tuple(TEXT[s:e] for s, e in SPANS) and found.spans == SPANS
    assert found.held == ((0, 1, 2), (2, 3))
    assert found.places == (0, 0, 0, 1)  # "Nobody was hurt." is read in the first, which came first


def test_a_sentence_matches_by_its_own_words_alone() -> None:
    _, found = read("ferry harbour", passages())
    assert found.matches[0, 0] == pytest.approx(1, abs=0.02) and found.matches[3, 1] == pytest.approx(
        1, abs=0.02
    )
    assert found.matches[0, 1] < 0.5 and found.matches[3, 0] < 0.5


def test_articles_are_told_apart_and_passages_without_sentences_are_one() -> None:
    whole = Passage("b:0", "b", "The bridge fell.", 0, 16)
    _, found = read("bridge", [whole, *passages()])
    assert [found.articles[i] for i in (0, 3, 4)] == ["a", "a", "b"] and found.spans[4] == (0, 16)
    assert found.groups() == [range(4), range(4, 5)] and found.held[0] == (4,)


def test_what_the_model_cut_off_matches_nothing() -> None:
    known = vectors(passages())
    cut = {id: Vectors(v.passage, v.sentences, v.tokens[:3]) for id, v in known.items()}  # "The ferry sank"
    found = sentences(EMBEDDER.query("Ruiz"), passages(), cut, EMBEDDER.count)
    assert found.matches[1].tolist() == [0.0]


def test_what_all_of_an_article_speaks_of_tells_none_of_its_places() -> None:
    text = "The ferry sailed. The ferry sank. The ferry waited."
    found = [Passage("a:0", "a", text, 0, len(text), ((0, 17), (18, 33), (34, 51)))]
    # "ferry" is in all three sentences: 1 + ln(4 / 4) = 1; "sank" in one: 1 + ln(4 / 2) = 1.693; of 2.693
    first, second, third = signal("ferry sank", found, "own")
    assert second == pytest.approx(1, abs=0.02)
    assert first == pytest.approx(1 / 2.693, abs=0.1) and third == pytest.approx(1 / 2.693, abs=0.1)
    assert signal("ferry sank", found, "best_own") == [0, 1, 0]
    assert signal("ferry sank", found, "article_own") == pytest.approx([second] * 3)
    # With the one after, the first sentence has both words; the third has nothing after it.
    assert signal("ferry sank", found, "after")[0] == pytest.approx(1, abs=0.02)
    assert signal("ferry sank", found, "after")[2] == pytest.approx(third)


def test_names_speak_for_a_sentence_where_a_person_is_asked_for() -> None:
    # One full name that the question does not have: ln(1 + 1); "Ana Ruiz" is known to the third question.
    assert signal("Who said so?", passages(), "names_for_who") == pytest.approx([0, math.log(2), 0, 0])
    assert signal("What did she say?", passages(), "names_for_who") == [0, 0, 0, 0]
    assert signal("Who asked Ruiz?", passages(), "names_for_who") == [0, 0, 0, 0]
    assert signal("Where was it?", passages(), "names_for_where") == pytest.approx([0, math.log(2), 0, 0])


def test_numbers_speak_where_a_number_is_asked_for_and_speech_where_saying_is() -> None:
    text = "Two boats left. They came back."
    found = [Passage("a:0", "a", text, 0, len(text), ((0, 15), (16, 31)))]
    assert signal("How many boats left?", found, "number_for_how_many") == [1, 0]
    assert signal("Which boats left?", found, "number_for_how_many") == [0, 0]
    assert signal("What did Ruiz say?", passages(), "speech_for_said") == [0, 1, 0, 0]
    assert signal("What sank?", passages(), "speech_for_said") == [0, 0, 0, 0]


def test_place_and_form_of_a_sentence() -> None:
    assert signal("What sank?", passages(), "lead") == pytest.approx([math.exp(-s / LEAD) for s, _ in SPANS])
    assert signal("What sank?", passages(), "opening") == [1, 0, 0, 0]
    # One content word, "sank": vagueness 3 / (3 + 1).
    assert signal("What sank?", passages(), "opening_vague") == [0.75, 0, 0, 0]
    assert signal("What sank?", passages(), "length") == pytest.approx(
        [math.log(w + 1) for w in (3, 4, 3, 4)]
    )
    # "ferry" is new, "sank" is not; ana, ruiz, said; nobody, hurt; harbour, closed.
    assert signal("What sank?", passages(), "new") == pytest.approx([math.log(n + 1) for n in (1, 3, 2, 2)])


def test_a_sentence_has_the_signals_of_the_best_passage_that_holds_it() -> None:
    # The helper numbers them: 0 to 6 of the first passage, 7 to 13 of the second.
    assert signal("What sank?", passages(), f"passage_{SIGNALS[0]}") == [0, 0, 0, 7]


def test_a_question_without_content_words_or_marks_breaks_nothing() -> None:
    for question in ("Who?", "?", "the", "WHO SANK"):
        assert len(signal(question, passages(), "content")) == 4


def test_a_passage_has_the_share_of_its_sentences() -> None:
    reader = Reader((1.0, *[0.0] * (len(SENTENCE_SIGNALS) - 1)))
    rows = np.zeros((3, len(SENTENCE_SIGNALS)))
    rows[:, 0] = np.log([1, 2, 5])
    # Likelihoods 1, 2 and 5 of 8; the second sentence is in both passages: 3 / 8 and 7 / 8.
    assert reader.shares(rows, [(0, 1), (1, 2)]) == pytest.approx([math.log(3 / 8), math.log(7 / 8)])
    rows[0, 0] = -1e4
    assert np.isfinite(reader.shares(rows, [(0,), (1, 2)])).all()


def test_a_signal_that_is_off_is_off_for_sentences_too() -> None:
    names = dict(zip(SENTENCE_SIGNALS, Reader.shipped({"article"}).weights, strict=True))
    whole = dict(zip(SENTENCE_SIGNALS, Reader.shipped().weights, strict=True))
    assert names["passage_article"] == 0 != whole["passage_article"]
    assert {n for n in names if names[n] != whole[n]} == {"passage_article"}


def test_what_was_read_is_told_by_passage_and_nothing_of_nothing() -> None:
    query, signals = EMBEDDER.query("What sank?"), np.ones((2, len(SIGNALS)))
    shares = read_best("What sank?", query, passages(), signals, vectors(passages()), EMBEDDER.count)
    assert list(shares) == ["a:0", "a:34"] and shares["a:0"] > shares["a:34"]  # "The ferry sank."
    # Together the two hold every sentence, and one of them both: their shares are more than 1 in sum.
    assert 1 < sum(math.exp(share) for share in shares.values()) < 2
    assert read_best("What sank?", query, [], signals[:0], {}, EMBEDDER.count) == {}
