"""What a person is told when too much is going on: plain words, in place of Gradio's own.

Gradio's queue refuses with 503 and "Queue is full. Max size is …". Its page shows words of its own for
any 503, but those that come along for every other status; so the page gets 429, programs get 503.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.types import Message, Scope, Send

from ui.guard.refusal import Refusal, say

GRADIOS = b'{"detail":"Queue is full.'
QUEUE_SECONDS = 3  # by then a full queue of quoted answers has mostly been worked off
FULL = (
    "Many questions are being asked right now, and the line is full. Yours was not lost: "
    "ask it again in a few seconds."
)
CROWDED = "Too many pages are open at once. Close some, or try again in a few seconds."


class Crowd:
    """How many requests are being answered, open streams among them: in all, and for each address."""

    def __init__(self, most: int, most_each: int) -> None:
        self.most, self.most_each = most, most_each
        self.now: Counter[str] = Counter()

    def refusal(self, address: str) -> Refusal | None:
        if self.now.total() >= self.most or self.now[address] >= self.most_each:
            return Refusal(503, CROWDED, QUEUE_SECONDS)
        return None

    @contextmanager
    def one_more(self, address: str) -> Iterator[None]:
        self.now[address] += 1
        try:
            yield
        finally:
            self.now[address] -= 1
            if not self.now[address]:
                del self.now[address]


def plain(scope: Scope, send: Send) -> Send:
    """A `send` that says in plain words that the queue is full."""
    held: Message | None = None

    async def next_message(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start" and message["status"] == 503:
            held = message
        elif held is not None and message.get("body", b"").startswith(GRADIOS):
            by_page = "sec-fetch-site" in Headers(scope=scope)
            await say(scope, send, Refusal(429 if by_page else 503, FULL, QUEUE_SECONDS))
        else:
            if held is not None:
                await send(held)
                held = None
            await send(message)

    return next_message
