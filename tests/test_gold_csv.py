"""Gold as a table: what a spreadsheet saves is read as JSONL is, and what is wrong with a row is named."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadGold
from rag.evaluate.gold import read_gold
from rag.evaluate.gold_csv import csv_questions
from rag.types import GoldQuestion, Turn


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "gold.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_every_field_is_read_whatever_parts_the_cells(tmp_path: Path, mark: str) -> None:
    turns = json.dumps([{"role": "user", "text": "Who won?"}])
    cells = [
        "q1",
        "When does it pay?",
        "in May\nMay",
        "port-sale",
        '["It pays in May, they say."]',
        turns,
        "",
    ]
    written = io.StringIO()
    table = csv.writer(written, delimiter=mark)
    table.writerows([["ID", "Question", "answers", "article_ids", "evidence", "history", "kind"], cells])
    questions, problems = read_gold(saved(tmp_path, "\ufeff" + written.getvalue()))
    assert problems == []
    assert questions == [
        GoldQuestion(
            "q1",
            "When does it pay?",
            ("in May", "May"),
            ("port-sale",),
            ("It pays in May, they say.",),
            (Turn("user", "Who won?"),),
            "followup",
        )
    ]


def test_each_bad_row_is_named_with_the_line_it_begins_on_and_the_others_run(tmp_path: Path) -> None:
    text = (
        "id,question,answers,confirmed\n"
        'q1,"Who\nwon?",Ann,\n'  # lines 2 and 3
        ",Who?,Ann,\n"
        "q1,Who?,Ann,\n"
        "\n"
        "q4,Who?,Ann,maybe\n"
        "q5,Who?,Ann,false\n"
        "q6,Who?,[Ann,\n"
        "q7,Who, then?,Ann,yes\n"
        "q8,Who?,Ann,yes\n"
    )
    questions, problems = read_gold(saved(tmp_path, text))
    assert [question.id for question in questions] == ["q1", "q8"]
    assert questions[0].question == "Who\nwon?"
    told = [(problem.where, problem.what) for problem in problems]
    assert [where for where, _ in told] == [f"line {number}" for number in (4, 5, 7, 8, 9, 10)]
    for (_, what), part in zip(
        told,
        (
            "no id",
            "already that of line 2",
            "confirmed is 'maybe'",
            "nobody confirmed",
            "answers is no JSON",
            "5 cells under 4 columns; put cells with commas in quotes",
        ),
        strict=True,
    ):
        assert part in what


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("question,answers\nWho?,Ann\n", "no column 'id' in its first row"),
        (
            "id,question,awnsers\nq,Who?,Ann\n",
            "unknown column 'awnsers' in its first row; did you mean 'answers'",
        ),
        ("id,question,id\nq,Who?,r\n", "column 'id' stands twice"),
        ("id,question\n", "none of its 0 rows can be used"),
        ("", "empty"),
        ("id,question\nq," + "x" * 200_000 + "\n", "no table"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadGold) as raised:
        read_gold(saved(tmp_path, text))
    assert told in str(raised.value) and "gold.csv" in str(raised.value)


def test_a_row_in_another_encoding_is_named(tmp_path: Path) -> None:
    questions, problems = read_gold(saved(tmp_path, "id,question\nq1,Café?\nq2,Who?\n", "latin-1"))
    assert [question.id for question in questions] == ["q2"]
    assert [str(problem) for problem in problems] == ["line 2: not UTF-8; save the file as UTF-8"]


@given(st.text(max_size=60))
def test_any_table_is_questions_bad_rows_or_bad_gold(text: str) -> None:
    try:
        rows = list(csv_questions("id,question,answers\n" + text, "t.csv"))
    except BadGold as error:
        assert "t.csv" in str(error)
    else:
        assert all(number > 1 for number, _ in rows)
