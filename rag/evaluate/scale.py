"""How search holds up as an archive grows: a curve from 1,000 to 100,000 passages.

    python -m rag.evaluate.scale FOLDER … [--sizes 1000 … 100000] [--keep DIR] [--draw docs/performance.svg]

Each FOLDER is laid out as `rag.evaluate.sets` reads it. Their articles, embedded once, are repeated and
altered: a new article is four runs of sentences of articles drawn at random, each as it stood there but for
a fifth of its sentences, which come from anywhere. So an archive of any size holds passages on real topics
with real vectors, and no two of its articles are copies. Only the embedding is spared: cutting, the catalog,
both indexes and every search are what any archive has. Figures are wall-clock, of the questions of the
first FOLDER, one after another; memory is what a process holds after them that has built nothing.
`--keep` leaves the archives in DIR, where a later run finds them: building takes long, searching does not.
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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
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
RUNS, RUN = 4, 8  # runs of an article, sentences of a run
ALTERED = 0.2  # share of the sentences that come from anywhere
PER_ARTICLE = 6.0  # passages of such an article, about; the true number is told
QUESTIONS = 200
SEED = 11
BUILT = "built.json"  # beside an archive: what building it took
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
        new = [text for text in texts if text not in self._pieces]
        self._pieces.update(zip(new, self._inner.count(new), strict=True))
        return [self._pieces[text] for text in texts]

    def embed(self, passages: Sequence[Passage]) -> Iterable[tuple[int, Vectors]]:
        for place, passage in enumerate(passages):
            texts = [passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences]
            found = [self._known.get(text) or self._alone(text) for text in texts]
            sentences = np.stack([known.sentence for known in found])
            mean = sentences.astype(np.float32).mean(axis=0)
            tokens = np.concatenate([known.tokens for known in found])
            yield place, Vectors(mean / np.linalg.norm(mean), sentences, tokens)

    def _alone(self, text: str) -> Known:
        """A sentence that begins or ends otherwise than where it was read: embedded by itself, once."""
        ((_, made),) = self._inner.embed([Passage("", "", text, 0, len(text), ((0, len(text)),))])
        self._known[text] = Known(made.sentences[0], made.tokens)
        return self._known[text]

    def query(self, question: str) -> QueryVectors:
        return self._inner.query(question)


@dataclass(frozen=True, slots=True)
class Stock:
    """What new articles are made of: every sentence that ends as one, with its vectors and in its order."""

    known: dict[str, Known]
    articles: tuple[tuple[str, ...], ...]


def remember(articles: Iterable[Article], embedder: Embedder, settings: Settings) -> Stock:
    """The sentences of the articles, embedded in their passages."""
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
    order: dict[str, dict[int, str]] = {}
    for place, vectors in embedder.embed(passages):
        passage = passages[place]
        texts = [passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences]
        ends = np.cumsum([0, *embedder.count(texts)])
        for n, text in enumerate(texts):
            tokens = vectors.tokens[ends[n] : ends[n + 1]]
            if text[-1] in ".!?" and "\n" not in text and len(tokens):
                known.setdefault(text, Known(vectors.sentences[n], tokens))
                order.setdefault(passage.article_id, {})[passage.sentences[n][0]] = text
    rows = (tuple(text for _, text in sorted(found.items())) for _, found in sorted(order.items()))
    return Stock(known, tuple(row for row in rows if len(row) >= RUN))


def made_up(stock: Stock, many: int) -> Iterator[Article]:
    """New articles, a sentence to a paragraph; the same for the same stock."""
    draw = random.Random(SEED)
    anywhere = sorted(stock.known)
    for n in range(many):
        text: list[str] = []
        for row in draw.sample(stock.articles, RUNS):
            first = draw.randrange(len(row) - RUN + 1)
            text += [
                draw.choice(anywhere) if draw.random() < ALTERED else sentence
                for sentence in row[first : first + RUN]
            ]
        yield Article(f"made-{n:06}", source=f"outlet {n % 50}", text="\n\n".join(text))


def built(size: int, folder: Path, embedder: Embedder, stock: Stock) -> None:
    """An archive of about `size` passages in the folder, with what building it took; none is built twice."""
    told = folder / BUILT
    if told.exists():
        return
    with Archive(folder / "archive", Settings(), embedder=embedder) as archive:
        report = archive.add(made_up(stock, max(1, round(size / PER_ARTICLE))))
    told.write_text(json.dumps({"passages": report.passages, "build_seconds": round(report.seconds, 1)}))


def measure(folder: Path, questions: Sequence[str]) -> dict[str, float]:
    """Searches the archive that was built in the folder, in the process that calls this."""
    with Archive(folder / "archive", Settings()) as archive:
        archive.embedder.query("ready?")
        began = time.perf_counter()
        archive.search(questions[0])
        opening = time.perf_counter() - began
        took = []
        for question in questions:
            began = time.perf_counter()
            archive.search(question)
            took.append((time.perf_counter() - began) * 1000)
        took.sort()
        built: dict[str, float] = json.loads((folder / BUILT).read_text())
        return {
            **built,
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
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where the archives are, and stay")
    parser.add_argument("--draw", type=Path, metavar="SVG", help="the curves as a picture")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dateline-scale-") as temporary:
        home: Path = args.keep or Path(temporary)
        homes = [home / str(size) for size in args.sizes]
        if not all((folder / BUILT).exists() for folder in homes):
            _build(args.folders, dict(zip(args.sizes, homes, strict=True)))
        questions = [one.text for one in read_set(args.folders[0], QUESTIONS)[1]][:QUESTIONS]
        rows = []
        for folder in homes:
            with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
                rows.append(fresh.submit(measure, folder, questions).result())
            sys.stdout.write(json.dumps(rows[-1]) + "\n")
            sys.stdout.flush()
    if args.draw:
        draw(rows, args.draw)


def _build(folders: Sequence[Path], homes: Mapping[int, Path]) -> None:
    settings = Settings()
    inner = load_embedder(settings)
    articles = [article for folder in folders for article in read_set(folder, QUESTIONS)[0]]
    stock = remember(articles, inner, settings)
    embedder = Remembering(inner, stock.known)
    for size, folder in homes.items():
        folder.mkdir(parents=True, exist_ok=True)
        built(size, folder, embedder, stock)


if __name__ == "__main__":
    main()
