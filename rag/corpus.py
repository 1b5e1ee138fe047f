"""The corpus that ships, and the one function that needs nothing but a question."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from rag.archive import Archive
from rag.errors import NoFolder
from rag.settings import Settings
from rag.types import Answer, Turn

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "corpus" / "articles"
GOLD = ROOT / "corpus" / "gold.jsonl"
_opening = threading.Lock()
_opened: dict[Path, Archive] = {}  # one archive a path for the life of the process: models load once


def shipped(settings: Settings | None = None) -> Archive:
    """The archive of the corpus that ships, indexed when needed; the same object each time.

    A relative `archive` setting counts from the project's folder, so that the command line, the
    chat and `ask` share one archive wherever they are called.
    """
    settings = settings or Settings()
    if not ARTICLES.is_dir():
        raise NoFolder(
            f"{ARTICLES}: the corpus ships with the source; clone it, or use Archive(...).sync(DIR)"
        )
    path = ROOT / settings.archive
    with _opening:
        if path not in _opened:
            archive = Archive(path, settings)
            if not archive.articles():
                archive.sync(ARTICLES)
            _opened[path] = archive
        return _opened[path]


def ask(question: str, history: Sequence[Turn] = ()) -> Answer:
    """Asks the corpus that ships; the first call indexes it."""
    return shipped().ask(question, history)
