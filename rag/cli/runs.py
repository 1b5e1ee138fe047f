"""What `dateline eval` does: one run, several under other settings, or two held against each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from rag.archive import Archive
from rag.cli.output import print_json, progress_bar
from rag.corpus import GOLD
from rag.errors import BadSettings
from rag.evaluate import report, saved
from rag.evaluate.about import About, about
from rag.evaluate.gold import Problem, check_gold, read_gold
from rag.evaluate.knobs import bounds, knobs, missed, swept
from rag.evaluate.run import evaluate
from rag.evaluate.scores import Scores

if TYPE_CHECKING:
    from rag.models.writing import Writer
    from rag.settings import Settings

LISTED = 5  # failures of a reason in the terminal, where a folder has them all


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line; `given` are the settings of --set."""

    archive: Path | None
    gold: Path | None
    given: tuple[str, ...]
    out: Path | None
    as_json: bool


def run(wanted: Wanted, fail_under: Sequence[str], closed_book: bool) -> None:
    """One run: printed, written, and held to its bounds."""
    chosen, least, path = knobs(wanted.given), bounds(fail_under), wanted.gold or GOLD
    settings = chosen.settings
    writer = _writer(settings) if closed_book else None
    questions, problems = read_gold(path)
    with Archive(wanted.archive or settings.archive, settings) as opened, progress_bar() as progress:
        articles = opened.articles()
        problems = [*problems, *check_gold(questions, articles)]
        scores = evaluate(opened, questions, progress, chosen.k)
        revision = opened.revision
        extra, told = _from_memory(writer, scores, settings.llm_seconds, progress)
    of = about(path, len(questions), len(articles), revision, settings, chosen.k, chosen.changed)
    parts = [report.as_text(scores, problems, LISTED if _is_folder(wanted.out) else None), *told]
    if wanted.out is not None:
        parts.append(_written(wanted.out, scores, of, problems, extra))
    if wanted.as_json:
        print_json(report.as_json(scores, problems, of) | extra)
    else:
        typer.echo("\n\n".join(parts))
    _hold(missed(scores, least))


def compare(a: Path, b: Path, as_json: bool) -> None:
    """Two runs that were written."""
    from rag.evaluate import compare

    found = compare.compare(saved.load(a), saved.load(b))
    if as_json:
        print_json(compare.as_json_values(found))
    else:
        typer.echo(compare.as_text(found))


def sweep(wanted: Wanted, axes: Sequence[str]) -> None:
    """A run for each combination of values, and one table of all."""
    from rag.evaluate import sweep

    tries = [
        (values, knobs([*wanted.given, *(f"{name}={value}" for name, value in values.items())]))
        for values in swept(axes)
    ]
    path = wanted.gold or GOLD
    questions, problems = read_gold(path)
    place = wanted.archive or tries[0][1].settings.archive
    with progress_bar() as progress:
        done = sweep.sweep(place, questions, tries, progress)
    if wanted.out is not None:
        with Archive(place, tries[0][1].settings) as opened:
            size, revision = len(opened.articles()), opened.revision
        for one in done:
            k, settings = one.knobs.k, one.knobs.settings
            of = about(path, len(questions), size, revision, settings, k, one.knobs.changed)
            _written(wanted.out / one.folder, one.scores, of, problems, {})
        (wanted.out / "sweep.csv").write_text(sweep.as_csv(done), encoding="utf-8")
    if wanted.as_json:
        print_json([{"values": dict(one.values), **report.scores_json(one.scores)} for one in done])
        return
    where = f"Table: {wanted.out / 'sweep.csv'}; each run has a folder there" if wanted.out else ""
    typer.echo("\n\n".join(p for p in (report.problems_text(problems), sweep.as_text(done), where) if p))


def _writer(settings: Settings) -> Writer:
    from rag.models.llm import load_llm

    if not settings.llm:
        raise BadSettings(
            "--closed-book asks a model, and none is set; name one: --set llm=…, or DATELINE_LLM"
        )
    return load_llm(settings)


def _from_memory(
    writer: Writer | None, scores: Scores, seconds: float, progress: Any
) -> tuple[dict[str, Any], list[str]]:
    """What the model says without the archive, for programs and for people; nothing without a model."""
    if writer is None:
        return {}, []
    from rag.evaluate import closed_book

    found = closed_book.closed_book(writer, scores, seconds, progress)
    return {"closed_book": closed_book.as_json_values(found)}, [closed_book.as_text(found)]


def _is_folder(out: Path | None) -> bool:
    return out is not None and out.suffix != ".json"


def _written(out: Path, scores: Scores, of: About, problems: Sequence[Problem], extra: dict[str, Any]) -> str:
    """Writes the run; the line that says where."""
    from rag.evaluate.page import page

    if not _is_folder(out):
        saved.save_scores(out, scores, of, problems)
        return f"Scores: {out}"
    saved.save(out, scores, of, problems, page(scores, of, problems))
    for name, value in extra.items():
        (out / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return f"Report: {out / saved.REPORT}"


def _hold(lines: Sequence[str]) -> None:
    """Ends with 1 where anything is under its bound; told on stderr, for stdout holds results."""
    for line in lines:
        sys.stderr.write(f"Under the bound: {line}\n")
    if lines:
        raise typer.Exit(1)
