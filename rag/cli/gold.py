"""The commands for gold questions: checked, proposed from the articles, made of what readers said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.evaluating import app
from rag.cli.options import ArchiveOption, JsonOption
from rag.cli.output import opened_archive, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluate.gold import Problem

__all__ = ["app"]

gold = typer.Typer(
    no_args_is_help=True, help="Check gold questions, draft them, make them of readers' feedback."
)
app.add_typer(gold, name="gold")

OutOption = Annotated[
    Path | None, typer.Option(help="File to write; it must not be there yet. Else they are printed.")
]


@gold.command(epilog="Example: dateline gold check corpus/gold.jsonl")
def check(
    path: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold questions, JSONL or CSV.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name every row that cannot be used or does not fit the archive, and what mends it."""
    from rag.evaluate.gold import check_gold, read_gold
    from rag.evaluate.report import problems_text
    from rag.types import as_json as plain

    questions, unread = read_gold(path)
    with opened_archive(archive) as opened:
        problems = [*unread, *check_gold(questions, opened.articles())]
    if as_json:
        print_json({"questions": len(questions), "problems": plain(tuple(problems))})
    else:
        told = f"{len(questions)} questions can be run, {len(unread)} rows cannot"
        typer.echo("\n\n".join(part for part in (problems_text(problems), told) if part))
    if problems:
        raise typer.Exit(1)


@gold.command(epilog="Example: dateline gold draft -n 20 --out draft.jsonl")
def draft(
    many: Annotated[int, typer.Option("-n", min=1, max=10_000, help="How many questions at most.")] = 50,
    out: OutOption = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other sentences.")] = 7,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose questions from the articles, each with its evidence, for you to mend and confirm."""
    from rag.errors import BadGold
    from rag.evaluate.draft import draft as proposed

    with opened_archive(archive) as opened:
        rows = proposed(opened.articles(), many, seed)
    if not rows:
        raise BadGold(
            "no sentence of the archive gives a question; write gold by hand, see docs/evaluation.md"
        )
    _give(rows, out, as_json, ())


@gold.command("from-feedback", epilog="Example: dateline gold from-feedback --out more.jsonl")
def from_feedback(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FEEDBACK]",
            help="What readers said, JSONL. Without it: the answers that were rated on the archive's page.",
            show_default=False,
        ),
    ] = None,
    out: OutOption = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make questions of what readers said of answers, for you to mend and confirm."""
    from rag.evaluate.feedback import gold_rows, read_feedback
    from ui.kept.feedback import of_archive

    with opened_archive(archive) as opened:
        verdicts, problems = read_feedback(path) if path is not None else (of_archive(opened.path), [])
        rows = gold_rows(verdicts, opened.revision)
    _give(rows, out, as_json, problems)


def _give(
    rows: Sequence[dict[str, Any]], out: Path | None, as_json: bool, problems: Sequence[Problem]
) -> None:
    from rag.errors import BadGold
    from rag.evaluate.draft import as_lines

    if out is not None:
        try:
            with out.open("x", encoding="utf-8") as file:
                file.write(as_lines(rows))
        except FileExistsError as error:
            raise BadGold(
                f"{out} is there already, and may hold your work; give --out another name"
            ) from error
        except OSError as error:
            raise BadGold(f"{out}: cannot be written ({error.strerror}); give --out another place") from error
    if as_json:
        print_json({"rows": list(rows), "problems": [str(problem) for problem in problems]})
        return
    for problem in problems:
        typer.echo(f"left out, {problem}", err=True)
    if out is None:
        typer.echo(as_lines(rows), nl=False)
    else:
        typer.echo(f"{len(rows)} drafts in {out}; none runs before you set its confirmed to true")
