"""What the catalog takes in and gives out beside articles, passages and vectors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rag.types import Article, Passage


class Counts(NamedTuple):
    articles: int
    passages: int


class Gave(NamedTuple):
    """An article of a file: the name it has there and the hash of its text."""

    name: str
    twin: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the catalog knows of an article beside its content."""

    id: str
    owner: str  # the synced folder, or "" for one added from memory
    name: str  # what the owner calls it
    chunking: str
    digest: str  # of all fields
    twin: str  # of the text


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way in, with its passages."""

    article: Article
    passages: Sequence[Passage]
    owner: str
    name: str
    chunking: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a synced folder: the bytes that were read, and what became of them."""

    root: str
    name: str
    sha256: str
    loader: str
    gave: tuple[Gave, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What one sync changes: nothing of it, or all, is seen. An entry replaces the one of its id."""

    entries: Sequence[Entry] = ()
    removed: Collection[str] = ()
    relabelled: Mapping[str, str] = field(
        default_factory=dict
    )  # article id -> chunking, where new settings cut it the same
    files: Sequence[FileRow] = ()
    forgotten: Collection[tuple[str, str]] = ()  # (root, name) of files that are gone


def digest(article: Article) -> str:
    fields = (article.title, article.source, article.url, article.text, str(article.published))
    return _sha256(json.dumps([*fields, article.author, article.path]))


def twin(text: str) -> str:
    """Equal for articles of equal text, whatever their title."""
    return _sha256(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
