"""What each part of the search is worth: RR@10 of a public set with each part off, in one run.

    python -m rag.evaluate.ablate FOLDER [FOLDER ...] [--limit 800]

FOLDER is laid out as `rag.evaluate.sets` reads it. Prints the table of docs/search.md. The weights are
those that ship: a part that is off is not made up for by fitting the others anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.evaluate.fit_ranker import Row, measured, scored
from rag.retrieve.ranker import Ranker
from rag.retrieve.signals import SIGNALS, Floats
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Variant:
    """The search in another way: other settings, other weights, or both."""

    name: str
    settings: Mapping[str, float | int]
    weights: Callable[[], Floats]


def shipped(*without: str) -> Callable[[], Floats]:
    return lambda: np.array(Ranker.shipped(without).weights)


def only(signal: str) -> Callable[[], Floats]:
    return lambda: np.array([float(name == signal) for name in SIGNALS])


VARIANTS = (
    Variant("as it ships", {}, shipped()),
    *(Variant(f"without the signal {name}", {}, shipped(name)) for name in SIGNALS),
    Variant("without both signals of the article", {}, shipped("article", "article_vector")),
    Variant("without token vectors (tokens, window)", {}, shipped("tokens", "window")),
    Variant("BM25 offers nothing and counts nothing", {"weight_lexical": 0.0}, shipped("lexical")),
    Variant("passage vectors offer nothing", {"weight_vector": 0.0}, shipped()),
    Variant("BM25 alone", {"weight_vector": 0.0}, only("lexical")),
    Variant("MaxSim alone", {}, only("tokens")),
    Variant("passages of 100 words", {"passage_words": 100}, shipped()),
    Variant("passages of 190 words", {"passage_words": 190}, shipped()),
    Variant("no overlap", {"passage_overlap": 0}, shipped()),
)


def table(folders: Sequence[Path], limit: int | None) -> str:
    """The variants as rows, each set's wordings as columns, in Markdown."""
    columns: list[str] = []
    cells: dict[str, list[str]] = {variant.name: [] for variant in VARIANTS}
    for folder in folders:
        known: dict[tuple[tuple[str, float | int], ...], list[Row]] = {}
        for variant in VARIANTS:
            key = tuple(sorted(variant.settings.items()))
            if key not in known:
                known[key] = measured(folder, Settings(**dict(variant.settings)), limit)
            rows = known[key]
            found = scored(rows, variant.weights())
            cells[variant.name] += [f"{value:.3f}" for value in found.values()]
            if variant is VARIANTS[0]:
                counts = {wording: sum(row.wording == wording for row in rows) for wording in found}
                columns += [f"{folder.name} {wording} (n={n})" for wording, n in counts.items()]
    lines = [["RR@10", *columns], ["---"] * (len(columns) + 1)]
    lines += [[name, *values] for name, values in cells.items()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=800)
    args = parser.parse_args()
    sys.stdout.write(table(args.folders, args.limit) + "\n")


if __name__ == "__main__":
    main()
