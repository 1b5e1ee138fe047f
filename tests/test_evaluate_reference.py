"""Every measure of finding against ir-measures, which asks trec_eval: on random runs, and on one of ours."""

from __future__ import annotations

import json
import random
from pathlib import Path

import ir_measures
import pytest
from ir_measures import AP, RR, R, Success, nDCG

from rag.errors import BadGold
from rag.evaluate.about import About
from rag.evaluate.run import evaluate
from rag.evaluate.saved import save
from rag.evaluate.trec import (
    Qrels,
    Run,
    measured,
    of_query,
    ordered,
    read_qrels,
    read_run,
    token,
    write_qrels,
    write_run,
)
from rag.types import GoldQuestion
from tests.test_evaluate_run import CITY, DANISH, DUTCH, MAY, PORT, RAIN, REFUSAL, ScriptedArchive, gold, hit

RUNS = 1_000
THEIRS = {R @ 5: "R@5", Success @ 5: "Success@5", AP: "AP", nDCG @ 10: "nDCG@10"}


def drawn(seed: int) -> tuple[Qrels, Run]:
    """Up to six queries over thirty documents: ties, graded judgements, queries that the run lacks."""
    chance = random.Random(seed)
    documents = [f"d{number:02}" for number in range(30)]
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for query in (f"q{number}" for number in range(chance.randint(1, 6))):
        judged = {
            d: chance.choice((0, 0, 1, 1, 2, 3)) for d in chance.sample(documents, chance.randint(1, 12))
        }
        judged[chance.choice(documents)] = 1
        qrels[query] = judged
        if chance.random() < 0.8:
            found = chance.sample(documents, chance.randint(1, 25))
            run[query] = {d: float(chance.randint(0, 6)) for d in found}  # seven scores: many ties
    run["unasked"] = {"d00": 1.0}
    return qrels, run


def theirs(measures: list[object], qrels: Qrels, run: Run) -> dict[tuple[str, str], float]:
    return {
        (one.query_id, str(one.measure)): one.value for one in ir_measures.iter_calc(measures, qrels, run)
    }


def test_a_thousand_random_runs_score_as_trec_eval_scores_them() -> None:
    ties = missing = 0
    for seed in range(RUNS):
        qrels, run = drawn(seed)
        ours = measured(qrels, run)
        found = theirs([*THEIRS], qrels, run)
        for query in qrels:
            missing += query not in run
            ties += len(set(run.get(query, {}).values())) < len(run.get(query, {}))
            for measure, name in THEIRS.items():
                assert ours[query][name] == pytest.approx(found[query, str(measure)], abs=1e-9), (seed, name)
    assert ties > RUNS and missing > RUNS / 2  # or the draw would not be what it is meant to be


def test_a_thousand_random_runs_have_the_reciprocal_rank_of_ir_measures() -> None:
    """trec_eval does not cut RR; ir-measures' cut one, of MS MARCO, breaks ties the other way round.

    So ties are broken first, by our rule, which is trec_eval's; the rank uncut is held to trec_eval's own.
    """
    for seed in range(RUNS):
        qrels, run = drawn(seed)
        untied = {
            query: {d: float(-rank) for rank, d in enumerate(ordered(scores))}
            for query, scores in run.items()
        }
        cut, uncut = theirs([RR @ 10], qrels, untied), theirs([RR], qrels, run)
        for query, ours in measured(qrels, run).items():
            assert ours["RR@10"] == pytest.approx(cut[query, "RR@10"], abs=1e-9), seed
            whole = uncut[query, "RR"]
            assert ours["RR@10"] == pytest.approx(whole if whole >= 0.1 - 1e-9 else 0.0, abs=1e-9), seed


def test_of_equal_scores_the_later_id_comes_first() -> None:
    assert ordered({"a": 1.0, "c": 1.0, "b": 1.0, "d": 0.5, "e": 2.0}) == ["e", "c", "b", "a", "d"]
    assert of_query({"a": 1}, {"a": 1.0, "b": 1.0})["RR@10"] == 0.5


def test_a_query_without_a_relevant_document_is_left_out_and_a_missing_one_is_zero() -> None:
    found = measured({"none": {"a": 0}, "lost": {"a": 1}}, {"none": {"a": 1.0}, "other": {"a": 1.0}})
    assert found == {"lost": {"R@5": 0.0, "Success@5": 0.0, "RR@10": 0.0, "AP": 0.0, "nDCG@10": 0.0}}


def our_run(folder: Path) -> dict[str, dict[str, float]]:
    """A run of three questions written down: two quotes at one passage, one beyond it, one not found."""
    city = [hit(CITY, RAIN), hit(CITY, DANISH)]
    wide = hit(PORT, f"{DUTCH} {MAY}")
    questions = [
        gold("both at once", "May", evidence=(DUTCH, MAY, "Bids closed on Monday.")),
        gold("later", "Dutch", evidence=(DUTCH,)),
        gold("lost", "Dutch", evidence=(DUTCH,)),
        GoldQuestion("silent", "silent"),
    ]
    bids = hit(PORT, "Bids closed on Monday.")
    archive = ScriptedArchive(
        {
            "both at once": ([city[0], wide, bids], REFUSAL),
            "later": ([*city, wide], REFUSAL),
            "lost": (city, REFUSAL),
            "silent": (city, REFUSAL),
        }
    )
    scores = evaluate(archive, questions)
    told = About("gold.jsonl", "0" * 64, 4, 2, 1, {}, 10, "words")
    save(folder, scores, told, (), "")
    return {row.question.id: dict(row.scores) for row in scores.rows}


@pytest.mark.parametrize("level", ["article", "passage"])
def test_our_run_as_it_is_written_scores_the_same_with_ir_measures(tmp_path: Path, level: str) -> None:
    ours = our_run(tmp_path)
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / f"{level}.qrels")))
    run = list(ir_measures.read_trec_run(str(tmp_path / f"{level}.run")))
    found = theirs([*THEIRS, RR @ 10], qrels, run)
    assert {query for query, _ in found} == {"both%20at%20once", "later", "lost"}
    for (query, measure), value in found.items():
        name = query.replace("%20", " ")
        assert ours[name][f"{level} {measure}"] == pytest.approx(value, abs=1e-9), (query, measure)
    assert ours["both at once"][f"{level} RR@10"] == 0.5


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_run(tmp_path / "a.run", {"q 1": ["x", "y z", "x"], "q2": []})
    assert read_run(tmp_path / "a.run") == {"q%201": {"x": 2.0, "y%20z": 1.0}}
    write_qrels(tmp_path / "a.qrels", {"q 1": {"100%": 2, "y": 0}})
    assert read_qrels(tmp_path / "a.qrels") == {"q%201": {"100%25": 2, "y": 0}}
    assert token("a\tb\u00a0c") == "a%09b%C2%A0c"


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (read_run, "q Q0 d 1 2.0\n", "line 1 has 5 columns; write `query Q0 document rank score tag`"),
        (read_run, "q Q0 d 1 2.0 t\nq Q0 d 2 1.0 t\n", "line 2: 'd' stands twice for 'q'"),
        (read_run, "q Q0 d 1 high t\n", "line 1: 'high' is no number"),
        (read_run, "q Q0 d 1 nan t\n", "'nan' orders nothing"),
        (read_qrels, "q 0 d 1.5\n", "line 1: '1.5' is no number"),
        (read_qrels, "q 0 d\n", "line 1 has 3 columns"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, read: object, text: str, told: str) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(BadGold) as raised:
        read(tmp_path / "file")  # type: ignore[operator]
    assert told in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match="cannot be read"):
        read_run(tmp_path / "none.run")


def test_the_folder_of_a_run_has_what_is_promised(tmp_path: Path) -> None:
    our_run(tmp_path / "run")
    names = {path.name for path in (tmp_path / "run").iterdir()}
    trec = {f"{level}.{kind}" for level in ("article", "passage") for kind in ("run", "qrels")}
    assert names == {"scores.json", "answers.jsonl", "report.html", *trec}
    rows = [json.loads(line) for line in (tmp_path / "run" / "answers.jsonl").read_text().splitlines()]
    assert [row["failure"] for row in rows] == ["wrongly refused", "wrongly refused", "not retrieved", None]
    assert rows[0]["retrieved"][1]["text"] == f"{DUTCH} {MAY}"
