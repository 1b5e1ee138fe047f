"""What the rest of the house asks of an embedder; `embedder` and the tests' fake both give it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from rag.settings import Settings
from rag.types import Passage, QueryVectors, Vectors

VERSION = 1  # of what is made of a model's output: raise it when vectors of old and new cannot be mixed


class Embedder(Protocol):
    """Turns passages and questions into vectors of one space."""

    @property
    def name(self) -> str:
        """The model and all else that decides its vectors: those of another name do not compare."""

    @property
    def dimension(self) -> int:
        """Length of a passage or sentence vector."""

    @property
    def max_pieces(self) -> int:
        """Word pieces a passage may have, special ones not counted; what is beyond would be cut."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special ones not counted."""

    def embed(self, passages: Sequence[Passage]) -> Iterable[tuple[int, Vectors]]:
        """Each passage's place in the sequence with its vectors, in whatever order is quick.

        A passage without sentence spans counts as one sentence. Comes in batches as they are
        computed, so that a caller can keep what is done and show progress.
        """

    def query(self, question: str) -> QueryVectors:
        """The vectors of a question."""


Progress = Callable[[str, int, int], None]  # (stage, done, of how many)


def name_of(settings: Settings) -> str:
    """The name that the settings' embedder will have, known without loading it."""
    return settings.embedder if VERSION == 1 else f"{settings.embedder} v{VERSION}"


class Deferred:
    """An embedder known by name, loaded only when its vectors or its word pieces are needed."""

    def __init__(self, name: str, load: Callable[[], Embedder]) -> None:
        self.name, self._load = name, load

    @property
    def dimension(self) -> int:
        return self._load().dimension

    @property
    def max_pieces(self) -> int:
        return self._load().max_pieces

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._load().count(texts)

    def embed(self, passages: Sequence[Passage]) -> Iterable[tuple[int, Vectors]]:
        return self._load().embed(passages)

    def query(self, question: str) -> QueryVectors:
        return self._load().query(question)
