"""The command that scores an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.model import app
from rag.cli.options import ArchiveOption, JsonOption

__all__ = ["app"]


@app.command("eval", epilog="Example: dateline eval corpus/gold.jsonl --out runs/today")
def evaluate(
    gold: Annotated[
        Path | None, typer.Argument(help="Gold questions, JSONL or CSV; else the shipped ones.")
    ] = None,
    archive: ArchiveOption = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting for this run; k=… passages. Repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the run with its report; FILE.json for the scores alone.")
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="A B", help="Compare two such folders; runs nothing.")
    ] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=V1,V2", help="Run with each value; repeated, with each combination."),
    ] = None,
    closed_book: Annotated[
        bool,
        typer.Option("--closed-book", help="Also ask the model of the setting llm, without the archive."),
    ] = False,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE=LEAST", help="End with 1 when a measure is lower: RR@10=.6. Repeatable."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score the archive on gold questions: what was found, quoted, refused, and what failed."""
    from rag.cli import runs

    if compare is not None:
        return runs.compare(*compare, as_json)
    wanted = runs.Wanted(archive, gold, tuple(given or ()), out, as_json)
    if sweep:
        return runs.sweep(wanted, sweep)
    return runs.run(wanted, fail_under or (), closed_book)
