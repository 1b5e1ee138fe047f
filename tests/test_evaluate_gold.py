"""Gold files: bad rows are named, good rows run, and the gold is held against the articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadGold
from rag.evaluate.gold import check_gold, read_gold
from rag.evaluate.gold_row import BadRow, question_of
from rag.types import Article, GoldQuestion, Turn

GOOD = {"id": "q1", "question": "Who won the bid?", "answers": ["a Dutch firm"]}
PORT = Article(id="port-sale", text="Bids closed on Monday.\n\nA Dutch firm won. It pays in May.")
CITY = Article(id="city", text="The mayor spoke. Rain fell.")


def written(folder: Path, *rows: object) -> Path:
    path = folder / "gold.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_field_is_read(tmp_path: Path) -> None:
    row = {
        "id": "q1",
        "question": "And when does it pay?",
        "answers": ["in May", "May"],
        "article_ids": ["port-sale"],
        "evidence": ["It pays in May."],
        "history": [{"role": "user", "text": "Who won?"}, {"role": "assistant", "text": "A Dutch firm."}],
        "kind": "followup",
    }
    assert read_gold(written(tmp_path, row)) == (
        [
            GoldQuestion(
                id="q1",
                question="And when does it pay?",
                answers=("in May", "May"),
                article_ids=("port-sale",),
                evidence=("It pays in May.",),
                history=(Turn("user", "Who won?"), Turn("assistant", "A Dutch firm.")),
                kind="followup",
            )
        ],
        [],
    )


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"answers": ["May"]}, "answerable"),
        ({}, "unanswerable"),
        ({"answers": ["May"], "history": [{"role": "user", "text": "Who won?"}]}, "followup"),
        ({"kind": "false_premise"}, "false_premise"),  # a refusal may be right there, too
    ],
)
def test_a_kind_that_is_not_given_is_told_from_the_rest(more: dict[str, object], kind: str) -> None:
    assert question_of(json.dumps({"id": "q", "question": "When?"} | more)).kind == kind


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('{"id": "x", ', "no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": ' + "1" * 5000 + "}", "no JSON"),
        ('["x"]', "a list, not an object"),
        ('{"id": "x", "id": "y", "question": "?"}', "'id' stands twice"),
        ({"question": "Who?"}, "no id"),
        ({"id": "x"}, "no question"),
        ({"id": 7, "question": "Who?"}, "id is a number; write a string"),
        ({"id": "x", "question": None}, "question is null"),
        ({"id": "x", "question": "  "}, "question is empty"),
        ({"id": "x", "question": "Who?", "answers": "Ann"}, "answers is a string; write a list"),
        ({"id": "x", "question": "Who?", "answers": ["Ann", 5]}, r"answers\[1\] is a number"),
        ({"id": "x", "question": "Who?", "answers": ["The"]}, "'The' has no word to look for"),
        ({"id": "x", "question": "Who?", "evidence": [True]}, r"evidence\[0\] is a boolean"),
        ({"id": "x", "question": "Who?", "awnsers": ["Ann"]}, "'awnsers'; did you mean 'answers'"),
        ({"id": "x", "question": "Who?", "zzz": 1}, "'zzz'; the fields are id, question"),
        ({"id": "x", "question": "Who?", "kind": "unanswerble"}, "did you mean 'unanswerable'"),
        ({"id": "x", "question": "Who?", "kind": "zzz"}, "the kinds are answerable"),
        ({"id": "x", "question": "Who?", "kind": "answerable"}, "'answerable' without answers"),
        ({"id": "x", "question": "Who?", "kind": "conflict"}, "'conflict' without answers"),
        ({"id": "x", "question": "Who?", "answers": ["Ann"], "kind": "unanswerable"}, "with answers"),
        ({"id": "x", "question": "Who?", "answers": ["Ann"], "kind": "followup"}, "without history"),
        ({"id": "x", "question": "Who?", "history": {}}, "history is an object"),
        ({"id": "x", "question": "Who?", "history": ["Hi"]}, r"history\[0\] is no turn"),
        (
            {"id": "x", "question": "Who?", "history": [{"role": "bot", "text": "Hi"}]},
            "the role 'bot'; the roles are",
        ),
        ({"id": "x", "question": "Who?", "history": [{"role": ["user"], "text": "Hi"}]}, "the roles are"),
        (
            {"id": "x", "question": "Who?", "history": [{"role": "user", "text": 1}]},
            r"history\[0\].text is a",
        ),
        ('{"id": "x", "question": "\\ud800"}', "half a character"),
        ({"id": "x", "question": "Who?", "confirmed": "no"}, "confirmed is a string; write true or false"),
        ({"id": "x", "question": "Who?", "confirmed": False}, "a draft that nobody confirmed"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_still_run(tmp_path: Path, row: object, problem: str) -> None:
    questions, problems = read_gold(written(tmp_path, GOOD, row, GOOD | {"id": "q3"}))
    assert [question.id for question in questions] == ["q1", "q3"]
    assert [found.where for found in problems] == ["line 2"]
    with pytest.raises(BadRow, match=problem):
        question_of(row if isinstance(row, str) else json.dumps(row))


def test_the_first_row_of_an_id_stands_and_the_second_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, "", GOOD | {"question": "Who lost?"})
    questions, problems = read_gold(path)
    assert [question.question for question in questions] == ["Who won the bid?"]
    assert [str(p) for p in problems] == ["line 3: id 'q1' is already that of line 1; give it another"]


def test_a_line_separator_inside_a_string_ends_no_row(tmp_path: Path) -> None:
    questions, problems = read_gold(written(tmp_path, GOOD | {"question": "Who\u2028won\u0085it?"}))
    assert questions[0].question == "Who\u2028won\u0085it?"
    assert problems == []


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert [question.id for question in read_gold(path)[0]] == ["q1"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "empty; write one JSON object a line"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (json.dumps(GOOD).encode("utf-16"), r"not text in UTF-8 \(it has zero bytes\); save it as UTF-8"),
        (json.dumps(GOOD).encode("utf-16-le"), "zero bytes"),
        (b'{"id": "caf\xe9"}', "none of its 1 rows can be used; line 1: not UTF-8; save the file as UTF-8"),
        (b"{}\n[]", r"none of its 2 rows can be used; line 1: no id"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(raw)
    with pytest.raises(BadGold, match=message) as told:
        read_gold(path)
    assert str(path) in str(told.value)


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="no such file"):
        read_gold(tmp_path / "none.jsonl")
    with pytest.raises(BadGold, match="cannot be read"):
        read_gold(tmp_path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
fields = ["id", "question", "answers", "article_ids", "evidence", "history", "kind", "other"]


@given(st.text() | st.dictionaries(st.sampled_from(fields), json_values).map(json.dumps))
def test_any_line_is_a_question_or_a_bad_row(line: str) -> None:
    try:
        question = question_of(line)
    except BadRow as error:
        assert str(error)
    else:
        assert question.id and question.question and question.kind


def problems_of(**fields: tuple[str, ...]) -> list[str]:
    question = GoldQuestion(id="q1", question="Who won?", **fields)
    return [str(problem) for problem in check_gold([question], [PORT, CITY])]


def test_gold_that_fits_its_articles_has_no_problems() -> None:
    assert (
        problems_of(answers=("dutch firm",), article_ids=("port-sale",), evidence=("A Dutch firm won.",))
        == []
    )


def test_an_article_that_is_not_there_is_named_with_the_nearest() -> None:
    assert problems_of(article_ids=("portsale", "city")) == [
        "question q1: no article 'portsale'; did you mean 'port-sale'?"
    ]
    assert problems_of(article_ids=("xyz",)) == ["question q1: no article 'xyz'; mend article_ids"]


def test_evidence_that_differs_in_whitespace_is_told_apart_from_evidence_that_is_wrong() -> None:
    apart, wrong = problems_of(
        article_ids=("port-sale",), evidence=("Monday. A Dutch firm won.", "A Danish firm won.")
    )
    assert "in whitespace alone" in apart and "Monday. A Dutch firm won." in apart
    assert "not in the articles named; the nearest is 'A Dutch firm won.' in 'port-sale'" in wrong
    assert "A Danish firm won." in wrong


def test_evidence_like_nothing_in_the_article_names_nothing() -> None:
    (problem,) = problems_of(article_ids=("port-sale",), evidence=("Penguins sleep upright.",))
    assert "copy it from there" in problem and "nearest" not in problem


def test_a_quote_that_spans_sentences_is_told_with_all_of_them() -> None:
    (problem,) = problems_of(article_ids=("port-sale",), evidence=("A Danish firm won. It pays in June.",))
    assert "the nearest is 'A Dutch firm won. It pays in May.'" in problem


def test_a_row_in_another_encoding_is_named_and_the_others_run(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    latin = json.dumps(GOOD | {"id": "q2", "question": "Café?"}, ensure_ascii=False).encode("latin-1")
    path.write_bytes(b"\n".join([json.dumps(GOOD).encode(), latin, json.dumps(GOOD | {"id": "q3"}).encode()]))
    questions, problems = read_gold(path)
    assert [question.id for question in questions] == ["q1", "q3"]
    assert [str(problem) for problem in problems] == ["line 2: not UTF-8; save the file as UTF-8"]


def test_a_draft_does_not_run_before_somebody_confirmed_it(tmp_path: Path) -> None:
    rows = [GOOD | {"confirmed": True, "note": "by hand"}, GOOD | {"id": "q2", "confirmed": False}]
    questions, problems = read_gold(written(tmp_path, *rows))
    assert [question.id for question in questions] == ["q1"]
    assert "line 2: a draft that nobody confirmed; read it" in str(problems[0])


def test_evidence_of_another_article_names_it() -> None:
    (problem,) = problems_of(article_ids=("port-sale",), evidence=("Rain fell.",))
    assert "it stands in 'city'" in problem


def test_an_answer_no_quotation_can_hold_is_told() -> None:
    (problem,) = problems_of(answers=("Netherlands", "NL"), article_ids=("port-sale",))
    assert "no quotation can hold one: Netherlands, NL" in problem
