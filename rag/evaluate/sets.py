"""Public question sets in one layout: a folder with `docs.jsonl` and `questions.jsonl`."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.types import Article, Passage

WORDINGS = ("question", "standalone", "rewrite")
SEED = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """One wording of a question with where its answer stands."""

    id: str
    wording: str  # which of WORDINGS
    text: str
    articles: tuple[str, ...]  # ids of those that answer it
    starts: tuple[int, ...]  # where answers begin; none known: any passage of the articles is right

    def is_right(self, passage: Passage) -> bool:
        """Whether the passage is of a right article and, where places are known, holds an answer's start."""
        if passage.article_id not in self.articles:
            return False
        return not self.starts or any(passage.start <= s < passage.end for s in self.starts)


def read_set(folder: Path, limit: int | None = None) -> tuple[list[Article], list[Asked]]:
    """The articles, and every wording of each question that they answer and that needs no history.

    With a limit, as many of each wording, drawn with a fixed seed.
    """
    articles = [
        Article(id=row["doc_id"], title=row.get("title") or "", text=row["text"])
        for row in _rows(folder / "docs.jsonl")
    ]
    asked = [
        Asked(
            row["qid"],
            wording,
            row[wording],
            tuple(row["gold_doc_ids"]),
            tuple(row.get("answer_start") or ()),
        )
        for row in _rows(folder / "questions.jsonl")
        for wording in WORDINGS
        if row.get(wording) and row.get("gold_doc_ids") and (wording != "question" or not row.get("history"))
    ]
    return articles, [one for wording in WORDINGS for one in _drawn(asked, wording, limit)]


def _drawn(asked: list[Asked], wording: str, limit: int | None) -> list[Asked]:
    rows = sorted((one for one in asked if one.wording == wording), key=lambda one: one.id)
    random.Random(SEED).shuffle(rows)
    return rows[:limit]


def _rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]
