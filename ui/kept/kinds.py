"""What is kept, as frozen values, and what is said where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rag.errors import DatelineError
from rag.receipt import Receipt, Terms
from rag.types import Answer

Thumb = Literal["", "up", "down"]


class NoConversation(DatelineError):
    """There is none of that id for this person: the same words whether another has it or nobody."""


class NotKept(DatelineError):
    """Nothing could be kept, or what is kept could not be read, and why. The answer itself is not touched."""


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """A question with its answer. The answer's articles are without their text, see `ui.kept.slim`."""

    turn: int  # counts from 1; those that failed left gaps
    question: str  # as it was typed
    answer: Answer
    receipt: Receipt
    at: datetime  # when it was answered, in UTC
    thumb: Thumb = ""
    reason: str = ""  # of the thumb, in the reader's words

    @property
    def terms(self) -> Terms:
        """How it was asked."""
        return self.receipt.terms


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation in full, its exchanges in the order they were had."""

    id: str
    title: str
    begun: datetime
    changed: datetime
    exchanges: tuple[KeptExchange, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as a list shows it."""

    id: str
    title: str
    begun: datetime
    changed: datetime
    exchanges: int
    excerpt: str = ""  # of a search: the words around the first that was found
