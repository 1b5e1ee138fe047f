"""One row of a gold file becomes one question, or a BadRow that says what is wrong and what mends it.

A file is JSONL in UTF-8, one JSON object a line (or CSV with the same fields, see `gold_csv`):

| field | |
|---|---|
| `id` | names the question; unique in the file |
| `question` | as a reader would ask it |
| `answers` | strings of which a right answer holds one; none: the archive does not answer it |
| `article_ids` | the articles that answer it |
| `evidence` | quotes of those articles, character for character, one sentence each as a rule |
| `history` | turns before the question: `{"role": "user" or "assistant", "text": …}` |
| `kind` | one of `KINDS`; without it, told from the answers and the history |
| `confirmed` | false: proposed by a program and read by nobody yet; such a row is not run |
| `note` | for whoever edits the file; not looked at |
"""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Mapping
from typing import Any, get_args

from rag.evaluate.answers import normalise
from rag.types import GoldQuestion, Role, Turn

KINDS = ("answerable", "unanswerable", "followup", "false_premise", "conflict")
FIELDS = ("id", "question", "answers", "article_ids", "evidence", "history", "kind", "confirmed", "note")
ROLES = get_args(Role)


class BadRow(Exception):
    """Why a row cannot be used; `read_gold` adds the line."""


def kind_of(question: GoldQuestion) -> str:
    """The kind it is counted under: its own, else what its answers and history make it."""
    if question.kind:
        return question.kind
    if not question.answers:
        return "unanswerable"
    return "followup" if question.history else "answerable"


def question_of(line: str) -> GoldQuestion:
    """The question of a line, its kind filled in. Raises BadRow with the first thing that is wrong.

    Bytes that are no UTF-8 are expected as Python's surrogate escapes.
    """
    if any("\udc80" <= c <= "\udcff" for c in line):
        raise BadRow("not UTF-8; save the file as UTF-8")
    return question_from(_object(line))


def question_from(row: Mapping[str, Any]) -> GoldQuestion:
    """The question of a row's fields. Raises BadRow."""
    for name in row:
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1)
            mend = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(FIELDS)}"
            raise BadRow(f"unknown field {name!r}; {mend}")
    for name in ("id", "question"):
        if name not in row:
            raise BadRow(f"no {name}; every row needs one")
    confirmed = row.get("confirmed", True)
    if not isinstance(confirmed, bool):
        raise BadRow(f"confirmed is {_kind(confirmed)}; write true or false")
    if not confirmed:
        raise BadRow("a draft that nobody confirmed; read it, mend it, and make confirmed true")
    question = GoldQuestion(
        id=_string(row["id"], "id"),
        question=_string(row["question"], "question"),
        answers=_strings(row, "answers"),
        article_ids=_strings(row, "article_ids"),
        evidence=_strings(row, "evidence"),
        history=_history(row.get("history", [])),
        kind=_string(row["kind"], "kind") if "kind" in row else "",
    )
    _consistent(question)
    return dataclasses.replace(question, kind=kind_of(question))


def _object(line: str) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, value in pairs:
            if name in row:
                raise BadRow(f"field {name!r} stands twice; keep one")
            row[name] = value
        return row

    try:
        row = json.loads(line, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise BadRow(f"no JSON ({error.msg}, column {error.colno}); write one JSON object a line") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadRow(f"no JSON ({error}); write one JSON object a line") from error
    except RecursionError as error:
        raise BadRow("nested too deeply; write one flat JSON object a line") from error
    if not isinstance(row, dict):
        raise BadRow(f"{_kind(row)}, not an object; write one JSON object a line")
    return row


def _consistent(question: GoldQuestion) -> None:
    if question.kind and question.kind not in KINDS:
        near = difflib.get_close_matches(question.kind, KINDS, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"the kinds are {', '.join(KINDS)}"
        raise BadRow(f"unknown kind {question.kind!r}; {mend}")
    if question.kind in ("answerable", "conflict") and not question.answers:
        raise BadRow(f"kind {question.kind!r} without answers; add them, or make it 'unanswerable'")
    if question.kind == "unanswerable" and question.answers:
        raise BadRow("kind 'unanswerable' with answers; remove them, or make it 'answerable'")
    if question.kind == "followup" and not question.history:
        raise BadRow("kind 'followup' without history; add the turns before it")
    for answer in question.answers:
        if not normalise(answer):
            raise BadRow(f"answer {answer!r} has no word to look for; give one that has")


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise BadRow(f"{name} is {_kind(value)}; write a string in quotes")
    if not value.strip():
        raise BadRow(f"{name} is empty; give it words or leave it out")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise BadRow(f"{name} has half a character (a lone surrogate); write the whole character")
    return value


def _strings(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = row.get(name, [])
    if not isinstance(values, list):
        raise BadRow(f"{name} is {_kind(values)}; write a list of strings")
    return tuple(_string(value, f"{name}[{place}]") for place, value in enumerate(values))


def _history(turns: Any) -> tuple[Turn, ...]:
    if not isinstance(turns, list):
        raise BadRow(f"history is {_kind(turns)}; write a list of turns")
    history = []
    for place, turn in enumerate(turns):
        if not isinstance(turn, dict) or set(turn) != {"role", "text"}:
            raise BadRow(f'history[{place}] is no turn; write {{"role": "user", "text": "…"}}')
        if turn["role"] not in ROLES:
            raise BadRow(
                f"history[{place}] has the role {turn['role']!r}; the roles are {' and '.join(ROLES)}"
            )
        history.append(Turn(turn["role"], _string(turn["text"], f"history[{place}].text")))
    return tuple(history)


def _kind(value: Any) -> str:
    """What JSON calls it, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return names[type(value)]
