"""What the rest of the house asks of an NLI model; `nli` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entailment:
    """What one premise makes of a claim: three probabilities that sum to 1."""

    entails: float
    neutral: float
    contradicts: float


class Nli(Protocol):
    """Judges whether a premise entails a claim."""

    @property
    def name(self) -> str:
        """The model."""

    def judge(self, claim: str, premises: Sequence[str]) -> list[Entailment]:
        """One verdict for each premise, in order."""
