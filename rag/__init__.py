"""Dateline: ask an archive of news articles a question, get the exact words that answer it."""

from rag.archive import Archive
from rag.corpus import ask
from rag.errors import DatelineError
from rag.settings import Settings
from rag.types import Answer, Article, Hit, IndexReport, Turn

__all__ = [
    "Answer",
    "Archive",
    "Article",
    "DatelineError",
    "Hit",
    "IndexReport",
    "Settings",
    "Turn",
    "ask",
]
