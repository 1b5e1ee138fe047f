"""The commands that look through the whole archive."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from rag.cli.commands import app
from rag.cli.options import (
    AfterOption,
    ArchiveOption,
    BeforeOption,
    JsonOption,
    NoDatesOption,
    SourceOption,
    TodayOption,
    filters,
    limits,
)
from rag.cli.output import opened_archive, show_or_json

__all__ = ["app"]


@app.command("find-quote", epilog='Example: dateline find-quote "a pivotal moment for military diplomacy"')
def find_quote(
    text: Annotated[str, typer.Argument(help="The excerpt; - reads it from standard input.")],
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the article that an excerpt is from, and what was changed in it."""
    from rag.cli import shown

    excerpt = sys.stdin.read() if text == "-" else text
    with opened_archive(archive) as opened:
        match = opened.find_quote(excerpt, **limits(after, before, source))
    show_or_json(match, as_json, lambda: shown.quote_match(match))


@app.command(epilog='Example: dateline mentions "Panama Canal" --after 2025-03-01')
def mentions(
    text: Annotated[str, typer.Argument(help="A word, a name, or words that stand together.")],
    any_form: Annotated[bool, typer.Option("--any-form", help="Also other forms: port finds ports.")] = False,
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count every article that has a word, by month and outlet, and tell which was first."""
    from rag.cli import shown

    with opened_archive(archive) as opened:
        found = opened.mentions(text, **limits(after, before, source), any_form=any_form)
    show_or_json(found, as_json, lambda: shown.mentions(found))


@app.command(epilog='Example: dateline timeline "sale of the canal ports"')
def timeline(
    question: Annotated[str, typer.Argument(help="What you want to follow, in a few words.")],
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many sentences at most.")] = 20,
    archive: ArchiveOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    source: SourceOption = None,
    today: TodayOption = None,
    no_dates: NoDatesOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the sentences that bear on a question by their days of publication."""
    from rag.cli import shown

    with opened_archive(archive) as opened:
        found = opened.timeline(question, **filters(after, before, source, today, no_dates), most=most)
    show_or_json(found, as_json, lambda: shown.timeline(found))
