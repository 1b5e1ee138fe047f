"""How fast the archive is on this machine: indexing, an unchanged sync, searching and asking.

    python -m rag.evaluate.bench [FOLDER] [--copies 20] [--questions 200]

The folder's articles are repeated with every copy's numbers changed, so that no two are the same
text. Times are wall-clock, medians with n; compare them only with figures of the same run.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rag.archive import Archive
from rag.corpus import ARTICLES, GOLD
from rag.evaluate.gold import read_gold
from rag.settings import Settings
from rag.types import Article

NUMBER = re.compile(r"\d+")


def copies(articles: Sequence[Article], many: int) -> list[Article]:
    """Each article `many` times under new ids, the numbers in its text raised by the copy's number."""
    return [
        replace(
            article,
            id=f"{copy}/{article.id}",
            text=raised(article.text, copy),
        )
        for copy in range(many)
        for article in articles
    ]


def raised(text: str, by: int) -> str:
    """The text with every whole number in it raised."""
    return NUMBER.sub(lambda found: str(int(found.group()) + by), text)


def timed(work: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    """p50 and p95 in milliseconds, after one warm-up call."""
    work(questions[0])
    took = []
    for question in questions:
        began = time.perf_counter()
        work(question)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(took[int(len(took) * 0.95)], 1)}


def run(folder: Path, many: int, limit: int) -> dict[str, object]:
    """Indexes the copies in a temporary archive and asks it the shipped questions."""
    questions = [q.question for q in read_gold(GOLD)[0] if not q.history]
    asked = [questions[i % len(questions)] for i in range(limit)]
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        place = Path(temporary)
        with Archive(place / "one", Settings()) as archive:
            archive.sync(folder)
            taken = copies(archive.articles(), many)
        with Archive(place / "many", Settings(), embedder=archive.embedder) as archive:
            first = archive.add(taken)
            again = archive.add(taken)
            size = sum(f.stat().st_size for f in archive.path.rglob("*") if f.is_file())
            return {
                "articles": len(taken),
                "passages": first.passages,
                "index_seconds": round(first.seconds, 2),
                "articles_per_second": round(len(taken) / first.seconds, 2),
                "unchanged_seconds": round(again.seconds, 3),
                "bytes_per_passage": size // first.passages,
                "questions": len(asked),
                "search": timed(lambda q: archive.search(q), asked),
                "ask": timed(lambda q: archive.ask(q), asked),
            }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ARTICLES)
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--questions", type=int, default=200)
    args = parser.parse_args()
    sys.stdout.write(json.dumps(run(args.folder, args.copies, args.questions), indent=1) + "\n")


if __name__ == "__main__":
    main()
