"""Takes a public set into an archive of its own and writes its gold, or its run and qrels.

    python -m rag.evaluate.public newsqa NewsQA.jsonl.gz --archive newsqa --out newsqa-gold
    dateline eval newsqa-gold/gold.jsonl --archive newsqa --out newsqa-run

A set that judges documents and has no answers (beir) is searched at once, its measures printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from rag.archive import Archive
from rag.errors import DatelineError
from rag.evaluate.public.forms import FORMS, read_public
from rag.evaluate.public.parts import PublicSet, RetrievalSet
from rag.evaluate.trec import measured, write_qrels, write_run
from rag.settings import Settings
from rag.types import as_json

T = TypeVar("T")
SEED = 7
DEPTH = 100  # documents of a run, as BEIR's are measured


def take(found: PublicSet | RetrievalSet, archive: Archive, out: Path, limit: int | None) -> str:
    """Adds the articles and writes what is to be run; says what it did."""
    report = archive.add(found.articles)
    out.mkdir(parents=True, exist_ok=True)
    took = f"{len(found.articles)} articles, {report.passages} passages"
    if isinstance(found, RetrievalSet):
        return f"{took}\n{_searched(found, archive, out, limit)}"
    questions = _drawn(found.questions, limit)
    lines = (json.dumps(as_json(question), ensure_ascii=False) + "\n" for question in questions)
    (out / "gold.jsonl").write_text("".join(lines), encoding="utf-8")
    left = "".join(f"\n  {problem}" for problem in found.problems[:10])
    return f"{took}, {len(questions)} questions in {out / 'gold.jsonl'}; {len(found.problems)} left out{left}"


def _searched(found: RetrievalSet, archive: Archive, out: Path, limit: int | None) -> str:
    queries = dict(_drawn(list(found.queries.items()), limit))
    qrels = {id: found.qrels[id] for id in queries}
    rankings = {
        id: list(dict.fromkeys(hit.article.id for hit in archive.search(text, k=DEPTH, read_dates=False)))
        for id, text in queries.items()
    }
    write_run(out / "article.run", rankings)
    write_qrels(out / "article.qrels", qrels)
    run = {id: {d: float(-rank) for rank, d in enumerate(ranked)} for id, ranked in rankings.items()}
    values = list(measured(qrels, run).values())
    means = {name: sum(value[name] for value in values) / len(values) for name in values[0]}
    told = "  ".join(f"{name} {value:.3f}" for name, value in means.items())
    return f"{told}  (n = {len(values)}); article.run and article.qrels are in {out}"


def _drawn(values: Sequence[T], limit: int | None) -> list[T]:
    """All, or as many as the limit, drawn with a fixed seed and left in their order."""
    if limit is None or limit >= len(values):
        return list(values)
    kept = sorted(random.Random(SEED).sample(range(len(values)), limit))
    return [values[place] for place in kept]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m rag.evaluate.public",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("form", choices=FORMS)
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--archive", type=Path, required=True, help="made when missing; better one of its own"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the gold, or the run and qrels")
    parser.add_argument("--limit", type=int, help="draw as many questions, with a fixed seed")
    args = parser.parse_args(arguments)
    try:
        found = read_public(args.form, args.path)
        with Archive(args.archive, Settings()) as archive:
            sys.stdout.write(take(found, archive, args.out, args.limit) + "\n")
    except DatelineError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
