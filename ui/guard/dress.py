"""What every answer wears: security headers, and a content policy made for the page at hand."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send

from ui.guard.ways import FOR_EVER, LASTING

INLINE_SCRIPT = re.compile(rb"<script((?:\s[^>]*)?)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
FIXED_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def dressed(scope: Scope, send: Send) -> Send:
    """A `send` that puts the security headers on.

    A page of HTML is held until it is whole: its policy names the hash of each of its own inline
    scripts, so that no other inline script and no `onerror=` can run.
    """
    held: Message | None = None
    page = bytearray()

    async def next_message(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name in [n for n in headers if n.startswith("access-control-") or n == "server"]:
                del headers[name]
            headers.update(FIXED_HEADERS)
            headers["cache-control"] = keeping(scope["path"], message["status"])
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


def keeping(path: str, status: int) -> str:
    """How long a browser may keep an answer: what comes from the archive, not at all."""
    if status in (200, 304) and path.startswith(FOR_EVER):
        return "private, max-age=31536000, immutable"
    return "private, max-age=3600" if status in (200, 304) and path.startswith(LASTING) else "no-store"


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
