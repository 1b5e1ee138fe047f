"""Gold questions through an archive, one by one, into scores."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from rag.errors import BadGold, BadQuestion
from rag.evaluate.gold_row import KINDS, kind_of
from rag.evaluate.holdings import Holdings
from rag.evaluate.judge import DEPTH, answered, failure, found, quoted, ranks_of, retrieved
from rag.evaluate.refusing import refusals
from rag.evaluate.scores import MEASURES, Group, Latency, Measure, Row, Scores
from rag.models.embedding import Progress
from rag.types import Answer, Article, GoldQuestion, Hit, Support, Turn


class Answering(Protocol):
    """What is evaluated: an `Archive`, or anything that answers like one."""

    def search(self, question: str, k: int = ..., history: tuple[Turn, ...] = ...) -> Sequence[Hit]:
        """The best passages, best first."""

    def ask(self, question: str, history: tuple[Turn, ...] = ...) -> Answer:
        """The answer, or the refusal."""

    def articles(self) -> Iterable[Article]:
        """Every article, to hold the quotes against."""

    def support(self, claim: str, texts: Sequence[str]) -> Support:
        """How far the texts carry the claim: the judge of the citation measures."""


def evaluate(
    archive: Answering,
    questions: Sequence[GoldQuestion],
    progress: Progress | None = None,
    k: int = DEPTH,
) -> Scores:
    """Search and ask each question once, after one of each that is not timed (it loads the model).

    `k` is how many passages the search is asked for. `progress` is told ("questions", done, of how many).
    Raises BadGold when there are no questions.
    """
    if not questions:
        raise BadGold("no gold questions to run: give a file with at least one row")
    holdings = Holdings(archive.articles())
    _search(archive, questions[0], k)
    _ask(archive, questions[0])
    rows = []
    for done, question in enumerate(questions, 1):
        rows.append(_row(archive, question, holdings, k))
        if progress:
            progress("questions", done, len(questions))
    return summed(rows)


def summed(rows: Sequence[Row]) -> Scores:
    """The scores of at least one row."""
    return Scores(
        overall=_group("overall", rows),
        kinds=tuple(_group(kind, [r for r in rows if r.kind == kind]) for kind in _kinds(rows)),
        rows=tuple(rows),
        search_ms=latency([row.search_ms for row in rows]),
        ask_ms=latency([row.ask_ms for row in rows]),
    )


def latency(milliseconds: Sequence[float]) -> Latency:
    """The median and the 95th percentile of at least one time."""
    ordered = sorted(milliseconds)
    p50, p95 = (ordered[math.ceil(len(ordered) * percent / 100) - 1] for percent in (50, 95))
    return Latency(p50, p95, len(ordered))


def _row(archive: Answering, question: GoldQuestion, holdings: Holdings, k: int) -> Row:
    hits, search_ms = _search(archive, question, k)
    answer, ask_ms = _ask(archive, question)
    quotes = quoted(answer, holdings.articles)
    ranks = ranks_of(question, hits)
    failed = failure(question, hits, answer, quotes, holdings)
    scores = {"right": float(failed is None)} | found(ranks)
    return Row(
        question=question,
        kind=kind_of(question),
        failure=failed,
        answer=answer.text,
        refused=answer.refused,
        reason=answer.reason,
        confidence=answer.confidence,
        retrieved=retrieved(question, hits),
        quoted=quotes,
        ranks=ranks,
        scores=scores | answered(question, answer, quotes, archive.support),
        search_ms=search_ms,
        ask_ms=ask_ms,
    )


def _search(archive: Answering, question: GoldQuestion, k: int) -> tuple[Sequence[Hit], float]:
    began = time.perf_counter()
    try:
        hits = archive.search(question.question, k=k, history=question.history)
    except BadQuestion:
        hits = ()
    return hits, (time.perf_counter() - began) * 1000


def _ask(archive: Answering, question: GoldQuestion) -> tuple[Answer, float]:
    began = time.perf_counter()
    try:
        answer = archive.ask(question.question, history=question.history)
    except BadQuestion as error:
        answer = Answer(question.question, text="", refused=True, reason=str(error))
    return answer, (time.perf_counter() - began) * 1000


def _kinds(rows: Sequence[Row]) -> list[str]:
    present = {row.kind for row in rows}
    return [kind for kind in KINDS if kind in present] + sorted(present.difference(KINDS))


def _group(name: str, rows: Sequence[Row]) -> Group:
    return Group(
        name=name,
        n=len(rows),
        measures={measure: mean_of(measure, rows) for measure in MEASURES},
        quotes=sum(len(row.quoted) for row in rows),
        wrong_quotes=sum(len(row.wrong_quotes) for row in rows),
    )


def mean_of(measure: str, rows: Iterable[Row]) -> Measure:
    """A measure over the rows that are eligible for it."""
    if measure == "balanced accuracy":
        counted = refusals((bool(row.question.answers), row.refused) for row in rows)
        value = counted.balanced_accuracy
        return Measure(value, sum(dataclasses.astuple(counted)) if value is not None else 0)
    values = [row.scores[measure] for row in rows if measure in row.scores]
    return Measure(math.fsum(values) / len(values) if values else None, len(values))
