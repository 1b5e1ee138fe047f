"""What a receipt holds, and what comes of holding it against an archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.types import Turn

Standing = Literal["same", "article changed", "moved", "changed", "gone"]
STANDS = ("same", "article changed", "moved")  # the words are still the article's


@dataclass(frozen=True, slots=True)
class Terms:
    """How the question was asked: what `Archive.ask` takes beside it."""

    history: tuple[Turn, ...] = ()
    after: date | None = None
    before: date | None = None
    sources: tuple[str, ...] | None = None
    today: date | None = None
    read_dates: bool = True
    written: bool | None = None


@dataclass(frozen=True, slots=True)
class Models:
    """What computed an answer, by the names of the settings; "" where there was none."""

    embedder: str = ""
    reranker: str = ""
    nli: str = ""
    llm: str = ""  # the one that was set; what really wrote the answer is in `written_by`


@dataclass(frozen=True, slots=True)
class Quoted:
    """One citation, as a receipt keeps it."""

    number: int
    article_id: str
    title: str
    source: str
    url: str
    published: str
    quote: str
    start: int  # in the article's text
    end: int
    passage_id: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Read:
    """A passage that was found for the question, cited or not; its words are in the archive."""

    id: str
    article_id: str
    start: int  # in the article's text
    end: int
    sha256: str  # of the passage's text


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer was, and what it rests on."""

    question: str
    answer: str
    refused: bool
    terms: Terms
    quotes: tuple[Quoted, ...]
    passages: tuple[Read, ...]  # those cited first, then the others, best first
    revision: int
    models: Models
    written_by: str
    given: str  # when it was, ISO 8601 in UTC


@dataclass(frozen=True, slots=True)
class Checked:
    """One quotation held against the archive of today."""

    quoted: Quoted
    standing: Standing
    told: str  # for a person


@dataclass(frozen=True, slots=True)
class Verified:
    """A receipt held against the archive of today."""

    receipt: Receipt
    quotes: tuple[Checked, ...]
    changed: tuple[Read, ...]  # passages whose words stand there no longer
    revision: int
    models: Models
    same_answer: bool
    answer: str  # of today

    @property
    def stands(self) -> bool:
        """Whether all that was quoted is still said by the articles it was quoted from."""
        return all(checked.standing in STANDS for checked in self.quotes)
