"""What readers said of answers, as gold questions to be confirmed.

Feedback is JSONL in UTF-8, one verdict a line:

| field | |
|---|---|
| `question` | as it was asked |
| `history` | the turns before it, as gold has them; may be missing |
| `verdict` | "up" or "down" |
| `reason` | the reader's own words; may be missing or empty |
| `answer` | the text that was shown; may be missing |
| `refused` | whether it was a refusal; may be missing |
| `citations` | a list of `{"article_id", "quote", "start", "end", "marks"}`: what was quoted from where |
| `revision` | the archive's when it answered |
| `time` | ISO 8601 |

`marks` are the words of the quote that answer, as strings; they may be missing, as may all but `question`
and `verdict`.

What a reader praised gives a row with its evidence; what a reader did not, a row that asks for what was
missing. Neither is confirmed: a thumb says that an answer pleased, not that it is true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import BadGold
from rag.evaluate.gold import Problem

VERDICTS = ("up", "down")
KNOWN = ("question", "history", "verdict", "reason", "answer", "refused", "citations", "revision", "time")


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict. `citations` and `history` are as they stand in the file."""

    question: str
    verdict: str
    reason: str
    answer: str
    refused: bool
    history: tuple[Mapping[str, Any], ...]
    citations: tuple[Mapping[str, Any], ...]
    revision: int
    time: str


def read_feedback(path: Path) -> tuple[list[Feedback], list[Problem]]:
    """The verdicts that can be used, and a problem for each line that cannot. Raises BadGold."""
    try:
        lines = path.read_bytes().decode("utf-8-sig", "surrogateescape").split("\n")
    except OSError as error:
        raise BadGold(f"{path}: cannot be read ({error.strerror}); give a JSONL file of feedback") from error
    found, problems = [], []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(_feedback(line))
            except RecursionError:
                problems.append(Problem(f"line {number}", "nested too deeply; write one flat object a line"))
            except ValueError as error:
                problems.append(Problem(f"line {number}", str(error)))
    if not found:
        first = f"; {problems[0]}" if problems else ""
        raise BadGold(f"{path}: no feedback that can be used{first}")
    return found, problems


def gold_rows(verdicts: Iterable[Feedback], revision: int = 0) -> list[dict[str, Any]]:
    """A row for each question asked, in the order of first asking, to be mended and confirmed by a person.

    The latest praise gives answers and evidence, else the row has none. `revision` is the archive's now:
    a verdict of an older one is noted, for the articles may have changed.
    """
    asked: dict[str, list[Feedback]] = {}
    for one in verdicts:
        key = json.dumps([one.question.casefold().split(), [turn.get("text") for turn in one.history]])
        asked.setdefault(key, []).append(one)
    return [_row(f"feedback-{number:03}", group, revision) for number, group in enumerate(asked.values(), 1)]


def _row(id: str, group: Sequence[Feedback], revision: int) -> dict[str, Any]:
    praised = [one for one in group if one.verdict == "up"]
    best = praised[-1] if praised else None
    last = best or group[-1]
    citations = best.citations if best and not best.refused else ()
    answers = dict.fromkeys(mark for c in citations for mark in c.get("marks") or () if str(mark).strip())
    kind = "unanswerable" if best and best.refused else "followup" if last.history else "answerable"
    return {
        "id": id,
        "question": last.question,
        "answers": list(answers),
        "article_ids": list(dict.fromkeys(c["article_id"] for c in citations)),
        "evidence": list(dict.fromkeys(c["quote"] for c in citations)),
        "history": [{"role": turn.get("role"), "text": turn.get("text")} for turn in last.history],
        "kind": kind,
        "confirmed": False,
        "note": _note(group, last, revision),
    }


def _note(group: Sequence[Feedback], last: Feedback, revision: int) -> str:
    up = sum(one.verdict == "up" for one in group)
    told = [f"{up} up, {len(group) - up} down"]
    told += [f"“{one.reason}”" for one in group if one.reason]
    if up < len(group) and last.answer:
        told.append(f"was answered: {last.answer}")
    if revision and last.revision != revision:
        told.append(f"answered from revision {last.revision}, now {revision}")
    told.append("say what a right answer holds and where it stands, then set confirmed to true, or delete it")
    return "; ".join(told)


def _feedback(line: str) -> Feedback:
    if any("\udc80" <= c <= "\udcff" for c in line):
        raise ValueError("not UTF-8; save the file as UTF-8")
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("no object; write one JSON object a line")
    unknown = next((name for name in row if name not in KNOWN), None)
    if unknown:
        raise ValueError(f"unknown field {unknown!r}; the fields are {', '.join(KNOWN)}")
    if row.get("verdict") not in VERDICTS:
        raise ValueError(f"verdict is {row.get('verdict')!r}; write {' or '.join(map(repr, VERDICTS))}")
    question = row.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError("no question; write what was asked")
    return Feedback(
        question=question,
        verdict=row["verdict"],
        reason=_text(row, "reason"),
        answer=_text(row, "answer"),
        refused=row.get("refused") is True,
        history=_objects(row, "history", ("role", "text")),
        citations=_objects(row, "citations", ("article_id", "quote")),
        revision=row["revision"] if isinstance(row.get("revision"), int) else 0,
        time=_text(row, "time"),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is no string; write it in quotes")
    return value.strip()


def _objects(row: Mapping[str, Any], name: str, needed: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """The objects of a list, each with strings under the names needed."""
    values = row.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{name} is no list of objects; write {{{', '.join(needed)}}} each")
    for value in values:
        for key in needed:
            if not isinstance(value.get(key), str):
                raise ValueError(f"{name} without {key}; give each one")
    return tuple(values)
