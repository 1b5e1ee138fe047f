"""The ranker: a weighted sum of signals, its weights in `ranker.json` beside this file."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from rag.errors import BadSettings
from rag.retrieve.reader import READING
from rag.retrieve.signals import SIGNALS, Floats


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of `SIGNALS`, in their order. Made by `python -m rag.evaluate.fit_ranker`."""

    weights: tuple[float, ...]

    @classmethod
    def shipped(cls, without: Collection[str] = ()) -> Ranker:
        """The fitted weights, those of the signals in `without` set to 0. Raises BadSettings."""
        parts = (*SIGNALS, READING)
        unknown = sorted(set(without) - set(parts))
        if unknown:
            raise BadSettings(f"setting without: no signal {unknown[0]!r}; there are {', '.join(parts)}")
        return cls(tuple(0.0 if n in without else w for n, w in zip(SIGNALS, _shipped(), strict=True)))

    def scores(self, signals: Floats) -> Floats:
        """(passages,): higher is better."""
        return np.asarray(signals @ np.array(self.weights))


@cache  # a file of the package, which does not change while the program runs
def _shipped() -> tuple[float, ...]:
    weights: dict[str, float] = json.loads((resources.files("rag.retrieve") / "ranker.json").read_text())[
        "weights"
    ]
    return tuple(weights[name] for name in SIGNALS)
