"""What does not come from the page itself does not get in, and every answer carries the security headers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.ui_fakes import HOST, ask, directives
from ui.guard import Guard, Rules, bodies
from ui.guard.dress import FIXED_HEADERS


class Echo:
    """Gives a request's body back; `reached` counts the requests that came through."""

    def __init__(self, kind: bytes = b"text/plain", page: bytes = b"") -> None:
        self.kind, self.page, self.reached = kind, page, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached += 1
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        headers = [(b"content-type", self.kind), (b"access-control-allow-origin", b"*"), (b"server", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        answer = self.page or body
        await send({"type": "http.response.body", "body": answer[:5], "more_body": True})
        await send({"type": "http.response.body", "body": answer[5:]})


def guarded(inner: ASGIApp, **options: Any) -> Guard:
    return Guard(inner, [HOST, "localhost:7860"], Rules(**options))


def test_a_question_comes_through_unchanged() -> None:
    body = bytes(range(256)) * 100
    assert ask(guarded(Echo()), "POST", "/gradio_api/queue/join", content=body).content == body


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:7861",
        "127.0.0.1.evil.example:7860",
        "localhost:7860@evil.example",
        "",
    ],
)
def test_a_foreign_host_is_refused(host: str) -> None:
    inner = Echo()
    assert ask(guarded(inner), "GET", "/", headers={"host": host}).status_code == 403
    assert inner.reached == 0


def test_the_names_of_this_machine_are_answered() -> None:
    for host in (HOST, "localhost:7860", "LOCALHOST:7860"):
        assert ask(guarded(Echo()), "GET", "/", headers={"host": host}).status_code == 200


def test_two_host_headers_are_refused() -> None:
    headers = [("host", HOST), ("host", "evil.example")]
    assert ask(guarded(Echo()), "GET", "/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"https://{HOST}"},
        {"origin": "http://localhost:7860"},  # the same machine, but not the page that was asked
        {"origin": "http://127.0.0.1:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_post_from_another_site_is_refused(headers: dict[str, str]) -> None:
    inner = Echo()
    answer = ask(guarded(inner), "POST", "/gradio_api/queue/join", headers=headers)
    assert (answer.status_code, inner.reached) == (403, 0)


def test_our_own_page_and_a_program_without_origin_may_post() -> None:
    own = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
    for headers in (own, {}):
        assert ask(guarded(Echo()), "POST", "/gradio_api/queue/join", headers=headers).status_code == 200


def test_a_link_from_another_site_may_open_the_page() -> None:
    assert ask(guarded(Echo()), "GET", "/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_no_other_site_is_let_to_read() -> None:
    answer = ask(guarded(Echo()), "GET", "/config")
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "server" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_refused(method: str) -> None:
    assert ask(guarded(Echo()), method, "/").status_code == 405


def test_a_body_is_limited_by_what_it_claims() -> None:
    inner = Echo()
    answer = ask(guarded(inner, body_limit=100), "POST", "/gradio_api/queue/join", content=b"x" * 101)
    assert (answer.status_code, inner.reached) == (413, 0)
    assert (
        ask(guarded(Echo(), body_limit=100), "POST", "/gradio_api/reset", content=b"x" * 100).status_code
        == 200
    )


def test_a_body_is_counted_where_it_claims_nothing() -> None:
    given = []

    async def endless() -> AsyncIterator[bytes]:
        for number in range(1_000):
            given.append(number)
            yield b"x" * 10

    inner = Echo()
    answer = ask(guarded(inner, body_limit=100), "POST", "/gradio_api/queue/join", content=endless())
    assert (answer.status_code, inner.reached) == (413, 0)
    assert len(given) < 20  # ten chunks fill it, the next ends it


def scope(path: str = "/gradio_api/queue/join", method: str = "POST", **headers: str) -> Scope:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"host", HOST.encode()), *pairs],
    }


def raw(app: ASGIApp, asked: Scope, received: list[Message], hang: bool = False) -> list[Message]:
    """Messages sent for a request made by hand; `hang` waits for ever once `received` is used up."""
    sent: list[Message] = []

    async def receive() -> Message:
        if not received and hang:
            await asyncio.Event().wait()
        return received.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(asked, receive, send))
    return sent


@pytest.mark.parametrize("claim", ["-1", "1e3", "٣", "0x10", "1 1", "abc"])
def test_a_length_that_is_no_number_is_refused(claim: str) -> None:
    sent = raw(guarded(Echo()), scope(content_length=claim), [])
    assert sent[0]["status"] == 400


@pytest.mark.parametrize("claim", ["101", "9" * 5_000])
def test_a_body_that_claims_too_much_is_not_even_read(claim: str) -> None:
    assert raw(guarded(Echo(), body_limit=100), scope(content_length=claim), [])[0]["status"] == 413


def test_a_body_larger_than_it_claimed_is_counted() -> None:
    received: list[Message] = [{"type": "http.request", "body": b"x" * 101, "more_body": False}]
    assert raw(guarded(Echo(), body_limit=100), scope(content_length="5"), received)[0]["status"] == 413


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
    received: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}]
    assert raw(guarded(Echo()), scope(), received, hang=True)[0]["status"] == 408


def test_a_websocket_is_closed() -> None:
    assert raw(guarded(Echo()), {"type": "websocket", "path": "/", "headers": []}, [])[0]["code"] == 1008


def test_only_the_inline_scripts_of_the_page_itself_may_run() -> None:
    # Two inline scripts; the third has a source and needs no hash.
    page = b"<html><script>one()</script><script type=module>\n two() </script><script src='a.js'></script>"
    answer = ask(guarded(Echo(b"text/html; charset=utf-8", page)), "GET", "/")
    assert answer.content == page
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'"
        for code in (b"one()", b"\n two() ")
    ]
    assert directives(answer)["script-src"] == ["'self'", *hashes]


def test_nothing_comes_from_elsewhere() -> None:
    for path, status in (("/", 200), ("/nowhere", 404)):
        answer = ask(guarded(Echo()), "GET", path)
        assert answer.status_code == status
        rules = directives(answer)
        assert rules["default-src"] == rules["frame-ancestors"] == ["'none'"]
        assert rules["script-src"] == rules["connect-src"] == ["'self'"]
        allowed = {source for sources in rules.values() for source in sources}
        assert allowed == {"'self'", "'none'", "'unsafe-inline'", "data:"}
        assert "'unsafe-inline'" not in rules["script-src"]
        for name, value in FIXED_HEADERS.items():
            assert answer.headers[name] == value
        assert answer.headers["cache-control"] == "no-store"
