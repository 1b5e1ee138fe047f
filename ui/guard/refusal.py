"""How a request is turned away: a status, plain words, and when it is worth another try."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from starlette.types import Scope, Send

SCRIPTED = re.compile(r"/dateline/(?:kept|library)/")  # what the page's own scripts fetch


@dataclass(frozen=True, slots=True)
class Refusal:
    """`after` is the number of seconds to wait; `headers` are sent along."""

    status: int
    words: str
    after: int | None = None
    headers: tuple[tuple[str, str], ...] = ()


def seconds(count: int) -> str:
    return "1 second" if count == 1 else f"{count:,} seconds"


def too_large(limit: int) -> Refusal:
    return Refusal(413, f"A request may have {limit:,} bytes.")


async def say(scope: Scope, send: Send, refusal: Refusal) -> None:
    """A script, our page's or a program's, is answered in JSON under the names that each looks for; a reader
    in text."""
    if scope["method"] == "POST" or SCRIPTED.match(scope["path"]):
        told = dict.fromkeys(("detail", "error", "problem"), refusal.words)
        kind, body = "application/json", json.dumps(told)
    else:
        kind, body = "text/plain; charset=utf-8", f"{refusal.words}\n"
    content = body.encode()
    headers = [
        ("content-type", kind),
        ("content-length", str(len(content))),
        ("connection", "close"),  # what is left of a refused body is not read
        *refusal.headers,
    ]
    if refusal.after is not None:
        headers.append(("retry-after", str(refusal.after)))
    coded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": refusal.status, "headers": coded})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})
