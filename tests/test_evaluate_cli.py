"""The command that scores an archive: runs written, compared, swept, held to bounds; and those for gold."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.corpus import GOLD
from rag.errors import BadSettings
from rag.evaluate.closed_book import INSTRUCTION
from rag.evaluate.gold import read_gold
from rag.evaluate.knobs import AT_SYNC, bounds, knobs, swept
from rag.evaluate.sweep import Tried
from rag.models.writing import Message, WriterFailed
from rag.settings import Settings
from tests.commands import Dateline
from tests.test_evaluate_run import run_five

SHIPPED = GOLD.read_text("utf-8").splitlines()


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A dozen of the shipped questions, some of each kind."""
    kinds: dict[str, list[str]] = {}
    for line in SHIPPED:
        kinds.setdefault(json.loads(line)["kind"], []).append(line)
    chosen = [line for lines in kinds.values() for line in lines[:2]] + kinds["answerable"][2:5]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(chosen), encoding="utf-8")
    return path


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Three that are answered."""
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(SHIPPED[:3]), encoding="utf-8")
    return path


def test_a_run_is_written_compared_and_a_worse_setting_is_worse(
    asked: Dateline, gold: Path, tmp_path: Path
) -> None:
    """Of everything refused nothing is right: no bootstrap is needed to see it, but it says so."""
    ended = asked("eval", gold, "--out", "runs/a")
    assert ended.code == 0 and "Report: runs/a/report.html" in ended.out
    assert asked("eval", gold, "--out", "runs/b", "--set", "refuse_below=1").code == 0
    same = json.loads(asked("eval", "--compare", "runs/a", "runs/a", "--json").out)
    assert {one["verdict"] for one in same["measures"].values()} == {"no difference"}
    worse = json.loads(asked("eval", "--compare", "runs/a", "runs/b", "--json").out)
    assert worse["measures"]["contains"]["verdict"] == "B worse" and worse["measures"]["contains"]["high"] < 0
    assert worse["settings"] == [["refuse_below", Settings().refuse_below, 1.0]]
    text = asked("eval", "--compare", "runs/a", "runs/b").out
    assert "B worse" in text and "Lost by B: " in text
    held = json.loads((tmp_path / "runs/a/scores.json").read_text())
    assert (
        held["about"]["gold"] == "gold.jsonl"
        and held["about"]["settings"]["refuse_below"] == Settings().refuse_below
    )


def test_a_shallower_search_is_shown_and_scores_alone_are_one_file(
    asked: Dateline, few: Path, tmp_path: Path
) -> None:
    ended = asked("eval", few, "--set", "k=1", "--out", "scores.json")
    assert ended.code == 0 and "Scores: scores.json" in ended.out
    (tmp_path / "file").write_text("")
    told = asked("eval", few, "--out", "file/scores.json")
    assert told.code == 1 and "cannot be written" in told.err and told.err.count("\n") == 1
    held = json.loads((tmp_path / "scores.json").read_text())
    assert held["about"]["k"] == 1 and held["about"]["changed"] == {"k": "1"}
    rows = json.loads(asked("eval", few, "--set", "k=1", "--json").out)["rows"]
    assert {len(row["retrieved"]) for row in rows} == {1}


def test_settings_are_swept_into_one_table(asked: Dateline, few: Path, tmp_path: Path) -> None:
    ended = asked(
        "eval", few, "--sweep", "refuse_below=0,1", "--sweep", "without=lead+article,lead", "--out", "s"
    )
    assert ended.code == 0 and "refuse_below=0, without=lead,article" in ended.out
    with (tmp_path / "s" / "sweep.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["refuse_below"], row["without"]) for row in rows] == [
        ("0", "lead,article"),
        ("0", "lead"),
        ("1", "lead,article"),
        ("1", "lead"),
    ]
    assert rows[2]["wrongly refused"] == "1" and float(rows[0]["wrongly refused"]) == 0
    assert (tmp_path / "s" / "refuse_below=1, without=lead" / "report.html").is_file()
    assert len(json.loads(asked("eval", few, "--sweep", "refuse_below=0,1", "--json").out)) == 2


def test_a_bound_that_is_missed_ends_with_1_and_says_by_how_much(asked: Dateline, few: Path) -> None:
    assert asked("eval", few, "--fail-under", "RR@10=.1", "--fail-under", "article R@5=.1").code == 0
    ended = asked("eval", few, "--fail-under", "contains=1.5", "--fail-under", "RR@10=.1")
    assert ended.code == 1 and ended.err.startswith("Under the bound: contains is ")
    assert ended.err.count("\n") == 1 and "answerable" in ended.out  # the table is there all the same


class Remembers:
    """A model that knows one thing by heart, and fails in a conversation."""

    name = "fake:memory"

    def __init__(self) -> None:
        self.asked: list[Sequence[Message]] = []

    def write(self, messages: Sequence[Message], seconds: float, config: Any = None) -> Iterator[str]:
        self.asked.append(messages)
        if "\nassistant: " in messages[-1][1]:
            raise WriterFailed("cannot be reached")
        yield from ("Pete ", "Hegseth." if "official" in messages[-1][1] else "")


def test_a_model_alone_is_held_against_the_archive(
    asked: Dateline, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Remembers()
    monkeypatch.setattr("rag.models.llm.load_llm", lambda settings: model)
    ended = asked("eval", gold, "--closed-book", "--set", "llm=fake:memory", "--out", "run")
    assert ended.code == 0 and "Closed book: fake:memory" in ended.out
    held = json.loads((tmp_path / "run" / "closed_book.json").read_text())
    questions = read_gold(gold)[0]
    assert [row["id"] for row in held["rows"]] == [question.id for question in questions]
    first = held["rows"][0]
    assert first["answer"] == "Pete Hegseth." and first["scores"]["contains"] == 1.0
    assert first["scores"]["EM"] == 1.0 and first["refused"] is False
    failed = [row for row in held["rows"] if row["failed"]]
    assert {row["failed"] for row in failed} == {"cannot be reached"} and len(failed) == 2
    assert all(row["refused"] and not row["answer"] for row in failed)
    gained = held["archive_minus_model"]["contains"]
    right = sum(row["scores"].get("contains", 0.0) for row in held["rows"])
    assert gained["a"] == pytest.approx(right / gained["n"]) and gained["b"] > gained["a"]
    alone = [messages for messages in model.asked if messages[0] == ("system", INSTRUCTION)]
    followup = next(m for m, q in zip(alone, questions, strict=True) if q.history)
    assert followup[1][1].startswith("user: ") and "\nassistant: " in followup[1][1]


def test_without_a_model_there_is_no_closed_book(asked: Dateline, gold: Path) -> None:
    ended = asked("eval", gold, "--closed-book")
    assert ended.code == 1 and "none is set; name one: --set llm=" in ended.err


# What is given with a run


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("refuse", "refuse: no value; write it as name=value"),
        ("refuse_belw=1", "did you mean refuse_below?"),
        ("refuse_below=2", "setting refuse_below: "),
        ("passage_words=100", "passage_words is read by a sync, not by a run"),
        ("k=0", "k: '0' is no number of passages"),
        ("llm_options=x", "llm_options: no JSON"),
    ],
)
def test_a_setting_that_a_run_cannot_take_is_told(asked: Dateline, gold: Path, given: str, told: str) -> None:
    ended = asked("eval", gold, "--set", given)
    assert ended.code == 1 and told in ended.err and ended.err.count("\n") == 1


def test_settings_are_read_as_they_are_written() -> None:
    found = knobs(["without=lead, article", "refuse_below=.2", "k=3", 'llm_options={"temperature": 0}'])
    assert found.settings.without == {"lead", "article"} and found.settings.refuse_below == 0.2
    assert found.k == 3 and found.settings.llm_options == {"temperature": 0}
    assert knobs(['without=["lead"]']).settings.without == {"lead"}
    assert knobs([]).settings == Settings() and knobs([]).k == 10


def test_a_value_cannot_lead_a_run_out_of_its_folder() -> None:
    tried = Tried({"reranker": "../../models/a", "k": "5"}, knobs(["k=5"]), run_five())
    assert tried.name == "reranker=../../models/a, k=5" and tried.folder == "reranker=.._.._models_a, k=5"


def test_what_a_sync_reads_are_settings_that_there_are() -> None:
    assert set(Settings.model_fields) >= AT_SYNC


def test_a_sweep_is_every_combination() -> None:
    assert swept(["k=1,5", "refuse_below=0,.4"]) == [
        {"k": "1", "refuse_below": "0"},
        {"k": "1", "refuse_below": ".4"},
        {"k": "5", "refuse_below": "0"},
        {"k": "5", "refuse_below": ".4"},
    ]
    for wrong in (["k=1"], ["k=1,2", "k=3,4"]):
        with pytest.raises(BadSettings, match="write each name once, with two values or more"):
            swept(wrong)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("RR@11=.5", "did you mean"),
        ("words=10", "more of 'words' is not better"),
        ("wrongly refused=.1", "is not better"),
        ("RR@10=high", "'high' is no number; write RR@10=.6"),
        ("RR@10=nan", "'nan' is no number"),
        ("RR@10", "no such measure"),
    ],
)
def test_a_bound_that_is_none_is_told(given: str, told: str) -> None:
    with pytest.raises(BadSettings) as raised:
        bounds([given])
    assert told in str(raised.value)


# Gold


def test_gold_is_checked_each_problem_with_its_line_and_mend(asked: Dateline, tmp_path: Path) -> None:
    good = json.loads(SHIPPED[0])
    rows = [
        good,
        good | {"id": "wrong-id", "article_ids": ["hegseth-panma.md"]},
        good | {"id": "reworded", "evidence": [good["evidence"][0].replace("setting out", "going away")]},
        good,
    ]
    path = tmp_path / "gold.jsonl"
    path.write_bytes("\n".join(map(json.dumps, rows)).encode() + b'\n{"id": "caf\xe9"}\n')
    ended = asked("gold", "check", path)
    told = " ".join(ended.out.split())
    assert ended.code == 1 and "3 questions can be run, 2 rows cannot" in told
    for part in (
        "line 4: id 'hegseth-01' is already that of line 1",
        "line 5: not UTF-8",
        "question wrong-id: no article 'hegseth-panma.md'; did you mean 'hegseth-panama.md'?",
        "question reworded: evidence is not in the articles named; the nearest is 'Defense Secretary",
    ):
        assert part in told
    assert len(json.loads(asked("gold", "check", path, "--json").out)["problems"]) == 5
    assert asked("gold", "check", GOLD).code == 0
    run = asked("eval", path)
    assert run.code == 0 and "Problems in the gold: 5" in run.out and "3 questions, " in run.out


def test_drafts_are_written_once_and_can_be_run_when_they_are_confirmed(
    asked: Dateline, tmp_path: Path
) -> None:
    ended = asked("gold", "draft", "-n", 4, "--out", "draft.jsonl")
    assert ended.code == 0 and "drafts in draft.jsonl; none runs before" in ended.out
    again = asked("gold", "draft", "-n", 4, "--out", "draft.jsonl")
    assert again.code == 1 and "is there already, and may hold your work" in again.err
    assert asked("eval", "draft.jsonl").code == 1
    path = tmp_path / "draft.jsonl"
    path.write_text(path.read_text().replace('"confirmed": false', '"confirmed": true'))
    assert asked("gold", "check", "draft.jsonl").code == 0
    assert len(asked("gold", "draft", "-n", 3).out.splitlines()) == 3
    assert len(json.loads(asked("gold", "draft", "-n", 3, "--json").out)["rows"]) == 3


def test_feedback_becomes_rows_and_what_is_wrong_with_it_is_told(asked: Dateline, tmp_path: Path) -> None:
    lines = [json.dumps({"question": "Who went?", "verdict": "down", "reason": "Wrong man."}), "{"]
    (tmp_path / "said.jsonl").write_text("\n".join(lines))
    ended = asked("gold", "from-feedback", "said.jsonl")
    (row,) = map(json.loads, ended.out.splitlines())
    assert ended.code == 0 and row["confirmed"] is False and "Wrong man." in row["note"]
    assert ended.err.startswith("left out, line 2: ")
    assert asked("gold", "from-feedback", "none.jsonl").code == 1
