"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

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


def day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
