"""A run written down, read back, and held against another one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import BadGold
from rag.evaluate.about import About, about
from rag.evaluate.compare import as_json_values, as_text, compare, verdict
from rag.evaluate.gold import Problem
from rag.evaluate.report import WIDTH
from rag.evaluate.saved import SavedRow, SavedRun, load, save
from rag.evaluate.scores import MEASURES
from rag.settings import Settings
from tests.test_evaluate_run import run_five

TOLD = About("gold.jsonl", "0" * 64, 5, 2, 7, {"refuse_below": 0.4}, 10, "words")


def run(name: str, values: dict[str, float], measure: str = "contains", **told: object) -> SavedRun:
    """A run with one measure; 1 of `contains` is right, all else failed."""
    rows = {
        id: SavedRow(
            id, f"{id}?", "answerable", None if value == 1 else "not retrieved", "", {measure: value}
        )
        for id, value in values.items()
    }
    return SavedRun(name, {"k": 10, "revision": 1, "settings": {}, **told}, rows)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    scores = run_five()
    save(tmp_path / "new" / "run", scores, TOLD, [Problem("line 9", "no id")], "<p>page")
    held = load(tmp_path / "new" / "run")
    assert list(held.rows) == ["right", "unquoted", "lost", "silent", "gossip"]
    assert held.rows["unquoted"].scores == dict(scores.rows[1].scores)
    assert held.rows["lost"].failure == "not retrieved" and held.about["revision"] == 7
    written = json.loads((tmp_path / "new" / "run" / "scores.json").read_text())
    assert written["problems"] == [{"where": "line 9", "what": "no id"}]
    assert list(written["overall"]["measures"]) == list(MEASURES) and "rows" not in written


def test_a_run_against_itself_has_no_difference(tmp_path: Path) -> None:
    save(tmp_path / "run", run_five(), TOLD, (), "")
    found = compare(load(tmp_path / "run"), load(tmp_path / "run"))
    assert {verdict(name, one) for name, one in found.measures.items()} == {"no difference"}
    assert {one.p for one in found.measures.values()} == {1.0}
    assert (found.won, found.lost, found.settings) == ((), (), ())
    assert "Won by B: none" in as_text(found) and "Lost by B: none" in as_text(found)


def test_a_worse_run_is_shown_as_worse_with_what_it_lost() -> None:
    a = {f"q{n}": 1.0 for n in range(40)}
    b = a | {f"q{n}": 0.0 for n in range(12)}
    found = compare(run("a", a), run("b", b, settings={"rescored": 1}))
    one = found.measures["contains"]
    assert one.difference == pytest.approx(-0.3) and one.high < 0 and one.p < 0.001
    assert verdict("contains", one) == "B worse"
    assert [row.id for row in found.lost] == [f"q{n}" for n in range(12)] and found.won == ()
    text = as_text(found)
    assert "−0.300" in text and "B worse" in text and "Lost by B: 12" in text
    assert "rescored: None in A, 1 in B" in text
    assert max(map(len, text.splitlines())) <= WIDTH
    back = compare(run("b", b), run("a", a))
    assert verdict("contains", back.measures["contains"]) == "B better" and len(back.won) == 12


def test_of_what_should_be_low_less_is_better_and_words_are_neither() -> None:
    a, b = {f"q{n}": 1.0 for n in range(30)}, {f"q{n}": 0.0 for n in range(30)}
    for name, said in (("wrongly refused", "B better"), ("words", "B has fewer"), ("contains", "B worse")):
        found = compare(run("a", a, name), run("b", b, name))
        assert verdict(name, found.measures[name]) == said


def test_what_is_not_clear_is_not_called_a_difference() -> None:
    a = {f"q{n}": float(n % 2) for n in range(30)}
    found = compare(run("a", a), run("b", a | {"q0": 1.0, "q1": 0.0, "q2": 1.0}))
    assert verdict("contains", found.measures["contains"]) == "not clear"


def test_an_interval_alone_does_not_make_a_difference() -> None:
    """Four gains in forty: .9^40, 1.5 % of resamples, have none; yet as much by chance is not rare."""
    a = {f"q{n}": 0.0 for n in range(40)}
    b = a | {f"q{n}": 0.1 * (n + 1) for n in range(4)}
    one = compare(run("a", a, "F1"), run("b", b, "F1")).measures["F1"]
    assert one.low > 0 and one.p > 0.05 and verdict("F1", one) == "not clear"


def test_questions_that_cannot_be_paired_are_left_out_by_name() -> None:
    a, b = run("a", {"one": 1.0, "two": 1.0, "three": 1.0}), run("b", {"one": 1.0, "two": 0.0, "four": 1.0})
    other = dict(b.rows) | {"two": SavedRow("two", "Another?", "answerable", None, "", {"contains": 0.0})}
    found = compare(a, SavedRun("b", b.about, other))
    assert (found.n, found.only_a, found.only_b, found.changed) == (1, ("three",), ("four",), ("two",))
    text = as_text(found)
    assert all(part in text for part in ("only in A: three", "only in B: four", "in other words: two"))
    values = json.loads(json.dumps(as_json_values(found), allow_nan=False))
    assert values["measures"]["contains"]["n"] == 1 and values["changed"] == ["two"]


def test_runs_that_cannot_be_compared_say_why(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="no question in common"):
        compare(run("a", {"one": 1.0}), run("b", {"two": 1.0}))
    with pytest.raises(BadGold, match=r"no run that can be read .*dateline eval GOLD --out"):
        load(tmp_path)
    (tmp_path / "scores.json").write_text("{}")
    (tmp_path / "answers.jsonl").write_text("")
    with pytest.raises(BadGold, match="no run that can be read"):
        load(tmp_path)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadGold, match="cannot be written"):
        save(tmp_path / "file", run_five(), TOLD, (), "")


def test_a_run_tells_with_what_it_was_taken(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(b"{}\n")
    settings = Settings(without=frozenset(["lead"]), refuse_below=0.2)
    held = about(gold, 5, 2, 7, settings, 10, {"refuse_below": "0.2"})
    # sha256 of "{}\n", by sha256sum.
    assert held.gold_sha256.startswith("ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356")
    assert held.settings["refuse_below"] == 0.2 and held.changed == {"refuse_below": "0.2"}
    assert json.loads(json.dumps(held.settings))["without"] == ["lead"]
    assert held.judge.startswith("archive.support of Dateline ")


def test_the_same_run_twice_gives_the_same_scores() -> None:
    assert [row.scores for row in run_five().rows] == [row.scores for row in run_five().rows]
