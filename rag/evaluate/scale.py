"""How search holds up as an archive grows: a curve from 1,000 to 100,000 passages.

    python -m rag.evaluate.scale FOLDER [--sizes 1000 3000 10000 30000 100000] [--draw docs/performance.svg]

FOLDER is laid out as `rag.evaluate.sets` reads it. Its sentences, embedded once, are drawn at random into
new articles of thirty sentences each, so that an archive of any size holds real sentences with their
real vectors, and no two of its articles are copies. Only the embedding is spared: cutting, the catalog,
both indexes and every search are what any archive has. Figures are wall-clock, of the questions of
FOLDER, one after another; memory is what the process holds after them.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.archive import Archive
from rag.evaluate.sets import read_set
from rag.ingest.chunk import chunk
from rag.models.embedder import load_embedder
from rag.models.embedding import Embedder
from rag.settings import Settings
from rag.types import Article, Passage, QueryVectors, Vectors

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
SENTENCES = 30  # of an article
PER_ARTICLE = 4.7  # passages of such an article, about; the true number is told
QUESTIONS = 200
SEED = 11
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A sentence's vectors, as a passage around it gave them."""

    sentence: NDArray[np.float16]  # (dimension,)
    tokens: NDArray[np.int8]  # (tokens, projected dimension)


class Remembering:
    """An embedder that puts a passage's vectors together from those of its sentences."""

    def __init__(self, inner: Embedder, known: dict[str, Known]) -> None:
        self._inner, self._known = inner, known
        self.name, self.dimension, self.max_pieces = inner.name, inner.dimension, inner.max_pieces
        self._pieces = {text: len(k.tokens) for text, k in known.items()}

    def count(self, texts: Sequence[str]) -> list[int]:
        return [self._pieces.get(text, len(text.split())) for text in texts]

    def embed(self, passages: Sequence[Passage]) -> Iterable[tuple[int, Vectors]]:
        for place, passage in enumerate(passages):
            texts = [passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences]
            found = [self._known[text] for text in texts if text in self._known]
            sentences = np.stack([known.sentence for known in found])
            mean = sentences.astype(np.float32).mean(axis=0)
            tokens = np.concatenate([known.tokens for known in found])
            yield place, Vectors(mean / np.linalg.norm(mean), sentences, tokens)

    def query(self, question: str) -> QueryVectors:
        return self._inner.query(question)


def remember(articles: Iterable[Article], embedder: Embedder, settings: Settings) -> dict[str, Known]:
    """Every sentence of the articles that ends as one, with its vectors, by its text."""
    passages: list[Passage] = []
    for article in articles:
        passages += chunk(
            article,
            embedder.count,
            words=settings.passage_words,
            overlap=settings.passage_overlap,
            max_pieces=embedder.max_pieces,
        )
    known: dict[str, Known] = {}
    for place, vectors in embedder.embed(passages):
        passage = passages[place]
        texts = [passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences]
        ends = np.cumsum([0, *embedder.count(texts)])
        for n, text in enumerate(texts):
            tokens = vectors.tokens[ends[n] : ends[n + 1]]
            if text[-1] in ".!?" and "\n" not in text and len(tokens):
                known.setdefault(text, Known(vectors.sentences[n], tokens))
    return known


def made_up(known: Sequence[str], many: int) -> Iterator[Article]:
    """Articles of sentences drawn at random, a paragraph each."""
    draw = random.Random(SEED)
    for n in range(many):
        yield Article(
            f"made-{n:06}", source=f"outlet {n % 50}", text="\n\n".join(draw.sample(known, SENTENCES))
        )


def measure(
    size: int, embedder: Remembering, known: Sequence[str], questions: Sequence[str]
) -> dict[str, float]:
    """Builds an archive of about `size` passages in a temporary folder and searches it."""
    with (
        tempfile.TemporaryDirectory(prefix="dateline-scale-") as temporary,
        Archive(Path(temporary) / "archive", Settings(), embedder=embedder) as archive,
    ):
        report = archive.add(made_up(known, max(1, round(size / PER_ARTICLE))))
        began = time.perf_counter()
        archive.search(questions[0])
        opening = time.perf_counter() - began
        took = []
        for question in questions:
            began = time.perf_counter()
            archive.search(question)
            took.append((time.perf_counter() - began) * 1000)
        took.sort()
        return {
            "passages": report.passages,
            "build_seconds": round(report.seconds, 1),
            "open_seconds": round(opening, 2),
            "search_ms_p50": round(statistics.median(took), 1),
            "search_ms_p95": round(took[int(len(took) * 0.95)], 1),
            "resident_mb": round(resident()),
            "catalog_mb": round(_bytes(archive.path, "catalog.sqlite3*") / MEGABYTE, 1),
            "index_mb": round(_bytes(archive.path / "index", "gen-*/**/*") / MEGABYTE, 1),
            "questions": len(took),
        }


def resident() -> float:
    """Megabytes of memory this process holds now; its peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / MEGABYTE
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def _bytes(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def draw(rows: Sequence[dict[str, float]], target: Path) -> None:
    """The curves as a picture: the time of a search, and memory and disk, over the passages."""
    import matplotlib  # type: ignore[import-not-found,unused-ignore]

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, (times, sizes) = pyplot.subplots(1, 2, figsize=(9, 3.4), constrained_layout=True)
    x = [row["passages"] for row in rows]
    for name, label in (("search_ms_p50", "p50"), ("search_ms_p95", "p95")):
        times.plot(x, [row[name] for row in rows], marker="o", label=label)
    for name, label in (("resident_mb", "memory"), ("catalog_mb", "catalog"), ("index_mb", "index")):
        sizes.plot(x, [row[name] for row in rows], marker="o", label=label)
    for axes, title in ((times, "Milliseconds a search"), (sizes, "Megabytes")):
        axes.set(xscale="log", xlabel="passages", title=title, ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)
    figure.savefig(target, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--draw", type=Path, help="an SVG of the curves")
    args = parser.parse_args()
    settings = Settings()
    inner = load_embedder(settings)
    articles, asked = read_set(args.folder, QUESTIONS)
    known = remember(articles, inner, settings)
    embedder = Remembering(inner, known)
    questions = [one.text for one in asked][:QUESTIONS]
    rows = []
    for size in args.sizes:
        rows.append(measure(size, embedder, sorted(known), questions))
        sys.stdout.write(json.dumps(rows[-1]) + "\n")
        sys.stdout.flush()
    if args.draw:
        draw(rows, args.draw)


if __name__ == "__main__":
    main()
