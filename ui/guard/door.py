"""The ASGI application around the page's own."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.guard import ways
from ui.guard.bodies import Closing, Replayed, claimed, upload, whole
from ui.guard.busy import Crowd, plain
from ui.guard.dress import dressed
from ui.guard.origin import Asker, asker, own_address, own_words
from ui.guard.password import Password
from ui.guard.rate import Buckets
from ui.guard.refusal import Refusal, say, seconds
from ui.guard.rules import Rules

FOREIGN = "Requests from other sites are not answered."


class Guard:
    """ASGI middleware; `hosts` are the values of the Host header it answers, port included, beside the
    names of the rules."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], rules: Rules | None = None) -> None:
        self.app, self.rules = app, rules or Rules()
        self.hosts = frozenset(host.lower() for host in (*hosts, *self.rules.names))
        self.password = Password(self.rules.password) if self.rules.password else None
        self.buckets = Buckets(self.rules.per_minute, self.rules.burst)
        self.crowd = Crowd(self.rules.open_at_once, self.rules.open_each)
        self.closing = Closing()

    def close(self) -> None:
        """Ends the streams of open pages, so that the server need not cut them."""
        self.closing.begin()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":  # the page opens no websocket
            return await send({"type": "websocket.close", "code": 1008})
        by = asker(scope, self.rules.proxy)
        send = dressed(scope, send)
        if refusal := self.refusal(scope, by):
            return await say(scope, send, refusal)
        with self.crowd.one_more(by.address):
            return await self.let_in(own_words(scope, by.scheme), receive, send)

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST" and scope["path"] == ways.UPLOAD:
            return await upload(self.app, scope, receive, send, self.rules.upload_limit)
        limit = self.rules.body_limit
        body = claimed(scope, limit) or await whole(receive, limit)
        if isinstance(body, Refusal):
            return await say(scope, send, body)
        if scope["method"] == "POST" and ways.ASK.fullmatch(scope["path"]):
            send = plain(scope, send)
        return await self.app(scope, Replayed(body, receive, self.closing), send)

    def refusal(self, scope: Scope, by: Asker) -> Refusal | None:
        """Why a request is turned away before its body is read; None lets it in."""
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        if refusal := self.stranger(scope, headers, by.scheme):
            return refusal
        if self.password is not None:
            refusal = self.password.refusal(by.address, headers.get("authorization", ""))
            if refusal is not None:
                return refusal
        if not ways.exists(method, path):
            return Refusal(404, "There is nothing here.")
        if ways.counts(path) and (after := self.buckets.take(by.address)):
            words = f"Too many requests came from your address. Try again in {seconds(after)}."
            return Refusal(429, words, after)
        return self.crowd.refusal(by.address)

    def stranger(self, scope: Scope, headers: Headers, scheme: str) -> Refusal | None:
        """Whether a request is for another page than this one, or comes from one."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.is_ours(hosts[0].lower(), scope):
            return Refusal(403, "This address is not one this page is served under.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return Refusal(405, "This page takes GET and POST only.")
        # A browser tells which page a request comes from; a script on this machine tells nothing.
        for origin in headers.getlist("origin"):
            if origin.lower() != f"{scheme}://{hosts[0].lower()}":
                return Refusal(403, FOREIGN)
        if scope["method"] == "POST" and headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return Refusal(403, FOREIGN)
        return None

    def is_ours(self, host: str, scope: Scope) -> bool:
        return host in self.hosts or (self.rules.anywhere and host == own_address(scope.get("server")))
