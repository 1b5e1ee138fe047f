"""Whose a conversation is: a random number that a browser is given with the page and brings again.

It is no name and no password: it tells one browser from another on this page alone. Scripts cannot
read it, and no other site can have it sent along. Therefore a page that is opened by another site's
link is asked for without it: to give a new number then would take the old one away, with all that is
kept under it. So the number comes not with the page but with a script of it, which only the page asks for.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "dateline"
OWNER = re.compile(r"[0-9a-f]{32}")
KEPT_SECONDS = 400 * 24 * 3600  # the longest that browsers allow; counted anew with every visit
SCRIPT = "/dateline/web/keep.js"


def owner_of(cookies: Mapping[str, str]) -> str:
    """The owner that a request's cookies name; "" where they name none, so that nothing is kept."""
    named = cookies.get(COOKIE, "")
    return named if OWNER.fullmatch(named) else ""


class Owners:
    """ASGI middleware that gives each browser its number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        script = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == SCRIPT
        await self.app(scope, receive, given(scope, send) if script else send)


def given(scope: Scope, send: Send) -> Send:
    """A `send` that puts the cookie on: the number that came, for another while, or a new one."""
    owner = owner_of(HTTPConnection(scope).cookies) or secrets.token_hex(16)
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    cookie = f"{COOKIE}={owner}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Strict{secure}"

    async def next_message(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            headers.append("set-cookie", cookie)
            message = {**message, "headers": headers.raw}
        await send(message)

    return next_message
