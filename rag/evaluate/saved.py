"""A run as a folder: written once, read by `--compare`, by other programs and by people.

| file | |
|---|---|
| `scores.json` | every measure with its n and interval, by kind; refusals, times, failures, settings |
| `answers.jsonl` | one question a line: the answer, what was retrieved and quoted, scores, why it failed |
| `report.html` | the same for reading, in one file |
| `article.run`, `article.qrels`, `passage.run`, `passage.qrels` | for trec_eval and ir_measures |
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import BadGold
from rag.evaluate.about import About
from rag.evaluate.gold import Problem
from rag.evaluate.report import scores_json
from rag.evaluate.scores import LEVELS, Row, Scores
from rag.evaluate.trec import write_qrels, write_run
from rag.types import as_json

SCORES, ANSWERS, REPORT = "scores.json", "answers.jsonl", "report.html"


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What a comparison needs of one question."""

    id: str
    question: str
    kind: str
    failure: str | None
    answer: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run read back. `about` is that of scores.json."""

    name: str
    about: Mapping[str, Any]
    rows: Mapping[str, SavedRow]  # by the question's id, in order


def save(folder: Path, scores: Scores, about: About, problems: Sequence[Problem], page: str) -> None:
    """Writes the folder, made when missing; files of a run that was there are replaced."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        save_scores(folder / SCORES, scores, about, problems)
        rows = (json.dumps(as_json(row), ensure_ascii=False, allow_nan=False) for row in scores.rows)
        (folder / ANSWERS).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        (folder / REPORT).write_text(page, encoding="utf-8")
        for level in LEVELS:
            rankings, qrels = trec(scores.rows, level)
            write_run(folder / f"{level}.run", rankings)
            write_qrels(folder / f"{level}.qrels", qrels)


def save_scores(path: Path, scores: Scores, about: About, problems: Sequence[Problem]) -> None:
    """Writes scores.json alone."""
    held = json.dumps(scores_json(scores, problems, about), ensure_ascii=False, indent=1, allow_nan=False)
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(held + "\n", encoding="utf-8")


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadGold(f"{place}: cannot be written ({error.strerror}); give --out another place") from error


def load(folder: Path) -> SavedRun:
    """A run's folder. Raises BadGold when it is none."""
    try:
        about = json.loads((folder / SCORES).read_text(encoding="utf-8"))["about"]
        lines = (folder / ANSWERS).read_text(encoding="utf-8").split("\n")
        rows = [_row(json.loads(line)) for line in lines if line]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGold(
            f"{folder}: no run that can be read ({error}); write one with `dateline eval GOLD --out {folder}`"
        ) from error
    return SavedRun(str(folder), about, {row.id: row for row in rows})


def _row(held: dict[str, Any]) -> SavedRow:
    question = held["question"]
    return SavedRow(
        id=question["id"],
        question=question["question"],
        kind=held["kind"],
        failure=held["failure"],
        answer=held["answer"],
        scores=held["scores"],
    )


def trec(rows: Sequence[Row], level: str) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """The rankings and the qrels of the questions that are eligible at a level, as trec_eval takes them.

    An article stands where its first passage does. Of passages, the relevant documents are the evidence
    quotes, `QUESTION#1` for the first; each stands where the passages down to there held it whole.
    """
    rankings, qrels = {}, {}
    for row in rows:
        ranks = row.ranks.get(level)
        if ranks is None:
            continue
        id = row.question.id
        if level == "article":
            rankings[id] = list(dict.fromkeys(hit.article_id for hit in row.retrieved))
            qrels[id] = dict.fromkeys(row.question.article_ids, 1)
        else:
            rankings[id] = _units(row, id, ranks)
            qrels[id] = {f"{id}#{number}": 1 for number in range(1, len(ranks) + 1)}
    return rankings, qrels


def _units(row: Row, id: str, ranks: Sequence[int | None]) -> list[str]:
    units = []
    for hit in row.retrieved:
        quotes = [f"{id}#{number}" for number, rank in enumerate(ranks, 1) if rank == hit.rank]
        units += quotes or [hit.passage_id]
    return units
