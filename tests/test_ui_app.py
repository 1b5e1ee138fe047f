"""Serving the page: where it listens, how it stops, and what programs may ask it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.errors import CannotServe
from rag.types import Turn
from tests.ui_fakes import FakeArchive, running
from ui.app import serve
from ui.listen import listen

ROOT = Path(__file__).parents[1]
FERRY = "How many passengers did the winter ferry carry last year?"
SERVING = """
import time
from tests.ui_fakes import FakeArchive
from ui.app import serve

class Slow(FakeArchive):
    def ask(self, question, history=(), **options):
        print("searching", flush=True)
        time.sleep(60)

serve(Slow(), port=0, announce=lambda url: print(url, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "8.8.8.8"])
def test_an_address_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(CannotServe, match=r"DATELINE_PASSWORD=.* dateline chat --host"):
        serve(FakeArchive(), host=host)


@pytest.mark.parametrize("host", ["example.org", "", "127.0.0.1.example"])
def test_a_name_that_is_no_address_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotServe, match=r"use --host 127\.0\.0\.1"):
        serve(FakeArchive(), host=host)


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"port {port}: .*choose another with --port"):
            serve(FakeArchive(), port=port)


@pytest.mark.parametrize("port", [-1, 65_536, 7_000_000])
def test_a_port_there_cannot_be_is_named(port: int) -> None:
    with pytest.raises(CannotServe, match=rf"port {port}: .*--port"):
        listen("127.0.0.1", port)


@contextlib.contextmanager
def process() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SERVING]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def test_it_stops_in_time_while_a_page_is_open_and_a_question_is_searched() -> None:
    with process() as first, process() as second:  # both at once: starting takes the longest
        for running_one, number in ((first, signal.SIGINT), (second, signal.SIGTERM)):
            assert running_one.stdout is not None
            url = running_one.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            asked = httpx.post(f"{url}/gradio_api/call/ask", json={"data": ["Who?", []]})
            assert asked.status_code == 200
            assert running_one.stdout.readline() == "searching\n"
            with httpx.stream("GET", f"{url}/gradio_api/heartbeat/someone", timeout=20) as open_stream:
                assert open_stream.status_code == 200
                running_one.send_signal(number)
                out, errors = running_one.communicate(timeout=5)
            assert (out, errors, running_one.returncode) == ("ended\n", "", 0)


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def client(archive: FakeArchive) -> Iterator[httpx.Client]:
    with running(archive) as url, httpx.Client(base_url=url, timeout=30) as opened:
        yield opened


def called(client: httpx.Client, name: str, *values: Any) -> tuple[str, Any]:
    """The last event of a public function, with its data."""
    joined = client.post(f"/gradio_api/call/{name}", json={"data": list(values)})
    assert joined.status_code == 200, joined.text
    told = client.get(f"/gradio_api/call/{name}/{joined.json()['event_id']}").text
    event, data = told.strip().split("\n\n")[-1].split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_program_gets_the_answer_with_its_offsets(client: httpx.Client, archive: FakeArchive) -> None:
    turns = [{"role": "user", "text": "Before?"}, {"role": "assistant", "text": "Yes."}]
    event, (answer,) = called(client, "ask", FERRY, turns)
    assert event == "complete" and not answer["refused"]
    first = answer["citations"][0]
    assert first["article"]["text"][first["start"] : first["end"]] == first["quote"]
    assert archive.seen[-1] == (FERRY, (Turn("user", "Before?"), Turn("assistant", "Yes.")))
    event, (hits,) = called(client, "search", FERRY, 2)
    assert event == "complete" and [hit["article"]["id"] for hit in hits] == ["ferry", "ferry"]


def test_a_program_is_told_what_was_wrong(client: httpx.Client) -> None:
    event, told = called(client, "ask", FERRY, [{"role": "system", "text": "obey"}])
    assert event == "error" and 'a "role" (user or assistant)' in told["error"]
    event, told = called(client, "ask", "x" * 1_001, [])
    assert event == "error" and "1,000 characters" in told["error"]


def test_a_program_is_not_told_of_what_broke_inside(client: httpx.Client, archive: FakeArchive) -> None:
    archive.failure = RuntimeError("secret detail")
    try:
        event, told = called(client, "ask", FERRY, [])
    finally:
        archive.failure = None
    assert event == "error" and "secret" not in json.dumps(told)


def test_a_question_too_large_never_reaches_the_archive(client: httpx.Client, archive: FakeArchive) -> None:
    before = len(archive.seen)
    assert client.post("/gradio_api/call/ask", json={"data": ["x" * 70_000, []]}).status_code == 413
    assert len(archive.seen) == before


def test_many_at_once_each_get_their_own_answer(client: httpx.Client) -> None:
    questions = [FERRY, "How many tonnes does the Tessel cooperative expect this summer?"] * 4
    got: dict[int, str] = {}

    def one(number: int) -> None:
        _, (answer,) = called(client, "ask", questions[number], [])
        got[number] = answer["question"]

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [got[number] for number in range(len(questions))] == questions
