"""Dateline: ask an archive of news articles a question, get the exact words that answer it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.corpus import ask
    from rag.errors import DatelineError
    from rag.settings import Settings
    from rag.types import (
        Answer,
        Article,
        Citation,
        Conflict,
        GoldQuestion,
        Hit,
        IndexReport,
        Passage,
        Sentence,
        Support,
        Turn,
    )

__all__ = [
    "Answer",
    "Archive",
    "Article",
    "Citation",
    "Conflict",
    "DatelineError",
    "GoldQuestion",
    "Hit",
    "IndexReport",
    "Passage",
    "Sentence",
    "Settings",
    "Support",
    "Turn",
    "ask",
]

_HOMES = {"Archive": "archive", "ask": "corpus", "DatelineError": "errors", "Settings": "settings"}


def __getattr__(name: str) -> Any:
    """Loads a name when it is first used: the index builder's process needs almost none of this."""
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(f"rag.{_HOMES.get(name, 'types')}"), name)
