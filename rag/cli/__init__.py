"""The command line: each command a thin face over `Archive`.

Exit codes: 0 done (a refusal is an answer), 1 a problem, 2 wrong usage, 130 stopped by Ctrl-C. What goes
wrong is told in one line on stderr, with --json as {"error": …, "message": …}: stdout holds results only.
"""

from __future__ import annotations

import json
import os
import sys

STOPPED = "what was there is kept; the same command goes on from here"


def main() -> None:
    """The `dateline` command. All else is imported within, so that Ctrl-C is always told in one line."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads spin: matrices here are small
    words = sys.argv[1:]
    as_json = "--json" in words[: words.index("--") if "--" in words else None]
    try:
        from rag.cli.run import run

        code = run(words, as_json)
    except KeyboardInterrupt:
        code = 130
    if code == 130:
        complain("Stopped", STOPPED, as_json)
    sys.exit(code)


def complain(error: str, message: str, as_json: bool) -> None:
    told = json.dumps({"error": error, "message": message}) if as_json else f"{error}: {message}"
    sys.stderr.write(told.encode("utf-8", "backslashreplace").decode() + "\n")
