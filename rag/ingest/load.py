"""A file becomes articles, whatever its form; what cannot is told by name and reason."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from rag.errors import UnreadableFile
from rag.ingest import html, json_records, markdown, plain
from rag.ingest.decode import decode
from rag.settings import Settings
from rag.types import Article

FORMS: frozenset[str] = frozenset({".txt", ".md", ".html", ".htm", ".json", ".jsonl"})
MEGABYTE = 1_000_000
ONE_ARTICLE: dict[str, Callable[[str, str], Article]] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".html": html.read,
    ".htm": html.read,
}
# How many times the text of its article such a file may have; more is not worth the time to parse it.
MOSTLY_TEXT = {".txt": 4, ".md": 2}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The articles of a file, and (name of the row, reason) of each record in it that gave none."""

    articles: tuple[Article, ...]
    skipped: tuple[tuple[str, str], ...] = ()


def load(path: Path, name: str, settings: Settings) -> Loaded:
    """The articles in a file; `name` is its path within the synced folder, with forward slashes.

    Texts are clean and never empty. Raises `UnreadableFile` where the whole file gives nothing; of a
    file of records the bad ones are skipped and the rest load.
    """
    form = PurePosixPath(name).suffix.lower()
    if form not in FORMS:
        raise UnreadableFile(name, f"is of no form that can be read ({', '.join(sorted(FORMS))})")
    text = decode(_bytes(path, name, settings.file_limit_mb), name)
    if not text.strip():
        raise UnreadableFile(name, "is empty")
    if form in MOSTLY_TEXT and len(text) > MOSTLY_TEXT[form] * settings.article_limit:
        raise UnreadableFile(name, _too_long(len(text), settings.article_limit))
    check = partial(_checked, name=name, limit=settings.article_limit)
    if form in ONE_ARTICLE:
        return Loaded((check(ONE_ARTICLE[form](text, name)),))
    records = json_records.read(text, name, check, lines=form == ".jsonl")
    if not records.articles:
        raise UnreadableFile(name, _all_bad(records.skipped))
    return Loaded(records.articles, records.skipped)


def _bytes(path: Path, name: str, limit_mb: float) -> bytes:
    """The content of a regular file that is not too large; others could block or fill the memory."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableFile(name, "is no ordinary file")
        if about.st_size > limit_mb * MEGABYTE:
            raise UnreadableFile(
                name,
                f"has {about.st_size / MEGABYTE:,.1f} MB, more than the limit of {limit_mb:g} MB; split it, "
                "or raise the setting file_limit_mb",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(name, "is not there") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(name, f"cannot be opened ({reason})") from error


def _checked(article: Article, *, name: str, limit: int) -> Article:
    if not article.text:
        raise UnreadableFile(name, "has no text that can be read")
    if len(article.text) > limit:
        raise UnreadableFile(name, _too_long(len(article.text), limit))
    return article


def _too_long(length: int, limit: int) -> str:
    return (
        f"has {length:,} characters of text, more than the limit of {limit:,} for one article; split it, "
        "or raise the setting article_limit"
    )


def _all_bad(skipped: tuple[tuple[str, str], ...]) -> str:
    if len(skipped) == 1:
        return skipped[0][1]
    if not skipped:
        return "has no articles"
    row, reason = skipped[0]
    return f"has {len(skipped)} records and none can be read; the first, {row}, {reason}"
