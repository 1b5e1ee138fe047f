"""Quoted and written answers to the same questions, side by side.

    python -m rag.evaluate.written DATA --llm llamacpp:FILE.gguf [--n 40] [--seconds 60] [--rows FILE]
    python -m rag.evaluate.written DATA --recorded FILE [--n 40]

DATA is a folder with `docs.jsonl` and `questions.jsonl`, of which an archive is made in a temporary folder.
Asked are questions that stand alone (their `standalone` wording), drawn with a fixed seed. `--rows` keeps
every sentence with its check and what it cites, to be read by a person; `--recorded` takes what a model wrote
from such a file in place of a model, to see what another check makes of it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer.prompts import NOT_STATED
from rag.answer.written import Composer
from rag.answer.written.compose import instead
from rag.answer.written.draft import Draft, finished
from rag.archive import Archive
from rag.errors import BadGold
from rag.evaluate.answers import contains, every_sentence_cited, words
from rag.evaluate.excerpts import read_docs
from rag.evaluate.run import latency
from rag.evaluate.sets import SEED
from rag.models.llm import load_llm
from rag.models.writing import Message, WriterFailed
from rag.settings import Settings
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Pair:
    """One question answered both ways. `draft` is None where the model was not asked, or failed."""

    id: str
    question: str
    gold: tuple[str, ...]
    quoted: Answer
    written: Answer
    draft: Draft | None
    seconds: tuple[float, float]  # the quoted answer took, and the writing took on top of it

    @property
    def is_written(self) -> bool:
        """Whether what a reader sees is the model's."""
        return self.written.written_by != "quotes"


def pairs(
    archive: Archive, composer: Composer, questions: Sequence[Question], seconds: float
) -> Iterator[Pair]:
    """Each question answered with quotes and by the model."""
    for question in questions:
        began = time.perf_counter()
        quoted = archive.ask(question.text, written=False)
        asked = time.perf_counter()
        written, draft = (quoted, None) if quoted.refused else _written(composer, quoted, seconds)
        took = (asked - began, time.perf_counter() - asked)
        yield Pair(question.id, question.text, question.answers, quoted, written, draft, took)


def _written(composer: Composer, quoted: Answer, seconds: float) -> tuple[Answer, Draft | None]:
    try:
        drafts = list(composer.drafts(quoted, seconds))
    except WriterFailed as error:
        return instead(quoted, f"The model {composer.writer.name} {error.reason}"), None
    return (finished(drafts[-1]), drafts[-1]) if drafts else (quoted, None)


def summary(done: Sequence[Pair]) -> dict[str, object]:
    """The figures; shares are of all questions asked, so that a refusal counts as holding nothing."""
    asked = [pair for pair in done if not pair.quoted.refused]
    drafts = [pair.draft for pair in asked if pair.draft is not None]
    shown = [pair for pair in asked if pair.is_written]
    return {
        "questions": len(done),
        "refused": len(done) - len(asked),
        "contains_gold": {
            "quoted": _share(contains(p.quoted.text, p.gold) and not p.quoted.refused for p in done),
            "written": _share(contains(p.written.text, p.gold) and not p.quoted.refused for p in done),
            "model_alone": _share(
                contains(" ".join(p.draft.written), p.gold) if p.draft else False for p in done
            ),
        },
        "words": {
            "quoted": _mean([words(p.quoted.text) for p in asked]),
            "written": _mean([words(p.written.text) for p in asked]),
        },
        "answers": {
            "written": len(shown),
            "quoted_as_the_model_failed": sum(p.draft is None for p in asked),
            "quoted_as_it_found_none": sum(p.draft is not None and p.draft.nothing for p in asked)
            - sum(p.draft is not None and p.draft.nothing for p in shown),
            "quoted_in_all": len(asked) - len(shown),
        },
        "sentences": {
            "by_the_model": sum(len(draft.written) for draft in drafts),
            "kept": sum(draft.kept for draft in drafts),
            "marked": sum(draft.marked for draft in drafts),
            "dropped": sum(draft.dropped for draft in drafts),
        },
        "every_sentence_cited": _share(every_sentence_cited(p.written) for p in asked),
        "seconds": {
            "quoted": _times([p.seconds[0] for p in asked]),
            "written": _times([p.seconds[1] for p in asked]),
        },
    }


def row(pair: Pair) -> dict[str, object]:
    """What a person reads to check it."""
    quotes = {citation.number: citation.quote for citation in pair.written.citations}
    return {
        "id": pair.id,
        "question": pair.question,
        "gold": pair.gold,
        "quoted": pair.quoted.text,
        "model": list(pair.draft.written) if pair.draft else [],
        "shown": [
            {
                "text": s.text,
                "label": s.support.label,
                "score": s.support.score,
                "reasons": s.support.reasons,
                "cites": [quotes[number] for number in s.citations],
            }
            for s in (pair.written.sentences if pair.is_written else ())
        ],
        "notices": pair.written.notices,
        "seconds": pair.seconds,
    }


class Recorded:
    """A writer that repeats what a model wrote, from a file of rows."""

    def __init__(self, path: Path) -> None:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        self.name = path.name
        self._said = {row["question"]: row for row in rows}

    def write(
        self, messages: Sequence[Message], seconds: float, config: Any = None
    ) -> Generator[str, None, None]:
        row = self._said.get(messages[-1][1].rpartition("Question: ")[2], {})
        notice = " ".join(row.get("notices", ()))
        if row.get("model"):
            yield "\n".join(row["model"])
        elif "finds no answer" in notice:
            yield NOT_STATED
        else:
            raise WriterFailed("failed when it was recorded")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands alone, and what a right answer holds."""

    id: str
    text: str
    answers: tuple[str, ...]


def read_questions(folder: Path, n: int) -> list[Question]:
    """As many of the folder's questions that stand alone, drawn with a fixed seed. Raises BadGold."""
    try:
        lines = (folder / "questions.jsonl").read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line.strip()]
        found = [
            Question(str(r["qid"]), r["standalone"], tuple(r["answers"]))
            for r in rows
            if r.get("standalone") and r.get("answers")
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGold(f"{folder}/questions.jsonl cannot be read: {error!r}") from error
    found.sort(key=lambda question: question.id)
    random.Random(SEED).shuffle(found)
    return found[:n]


def _share(found: Iterator[bool]) -> dict[str, float | int]:
    listed = list(found)
    return {"share": round(sum(listed) / max(1, len(listed)), 3), "n": len(listed)}


def _mean(values: Sequence[int]) -> float:
    return round(sum(values) / max(1, len(values)), 1)


def _times(values: Sequence[float]) -> dict[str, float]:
    took = latency(list(values) or [0.0])
    return {"p50": round(took.p50, 2), "p95": round(took.p95, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--llm", default="")
    parser.add_argument("--recorded", type=Path)
    parser.add_argument("--n", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--archive", type=Path, help="keeps the archive here, for a second run")
    args = parser.parse_args()
    settings = Settings(llm=args.llm, llm_seconds=args.seconds)  # the environment may set the others
    questions = read_questions(args.data, args.n)
    with (
        tempfile.TemporaryDirectory(prefix="dateline-written-") as temporary,
        Archive(args.archive or temporary, settings) as archive,
    ):
        archive.add(read_docs(args.data))  # of those that are there already, nothing is computed
        writer = Recorded(args.recorded) if args.recorded else load_llm(settings)
        composer = Composer(writer, archive.embedder, None, settings)
        done = []
        for pair in pairs(archive, composer, questions, args.seconds):
            done.append(pair)
            sys.stderr.write(f"\r{len(done)} of {len(questions)}")
            if args.rows:
                with args.rows.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row(pair), ensure_ascii=False) + "\n")
    sys.stderr.write("\n")
    sys.stdout.write(json.dumps(summary(done), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
