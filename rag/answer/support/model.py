"""The fitted model: features in, the probability that the evidence carries the claim out.

Gradient-boosted trees of depth 3, each feature allowed to push one way only (Friedman 2001; the constraint
as in XGBoost and scikit-learn), so that a better match never lowers the score. `weights.json` beside this
file holds them in full and names what they were fitted on; `rag.evaluate.fit_support` writes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "weights.json"
Tree = float | list[Any]  # a leaf, or [feature, threshold, tree up to it, tree above it]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted. `slope` and `shift` make the trees' sum a calibrated log-odds (Platt 1999)."""

    start: float
    trees: tuple[Tree, ...]
    slope: float
    shift: float
    supported: float  # from this probability on
    partial: float
    nearly: float  # the share that people judged supported of what is nearly word for word and unchanged


def probability(found: Mapping[str, float]) -> float:
    """That people would judge the claim carried, 0 to 1."""
    fitted = weights()
    total = fitted.start + sum(leaf(tree, found) for tree in fitted.trees)
    return 1 / (1 + math.exp(-(fitted.slope * total + fitted.shift)))


def leaf(tree: Tree, found: Mapping[str, float]) -> float:
    """What the tree adds to the log-odds for these features."""
    while isinstance(tree, list):
        feature, threshold, low, high = tree
        tree = low if found[feature] <= threshold else high
    return tree


@cache
def weights() -> Weights:
    """Read once: the file never changes under a process."""
    read: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    kept = {name: read[name] for name in Weights.__slots__ if name != "trees"}
    return Weights(trees=tuple(read["trees"]), **kept)
