"""The arm without the archive: what a language model answers from memory alone.

A gold question that the model gets right without reading anything says little of the archive; and where
the archive adds nothing over the model, it is the questions that should be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.evaluate.answers import contains, normalise
from rag.evaluate.intervals import Difference, difference
from rag.evaluate.scores import Row, Scores
from rag.evaluate.squad import exact_match, token_f1
from rag.models.embedding import Progress
from rag.models.writing import Message, Writer, WriterFailed
from rag.types import GoldQuestion, as_json

INSTRUCTION = (
    "Answer the question from what you know, in one or two short sentences. You have no documents. "
    "If you do not know the answer, write only: I do not know."
)
UNKNOWING = ("i do not know", "i don t know", "i dont know")
MEASURES = ("contains", "F1", "EM", "rightly refused", "wrongly refused")


@dataclass(frozen=True, slots=True)
class FromMemory:
    """What the model made of one question; `failed` says why it wrote nothing, "" when it did."""

    id: str
    answer: str
    refused: bool
    failed: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ClosedBook:
    """The arm, and the archive against it over the same questions."""

    model: str
    rows: tuple[FromMemory, ...]
    gained: Mapping[str, Difference]  # the archive minus the model


def closed_book(
    writer: Writer, scores: Scores, seconds: float, progress: Progress | None = None
) -> ClosedBook:
    """Asks the model each question of a run once, with the turns before it and nothing else.

    A model that fails on a question gave no answer to it: it scores zero there, and the row tells why.
    """
    rows = []
    for done, row in enumerate(scores.rows, 1):
        rows.append(_asked(writer, row.question, seconds))
        if progress:
            progress(f"closed book, {writer.name}", done, len(scores.rows))
    return ClosedBook(writer.name, tuple(rows), _gained(scores.rows, rows))


def _asked(writer: Writer, question: GoldQuestion, seconds: float) -> FromMemory:
    answer, failed = "", ""
    try:
        answer = "".join(writer.write(messages(question), seconds)).strip()
    except WriterFailed as error:
        failed = error.reason
    refused = not answer or normalise(answer).startswith(UNKNOWING)
    return FromMemory(question.id, answer, refused, failed, _scored(question, answer, refused))


def messages(question: GoldQuestion) -> list[Message]:
    """What the model is sent."""
    turns = [f"{turn.role}: {turn.text}" for turn in question.history]
    asked = "\n".join([*turns, f"user: {question.question}"]) if turns else question.question
    return [("system", INSTRUCTION), ("human", asked)]


def _scored(question: GoldQuestion, answer: str, refused: bool) -> dict[str, float]:
    if not question.answers:
        return {"rightly refused": float(refused)}
    said = "" if refused else answer
    return {
        "contains": float(contains(said, question.answers)),
        "F1": token_f1(said, question.answers),
        "EM": exact_match(said, question.answers),
        "wrongly refused": float(refused),
    }


def _gained(rows: Sequence[Row], memory: Sequence[FromMemory]) -> dict[str, Difference]:
    gained = {}
    for name in MEASURES:
        pairs = [
            (model.scores[name], row.scores[name])
            for row, model in zip(rows, memory, strict=True)
            if name in model.scores and name in row.scores
        ]
        if pairs:
            gained[name] = difference([one for one, _ in pairs], [two for _, two in pairs])
    return gained


def as_text(found: ClosedBook) -> str:
    """A line a measure: the model alone, the archive, and the difference with its interval."""
    failed = sum(bool(row.failed) for row in found.rows)
    lines = [f"Closed book: {found.model}, {len(found.rows)} questions, {failed} it wrote nothing for"]
    lines += [
        f"  {name:<16} model {one.a:.3f}  archive {one.b:.3f}  difference {one.difference:+.3f} "
        f"({one.low:+.3f} to {one.high:+.3f}), n = {one.n}"
        for name, one in found.gained.items()
    ]
    return "\n".join(lines)


def as_json_values(found: ClosedBook) -> dict[str, Any]:
    """The same as JSON-ready values, every answer with it."""
    gained = {name: as_json(one) for name, one in found.gained.items()}
    return {"model": found.model, "archive_minus_model": gained, "rows": as_json(found.rows)}
