"""Several people asking at the same time, over the corpus that ships and the real server.

    python -m tests.load                   8 people asking one question after another, then 100 at once
    python -m tests.load --users 2 --each 5 --burst 10

Each person is an address and a session of their own, and asks as the page does: the question joins the
line, and the answer comes in a stream. Every question is marked as nobody else's is, and must come back
with its answer as it was asked. Prints what was measured; ends with 1 where the bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import html
import itertools
import json
import platform
import secrets
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from rag.corpus import ARTICLES, GOLD

P95_SECONDS = 0.5  # of 8 people
SERVED_SECONDS = 3.0  # of those of a hundred who are answered
RECOVERED_SECONDS = 5.0
CONVERSATION = 5  # questions of one person before a new conversation is begun
BOX = "question"  # the element id of the box that questions are typed in


@dataclass(frozen=True, slots=True)
class Asked:
    """`outcome` is "answered", "busy" (with words and a time to come back), "wrong" or "failed"."""

    outcome: str
    seconds: float
    said: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    people: int
    outcomes: dict[str, int]
    p50: float  # seconds, of those that were answered
    p95: float
    longest: float
    per_second: float
    said: tuple[str, ...]  # what those were told who were not answered


class Person:
    """A session of the page at an address of its own."""

    def __init__(self, address: str, number: int, trusted: ssl.SSLContext, event: dict[str, Any]) -> None:
        here = f"127.0.1.{number % 250 + 1}" if platform.system() == "Linux" else None
        transport = httpx.AsyncHTTPTransport(verify=trusted, local_address=here)
        headers = {"origin": address, "sec-fetch-site": "same-origin"}
        self.client = httpx.AsyncClient(base_url=address, transport=transport, headers=headers, timeout=60)
        self.event = event
        self.session, self.asked = "", 0

    async def ask(self, question: str) -> Asked:
        if self.asked % CONVERSATION == 0:  # as after a reload: nothing of the last one is on the page
            self.session = secrets.token_hex(8)
        self.asked += 1
        mine = marked(question)
        given = [mine if value is ASKED else value for value in self.event["data"]]
        body = {**self.event, "data": given, "session_hash": self.session}
        began = time.perf_counter()
        try:
            joined = await self.client.post("/gradio_api/queue/join", json=body)
            if joined.status_code in (429, 503):
                told = joined.json()["detail"] if "retry-after" in joined.headers else ""
                return Asked("busy" if told else "failed", time.perf_counter() - began, told)
            joined.raise_for_status()
            answer = await self.answer(joined.json()["event_id"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            return Asked("failed", time.perf_counter() - began, repr(error))
        seconds = time.perf_counter() - began
        whole = html.escape(mine) in answer and "That did not work" not in answer
        return Asked("answered" if whole else "wrong", seconds, answer[:200])

    async def answer(self, event: str) -> str:
        """All that the stream tells of one event, up to its end."""
        told = []
        asked = {"session_hash": self.session}
        async with self.client.stream("GET", "/gradio_api/queue/data", params=asked) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                message = json.loads(line.removeprefix("data: "))
                if message.get("event_id") == event:
                    told.append(json.dumps(message.get("output", {}), ensure_ascii=False))
                if message["msg"] == "process_completed":
                    if not message["success"]:
                        raise ValueError(f"not answered: {message['output']}")
                    return "".join(told)
        raise ValueError("the stream broke off")


ASKED = object()  # where the question goes


def marked(question: str) -> str:
    """The question with as many blanks between its words as nobody else's: it is answered like any other,
    and the page shows it as it was typed."""
    return "".join(word + " " * (1 + secrets.randbelow(16)) for word in question.split()).rstrip()


def asking(client: httpx.Client) -> dict[str, Any]:
    """What the page sends when Enter is pressed in its question box."""
    config = client.get("/config").json()
    components = {component["id"]: component for component in config["components"]}
    box = next(i for i, c in components.items() if c["props"].get("elem_id") == BOX)
    event = next(d for d in config["dependencies"] if [box, "submit"] in d["targets"] and d["inputs"])
    values = [ASKED if i == box else components[i]["props"].get("value") for i in event["inputs"]]
    return {"data": values, "fn_index": event["id"], "trigger_id": box, "event_data": None}


async def steadily(people: Sequence[Person], questions: Sequence[str], each: int) -> list[Asked]:
    async def one(person: Person, first: int) -> list[Asked]:
        mine = itertools.islice(itertools.cycle(questions), first, first + each)
        return [await person.ask(question) for question in mine]

    rounds = await asyncio.gather(*(one(person, 7 * n) for n, person in enumerate(people)))
    return [asked for mine in rounds for asked in mine]


async def at_once(people: Sequence[Person], questions: Sequence[str]) -> list[Asked]:
    asking = (p.ask(q) for p, q in zip(people, itertools.cycle(questions), strict=False))
    return list(await asyncio.gather(*asking))


async def recovered(person: Person, question: str) -> float:
    """Seconds until a question is answered again within the time that 8 people are promised."""
    began = time.perf_counter()
    while time.perf_counter() - began < 60:
        asked = await person.ask(question)
        if asked.outcome == "answered" and asked.seconds <= P95_SECONDS:
            return time.perf_counter() - began - asked.seconds
        await asyncio.sleep(0.1)
    return float("inf")


def summed(asked: Sequence[Asked], people: int, seconds: float) -> Round:
    served = sorted(one.seconds for one in asked if one.outcome == "answered") or [float("inf")]

    def quantile(share: float) -> float:
        return served[min(len(served) - 1, int(share * len(served)))]

    told = tuple(sorted({one.said for one in asked if one.outcome != "answered"}))
    outcomes = dict(Counter(one.outcome for one in asked))
    return Round(people, outcomes, quantile(0.5), quantile(0.95), served[-1], len(served) / seconds, told)


async def measured(address: str, users: int, each: int, burst: int) -> tuple[Round, Round, float]:
    with httpx.Client(base_url=address) as client:
        event = asking(client)
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    questions = [row["question"] for row in map(json.loads, lines) if row["answers"] and not row["history"]]
    trusted = ssl.create_default_context()
    people = [Person(address, number, trusted, event) for number in range(max(users, burst))]
    await steadily(people[:1], questions, 3)  # the models are loaded
    began = time.perf_counter()
    steady = await steadily(people[:users], questions, each)
    paused = time.perf_counter()
    rush = await at_once(people[:burst], questions)
    ended = time.perf_counter()
    back = await recovered(people[0], questions[0])
    for person in people:
        await person.client.aclose()
    return summed(steady, users, paused - began), summed(rush, burst, ended - paused), back


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The page over the corpus that ships, in a process of its own, as `make chat` starts it."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--sync", str(ARTICLES), "--archive", f"{folder}/archive", "--port", "0", "--json"]
        command = [sys.executable, "-m", "rag.cli", "chat", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                yield json.loads(server.stdout.readline())["url"]
            finally:
                server.terminate()


def missed(steady: Round, rush: Round, back: float) -> list[str]:
    """In words, what of the bar is not reached."""
    found = []
    if steady.outcomes.keys() != {"answered"} or rush.outcomes.keys() - {"answered", "busy"}:
        found.append("somebody got no answer of their own, or no clear word")
    if steady.p95 > P95_SECONDS:
        found.append(f"p95 of {steady.people} is {steady.p95:.3f} s, over {P95_SECONDS}")
    if rush.p95 > SERVED_SECONDS:
        found.append(f"p95 of those answered of {rush.people} is {rush.p95:.3f} s, over {SERVED_SECONDS}")
    if back > RECOVERED_SECONDS:
        found.append(f"recovered after {back:.1f} s, later than {RECOVERED_SECONDS}")
    return found


def main() -> int:
    reading = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    for name, default in (("--users", 8), ("--each", 25), ("--burst", 100)):
        reading.add_argument(name, type=int, default=default)
    reading.add_argument("--url", help="a page that runs already, over the corpus that ships")
    options = reading.parse_args()
    with contextlib.nullcontext(options.url) if options.url else served() as address:
        steady, rush, back = asyncio.run(measured(address, options.users, options.each, options.burst))
    wrong = missed(steady, rush, back)
    shown = {"steady": asdict(steady), "burst": asdict(rush), "recovered": back, "missed": wrong}
    sys.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
