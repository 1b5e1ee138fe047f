"""What a request of the library's script says, checked: nothing in it is believed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import ClientDisconnect, Request

from rag.errors import BadArticle, NoFolder
from ui.shelves.contract import Shelved
from ui.shelves.intake import BadUpload, Intake, private_folder
from ui.shelves.terms import FOLDERS_HERE, OFF, Refused, Terms

REMOVED_MOST = 1_000  # articles in one go
BROKE_OFF = "The upload broke off; nothing was added."


class Uploaded:
    """Files that came with a request, in a folder that `close` removes."""

    def __init__(self) -> None:
        self.folder: TemporaryDirectory[str] = private_folder()
        self.files: Sequence[tuple[Path, str]] = ()
        self.skipped: Sequence[tuple[str, str]] = ()

    async def take(self, request: Request, terms: Terms) -> None:
        """Raises BadUpload or NoSpace."""
        intake = Intake(Path(self.folder.name), terms.file_mb)
        try:
            async for piece in request.stream():
                intake.feed(piece)
            self.files, self.skipped = intake.files(), intake.skipped
        except ClientDisconnect as error:
            raise BadUpload(BROKE_OFF) from error
        finally:
            intake.close()

    def close(self) -> None:
        self.folder.cleanup()


def allowed(archive: Shelved, terms: Terms) -> None:
    """Raises Refused where nothing may be changed."""
    if not terms.changes:
        raise Refused(OFF)
    if why := archive.unwritable:
        raise Refused(why)


def named_folder(archive: Shelved, terms: Terms, folder: str) -> Path:
    """The folder that was named. Raises Refused, NoFolder."""
    if not folder or "\0" in folder:
        raise NoFolder("no folder is named; give its path on the machine that runs this page")
    known = {found.path for found in archive.folders()}
    if not terms.folders and folder not in known:
        raise Refused(FOLDERS_HERE)
    try:
        path = Path(folder).expanduser()
        there = path.is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, or the home of nobody
        raise NoFolder(f"{folder[:200]} is no path of a folder") from error
    if not there:
        raise NoFolder(f"{folder[:200]}: no such folder on the machine that runs this page")
    return path


async def body_of(request: Request) -> dict[str, Any]:
    """Raises BadUpload for what is no JSON object."""
    try:
        body = await request.json()
    except (ValueError, RecursionError) as error:
        raise BadUpload("The request is no JSON.") from error
    if not isinstance(body, dict):
        raise BadUpload("The request is no JSON object.")
    return body


def text_of(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadUpload(f"The request has no {name}.")
    return value


def texts_of(body: dict[str, Any], name: str) -> list[str]:
    """Raises BadArticle for none or too many."""
    values = body.get(name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadUpload(f"The request has no {name}.")
    if not 0 < len(values) <= REMOVED_MOST:
        raise BadArticle(f"from 1 to {REMOVED_MOST:,} articles can be chosen in one go, not {len(values):,}")
    return list(dict.fromkeys(values))
