"""How often one address may ask, told by a clock that the test turns."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.ui_fakes import HOST
from ui.guard import Guard, Rules, rate
from ui.guard.rate import Buckets, household


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status(
    app: ASGIApp, path: str = "/config", method: str = "GET", client: str = "10.0.0.1"
) -> list[Message]:
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "client": (client, 5000),
        "headers": [(b"host", HOST.encode())],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def header(sent: list[Message], name: str) -> str:
    return dict(sent[0]["headers"]).get(name.encode(), b"").decode()


def test_a_bucket_gives_its_tokens_and_then_tells_how_long_to_wait() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=30, burst=3, clock=clock)  # one every two seconds
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2]
    clock.seconds += 1
    assert buckets.take("a") == 1  # half a token: one second more
    clock.seconds += 1
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]


def test_a_refused_request_costs_nothing() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=1, clock=clock)
    assert [buckets.take("a") for _ in range(50)] == [0, *[1] * 49]
    clock.seconds += 1
    assert buckets.take("a") == 0


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=2, clock=clock)
    buckets.take("a")
    clock.seconds += 10_000
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]


def test_one_address_does_not_pay_for_another() -> None:
    buckets = Buckets(per_minute=1, burst=1, clock=Clock())
    assert [buckets.take("a"), buckets.take("a"), buckets.take("b")] == [0, 60, 0]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=10, clock=clock)
    for number in range(5):
        buckets.take(str(number))
    assert len(buckets._left) == 5
    clock.seconds += 11  # they are all full again, so there is nothing to know of them
    buckets.take("new")
    assert list(buckets._left) == ["new"]
    monkeypatch.setattr(rate, "MOST", 3)
    for number in range(5):
        buckets.take(str(number))
    assert list(buckets._left) == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),  # an IPv4 address that came in over an IPv6 socket
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_household_counts_as_one_address(address: str, counted: str) -> None:
    assert household(address) == counted


def test_whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not() -> None:
    guard = Guard(nothing, [HOST], Rules(per_minute=6, burst=2))
    assert [status(guard)[0]["status"] for _ in range(2)] == [200, 200]
    refused = status(guard)
    assert refused[0]["status"] == 429 and header(refused, "retry-after") == "10"
    assert refused[1]["body"] == b"Too many requests came from your address. Try again in 10 seconds.\n"
    assert header(refused, "content-security-policy")  # also a refusal wears the headers
    assert status(guard, client="10.0.0.2")[0]["status"] == 200


def test_the_page_can_show_why_its_question_was_not_taken() -> None:
    guard = Guard(nothing, [HOST], Rules(per_minute=60, burst=1))
    status(guard)
    refused = status(guard, "/gradio_api/queue/join", "POST")
    assert refused[0]["status"] == 429 and header(refused, "content-type") == "application/json"
    words = b"Too many requests came from your address. Try again in 1 second."
    assert refused[1]["body"].startswith(b'{"detail": "%b", ' % words)


@pytest.mark.parametrize(
    "path", ["/assets/index-1.js", "/static/fonts/a.woff2", "/dateline/web/theme.css", "/theme.css"]
)
def test_the_files_of_a_page_are_not_counted(path: str) -> None:
    guard = Guard(nothing, [HOST], Rules(per_minute=1, burst=1))
    assert {status(guard, path)[0]["status"] for _ in range(20)} == {200}
    assert status(guard)[0]["status"] == 200


def test_no_person_is_as_fast_as_the_limit_that_is_set_without_settings() -> None:
    """Two hundred questions as fast as they can be sent, each of a request and the stream of its answer."""
    guard = Guard(nothing, [HOST])
    for number in range(200):
        assert status(guard, "/gradio_api/queue/join", "POST")[0]["status"] == 200, number
        assert status(guard, "/gradio_api/queue/data")[0]["status"] == 200
