"""The commands."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from rag.cli.options import (
    AfterOption,
    ArchiveOption,
    BeforeOption,
    JsonOption,
    NoDatesOption,
    SourceOption,
    TodayOption,
    WrittenOption,
    filters,
)
from rag.cli.output import console, opened_archive, print_json, progress_bar, show_or_json
from rag.settings import Settings

app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Ask an archive of news articles a question; get the exact words that answer it.",
)


@app.command(epilog="Example: dateline sync corpus/articles")
def sync(
    folder: Annotated[Path, typer.Argument(help="Folder of articles, in any form of docs/ingest.md.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the archive in line with a folder of articles: add, update, remove."""
    from rag import show

    with opened_archive(archive) as opened, progress_bar() as progress:
        done = opened.sync(folder, progress)
    show_or_json(done, as_json, lambda: show.report(done))


@app.command(epilog='Example: dateline ask "Who is the U.S. ambassador to Panama?"')
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in a sentence.")],
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    today: TodayOption = None,
    no_dates: NoDatesOption = False,
    written: WrittenOption = None,
    receipt: Annotated[
        Path | None, typer.Option(help="Write what the answer rests on to this file, for `dateline verify`.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quoted sentences, or say that the archive does not."""
    from rag import receipt as receipts
    from rag import show
    from rag.answer.question import checked

    with opened_archive(archive) as opened:
        asked = checked(question, opened.settings.question_limit)
        limits = filters(after, before, source, today, no_dates)
        answer = opened.ask(asked, **limits, written=written)
        if receipt is not None:
            terms = receipts.Terms(
                after=limits["after"],
                before=limits["before"],
                sources=None if source is None else tuple(source),
                today=limits["today"] or date.today(),
                read_dates=limits["read_dates"],
                written=written,
            )
            receipts.write(receipts.receipt(opened, answer, terms), receipt)
    show_or_json(answer, as_json, lambda: show.answer(answer))


@app.command(epilog='Example: dateline search "naval open house" -k 3')
def search(
    question: Annotated[str, typer.Argument(help="What you want to know, in a sentence.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    today: TodayOption = None,
    no_dates: NoDatesOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the best passages for a question."""
    from rag import show
    from rag.answer.when.reading import published_when

    with opened_archive(archive) as opened:
        hits = opened.search(question, k, **filters(after, before, source, today, no_dates))
    when = None if no_dates else published_when(question, today.date() if today else date.today())
    show_or_json(hits, as_json, lambda: show.hits(hits, when))


@app.command(epilog="Example: dateline chat --sync corpus/articles")
def chat(
    archive: ArchiveOption = None,
    folder: Annotated[
        Path | None, typer.Option("--sync", help="Bring the archive in line with this folder first.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; one that others reach needs the setting `password`.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")
    ] = 7860,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Open the chat page in the browser's reach: http://127.0.0.1:7860."""
    from rag import corpus, show

    with opened_archive(archive) as opened:
        if folder is not None:
            with progress_bar() as progress:
                done = opened.sync(folder, progress)
            if not as_json:
                console().print(show.report(done))
        opened.ready()  # an empty or damaged archive is told before the page opens
        from ui.app import serve
        from ui.rehearsal import rehearse

        def announce(address: str) -> None:
            typer.echo(
                json.dumps({"url": address}) if as_json else f"Dateline is at {address} (Ctrl-C stops it)"
            )
            rehearse(opened)

        examples = corpus.EXAMPLES if folder is not None and folder.resolve() == corpus.ARTICLES else ()
        serve(opened, host, port, announce, examples, opened.settings)


@app.command(epilog="Example: dateline doctor")
def doctor(archive: ArchiveOption = None, as_json: JsonOption = False) -> None:
    """Report versions, disk, the index's hashes and every setting, and what to do about what is wrong."""
    from rag import show
    from rag.doctor import examine, setting_rows

    settings = Settings()
    checks = examine(archive or settings.archive, settings)
    if as_json:
        values = {name: value for name, value, _ in setting_rows(settings)}
        print_json(
            {
                "checks": [{"name": c.name, "found": c.found, "mend": c.mend} for c in checks],
                "settings": values,
            }
        )
    else:
        terminal = console()
        for check in checks:
            mark = Text("ok    ", style="green") if check.well else Text("wrong ", style="red")
            terminal.print(mark.append(f"{check.name}: {check.found}", style="default"), soft_wrap=True)
            if check.mend:
                terminal.print(Text(f"      → {check.mend}"), soft_wrap=True)
        terminal.print()
        terminal.print(show.settings_table(setting_rows(settings)))
    if not all(check.well for check in checks):
        raise typer.Exit(1)
