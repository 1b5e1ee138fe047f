"""The command that offers the archive to other programs."""

from __future__ import annotations

from contextlib import closing

from rag.cli.options import ArchiveOption
from rag.cli.receipts import app
from rag.errors import CannotServe
from rag.settings import Settings

__all__ = ["app"]

EXAMPLE = "Example: dateline mcp --archive /home/me/archive"


@app.command(epilog=EXAMPLE)
def mcp(archive: ArchiveOption = None) -> None:
    """Serve the archive to a program that speaks MCP, on standard input and output."""
    from rag.archive import Archive

    try:
        from rag.mcp.server import serve
    except ImportError as error:
        raise CannotServe(
            f"dateline mcp needs the package mcp of version 2 ({error}); run `pip install 'dateline[mcp]'`"
        ) from error
    settings = Settings()
    place = (archive or settings.archive).absolute()  # a client starts it in a folder of its own choice
    with closing(Archive(place, settings)) as opened:
        serve(opened)
