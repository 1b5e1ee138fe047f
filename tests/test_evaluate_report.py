"""What a person, and a program, reads of a run."""

from __future__ import annotations

import json

import pytest

from rag.evaluate.gold import Problem
from rag.evaluate.report import WIDTH, as_json, as_text, table
from rag.evaluate.run import evaluate
from rag.evaluate.scores import MEASURES
from rag.types import Answer, Article, GoldQuestion
from tests.test_evaluate_run import DUTCH, PORT, REFUSAL, ScriptedArchive, gold, hit, quoting, run_five


def test_the_table_prints_measures_as_trec_does_with_n_behind() -> None:
    lines = {line.split("  ")[0]: line.split("  ", 1)[-1].split() for line in table(run_five()).splitlines()}
    assert lines[""] == ["overall", "answerable", "unanswerable"]
    assert lines["questions"] == ["5", "3", "2"]
    assert lines["article R@5"] == [".667", "(3)", ".667", "(3)", "-"]
    assert lines["passage Success@5"] == ["1.00", "(2)", "1.00", "(2)", "-"]
    assert lines["rightly refused"] == [".500", "(2)", "-", ".500", "(2)"]
    assert lines["words"] == ["4.0", "(3)", "3.0", "(2)", "6.0", "(1)"]


def test_what_is_not_all_is_never_printed_as_one() -> None:
    names = [f"q{n}" for n in range(2001)]
    script = {name: ([], quoting(hit(PORT, DUTCH))) for name in names} | {"q0": ([], REFUSAL)}
    scores = evaluate(ScriptedArchive(script), [GoldQuestion(name, name, ("Dutch",)) for name in names])
    assert scores.overall.measures["contains"].value == pytest.approx(2000 / 2001)  # .9995
    assert ".999 (2001)" in table(scores)


def test_all_kinds_fit_the_width_and_more_follow_below() -> None:
    kinds = ["answerable", "unanswerable", "followup", "false_premise", "conflict"]
    wide = [gold(kind, "Dutch", kind=kind) for kind in kinds]
    script = {kind: ([], REFUSAL) for kind in [*kinds, "ours", "theirs"]}
    five = table(evaluate(ScriptedArchive(script), wide))
    assert len(five.splitlines()) == 2 + len(MEASURES)
    seven = table(
        evaluate(ScriptedArchive(script), [*wide, gold("ours", kind="ours"), gold("theirs", kind="theirs")])
    )
    assert len(seven.splitlines()) == 2 * (2 + len(MEASURES)) + 1
    assert max(map(len, (five + "\n" + seven).splitlines())) <= WIDTH


def test_failures_are_listed_by_reason_with_what_was_retrieved() -> None:
    text = as_text(run_five(), [Problem("line 9", "no id; every row needs one")])
    assert "Problems in the gold: 1\n  line 9: no id; every row needs one\n" in text
    assert "5 questions, 3 failed; 4 quotes, 0 not verbatim\n2 refused, 1 of them rightly\n" in text
    listed = text[text.index("Failures: 3 of 5") :]
    reasons = ["should have refused (1)", "not retrieved (1)", "retrieved, not quoted (1)"]
    assert [listed.index(reason) for reason in reasons] == sorted(listed.index(reason) for reason in reasons)
    assert "unquoted [answerable] unquoted\n      wanted: May\n      answered: Rain fell." in listed
    assert "      1. Rain in the city: Rain fell." in listed
    assert "    *  3. Port sold: It pays in May." in listed
    assert "refused: No article speaks of it." in listed
    assert "  right [" not in listed


def test_long_and_hostile_text_stays_on_its_line() -> None:
    title = "\x1b[2Jcleared\r\n" + "very long " * 30
    article = Article(id="x", title=title, text="Rain " * 100)
    answer = Answer("", "word " * 100)
    text = as_text(
        evaluate(ScriptedArchive({"q": ([hit(article, article.text.strip())], answer)}), [gold("q")])
    )
    assert "\x1b" not in text and "\r" not in text
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "cleared very long" in text


def test_a_run_without_failures_says_so() -> None:
    scores = evaluate(ScriptedArchive({"q": ([], REFUSAL)}), [gold("q")])
    assert as_text(scores).endswith("No failures; n = 1.")


def test_json_holds_the_same_figures_and_every_row() -> None:
    scores = run_five()
    held = json.loads(json.dumps(as_json(scores, [Problem("line 9", "no id")]), allow_nan=False))
    assert held["questions"] == 5
    refused = held["overall"]["measures"]["rightly refused"]
    assert (refused["value"], refused["n"]) == (0.5, 2) and refused["low"] <= 0.5 <= refused["high"]
    none = {"value": None, "n": 0, "low": None, "high": None}
    assert held["kinds"]["unanswerable"]["measures"]["contains"] == none
    assert held["failures"] == {
        "quoted wrong": 0,
        "should have refused": 1,
        "not in the archive": 0,
        "not retrieved": 1,
        "wrongly refused": 0,
        "retrieved, not quoted": 1,
    }
    assert held["problems"] == [{"where": "line 9", "what": "no id"}]
    assert [row["question"]["id"] for row in held["rows"]] == [
        "right",
        "unquoted",
        "lost",
        "silent",
        "gossip",
    ]
    assert held["rows"][1]["retrieved"][2]["right"] is True
    counts = {"refused_rightly": 1, "refused_wrongly": 1, "answered_rightly": 2, "answered_wrongly": 1}
    assert held["refusing"]["counts"] == counts and held["refusing"]["curve"] == []
    assert set(held["ask_ms"]) == {"p50", "p95", "n"}
