"""The page's own scripts in front of Gradio's: they are there before the first thing that can be clicked.

What Gradio is given for the head of a page, its own script puts there while it already draws the page.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.masthead import PAGES

ADDRESSES = frozenset(address for _, address, _ in PAGES)
HEAD = b"<head>"


class Early:
    """ASGI middleware that puts `markup` at the beginning of the head of each page that Gradio draws."""

    def __init__(self, app: ASGIApp, markup: str) -> None:
        self.app, self.markup = app, markup.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in ADDRESSES
        await self.app(scope, receive, self.placed(send) if page else send)

    def placed(self, send: Send) -> Send:
        """A `send` that holds a page of HTML until it is whole."""
        start: Message | None = None
        body = bytearray()

        async def next_message(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                if headers.get("content-type", "").startswith("text/html"):
                    start = {**message, "headers": headers.raw}
                    return
            elif start is not None:
                body.extend(message.get("body", b""))
                if message.get("more_body", False):
                    return
                whole = bytes(body).replace(HEAD, HEAD + self.markup, 1)
                MutableHeaders(raw=start["headers"])["content-length"] = str(len(whole))
                await send(start)
                start, message = None, {**message, "body": whole}
            await send(message)

        return next_message
