"""What comes with a request: counted, whatever its headers claim, and given up when too large or slow."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.guard.refusal import Refusal, say, too_large

BODY_SECONDS = 10.0  # a body that takes longer, or the next piece of an upload, is given up
UPLOAD_SECONDS = 600.0
LATE = Refusal(408, "The request took too long to arrive.")


def claimed(scope: Scope, limit: int) -> Refusal | None:
    """Why a body is refused by what its headers claim."""
    length = Headers(scope=scope).get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return Refusal(400, "Content-Length is no number.")
    return too_large(limit) if len(length) > 18 or int(length) > limit else None


async def whole(receive: Receive, limit: int) -> bytes | Refusal:
    """A body of at most `limit` bytes, or why it was given up."""
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return Refusal(400, "The request broke off.")
                read += message.get("body", b"")
                if len(read) > limit:
                    return too_large(limit)
                if not message.get("more_body", False):
                    return bytes(read)
    except TimeoutError:
        return LATE


class Counted:
    """A `receive` that counts; past its limit or its time it says that the request broke off, and why."""

    def __init__(self, receive: Receive, limit: int, until: float) -> None:
        self.receive, self.limit, self.until = receive, limit, until
        self.read, self.whole = 0, False
        self.refusal: Refusal | None = None

    async def __call__(self) -> Message:
        if self.whole:
            return await self.receive()
        try:
            async with asyncio.timeout_at(self.until), asyncio.timeout(BODY_SECONDS):
                message = await self.receive()
        except TimeoutError:
            self.refusal = LATE
            return {"type": "http.disconnect"}
        self.read += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self.read > self.limit:
            self.refusal = too_large(self.limit)
            return {"type": "http.disconnect"}
        return message


async def upload(app: ASGIApp, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    """Passes a body on to `app` piece by piece, at most `limit` bytes.

    What the application says to a body that was broken off is not sent: the reason is said here.
    """
    if refusal := claimed(scope, limit):
        return await say(scope, send, refusal)
    counted = Counted(receive, limit, asyncio.get_running_loop().time() + UPLOAD_SECONDS)
    began = False

    async def sending(message: Message) -> None:
        nonlocal began
        if counted.refusal is None or began:
            began = True
            await send(message)

    try:
        await app(scope, counted, sending)
    except Exception:
        if counted.refusal is None:
            raise
    if counted.refusal is not None and not began:
        await say(scope, send, counted.refusal)
    return None


class Closing:
    """The end of the server, for all that waits; of no event loop in particular."""

    def __init__(self) -> None:
        self.begun = False
        self.waiting: set[asyncio.Future[None]] = set()

    def begin(self) -> None:
        self.begun = True
        for future in self.waiting:
            if not future.done():
                future.set_result(None)


class Replayed:
    """A `receive` that gives a body already read, and then waits for the reader to leave.

    Once the server closes every reader is taken to have left: that ends a stream in good order.
    """

    def __init__(self, body: bytes, receive: Receive, closing: Closing) -> None:
        self.body: bytes | None = body
        self.receive, self.closing = receive, closing

    async def __call__(self) -> Message:
        if self.body is not None:
            body, self.body = self.body, None
            return {"type": "http.request", "body": body, "more_body": False}
        if self.closing.begun:
            return {"type": "http.disconnect"}
        left = asyncio.ensure_future(self.receive())
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closing.waiting.add(ended)
        try:
            await asyncio.wait((left, ended), return_when=asyncio.FIRST_COMPLETED)
            return left.result() if left.done() else {"type": "http.disconnect"}
        finally:
            self.closing.waiting.discard(ended)
            left.cancel()
