"""Questions drafted from articles, and made of what readers said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadGold
from rag.evaluate.draft import as_lines, draft
from rag.evaluate.feedback import gold_rows, read_feedback
from rag.evaluate.gold import check_gold, read_gold
from rag.evaluate.gold_row import question_from
from rag.evaluate.templates import facts
from rag.types import Article

FERRY = Article(
    "news/ferry.txt",
    "Ferry",
    text=(
        "About 300 people stood in line for the last ferry on Sunday morning. "
        "Mayor Maria Holt said the town had waited too long for a bridge of its own. "
        "The guild has paid for 14 new lamps along the northern road. "
        "The old ferry of Arden closed for good on 4 March 2019. "
        "She said that it was a sad day for all of the town and for its 12 boatmen. "
        "“We will miss it,” Holt said of the 90 years that the ferry ran on the river."
    ),
)
QUARRY = Article(
    "quarry.txt", text="The quarry of Brill sold 40 tons of slate to a builder in Corvo last year."
)


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "About 300 people stood in line for the last ferry on Sunday morning.",
            "How many people stood in line for the last ferry on Sunday morning?",
            "300",
        ),
        (
            "Mayor Maria Holt said the town had waited too long for a bridge of its own.",
            "Who said the town had waited too long for a bridge of its own?",
            "Maria Holt",
        ),
        (
            "The guild has paid for 14 new lamps along the northern road.",
            "How many new lamps has the guild paid for along the northern road?",
            "14",
        ),
        (
            "The old ferry of Arden closed for good on 4 March 2019.",
            "When was it that the old ferry of Arden closed for good?",
            "4 March 2019",
        ),
    ],
)
def test_a_fact_becomes_the_question_that_it_answers(sentence: str, question: str, answer: str) -> None:
    found = {fact.question: fact.answer for fact in facts(sentence)}
    assert answer in found[question]
    assert all(fact.answer in sentence for fact in facts(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "She said that it was a sad day for all of the town and for its 12 boatmen.",  # who?
        "“We will miss it,” Holt said of the 90 years that the ferry ran on the river.",
        "The mayor spoke of it at some length to all who wanted to hear.",  # no fact
        "It's the latter of the 14 lamps that the guild has paid for in the end.",
        "In 2019, he closed the old ferry of Arden for good and all.",
        "Maria Holt won.",  # too short to be asked about
        "Talks on the two ports will be held while the two nations go on with it.",  # not how many nations
        "The guild said the mayor has been blamed for about 60 broken lamps.",  # whose verb is "has"?
        "The new service will now be part of the Arden 5 programme of the town.",  # a name with a number
        "One student said that it would be the last such day for the ferry.",  # not how many student
        "Maria Holt closed the ferry, and the guild has voiced concern over it.",  # two clauses
        "a headline without any end on 4 March 2019",
        "",
    ],
)
def test_of_most_sentences_nothing_is_asked(sentence: str) -> None:
    assert list(facts(sentence)) == []


@given(st.text(alphabet="The mayor of Arden has sold 12 $,.'“\n", max_size=120))
def test_any_text_gives_questions_that_do_not_tell_their_answer(text: str) -> None:
    for fact in facts(text):
        assert fact.answer in text and fact.answer.lower() not in fact.question.lower()
        assert fact.question.endswith("?")


def test_drafts_are_gold_but_for_being_confirmed(tmp_path: Path) -> None:
    rows = draft([FERRY, QUARRY], 10)
    assert len({row["id"] for row in rows}) == len(rows) >= 4
    assert all(row["confirmed"] is False and row["note"] for row in rows)
    (tmp_path / "draft.jsonl").write_text(as_lines(rows), encoding="utf-8")
    with pytest.raises(BadGold, match="a draft that nobody confirmed"):
        read_gold(tmp_path / "draft.jsonl")
    questions = [question_from({**row, "confirmed": True}) for row in rows]
    assert check_gold(questions, [FERRY, QUARRY]) == []  # each quote and answer stands where it says


def test_drafts_are_spread_over_the_articles_and_come_again_by_the_seed() -> None:
    trades = ("ferry", "bakery", "library", "tannery", "quarry")
    many = [Article(f"{n}.txt", text=FERRY.text.replace("ferry", t)) for n, t in enumerate(trades)]
    one = draft(many, 5)
    assert sorted(row["article_ids"][0] for row in one) == [f"{n}.txt" for n in range(5)]
    assert draft(many, 5) == one and draft(many, 5, seed=1) != one
    assert len({row["question"] for row in draft(many, 50)}) == len(draft(many, 50))  # none is asked twice


# What readers said


def said(**fields: Any) -> str:
    return json.dumps({"question": "Who won?", "verdict": "up", **fields})


def feedback(folder: Path, *lines: str) -> Path:
    path = folder / "feedback.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


CITED = {
    "article_id": "port.txt",
    "quote": "A Dutch firm won.",
    "start": 5,
    "end": 22,
    "marks": ["A Dutch firm"],
}


def test_praise_gives_the_answer_with_its_evidence(tmp_path: Path) -> None:
    path = feedback(tmp_path, said(citations=[CITED], revision=3, time="2025-03-21T10:00:00Z"))
    (row,) = gold_rows(read_feedback(path)[0], revision=3)
    assert row | {"note": ""} == {
        "id": "feedback-001",
        "question": "Who won?",
        "answers": ["A Dutch firm"],
        "article_ids": ["port.txt"],
        "evidence": ["A Dutch firm won."],
        "history": [],
        "kind": "answerable",
        "confirmed": False,
        "note": "",
    }
    assert "1 up, 0 down" in row["note"] and "revision" not in row["note"]
    assert question_from({**row, "confirmed": True}).answers == ("A Dutch firm",)


def test_blame_gives_the_question_with_what_was_wrong(tmp_path: Path) -> None:
    line = said(verdict="down", reason="It was the other firm.", answer="A Danish firm won.", revision=2)
    (row,) = gold_rows(read_feedback(feedback(tmp_path, line))[0], revision=4)
    assert (row["answers"], row["evidence"], row["confirmed"]) == ([], [], False)
    for part in (
        "0 up, 1 down",
        "“It was the other firm.”",
        "was answered: A Danish firm won.",
        "revision 2",
    ):
        assert part in row["note"]


def test_a_refusal_that_was_praised_is_unanswerable_and_a_history_makes_a_followup(tmp_path: Path) -> None:
    turns = [{"role": "user", "text": "Who won?"}, {"role": "assistant", "text": "A Dutch firm."}]
    lines = [said(refused=True), said(question="When?", history=turns, verdict="down")]
    rows = gold_rows(read_feedback(feedback(tmp_path, *lines))[0])
    assert [row["kind"] for row in rows] == ["unanswerable", "followup"]
    assert rows[1]["history"] == turns


def test_one_question_is_one_row_whoever_asked_it(tmp_path: Path) -> None:
    lines = [
        said(verdict="down", reason="no"),
        said(question="who  won?", citations=[CITED]),
        said(verdict="down"),
    ]
    (row,) = gold_rows(read_feedback(feedback(tmp_path, *lines))[0])
    assert row["answers"] == ["A Dutch firm"] and "1 up, 2 down" in row["note"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Expecting property name"),
        ("[]", "no object"),
        (said(verdict="good"), "verdict is 'good'; write 'up' or 'down'"),
        (json.dumps({"verdict": "up"}), "no question"),
        (said(stars=5), "unknown field 'stars'"),
        (said(reason=5), "reason is no string"),
        (said(citations=["x"]), "citations is no list of objects"),
        (said(citations=[{"article_id": "x"}]), "citations without quote"),
        (said(history=[{"role": "user"}]), "history without text"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_feedback_that_cannot_be_used_is_named_and_the_rest_is_read(
    tmp_path: Path, line: str, told: str
) -> None:
    found, problems = read_feedback(feedback(tmp_path, said(), line, "", said()))
    assert len(found) == 2
    assert [problem.where for problem in problems] == ["line 2"] and told in problems[0].what
    with pytest.raises(BadGold, match="no feedback that can be used; line 1"):
        read_feedback(feedback(tmp_path, line))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="cannot be read"):
        read_feedback(tmp_path / "none.jsonl")
