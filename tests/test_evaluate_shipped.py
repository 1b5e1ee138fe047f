"""The scores that ship: made by the command that is shown, held to the archive and to the README."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.corpus import GOLD
from rag.evaluate.gold import check_gold, read_gold
from rag.evaluate.run import evaluate
from rag.evaluate.scores import Scores

ROOT = Path(__file__).resolve().parent.parent
SHIPPED: dict[str, Any] = json.loads((ROOT / "corpus" / "scores.json").read_text("utf-8"))
TOLERANCE = 0.03  # of a share; other CPUs round bfloat16 otherwise
ROW = re.compile(r"(\d?\.\d+) \((\d+)\)")


@pytest.fixture(scope="module")
def scores(corpus: Archive) -> Scores:
    questions, problems = read_gold(GOLD)
    assert problems == check_gold(questions, corpus.articles()) == []
    return evaluate(corpus, questions)


def test_the_scores_that_ship_are_those_the_archive_gets(scores: Scores) -> None:
    for name, measure in scores.overall.measures.items():
        held = SHIPPED["overall"]["measures"][name]
        assert (measure.value is None) == (held["value"] is None), name
        if measure.value is not None:
            wide = 2.0 if name == "words" else TOLERANCE + 1 / measure.n
            assert measure.value == pytest.approx(held["value"], abs=wide), name
    assert scores.overall.wrong_quotes == SHIPPED["overall"]["wrong_quotes"] == 0
    assert {g.name: g.n for g in scores.kinds} == {name: g["n"] for name, g in SHIPPED["kinds"].items()}


def test_every_answer_comes_with_how_sure_it_is(scores: Scores, corpus: Archive) -> None:
    least = corpus.settings.refuse_below
    for row in scores.rows:
        assert row.confidence is not None and row.refused == (row.confidence < least), row.question.id


def test_they_are_of_the_gold_that_ships_with_no_setting_changed() -> None:
    assert SHIPPED["about"]["gold_sha256"] == hashlib.sha256(GOLD.read_bytes()).hexdigest()
    assert SHIPPED["about"]["changed"] == {} and SHIPPED["problems"] == []
    assert not re.search(r'": "/', json.dumps(SHIPPED["about"]))  # no path of the machine that made them
    assert SHIPPED["about"]["questions"] == SHIPPED["questions"] == 113


def test_the_readme_shows_these_scores() -> None:
    """Every row of its table, within the tolerance."""
    readme = (ROOT / "README.md").read_text("utf-8")
    (block,) = re.findall(r"^```console\n(\$ \S*dateline eval corpus/gold.jsonl.*?)^```", readme, re.M | re.S)
    groups = [SHIPPED["overall"], *SHIPPED["kinds"].values()]
    shown = 0
    for line in block.splitlines():
        name, cells = re.split(r"\s{2,}", line)[0], ROW.findall(line)
        if name not in SHIPPED["overall"]["measures"] or name == "words":
            continue
        held = [group["measures"][name] for group in groups if group["measures"][name]["value"] is not None]
        assert len(cells) == len(held), name
        for (value, _), one in zip(cells, held, strict=True):
            assert float(value) == pytest.approx(one["value"], abs=TOLERANCE + 1 / one["n"]), name
        shown += 1
    assert shown >= 12
