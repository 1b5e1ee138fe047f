"""The command line: each command a thin face over `Archive`.

Exit codes: 0 done (a refusal is an answer), 1 a problem, told in one line, 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from rag.errors import DatelineError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.archive import Archive

app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Ask an archive of news articles a question; get the exact words that answer it.",
)

ArchiveOption = Annotated[
    Path | None, typer.Option("--archive", help="Folder of the archive.", show_default="archive")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, the fields named as in Python.")]
AfterOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on this day or later.")
]
BeforeOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on this day or earlier.")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help="Only this outlet; may be repeated.")
]


def main() -> None:
    """The `dateline` command."""
    try:
        app()
    except DatelineError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Stopped; what was there is kept. The same command goes on from here.", err=True)
        sys.exit(1)
    except BrokenPipeError:  # what reads our output has stopped, as `head` does
        sys.stderr.close()
        sys.exit(1)


@app.command(epilog="Example: dateline sync corpus/articles")
def sync(
    folder: Annotated[Path, typer.Argument(help="Folder of .txt .md .html .htm .json .jsonl files.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the archive in line with a folder of articles: add, update, remove."""
    from rag import show

    with _archive(archive) as opened, _progress() as progress:
        done = opened.sync(folder, progress)
    _print(done, as_json, lambda: show.report(done))


@app.command(epilog='Example: dateline ask "Who is the U.S. ambassador to Panama?"')
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in a sentence.")],
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quoted sentences, or say that the archive does not."""
    from rag import show
    from rag.answer.question import checked

    with _archive(archive) as opened:
        asked = checked(question, opened.settings.question_limit)
        answer = opened.ask(asked, after=_day(after), before=_day(before), sources=source)
    _print(answer, as_json, lambda: show.answer(answer))


@app.command(epilog='Example: dateline search "naval open house" -k 3')
def search(
    question: Annotated[str, typer.Argument(help="What you want to know, in a sentence.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the best passages for a question."""
    from rag import show

    with _archive(archive) as opened:
        hits = opened.search(question, k, after=_day(after), before=_day(before), sources=source)
    _print(hits, as_json, lambda: show.hits(hits))


@app.command(epilog="Example: dateline chat --sync corpus/articles")
def chat(
    archive: ArchiveOption = None,
    folder: Annotated[
        Path | None, typer.Option("--sync", help="Bring the archive in line with this folder first.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback only.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")
    ] = 7860,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Open the chat page in the browser's reach: http://127.0.0.1:7860."""
    from rag import corpus, show

    with _archive(archive) as opened:
        if folder is not None:
            with _progress() as progress:
                done = opened.sync(folder, progress)
            if not as_json:
                _console().print(show.report(done))
        opened.ready()  # an empty or damaged archive is told before the page opens
        from ui.app import serve

        def announce(address: str) -> None:
            typer.echo(
                json.dumps({"url": address}) if as_json else f"Dateline is at {address} (Ctrl-C stops it)"
            )

        examples = corpus.EXAMPLES if folder is not None and folder.resolve() == corpus.ARTICLES else ()
        serve(opened, host=host, port=port, announce=announce, examples=examples)


@app.command("eval", epilog="Example: dateline eval corpus/gold.jsonl")
def evaluate(
    gold: Annotated[
        Path | None, typer.Argument(help="Gold questions, one JSON object a line; else the shipped ones.")
    ] = None,
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score the archive on gold questions: what was found, quoted, refused, and what failed."""
    from rag.corpus import GOLD
    from rag.evaluate.gold import check_gold, read_gold
    from rag.evaluate.report import as_json as scores_json
    from rag.evaluate.report import as_text
    from rag.evaluate.run import evaluate as run

    questions, problems = read_gold(gold or GOLD)
    with _archive(archive) as opened, _progress() as progress:
        problems = [*problems, *check_gold(questions, opened.articles())]
        scores = run(opened, questions, progress)
    if as_json:
        _json(scores_json(scores, problems))
    else:
        typer.echo(as_text(scores, problems))


@app.command(epilog="Example: dateline doctor")
def doctor(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Report versions, disk, the index's hashes and every setting, and what to do about what is wrong."""
    from rag import show
    from rag.doctor import examine, setting_rows

    settings = Settings()
    checks = examine(archive or settings.archive, settings)
    if as_json:
        values = {name: value for name, value, _ in setting_rows(settings)}
        _json(
            {
                "checks": [{"name": c.name, "found": c.found, "mend": c.mend} for c in checks],
                "settings": values,
            }
        )
    else:
        console = _console()
        for check in checks:
            mark = Text("ok    ", style="green") if check.well else Text("wrong ", style="red")
            console.print(mark.append(f"{check.name}: {check.found}", style="default"), soft_wrap=True)
            if check.mend:
                console.print(Text(f"      → {check.mend}"), soft_wrap=True)
        console.print()
        console.print(show.settings_table(setting_rows(settings)))
    if not all(check.well for check in checks):
        raise typer.Exit(1)


@contextmanager
def _archive(path: Path | None) -> Iterator[Archive]:
    from rag.archive import Archive

    settings = Settings()
    with closing(Archive(path or settings.archive, settings)) as opened:
        yield opened


@contextmanager
def _progress() -> Iterator[Any]:
    """A progress callback: a bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def _console() -> Console:
    """Wrapped for a terminal; elsewhere a line stays a line, so that it can be searched and copied."""
    console = Console(highlight=False)
    return (
        console
        if console.is_terminal or "COLUMNS" in os.environ
        else Console(highlight=False, width=1_000_000)
    )


def _print(value: Any, as_json: bool, shown: Any) -> None:
    from rag.types import as_json as plain

    if as_json:
        _json(plain(value))
    else:
        _console().print(shown())


def _json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


if __name__ == "__main__":
    main()
