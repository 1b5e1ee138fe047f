"""The door in front of Gradio: what the page does not need does not get in.

Gradio answers uploads of any size, file and proxy routes and any Host by default, and sends no
security headers. This lets through the routes of the chat, from this machine's own page, with a body
of a bounded size, and puts a strict Content-Security-Policy on every answer.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 64 * 1024  # bytes; the longest question with its history is far below
BODY_SECONDS = 10.0  # a body that trickles in longer is given up
UPLOAD_LIMIT = 100 * 1024 * 1024  # bytes of one file that is added to the archive
UPLOAD_SECONDS = 600.0

# All that the page and the two public functions call. Uploads, files, proxies, streams, run history,
# monitoring and the code editor of Gradio are not here, so they do not exist.
READ = re.compile(
    r"/|/library/?|/config|/theme\.css|/manifest\.json|/favicon\.ico|/robots\.txt"
    r"|/dateline/article|/(?:assets|static|dateline/(?:web|kept|library))/(?!.*\.\.).+"
    r"|/gradio_api/(?:info|startup-events|heartbeat/[^/]+|queue/data|queue/status|call/[^/]+/[^/]+)"
)
UPLOAD = "/dateline/library/upload"  # its body is passed on as it comes, up to a bound of its own
WRITE = re.compile(
    r"/gradio_api/(?:queue/join|call/(?:ask|search)|cancel|reset)/?|/dateline/(?:kept|library)/(?!.*\.\.).+"
)

INLINE_SCRIPT = re.compile(rb"<script((?:\s[^>]*)?)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
FIXED_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Guard:
    """ASGI middleware; `hosts` are the only values of the Host header it answers, port included."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        body_limit: int = BODY_LIMIT,
        upload_limit: int = UPLOAD_LIMIT,
    ) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.body_limit, self.upload_limit = body_limit, upload_limit
        self.closed = False
        self.readers: set[asyncio.Future[None]] = set()

    def close(self) -> None:
        """Ends the streams of open pages, so that the server need not cut them; see `replayed`."""
        self.closed = True
        for reader in self.readers:
            if not reader.done():
                reader.set_result(None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":  # the page opens no websocket
            return await send({"type": "websocket.close", "code": 1008})
        refused = self.refusal(scope)
        if refused is None and scope["method"] == "POST" and scope["path"] == UPLOAD:
            return await self.upload(scope, receive, dressed(scope, send))
        if refused is None:
            body = await self.body(Headers(scope=scope), receive)
            if isinstance(body, bytes):
                return await self.app(scope, self.replayed(body, receive), dressed(scope, send))
            refused = body
        return await say(dressed(scope, send), *refused)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is turned away before its body is read: status and words; None lets it in."""
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return 403, "This address is not one this page is served under."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "This page takes GET and POST only."
        # A browser tells which page a request comes from; a script on this machine tells nothing.
        for origin in headers.getlist("origin"):
            if origin.lower() != f"http://{hosts[0].lower()}":
                return 403, "Requests from other sites are not answered."
        if method == "POST" and headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return 403, "Requests from other sites are not answered."
        if not (WRITE if method == "POST" else READ).fullmatch(path):
            return 404, "There is nothing here."
        return None

    async def body(self, headers: Headers, receive: Receive) -> bytes | tuple[int, str]:
        """The whole body, counted as it comes in whatever its headers claim; or why it was given up."""
        claimed = headers.get("content-length", "0")
        if not (claimed.isascii() and claimed.isdigit()):
            return 400, "Content-Length is no number."
        if len(claimed) > 18 or int(claimed) > self.body_limit:
            return too_large(self.body_limit)
        read = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return 400, "The request broke off."
                    read += message.get("body", b"")
                    if len(read) > self.body_limit:
                        return too_large(self.body_limit)
                    if not message.get("more_body", False):
                        return bytes(read)
        except TimeoutError:
            return 408, "The request took too long to arrive."

    async def upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a body on piece by piece, counted; one that is too large or too slow is broken off.

        What the application says to a body that was broken off is not sent: the guard says why itself.
        """
        counted = Counted(receive, self.upload_limit, asyncio.get_running_loop().time() + UPLOAD_SECONDS)
        began = False

        async def sending(message: Message) -> None:
            nonlocal began
            if counted.refused is None or began:
                began = True
                await send(message)

        claimed = Headers(scope=scope).get("content-length", "0")
        if not (claimed.isascii() and claimed.isdigit()):
            counted.refused = 400, "Content-Length is no number."
        elif len(claimed) > 18 or int(claimed) > self.upload_limit:
            counted.refused = too_large(self.upload_limit)
        else:
            try:
                await self.app(scope, counted, sending)
            except Exception:
                if counted.refused is None:
                    raise
        if counted.refused is not None and not began:
            await say(send, *counted.refused)

    def replayed(self, body: bytes, receive: Receive) -> Receive:
        """A `receive` that gives the body already read, and then waits for the reader to leave.

        At the end of the server every reader is taken to have left: that ends a stream in good order.
        """
        given = False

        async def next_message() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            if self.closed:
                return {"type": "http.disconnect"}
            left = asyncio.ensure_future(receive())
            ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.readers.add(ended)
            try:
                await asyncio.wait((left, ended), return_when=asyncio.FIRST_COMPLETED)
                return left.result() if left.done() else {"type": "http.disconnect"}
            finally:
                self.readers.discard(ended)
                left.cancel()

        return next_message


class Counted:
    """A `receive` that counts; past its limit or its time it says that the request broke off, and why."""

    def __init__(self, receive: Receive, limit: int, until: float) -> None:
        self.receive, self.limit, self.until = receive, limit, until
        self.read, self.whole = 0, False
        self.refused: tuple[int, str] | None = None

    async def __call__(self) -> Message:
        if self.whole:
            return await self.receive()
        try:
            async with asyncio.timeout_at(self.until), asyncio.timeout(BODY_SECONDS):
                message = await self.receive()
        except TimeoutError:
            self.refused = 408, "The request took too long to arrive."
            return {"type": "http.disconnect"}
        self.read += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self.read > self.limit:
            self.refused = too_large(self.limit)
            return {"type": "http.disconnect"}
        return message


def too_large(limit: int) -> tuple[int, str]:
    return 413, f"A request may have {limit:,} bytes."


def dressed(scope: Scope, send: Send) -> Send:
    """A `send` that puts the security headers on.

    A page of HTML is held until it is whole: its policy names the hash of each of its own inline
    scripts, so that no other inline script and no `onerror=` can run.
    """
    held: Message | None = None
    page = bytearray()
    cacheable = scope["path"].startswith(("/assets/", "/static/"))

    async def next_message(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name in [n for n in headers if n.startswith("access-control-") or n == "server"]:
                del headers[name]
            headers.update(FIXED_HEADERS)
            if not cacheable:
                headers["cache-control"] = "no-store"
            message = {**message, "headers": headers.raw}
            if headers.get("content-type", "").startswith("text/html"):
                held = message
                return
            headers["content-security-policy"] = policy(b"")
        elif message["type"] == "http.response.body" and held is not None:
            page.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            MutableHeaders(raw=held["headers"])["content-security-policy"] = policy(bytes(page))
            await send(held)
            held, message = None, {**message, "body": bytes(page)}
        await send(message)

    return next_message


def policy(page: bytes) -> str:
    """The Content-Security-Policy of a response: everything from here, inline scripts by hash only.

    Styles stay open to inline rules, which Gradio's components need.
    """
    hashes = "".join(
        f" 'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for attributes, script in INLINE_SCRIPT.findall(page)
        if b"src=" not in attributes.lower()
    )
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


async def say(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # what is left of a refused body is not read
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
