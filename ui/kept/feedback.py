"""Rated answers in the form of `rag.evaluate.feedback`, of which gold candidates are made."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rag.errors import BadGold
from rag.evaluate.feedback import Feedback
from rag.types import Citation, as_json
from ui.kept.database import NAME
from ui.kept.kinds import KeptExchange
from ui.kept.store import Kept


def verdicts(rated: Iterable[KeptExchange]) -> list[Feedback]:
    """One verdict for each rated answer, with what it quoted."""
    return [
        Feedback(
            question=one.question,
            verdict=one.thumb,
            reason=one.reason,
            answer=one.answer.text or one.answer.reason,
            refused=one.answer.refused,
            history=tuple(as_json(one.terms.history)),
            citations=tuple(_cited(citation) for citation in one.answer.citations),
            revision=one.answer.revision,
            time=one.at.isoformat(timespec="seconds"),
        )
        for one in rated
        if one.thumb
    ]


def as_lines(told: Iterable[Feedback]) -> str:
    """The content of a file that `dateline gold from-feedback` reads."""
    names = [field.name for field in dataclasses.fields(Feedback)]
    return "".join(json.dumps({name: getattr(one, name) for name in names}) + "\n" for one in told)


def of_archive(folder: Path) -> list[Feedback]:
    """What everybody said of answers on the page of the archive in that folder. Raises BadGold, NotKept."""
    if not (folder / NAME).is_file():
        raise BadGold(
            f"no conversations are kept in {folder}; rate answers on the page of `dateline chat`, "
            "or name a file of feedback"
        )
    kept = Kept(folder)
    try:
        told = verdicts(kept.rated(None))
    finally:
        kept.close()
    if not told:
        raise BadGold(f"no answer was rated on the page of {folder}; nothing to make questions of")
    return told


def _cited(citation: Citation) -> dict[str, Any]:
    return {
        "article_id": citation.article.id,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "marks": [citation.quote[s - citation.start : e - citation.start] for s, e in citation.marks],
    }
