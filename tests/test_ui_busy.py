"""When too much is asked at once, each asker is told so in plain words, and soon is answered again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from rag.types import Answer
from tests.ui_fakes import HOST, FakeArchive, ask, running
from ui import app
from ui.guard import Guard, Rules
from ui.guard.busy import CROWDED, FULL, Crowd

WAITING = 3  # questions in line; two more are being searched


class Held(FakeArchive):
    """Answers nothing before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def ask(self, question: str, *more: object, **options: object) -> Answer:
        assert self.go.wait(30)
        return super().ask(question, *more, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def held() -> Iterator[tuple[Held, str]]:
    patch = pytest.MonkeyPatch()
    patch.setattr(app, "QUEUE", WAITING)
    patch.setattr(app, "AT_ONCE", 2)
    archive = Held()
    with running(archive) as address:
        yield archive, address
        archive.go.set()
    patch.undo()


def test_a_full_line_is_told_plainly_and_the_next_question_after_it_is_answered(
    held: tuple[Held, str],
) -> None:
    archive, address = held
    with httpx.Client(base_url=address, timeout=30) as client:

        def sent(number: int) -> httpx.Response:
            asked = {"data": [f"Did the harbour board of Port Lisle vote? Asker {number}"]}
            return client.post("/gradio_api/call/ask", json=asked)

        taken, refused = {}, []
        for number in range(20):
            answer = sent(number)
            if answer.status_code == 200:
                taken[number] = answer.json()["event_id"]
            else:
                refused.append(answer)
        # Two are searched, three wait; at the very start one more may be in line while a search begins.
        assert 5 <= len(taken) <= 7
        for answer in refused:
            assert answer.status_code == 503 and answer.headers["retry-after"] == "3"
            assert answer.json()["detail"] == FULL
            assert answer.headers["content-security-policy"]
        by_page = client.post(
            "/gradio_api/queue/join",
            json={"data": ["x"], "fn_index": 0, "session_hash": "s"},
            headers={"sec-fetch-site": "same-origin"},
        )  # Gradio's page shows the words that come with any status but 503
        assert by_page.status_code == 429 and by_page.json()["detail"] == FULL

        archive.go.set()
        taken[99] = sent(99).json().get("event_id") or retried(sent)
        for number, event in taken.items():
            told = client.get(f"/gradio_api/call/ask/{event}").text
            answer_of = json.loads(told.partition("event: complete\ndata: ")[2].partition("\n")[0])[0]
            assert answer_of["question"].endswith(f"Asker {number}")  # nobody gets another's answer
            assert answer_of["sentences"]


def retried(sent) -> str:
    """The event of question 99, once the line has room."""
    import time

    for _ in range(100):
        answer = sent(99)
        if answer.status_code == 200:
            return str(answer.json()["event_id"])
        time.sleep(0.05)
    raise AssertionError("the line stayed full")


def test_what_else_goes_wrong_with_503_keeps_its_own_words() -> None:
    async def stopped(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"detail":"Queue is stopped."}'})

    answer = ask(Guard(stopped, [HOST]), "POST", "/gradio_api/queue/join", json={})
    assert (answer.status_code, answer.json()) == (503, {"detail": "Queue is stopped."})


def test_gradio_still_says_that_its_queue_is_full_as_the_guard_expects() -> None:
    """Gradio's words are matched; should they change, the first test here would show Gradio's own."""

    async def full(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b'{"detail":"Queue is full. Max size'})

    answer = ask(Guard(full, [HOST]), "POST", "/gradio_api/call/search", json={})
    assert (answer.status_code, answer.json()["detail"]) == (503, FULL)


def test_open_requests_are_counted_in_all_and_for_each_address_and_forgotten_when_done() -> None:
    crowd = Crowd(most=3, most_each=2)
    with crowd.one_more("a"), crowd.one_more("a"):
        refused = crowd.refusal("a")
        assert refused is not None and (refused.status, refused.words) == (503, CROWDED)
        assert crowd.refusal("b") is None
        with crowd.one_more("b"):
            assert crowd.refusal("c") is not None  # three in all
    assert crowd.refusal("a") is None and not crowd.now


def test_streams_that_are_left_open_use_up_what_one_address_may_have_open() -> None:
    seen = []

    async def nested(scope: Scope, receive: Receive, send: Send) -> None:
        if len(seen) < 5:  # a request from within: the outer ones are still open
            await guard(scope, receive, inner_send)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def inner_send(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.append(message["status"])

    guard = Guard(nested, [HOST], Rules(open_each=3))
    assert ask(guard, "GET", "/gradio_api/queue/data").status_code == 200
    assert seen == [503, 200, 200]  # the fourth is refused; then the third and the second end well
