"""The command that offers the archive to other programs."""

from __future__ import annotations

from contextlib import closing

from rag.cli.options import ArchiveOption
from rag.cli.receipts import app
from rag.settings import Settings

__all__ = ["app"]


@app.command(epilog="Example: dateline mcp --archive /home/me/archive")
def mcp(archive: ArchiveOption = None) -> None:
    """Serve the archive to a program that speaks MCP, on standard input and output."""
    from rag.archive import Archive
    from rag.mcp.server import serve

    settings = Settings()
    place = (archive or settings.archive).absolute()  # a client starts it in a folder of its own choice
    with closing(Archive(place, settings)) as opened:
        serve(opened)
