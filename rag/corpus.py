"""The corpus that ships, and the one function that needs nothing but a question."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from rag.archive import Archive
from rag.errors import ArchiveLocked, ArchiveReadOnly, NoFolder
from rag.types import Answer, Turn

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "corpus" / "articles"
GOLD = ROOT / "corpus" / "gold.jsonl"
ARCHIVE = ROOT / "corpus" / ".archive"  # its own, so that `ask` never answers from other articles
EXAMPLES = (
    "Which company agreed to sell its stake in the canal ports?",
    "Why have the talks on the ports stalled?",
    "When was the Pacific Fleet commander in Peru?",
)


@functools.cache
def shipped() -> Archive:
    """The archive of the corpus that ships, in line with its folder; one a process: models load once."""
    if not ARTICLES.is_dir():
        raise NoFolder(
            f"{ARTICLES}: the corpus ships with the source; clone it, or use Archive(...).sync(DIR)"
        )
    archive = Archive(ARCHIVE)
    try:
        archive.sync(ARTICLES)
    except (ArchiveLocked, ArchiveReadOnly):
        if not archive.articles():
            raise
    return archive


def ask(question: str, history: Sequence[Turn] = ()) -> Answer:
    """Asks the corpus that ships; the first call indexes it."""
    return shipped().ask(question, history)
