"""A file becomes articles, whatever its form; what cannot is told by name and reason."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile
from rag.ingest import html, json_records, markdown, plain
from rag.ingest.clean import one_line
from rag.ingest.decode import decode
from rag.ingest.known import complete
from rag.ingest.reading import MEGABYTE, Reading
from rag.ingest.records import Check, Records, few, whole
from rag.ingest.sniff import Form, NoForm, sniff
from rag.ingest.unpack import Leaf, leaves
from rag.types import Article

if TYPE_CHECKING:
    from rag.settings import Settings

# The forms that are not read as text, each by the module that can, imported when a file needs it.
MODULES: dict[Form, str] = {
    "pdf": "pdf",
    "docx": "docx",
    "csv": "csv_rows",
    "mhtml": "mhtml",
    "eml": "eml",
    "feed": "feed",
    "ninjs": "ninjs",
    "nitf": "nitf",
    "newsml": "newsml",
}
PROSE: dict[Form, Callable[[str, str], Article]] = {
    "txt": plain.read,
    "markdown": markdown.read,
    "html": html.read,
}
# How many times the text of its article such a file may have; more is not worth the time to parse it.
MOSTLY_TEXT: dict[Form, int] = {"txt": 4, "markdown": 2}
MOST_ARTICLES = 100_000  # of one file


def load(path: Path, name: str, settings: Settings) -> Records:
    """The articles in a file; `name` is its path within the synced folder, with forward slashes.

    Texts are clean and never empty. Raises `UnreadableFile` where the whole file gives nothing; of a
    file of records the bad ones are skipped and the rest load. In this process, without a bound to time
    and memory: a sync has `rag.index.apart` do the same in another.
    """
    reading = Reading.of(settings)
    parts = [read_leaf(leaf, reading, name) for leaf in leaves(contents(path, name, reading), name, reading)]
    articles = tuple(article for part in parts for article in part.articles)
    return whole(Records(articles, tuple(skip for part in parts for skip in part.skipped)), name)


def contents(path: Path, name: str, reading: Reading) -> bytes:
    """The content of a regular file that is not too large; others could block or fill the memory."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableFile(name, "is no ordinary file")
        if about.st_size > reading.file_mb * MEGABYTE:
            with path.open("rb") as file:
                _refuse_strange(file.read(MEGABYTE), name)
            raise UnreadableFile(
                name,
                f"has {about.st_size / MEGABYTE:,.1f} MB, more than the limit of {reading.file_mb:g} MB; "
                "split it, or raise the setting file_limit_mb",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(name, "is not there") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(name, f"cannot be opened ({reason})") from error


def read_leaf(leaf: Leaf, reading: Reading, path: str, alive: Callable[[], None] = lambda: None) -> Records:
    """The articles of a file, or of one packed in it; why it has none stands under its name.

    `path` is the file that articles are said to come from. Calls `alive` for each article made.
    """
    if leaf.form is None:
        return Records((), ((leaf.name, leaf.problem),))
    count = 0

    def check(article: Article) -> Article:
        nonlocal count
        alive()
        checked = complete(_checked(article, leaf.own, reading.article_chars))
        count += 1
        if count > MOST_ARTICLES:
            raise _TooMany
        return checked

    try:
        records = _read(leaf.form, leaf.data, leaf.own, check, reading)
    except UnreadableFile as error:
        return Records((), ((leaf.name, error.reason),))
    except _TooMany:
        return Records((), ((leaf.name, f"has more than {MOST_ARTICLES:,} articles; split it"),))
    except RecursionError:
        return Records((), ((leaf.name, "is nested too deeply to be read; save it in another form"),))
    except MemoryError:
        raise
    except Exception as error:  # a reader's own fault, which must not cost the other files
        said = one_line(f"{type(error).__name__}: {error}", 160)
        return Records((), ((leaf.name, f"cannot be read ({said}); save it in another form"),))
    renamed = partial(_renamed, leaf=leaf)
    articles = (replace(a, id=renamed(a.id), path=path) for a in records.articles)
    return Records(tuple(articles), tuple(few([(renamed(n), why) for n, why in records.skipped], leaf.name)))


class _TooMany(Exception):
    """Ends the reading of a file; no reader catches it as a fault of one record."""


def prepare(form: Form | None) -> bool:
    """Imports what reads a form; whether that had to be done, which takes a while."""
    module = f"rag.ingest.{MODULES[form]}" if form in MODULES else __name__
    if module in sys.modules:
        return False
    with suppress(ImportError):  # told of the file, when it is read
        import_module(module)
    return True


def _read(form: Form, data: bytes, name: str, check: Check, reading: Reading) -> Records:
    if form in MODULES:
        read: Callable[..., Records] = import_module(f"rag.ingest.{MODULES[form]}").read
        mapped = {"field_map": dict(reading.field_map)} if form == "csv" else {}
        return read(data, name, check, **mapped)
    text = decode(data, name)
    if not text.strip():
        raise UnreadableFile(name, "is empty")
    if form in ("json", "jsonl"):
        field_map = dict(reading.field_map)
        return json_records.read(text, name, check, lines=form == "jsonl", field_map=field_map)
    if form in MOSTLY_TEXT and len(text) > MOSTLY_TEXT[form] * reading.article_chars:
        raise UnreadableFile(name, _too_long(len(text), reading.article_chars))
    return Records((check(PROSE[form](text, name)),))


def _renamed(name: str, leaf: Leaf) -> str:
    """What a reader called by the leaf's own name, by its name with all it was packed in."""
    return leaf.name + name.removeprefix(leaf.own)


def _checked(article: Article, name: str, limit: int) -> Article:
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


def _refuse_strange(head: bytes, name: str) -> None:
    """Raises NoForm for what no limit would let in: a film is not too large, it is no article."""
    try:
        sniff(head, name)
    except NoForm:
        raise
    except UnreadableFile:
        return  # what can only be told by the whole file
