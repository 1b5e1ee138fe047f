"""A conversation as JSON for programs; docs/conversations.md tells what each field means."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rag.receipt.file import json_text
from rag.types import Answer, Citation, as_json
from ui.kept.kinds import KeptConversation, KeptExchange

FORM = "dateline conversation"
VERSION = 1


def data(kept: KeptConversation, now: datetime) -> str:
    """All of it; `now` is when it is exported."""
    return json_text(
        {
            "format": FORM,
            "version": VERSION,
            "exported": now.isoformat(timespec="seconds"),
            "title": kept.title,
            "begun": kept.begun.isoformat(timespec="seconds"),
            "changed": kept.changed.isoformat(timespec="seconds"),
            "exchanges": [_exchange(one) for one in kept.exchanges],
        }
    )


def _exchange(one: KeptExchange) -> dict[str, Any]:
    return {
        "turn": one.turn,
        "question": one.question,
        "at": one.at.isoformat(timespec="seconds"),
        "terms": as_json(one.terms),
        "answer": _answer(one.answer),
        "rating": {"thumb": one.thumb, "reason": one.reason} if one.thumb else None,
    }


def _answer(found: Answer) -> dict[str, Any]:
    return {
        "text": found.text,
        "refused": found.refused,
        "reason": found.reason,
        "standalone": found.standalone,
        "written_by": found.written_by,
        "revision": found.revision,
        "sentences": as_json(found.sentences),
        "citations": [_citation(one) for one in found.citations],
        "conflicts": as_json(found.conflicts),
        "corrections": as_json(found.corrections),
        "notices": list(found.notices),
    }


def _citation(one: Citation) -> dict[str, Any]:
    article = one.article
    return {
        "number": one.number,
        "quote": one.quote,
        "title": article.title,
        "outlet": article.source,
        "date": article.published.isoformat() if article.published else None,
        "url": article.url,
        "author": article.author,
        "page": article.page(one.start),
        "article_id": article.id,
        "start": one.start,
        "end": one.end,
        "passage": {"id": one.passage.id, "start": one.passage.start, "end": one.passage.end},
    }
