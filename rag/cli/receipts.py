"""The command that holds a receipt against the archive of today."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.gold import app
from rag.cli.options import ArchiveOption, JsonOption
from rag.cli.output import opened_archive, print_json

__all__ = ["app"]


@app.command(epilog="Example: dateline verify receipt.json")
def verify(
    path: Annotated[
        Path, typer.Argument(metavar="RECEIPT", help="File that `ask --receipt` wrote, or the page gave.")
    ],
    archive: ArchiveOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what of an answer's receipt still holds. Exit code 1 when a quotation no longer stands."""
    from rag import receipt
    from rag.types import as_json as plain

    kept = receipt.read(path)
    with opened_archive(archive) as opened:
        verified = receipt.verify(opened, kept)
    if as_json:
        print_json({**plain(verified), "stands": verified.stands})
    else:
        typer.echo("\n".join(receipt.told(verified)))
    if not verified.stands:
        raise typer.Exit(1)
