"""Runs a command and tells what went wrong, for people or for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from typer.exceptions import TyperException

from rag.cli import complain
from rag.cli.keeping import app
from rag.errors import DatelineError


def run(words: Sequence[str], as_json: bool) -> int:
    """The exit code of the command that the words are; its problems are told, not raised."""
    try:  # standing alone, typer itself tells people of wrong usage, and exits
        return int(app(args=list(words), prog_name="dateline", standalone_mode=not as_json) or 0)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except DatelineError as error:
        complain(type(error).__name__, str(error), as_json)
    except TyperException as error:
        complain("Usage", error.format_message(), as_json)
        return error.exit_code
    except BrokenPipeError:  # what reads our output has stopped, as `head` does
        sys.stderr.close()
    return 1
