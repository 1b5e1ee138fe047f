"""What is told of a question beyond right and wrong: why it failed, conflicts, premises, places."""

from __future__ import annotations

import dataclasses

import pytest

from rag.evaluate.run import evaluate
from rag.types import Conflict, Correction, GoldQuestion, Hit, Passage
from tests.test_evaluate_run import (
    CITY,
    DANISH,
    DUTCH,
    MAY,
    PORT,
    RAIN,
    REFUSAL,
    ScriptedArchive,
    gold,
    hit,
    quoting,
    run_one,
)


@pytest.mark.parametrize(
    "question",
    [
        GoldQuestion("q", "q", ("Dutch",), ("harbour",)),  # no such article
        GoldQuestion("q", "q", ("Dutch",), ("port",), ("A Dutch firm lost.",)),  # no such sentence in it
        GoldQuestion("q", "q", ("Swiss",)),  # no such word anywhere
    ],
)
def test_what_the_archive_does_not_hold_could_not_be_retrieved(question: GoldQuestion) -> None:
    assert run_one(question, [hit(PORT, DUTCH)], REFUSAL).failure == "not in the archive"
    assert run_one(question, [hit(PORT, MAY)], quoting(hit(PORT, MAY))).failure == "not in the archive"


def test_a_conflict_is_scored_for_its_answer_and_apart_for_being_shown() -> None:
    hits = [hit(PORT, DUTCH), hit(CITY, DANISH)]
    question = gold("q", "Dutch", "Danish", kind="conflict")
    shown = Conflict("who won", ((1, "Dutch"), (2, "Danish")), "disagreement")
    both = run_one(question, hits, quoting(*hits, conflicts=(shown,)))
    one = run_one(question, hits, quoting(hits[0]))
    assert (both.scores["contains"], both.scores["conflict shown"]) == (1.0, 1.0)
    assert (one.scores["contains"], one.scores["conflict shown"]) == (1.0, 0.0)
    assert one.failure is None
    elsewhere = run_one(gold("q", "Dutch"), hits, quoting(*hits, conflicts=(shown,)))
    assert elsewhere.scores["conflict elsewhere"] == 1.0 and elsewhere.failure is None


def test_a_corrected_premise_is_scored_apart_too() -> None:
    told = Correction("a Danish firm", "A Dutch firm", 1, "name")
    corrected = dataclasses.replace(quoting(hit(PORT, DUTCH)), corrections=(told,))
    right = run_one(gold("q", "Dutch", kind="false_premise"), [hit(PORT, DUTCH)], corrected)
    assert right.scores["premise corrected"] == 1.0 and "corrected elsewhere" not in right.scores
    assert run_one(gold("q", "Dutch"), [hit(PORT, DUTCH)], corrected).scores["corrected elsewhere"] == 1.0


def test_two_quotes_of_one_passage_take_two_places() -> None:
    both = Passage("port-0", "port", PORT.text, 0, len(PORT.text))
    row = run_one(gold("q", "May", evidence=(DUTCH, MAY)), [Hit(both, PORT, 1.0)], REFUSAL)
    assert row.ranks == {"article": (1,), "passage": (1, 1)}
    assert row.scores["passage AP"] == 1.0 and row.scores["passage nDCG@10"] == pytest.approx(1.0)


def test_the_search_goes_as_deep_as_it_is_told() -> None:
    archive = ScriptedArchive({"q": ([hit(CITY, RAIN), hit(PORT, DUTCH)], REFUSAL)})
    shallow = evaluate(archive, [gold("q", "Dutch", evidence=(DUTCH,))], k=1)
    assert shallow.overall.measures["passage RR@10"].value == 0.0 and len(shallow.rows[0].retrieved) == 1
