"""One gold file run under several settings, into one table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.archive import Archive
from rag.evaluate.figures import figures
from rag.evaluate.knobs import Knobs
from rag.evaluate.report import share
from rag.evaluate.run import evaluate
from rag.evaluate.scores import MEASURES, Scores
from rag.models.embedding import Embedder, Progress
from rag.types import GoldQuestion

SHOWN = (  # in the terminal; the file has all
    "article RR@10",
    "passage RR@10",
    "right",
    "contains",
    "wrongly refused",
    "rightly refused",
    "words",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One combination of settings, and what came of it."""

    values: Mapping[str, str]
    knobs: Knobs
    scores: Scores

    @property
    def name(self) -> str:
        """For people: "refuse_below=0.2, k=5"."""
        return ", ".join(f"{name}={value}" for name, value in self.values.items())

    @property
    def folder(self) -> str:
        """The same as the name of one folder, whatever the values have in them."""
        return re.sub(r"[^\w=,. +-]", "_", self.name)


def sweep(
    path: Path,
    questions: Sequence[GoldQuestion],
    tries: Sequence[tuple[Mapping[str, str], Knobs]],
    progress: Progress | None = None,
) -> list[Tried]:
    """Runs the gold over the archive once for each; the embedding model is loaded once."""
    done: list[Tried] = []
    embedders: dict[int, Embedder] = {}
    for values, knobs in tries:
        threads = knobs.settings.query_threads
        with Archive(path, knobs.settings, embedder=embedders.get(threads)) as archive:
            told = progress and _named(progress, f"{len(done) + 1} of {len(tries)}")
            done.append(Tried(values, knobs, evaluate(archive, questions, told or None, knobs.k)))
            embedders[threads] = archive.embedder
    return done


def as_text(tried: Sequence[Tried]) -> str:
    """A row for each combination, the chief measures as columns."""
    names = [name for name in SHOWN if any(one.scores.overall.measures[name].n for one in tried)]
    rows = [["", *names, "ask p50"]]
    for one in tried:
        measures = [one.scores.overall.measures[name] for name in names]
        cells = [
            "-" if m.value is None else f"{m.value:.1f}" if name == "words" else share(m.value)
            for name, m in zip(names, measures, strict=True)
        ]
        rows.append([one.name, *cells, f"{one.scores.ask_ms.p50:.0f} ms"])
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = (
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def as_csv(tried: Sequence[Tried]) -> str:
    """A row for each combination: its settings, then every measure with its n and its interval."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    axes = list(tried[0].values)
    columns = [f"{name}{part}" for name in MEASURES for part in ("", " n", " low", " high")]
    table.writerow([*axes, *columns, "search p50 ms", "ask p50 ms"])
    for one in tried:
        held = figures(one.scores.rows)
        cells = [
            "" if value is None else f"{value:.6g}"
            for name in MEASURES
            for value in (held[name].value, held[name].n, held[name].low, held[name].high)
        ]
        times = [f"{one.scores.search_ms.p50:.1f}", f"{one.scores.ask_ms.p50:.1f}"]
        table.writerow([*one.values.values(), *cells, *times])
    return written.getvalue()


def _named(progress: Progress, name: str) -> Progress:
    return lambda stage, done, total: progress(f"{stage}, {name}", done, total)
