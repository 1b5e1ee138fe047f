"""The options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypedDict

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
TodayOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="The day that “yesterday” and “last week” are counted from.",
        show_default="the day it is",
    ),
]
NoDatesOption = Annotated[
    bool, typer.Option("--no-dates", help="Read no time, such as “last week”, in the question.")
]
WrittenOption = Annotated[
    bool | None,
    typer.Option(
        "--written/--quotes",
        help="Let the model write the answer, or quote.",
        show_default="written if DATELINE_LLM is set",
    ),
]


class Limits(TypedDict):
    """What every method of `Archive` that looks for something takes beside it."""

    after: date | None
    before: date | None
    sources: list[str] | None


class Filters(Limits):
    """What `Archive.ask` and `Archive.search` take beside the question."""

    today: date | None
    read_dates: bool


def limits(after: datetime | None, before: datetime | None, source: list[str] | None) -> Limits:
    """The options as the archive takes them."""
    return {"after": _day(after), "before": _day(before), "sources": source}


def filters(
    after: datetime | None,
    before: datetime | None,
    source: list[str] | None,
    today: datetime | None,
    no_dates: bool,
) -> Filters:
    """The options as the archive takes them."""
    return {**limits(after, before, source), "today": _day(today), "read_dates": not no_dates}


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
