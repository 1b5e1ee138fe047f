"""What reading a file gives, whatever its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.types import Article

Check = Callable[[Article], Article]  # raises UnreadableFile for an article that cannot be kept


@dataclass(frozen=True, slots=True)
class Records:
    """A file's articles, and (name of the record, reason) of each one in it that gave none."""

    articles: tuple[Article, ...]
    skipped: tuple[tuple[str, str], ...] = ()
