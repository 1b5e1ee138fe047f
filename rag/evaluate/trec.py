"""TREC's two files, read and written, and the measures of a run that was read: what trec_eval takes in.

A qrels line is `query 0 document grade`, a run line `query Q0 document rank score tag`. trec_eval looks at
the scores alone, so they alone order a run here, too; of equal scores the later id comes first, as there.
A document above grade 0 is relevant. A query that the run lacks scores zero; one without a relevant
document is ineligible and left out; one that the qrels lack is not looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from rag.errors import BadGold
from rag.evaluate.ranking import (
    RR_CUT,
    average_precision,
    ndcg_at_k,
    recall_at_k,
    reciprocal_rank,
    success_at_k,
)

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]
CUT = 5
TAG = "dateline"
_SPACE = re.compile(r"[\s%]")


def measured(qrels: Qrels, run: Run, cut: int = CUT) -> dict[str, dict[str, float]]:
    """For each eligible query `R@cut Success@cut RR@10 AP nDCG@10`, by name."""
    return {
        query: of_query(judged, run.get(query, {}), cut)
        for query, judged in qrels.items()
        if any(grade > 0 for grade in judged.values())
    }


def of_query(judged: Mapping[str, int], scores: Mapping[str, float], cut: int = CUT) -> dict[str, float]:
    """The measures of one query. Raises ValueError when nothing is relevant."""
    rank = {document: number for number, document in enumerate(ordered(scores), 1)}
    wanted = [document for document, grade in judged.items() if grade > 0]
    ranks = [rank.get(document) for document in wanted]
    return {
        f"R@{cut}": recall_at_k(ranks, cut),
        f"Success@{cut}": success_at_k(ranks, cut),
        f"RR@{RR_CUT}": reciprocal_rank(ranks),
        "AP": average_precision(ranks),
        f"nDCG@{RR_CUT}": ndcg_at_k(ranks, RR_CUT, [judged[document] for document in wanted]),
    }


def ordered(scores: Mapping[str, float]) -> list[str]:
    """The documents, best first; of equal scores the later id first, as trec_eval has it."""
    return sorted(sorted(scores, reverse=True), key=lambda document: -scores[document])


def token(name: str) -> str:
    """An id as one word: whitespace, and the sign %, percent-encoded, for the files part at whitespace."""
    return _SPACE.sub(lambda found: quote(found.group()), name)


def write_qrels(path: Path, qrels: Qrels) -> None:
    lines = (
        f"{token(query)} 0 {token(document)} {grade}"
        for query, judged in qrels.items()
        for document, grade in judged.items()
    )
    _write(path, lines)


def write_run(path: Path, rankings: Mapping[str, Iterable[str]], tag: str = TAG) -> None:
    """Writes rankings, best first. The scores count down to 1, so that no ties are left to be broken."""
    lines = []
    for query, ranking in rankings.items():
        documents = list(dict.fromkeys(ranking))
        lines += [
            f"{token(query)} Q0 {token(document)} {rank} {len(documents) - rank + 1} {tag}"
            for rank, document in enumerate(documents, 1)
        ]
    _write(path, lines)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """The grades by query and document. Raises BadGold with the line that is none."""
    qrels: dict[str, dict[str, int]] = {}
    for number, (query, _, document, grade) in _rows(path, 4, "query 0 document grade"):
        qrels.setdefault(query, {})[document] = int(_number(path, number, grade, whole=True))
    return qrels


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """The scores by query and document. Raises BadGold with the line that is none, or comes twice."""
    run: dict[str, dict[str, float]] = {}
    for number, (query, _, document, _, score, _) in _rows(path, 6, "query Q0 document rank score tag"):
        scores = run.setdefault(query, {})
        if document in scores:
            raise BadGold(f"{path}: line {number}: {document!r} stands twice for {query!r}; keep one")
        scores[document] = _number(path, number, score)
    return run


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _rows(path: Path, columns: int, form: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadGold(f"{path}: cannot be read ({error}); give a file of lines `{form}`") from error
    for number, line in enumerate(text.split("\n"), 1):
        cells = line.split()
        if cells and len(cells) != columns:
            raise BadGold(f"{path}: line {number} has {len(cells)} columns; write `{form}`")
        if cells:
            yield number, cells


def _number(path: Path, line: int, text: str, whole: bool = False) -> float:
    try:
        value = int(text) if whole else float(text)
    except ValueError as error:
        raise BadGold(f"{path}: line {line}: {text!r} is no number; write one") from error
    if not math.isfinite(value):
        raise BadGold(f"{path}: line {line}: {text!r} orders nothing; write a finite number")
    return value
