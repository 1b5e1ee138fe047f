"""What the catalog takes in and gives out beside articles, passages and vectors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from rag.fingerprint import Fingerprint
from rag.types import Article, Passage

LATER = "published_at updated_at section language dateline agency key pages found".split()


class Counts(NamedTuple):
    articles: int
    passages: int


class Shelf(NamedTuple):
    """How many articles of a revision one outlet published on one day."""

    day: date | None
    source: str
    articles: int


class Gave(NamedTuple):
    """An article of a file: the name it has there, and the hash that its doubles have too."""

    name: str
    twin: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the catalog knows of an article, in force or standing aside, beside its text."""

    id: str
    owner: str  # the synced folder, or "" for one added from memory
    name: str  # what the owner calls it
    chunking: str
    digest: str  # of all fields
    twin: str  # of the text
    title: str
    source: str
    url: str
    key: str
    stamp: date | None  # when this text was published: a moment, or a day
    since: int  # the revision it came with
    heir: str  # id of the newer version it stands aside for; "" for an article in force


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way in, with its passages."""

    article: Article
    passages: Sequence[Passage]
    owner: str
    name: str
    chunking: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """An article whose text is to be kept as an earlier version of the article `heir`, and why."""

    id: str
    heir: str
    why: str
    aside: bool  # its owner still gives it: it comes back when the heir is removed


@dataclass(frozen=True, slots=True)
class Copies:
    """What a sync found of near-duplicates: new fingerprints, pairs, and all clusters anew."""

    clustering: str  # how they were found
    fingerprints: Mapping[str, Fingerprint]  # by the hash of the text
    pairs: Sequence[tuple[str, str, float]]  # hashes of two texts, the share of shingles both have
    clusters: Sequence[Collection[str]]  # ids of the articles of each
    anew: bool = False  # those of before were made in another way and are forgotten


class Member(NamedTuple):
    """An article of a cluster: what is asked of it to tell who carries a report."""

    id: str
    cluster: str
    source: str
    published: date | None
    agency: str


@dataclass(frozen=True, slots=True)
class Clusters:
    """The near-duplicates of one revision. An article without copies is in neither."""

    of: Mapping[str, str]  # article id -> what its cluster is called
    members: Mapping[str, tuple[Member, ...]]  # a cluster's articles, the earliest first

    @classmethod
    def made_of(cls, members: Iterable[Member]) -> Clusters:
        found: dict[str, list[Member]] = {}
        for member in members:
            found.setdefault(member.cluster, []).append(member)
        of = {member.id: cluster for cluster, some in found.items() for member in some}
        return cls(of, {cluster: tuple(some) for cluster, some in found.items()})


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
class Withheld:
    """An article that a person removed: its folder's syncs leave it out, by its name and by its text."""

    owner: str
    name: str
    double: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of a revision as a list shows it; without its text, which `twin` is the hash of."""

    id: str
    title: str
    source: str
    published: date | None
    author: str
    url: str
    owner: str
    twin: str
    earlier: int  # texts that are kept as earlier versions of it


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
    earlier: Mapping[str, str] = field(
        default_factory=dict
    )  # id of an entry -> why the text it replaces is kept as an earlier version
    newcomers: Sequence[Entry] = ()  # that are superseded as they come: each is in `superseded` too
    superseded: Sequence[Superseded] = ()
    dropped: Collection[str] = ()  # ids that stood aside, and do so no more
    copies: Copies | None = None  # None where no text changed
    withheld: Sequence[Withheld] = ()  # removed by hand: their folders are to give them no more
    released: Collection[tuple[str, str]] = ()  # (owner, name) of those that are withheld no longer


def digest(article: Article) -> str:
    """Fields that came later count only where they are set: without them the hash is what it was."""
    fields = (article.title, article.source, article.url, article.text, str(article.published))
    later = {name: str(value) for name in LATER if (value := getattr(article, name))}
    return _sha256(json.dumps([*fields, article.author, article.path, *([later] if later else [])]))


def stamp(updated_at: datetime | None, published_at: datetime | None, day: date | None) -> date | None:
    """The moment of a text, or its day where no more is known; a moment without a zone is taken as UTC."""
    moment = updated_at or published_at
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment or day


def double(article: Article) -> str:
    """Equal for the same text of the same outlet: that of another one is an article of its own."""
    return _sha256(json.dumps([article.text, article.source.casefold().strip()]))


def twin(text: str) -> str:
    """Equal for articles of equal text, whatever their title."""
    return _sha256(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
