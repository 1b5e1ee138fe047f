"""What commands share: the archive they open, the bar that shows progress, what they print."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from rag.settings import Settings

if TYPE_CHECKING:
    from rag.archive import Archive


@contextmanager
def opened_archive(path: Path | None) -> Iterator[Archive]:
    """The archive of that folder, else that of the settings; closed in the end."""
    from rag.archive import Archive

    settings = Settings()
    with closing(Archive(path or settings.archive, settings)) as opened:
        yield opened


@contextmanager
def progress_bar() -> Iterator[Any]:
    """A progress callback: a bar on a terminal, nothing elsewhere."""
    terminal = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def console() -> Console:
    """Wrapped for a terminal; elsewhere a line stays a line, so that it can be searched and copied."""
    terminal = Console(highlight=False)
    if terminal.is_terminal or "COLUMNS" in os.environ:
        return terminal
    return Console(highlight=False, width=1_000_000)


def show_or_json(value: Any, as_json: bool, shown: Callable[[], RenderableType]) -> None:
    """The value for a program, or what `shown` makes of it for a person."""
    from rag.types import as_json as plain

    if as_json:
        print_json(plain(value))
    else:
        console().print(shown())


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
