"""A password in front of the page: who gets in, who is slowed down, and that it stands nowhere."""

from __future__ import annotations

import base64
import socket
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from rag.doctor import setting_rows
from rag.errors import BadSettings, CannotServe
from rag.evaluate.about import about
from rag.settings import Settings
from tests.ui_fakes import HOST, FakeArchive, ask, running
from ui.app import serve
from ui.guard import Guard, Rules, rules
from ui.guard.password import LONGEST, TRIES, Password
from ui.listen import hosts_of, listen

SECRET = "the ferry leaves: à neuf heures"


def basic(password: str, user: str = "anyone") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


class Open:
    """An application that lets everybody in; `reached` counts them."""

    def __init__(self) -> None:
        self.reached = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"in"})


def test_the_password_opens_the_page_under_any_user_name() -> None:
    guard = Guard(inner := Open(), [HOST], Rules(password=SECRET))
    for user in ("anyone", "", "Mara Ilves"):
        answer = ask(guard, "GET", "/", headers={"authorization": basic(SECRET, user)})
        assert answer.status_code == 200
    assert inner.reached == 3


@pytest.mark.parametrize(
    "path", ["/", "/config", "/assets/a.js", "/dateline/article", "/gradio_api/info", "/x"]
)
def test_nothing_is_there_for_whoever_has_no_password(path: str) -> None:
    guard = Guard(inner := Open(), [HOST], Rules(password=SECRET))
    answer = ask(guard, "GET", path)
    assert (answer.status_code, inner.reached) == (401, 0)
    assert answer.headers["www-authenticate"].startswith('Basic realm="Dateline"')
    assert answer.headers["content-security-policy"]
    assert ask(guard, "POST", "/gradio_api/call/ask", json={"data": ["x"]}).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        basic(SECRET[:-1]),
        basic(SECRET + "x"),
        basic(SECRET.upper()),
        basic(""),
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(SECRET.encode()).decode(),  # no user, no colon before it
        "Bearer " + base64.b64encode(f"a:{SECRET}".encode()).decode(),
        "Basic " + "A" * (LONGEST + 4),
    ],
)
def test_what_is_not_the_password_does_not_open(header: str) -> None:
    assert (
        ask(
            Guard(Open(), [HOST], Rules(password=SECRET)), "GET", "/", headers={"authorization": header}
        ).status_code
        == 401
    )


def test_wrong_tries_are_slowed_down_and_then_nothing_is_compared() -> None:
    clock = Clock()
    door = Password(SECRET, clock)
    tried = [door.refusal("10.0.0.1", basic(f"guess {n}")) for n in range(TRIES)]
    assert [refusal.status for refusal in tried if refusal] == [401] * TRIES
    slowed = door.refusal("10.0.0.1", basic(SECRET))  # also the right one tells nothing now
    assert slowed is not None and (slowed.status, slowed.after) == (429, 10)
    assert slowed.words == "Too many wrong passwords. Try again in 10 seconds."
    clock.seconds += 10
    assert door.refusal("10.0.0.1", basic("one more guess")).status == 401  # type: ignore[union-attr]
    assert door.refusal("10.0.0.1", basic(SECRET)).status == 429  # type: ignore[union-attr]
    clock.seconds += 10
    assert door.refusal("10.0.0.1", basic(SECRET)) is None


def test_one_who_guesses_does_not_lock_out_another() -> None:
    door = Password(SECRET, Clock())
    for number in range(50):
        door.refusal("10.0.0.1", basic(str(number)))
    assert door.refusal("10.0.0.2", basic(SECRET)) is None


def test_a_first_request_without_a_password_is_no_try() -> None:
    door = Password(SECRET, Clock())
    assert {door.refusal("10.0.0.1", "").status for _ in range(50)} == {401}  # type: ignore[union-attr]
    assert door.refusal("10.0.0.1", basic(SECRET)) is None


def test_the_real_page_asks_for_it_and_answers_with_it() -> None:
    with running(FakeArchive(), closed=Rules(password=SECRET)) as address:
        question = {"data": ["Did the harbour board vote to close the winter ferry?"]}
        assert httpx.post(f"{address}/gradio_api/call/ask", json=question).status_code == 401
        with httpx.Client(base_url=address, headers={"authorization": basic(SECRET)}) as client:
            event = client.post("/gradio_api/call/ask", json=question).json()["event_id"]
            assert "close the winter ferry for good" in client.get(f"/gradio_api/call/ask/{event}").text


def test_other_machines_are_let_in_by_password_alone() -> None:
    with pytest.raises(CannotServe, match=r"DATELINE_PASSWORD='…' dateline chat --host 0\.0\.0\.0"):
        serve(FakeArchive(), host="0.0.0.0")
    with listen("0.0.0.0", 0, password=True) as bound:
        port = bound.getsockname()[1]
        assert hosts_of(bound) == [f"127.0.0.1:{port}", f"localhost:{port}"]


@pytest.mark.parametrize(
    ("server", "host", "status"),
    [
        (("192.168.1.7", 7860), "192.168.1.7:7860", 200),
        (("::ffff:192.168.1.7", 7860), "192.168.1.7:7860", 200),
        (("2001:db8::1", 7860), "[2001:db8::1]:7860", 200),
        (("192.168.1.7", 7860), "192.168.1.8:7860", 403),
        (("192.168.1.7", 7860), "rebound.example:7860", 403),  # a name that was made to point here
        (("192.168.1.7", 7860), "archive.example", 200),  # a name of the settings
        (("192.168.1.7", 7860), "ARCHIVE.example", 200),
    ],
)
def test_from_elsewhere_the_page_has_the_address_it_is_reached_by_and_the_names_that_are_set(
    server: tuple[str, int], host: str, status: int
) -> None:
    closed = Rules(password=SECRET, names=("Archive.example",), anywhere=True)
    guard = Guard(Open(), [HOST], closed)

    async def at(scope: Scope, receive: Receive, send: Send) -> None:
        await guard({**scope, "server": server}, receive, send)

    headers = {"host": host, "authorization": basic(SECRET)}
    assert ask(at, "GET", "/", headers=headers).status_code == status


def test_a_password_that_is_too_short_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("password", "hunter2"),
        ("pasword", "hunter2hunter2"),
        ("PASSWORDS", "hunter2hunter2"),
    ):
        with pytest.raises(BadSettings) as refused:
            Settings(**{name: value})
        assert "hunter2" not in str(refused.value) and refused.value.__cause__ is None
    monkeypatch.setenv("DATELINE_PASSWORD", "hunter2")
    with pytest.raises(BadSettings, match="12 characters or more") as refused:
        Settings()
    assert "hunter2" not in str(refused.value)


def test_the_password_stands_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATELINE_PASSWORD", SECRET)
    settings = Settings()
    closed = rules(settings)
    assert closed.password == SECRET
    gold = tmp_path / "gold.jsonl"
    gold.write_text("")
    run = about(gold, 0, 0, 1, settings, 5)
    shown = [repr(settings), str(settings), repr(closed), str(closed), settings.model_dump_json(), repr(run)]
    shown += [row for rows in setting_rows(settings) for row in rows]
    shown.append(repr(vars(Password(SECRET))))
    assert [text for text in shown if SECRET in text] == []
    assert "password" not in run.settings
    guard = Guard(Open(), [HOST], closed)
    for header in ("", basic("wrong")):
        answer = ask(guard, "GET", "/", headers={"authorization": header} if header else {})
        assert SECRET not in answer.text + str(answer.headers)


@pytest.mark.parametrize("name", ["http://archive.example", "archive.example/", "a b", "*", "-x", ""])
def test_what_is_no_name_of_a_host_is_refused(name: str) -> None:
    with pytest.raises(BadSettings, match=r"write archive\.example"):
        Settings(hosts=(name,))


def test_a_proxy_is_an_address() -> None:
    assert Settings(proxy="10.0.0.9").proxy == "10.0.0.9"
    with pytest.raises(BadSettings, match="proxy"):
        Settings(proxy="nginx")


def test_a_free_port_is_found_on_loopback_without_a_password() -> None:
    with listen("localhost", 0) as bound:
        assert bound.family == socket.AF_INET and bound.getsockname()[0] == "127.0.0.1"
