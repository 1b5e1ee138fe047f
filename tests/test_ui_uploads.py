"""What is added on the page is passed on as it comes, counted, and nothing of it is held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope, Send

from tests.ui_fakes import HOST, ask
from ui.guard import Guard, Rules, bodies

UPLOAD = "/dateline/library/upload"


class Taker:
    """Adds up what comes; `most` is the largest piece it was given at once."""

    def __init__(self) -> None:
        self.read, self.most, self.broken = 0, 0, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.broken = True
                break
            self.read += len(message["body"])
            self.most = max(self.most, len(message["body"]))
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"taken"})


async def pieces(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


def test_a_large_file_goes_through_piece_by_piece() -> None:
    inner = Taker()
    guard = Guard(inner, [HOST], Rules(upload_limit=2_000_000))
    assert ask(guard, "POST", UPLOAD, content=pieces(100, 20_000)).text == "taken"
    assert (inner.read, inner.most) == (2_000_000, 20_000)


def test_a_file_beyond_the_bound_is_broken_off_and_its_sender_told() -> None:
    inner = Taker()
    guard = Guard(inner, [HOST], Rules(upload_limit=50_000))
    answer = ask(guard, "POST", UPLOAD, content=pieces(100, 20_000))
    assert answer.status_code == 413 and answer.json()["error"] == "A request may have 50,000 bytes."
    assert inner.broken and inner.read == 40_000  # the third piece was too much, the rest was not read


def test_a_file_that_claims_too_much_does_not_even_begin() -> None:
    inner = Taker()
    answer = ask(Guard(inner, [HOST], Rules(upload_limit=100)), "POST", UPLOAD, content=b"x" * 101)
    assert answer.status_code == 413 and inner.read == 0


def test_the_real_frameworks_own_complaint_is_not_what_the_sender_reads() -> None:
    web = FastAPI()

    @web.post(UPLOAD)
    async def upload(request: Request) -> dict[str, int]:
        return {"bytes": sum([len(piece) async for piece in request.stream()])}

    guard = Guard(web, [HOST], Rules(upload_limit=50_000))
    assert ask(guard, "POST", UPLOAD, content=pieces(2, 20_000)).json() == {"bytes": 40_000}
    assert ask(guard, "POST", UPLOAD, content=pieces(9, 20_000)).status_code == 413


def test_a_file_that_stops_coming_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.05)
    first: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}]
    sent: list[Message] = []

    async def receive() -> Message:
        if not first:
            await asyncio.Event().wait()
        return first.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": UPLOAD, "headers": [(b"host", HOST.encode())]}
    asyncio.run(Guard(Taker(), [HOST])(scope, receive, send))
    assert [message.get("status") for message in sent] == [408, None]


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/dateline/library/add", "/dateline/kept/import", "/dateline/library/upload/"],
)
def test_no_other_path_takes_more_than_a_question(path: str) -> None:
    inner = Taker()
    guard = Guard(inner, [HOST])
    assert ask(guard, "POST", path, content=pieces(10, 20_000)).status_code in (404, 413)
    assert inner.read == 0


def test_a_file_from_another_site_is_refused() -> None:
    inner = Taker()
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = ask(Guard(inner, [HOST]), "POST", UPLOAD, content=b"x", headers=headers)
        assert (answer.status_code, inner.read) == (403, 0)
