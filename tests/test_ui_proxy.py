"""Behind a proxy that is named, the page believes it who asks; no other claim to be one is heard."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from tests.ui_fakes import HOST, ask
from ui.guard import Guard, Rules

PROXY = "127.0.0.1"  # what the tests' requests come from


class Heard:
    """Keeps the headers that came through."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def behind(inner: Heard, **rules: Any) -> Guard:
    return Guard(inner, [HOST], Rules(proxy=PROXY, names=("archive.example",), **rules))


CLAIMS = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "10.1.1.1",
    "forwarded": "host=evil.example",
    "x-real-ip": "10.1.1.1",
}


def test_without_a_proxy_nothing_that_is_said_of_one_comes_through() -> None:
    inner = Heard()
    assert ask(Guard(inner, [HOST]), "GET", "/", headers=CLAIMS).status_code == 200
    assert not inner.headers.keys() & CLAIMS.keys()


def test_of_a_proxy_the_scheme_alone_comes_through() -> None:
    inner = Heard()
    assert ask(behind(inner), "GET", "/", headers=CLAIMS).status_code == 200
    assert {name: inner.headers[name] for name in inner.headers.keys() & CLAIMS.keys()} == {
        "x-forwarded-proto": "https"
    }


def test_each_of_those_behind_a_proxy_has_a_limit_of_their_own() -> None:
    guard = behind(Heard(), per_minute=1, burst=1)
    seen = [
        ask(guard, "GET", "/", headers={"x-forwarded-for": who}).status_code
        for who in (
            "10.0.0.1",
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.9, 10.0.0.2",
        )  # the last is what the proxy saw
    ]
    assert seen == [200, 429, 200, 429]


def test_without_a_proxy_nobody_escapes_a_limit_by_claiming_another_address() -> None:
    guard = Guard(Heard(), [HOST], Rules(per_minute=1, burst=1))
    seen = [
        ask(guard, "GET", "/", headers={"x-forwarded-for": who}).status_code
        for who in ("10.0.0.1", "10.0.0.2")
    ]
    assert seen == [200, 429]


@pytest.mark.parametrize(
    ("proto", "origin", "status"),
    [
        ("https", "https://archive.example", 200),
        ("https", "http://archive.example", 403),
        ("http", "http://archive.example", 200),
        ("http", "https://archive.example", 403),
        ("https", "https://evil.example", 403),
    ],
)
def test_the_origin_is_that_of_the_address_bar(proto: str, origin: str, status: int) -> None:
    headers = {"host": "archive.example", "origin": origin, "x-forwarded-proto": proto}
    assert ask(behind(Heard()), "POST", "/gradio_api/queue/join", headers=headers).status_code == status
