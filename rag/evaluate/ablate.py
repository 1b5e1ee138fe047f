"""What each part of the search is worth: RR@10 of a public set with each part off, in one run.

    python -m rag.evaluate.ablate FOLDER [FOLDER ...] [--limit 800]

FOLDER is laid out as `rag.evaluate.sets` reads it. Prints the table of docs/search.md. The weights are
those that ship: a part that is off is not made up for by fitting the others anew. A signal that is off
counts neither for the passage nor for its sentences; which passages are read stays the whole ranker's choice.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.evaluate.fit_reader import Read, measured, scored
from rag.retrieve.ranker import Ranker
from rag.retrieve.reader import Reader
from rag.retrieve.sentence_signals import SENTENCE_SIGNALS
from rag.retrieve.signals import SIGNALS, Floats
from rag.settings import Settings

ASKED_FOR = ("names_for_who", "names_for_where", "number_for_how_many", "speech_for_said")
BESIDE = ("after", "around", "wide", "around_everywhere", "held", "cosine_before", "cosine_after")
WHERE = ("lead", "lead_vague", "opening", "opening_vague")

Weights = Callable[[], tuple[Floats, Floats | None]]  # of the ranker and of the reader, None to read nothing


@dataclass(frozen=True, slots=True)
class Variant:
    """The search in another way: other settings, other weights, or both."""

    name: str
    settings: Mapping[str, float | int]
    weights: Weights


def shipped(*without: str) -> Weights:
    return lambda: (
        np.array(Ranker.shipped(without).weights),
        np.array(Reader.shipped(without).weights),
    )


def unread(*without: str) -> Weights:
    return lambda: (np.array(Ranker.shipped(without).weights), None)


def reading_without(names: Collection[str]) -> Weights:
    return lambda: (
        np.array(Ranker.shipped().weights),
        np.array(
            [
                0.0 if name in names else weight
                for name, weight in zip(SENTENCE_SIGNALS, Reader.shipped().weights, strict=True)
            ]
        ),
    )


def only(signal: str) -> Weights:
    return lambda: (np.array([float(name == signal) for name in SIGNALS]), None)


VARIANTS = (
    Variant("as it ships", {}, shipped()),
    Variant("without reading", {}, unread()),
    Variant("reading without what is asked for (names, numbers, speech)", {}, reading_without(ASKED_FOR)),
    Variant("reading each sentence without those beside it", {}, reading_without(BESIDE)),
    Variant("reading without the place in the article", {}, reading_without(WHERE)),
    *(Variant(f"without the signal {name}", {}, shipped(name)) for name in SIGNALS),
    Variant("without both signals of the article", {}, shipped("article", "article_vector")),
    Variant("without token vectors of passages (tokens, window)", {}, shipped("tokens", "window")),
    Variant("BM25 offers nothing and counts nothing", {"weight_lexical": 0.0}, shipped("lexical")),
    Variant("passage vectors offer nothing", {"weight_vector": 0.0}, shipped()),
    Variant("BM25 alone", {"weight_vector": 0.0}, only("lexical")),
    Variant("MaxSim alone", {}, only("tokens")),
    Variant("passages of 100 words", {"passage_words": 100}, shipped()),
    Variant("passages of 190 words", {"passage_words": 190}, shipped()),
    Variant("no overlap", {"passage_overlap": 0}, shipped()),
)


def table(folders: Sequence[Path], limit: int | None) -> str:
    """The variants as rows, each set's wordings as columns, in Markdown; told as they are measured."""
    columns: list[str] = []
    cells: dict[str, list[str]] = {variant.name: [] for variant in VARIANTS}
    for folder in folders:
        with tempfile.TemporaryDirectory(prefix="dateline-ablate-") as temporary:
            for variant, found, counts in _measured(folder, limit, Path(temporary)):
                cells[variant.name] += [f"{value:.3f}" for value in found.values()]
                sys.stderr.write(f"{folder.name}: {variant.name}: {found}\n")
                if variant is VARIANTS[0]:
                    columns += [f"{folder.name} {wording} (n={counts[wording]})" for wording in found]
    lines = [["RR@10", *columns], ["---"] * (len(columns) + 1)]
    lines += [[name, *values] for name, values in cells.items()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _measured(
    folder: Path, limit: int | None, archives: Path
) -> Iterator[tuple[Variant, dict[str, float], Counter[str]]]:
    """Each variant with RR@10 and the number of questions by wording; an archive is made once for each way
    to cut passages."""
    known: dict[tuple[tuple[str, float | int], ...], list[Read]] = {}
    for variant in VARIANTS:
        key = tuple(sorted(variant.settings.items()))
        if key not in known:
            cut = "-".join(f"{name}-{value}" for name, value in key if name.startswith("passage_"))
            settings = Settings(**dict(variant.settings))
            known[key] = measured(folder, settings, limit, archives / f"archive-{cut}")
        counts = Counter(row.passages.wording for row in known[key])
        yield variant, scored(known[key], *variant.weights()), counts


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
