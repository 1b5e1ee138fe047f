"""What reading a file gives, whatever its form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.errors import UnreadableFile
from rag.types import Article

MOST_TOLD = 1_000  # records of one file that are told of one by one
Check = Callable[[Article], Article]  # raises UnreadableFile for an article that cannot be kept


@dataclass(frozen=True, slots=True)
class Records:
    """A file's articles, and (name of the record, reason) of each one in it that gave none."""

    articles: tuple[Article, ...]
    skipped: tuple[tuple[str, str], ...] = ()


def whole(records: Records, name: str) -> Records:
    """The records of a file, if any of them gave an article. Raises `UnreadableFile` that says why not."""
    if records.articles:
        return records
    if not records.skipped:
        raise UnreadableFile(name, "has no articles")
    (first, reason), *others = records.skipped
    inner = first.removeprefix(name).lstrip("!")
    if others:
        count = f"{len(records.skipped):,}" if len(others) < MOST_TOLD else f"over {MOST_TOLD:,}"
        raise UnreadableFile(name, f"has {count} records and none can be read; the first, {first}, {reason}")
    raise UnreadableFile(
        name, f"holds nothing but {inner}, which {reason}" if "!" in first[len(name) :] else reason
    )


def few(skipped: Sequence[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """The first `MOST_TOLD` of what gave no article, then, under the file's name, how many more there are."""
    others = len(skipped) - MOST_TOLD
    more = [(name, f"has {others:,} more parts that cannot be read")] if others > 0 else []
    return [*skipped[:MOST_TOLD], *more]
