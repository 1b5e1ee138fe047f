"""What the rest of the house asks of a reranking model; `reranker` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Tells how well each passage answers a question, by reading both together."""

    @property
    def name(self) -> str:
        """The model."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One for each text, from 0 to 1, higher for what answers better."""
