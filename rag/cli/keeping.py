"""The commands that add and remove articles one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.options import ArchiveOption, JsonOption
from rag.cli.output import console, opened_archive, print_json, progress_bar, show_or_json
from rag.cli.serving import app

__all__ = ["app"]


@app.command(epilog="Example: dateline add report.pdf interview.docx")
def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Files of any form of docs/ingest.md.")
    ],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in the articles of files for good: no sync removes them, and the files are not needed again."""
    from rag import show

    with opened_archive(archive) as opened, progress_bar() as progress:
        done = opened.add_files([(path, path.name) for path in files], progress)
    show_or_json(done, as_json, lambda: show.report(done))


@app.command(epilog="Example: dateline remove 2025/ferry.txt")
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Articles, by the ids that --json prints.")],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove articles with all their versions; a later sync of their folder leaves them out and says so."""
    from rag import show

    with opened_archive(archive) as opened, progress_bar() as progress:
        done = opened.remove(ids, progress)
    show_or_json(done, as_json, lambda: show.report(done))


@app.command(epilog="Example: dateline restore 2025/ferry.txt")
def restore(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME…", help="Removed articles, by the names that a sync skips.")
    ],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in again what was removed by hand: its folder is synced."""
    from rag import show
    from rag.types import as_json as plain

    with opened_archive(archive) as opened, progress_bar() as progress:
        reports = [opened.sync(folder, progress) for folder in opened.restore(names)]
    if as_json:
        print_json([plain(done) for done in reports])
    else:
        for done in reports:
            console().print(show.report(done))
