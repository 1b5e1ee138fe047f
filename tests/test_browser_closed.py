"""What a person sees of what is closed: the password asked for, and the words when too much is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Error, expect

from rag.types import Answer
from tests.browsing import BY_CHOICE, PLAIN, Open, Person, ask
from tests.ui_fakes import FakeArchive, running
from ui import app
from ui.guard import Rules
from ui.guard.busy import FULL

pytestmark = BY_CHOICE

SECRET = "nine o'clock at the quay"
FERRY = "How many passengers did the ferry carry last year?"


class Held(FakeArchive):
    """Answers nothing before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def ask(self, question: str, *more: Any, **options: Any) -> Answer:
        assert self.go.wait(60)
        return super().ask(question, *more, **options)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Held, str]]:
    """A page on which one question is searched at a time and one waits."""
    monkeypatch.setattr(app, "QUEUE", 1)
    monkeypatch.setattr(app, "AT_ONCE", 1)
    archive = Held()
    with running(archive, examples=(FERRY,)) as address:
        yield archive, address
        archive.go.set()


def test_browser_a_full_line_is_told_in_plain_words_and_the_question_stays(
    browser: Browser, held: tuple[Held, str]
) -> None:
    archive, address = held
    page = browser.new_page()  # the refusal is an error in its console, as it should be
    page.goto(address)
    expect(page.locator("#examples button").first).to_be_visible()  # what a page loads waits in line too
    for number in range(8):
        httpx.post(f"{address}/gradio_api/call/ask", json={"data": [f"{FERRY} {number}"]})
    page.fill("#question textarea", FERRY)
    page.press("#question textarea", "Enter")
    expect(page.get_by_text(FULL)).to_be_visible()
    expect(page.get_by_text("Queue is full")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value(FERRY)
    archive.go.set()
    for _ in range(100):  # until the line has room again
        page.press("#question textarea", "Enter")
        page.wait_for_timeout(100)
        if page.locator("#turn-1").count():
            break
    expect(page.locator("#turn-1 .answer")).to_contain_text("41,200 passengers")
    page.close()


def test_browser_the_password_opens_every_view(visit: Open) -> None:
    with running(FakeArchive(), closed=Rules(password=SECRET)) as address:
        page = visit(address, http_credentials={"username": "Mara", "password": SECRET})
        exchange = ask(page, FERRY)
        expect(exchange.locator(".answer")).to_contain_text("41,200 passengers")
        exchange.locator("button.cite").first.click()
        expect(page.locator("#reader #quote")).to_be_visible()
        page.goto(f"{address}/library")
        expect(page.locator("#shelves tbody tr").first).to_be_visible()
        page.close()


def test_browser_without_the_password_there_is_nothing(browser: Browser) -> None:
    with running(FakeArchive(), closed=Rules(password=SECRET)) as address:
        context = browser.new_context()
        refused = "ERR_INVALID_AUTH_CREDENTIALS"  # nobody answers the browser's dialogue
        with pytest.raises(Error, match=refused):
            context.new_page().goto(address)
        context.close()


def test_browser_who_visits_remembers_nothing_of_the_tests_before(browser: Browser) -> None:
    """The session that these tests share is emptied between them."""
    with running(FakeArchive()) as address:
        person = Person(browser)
        memory = "[document.cookie, localStorage.length, sessionStorage.length, history.length]"
        page = person.opens(address)
        page.goto(address + PLAIN)
        page.evaluate(
            "document.cookie = 'a=b'; localStorage.c = sessionStorage.d = 1; history.pushState(1, '')"
        )
        assert page.evaluate(memory) == ["a=b", 1, 1, 3]
        person.forgets()
        page = person.opens(address)
        page.goto(address + PLAIN)
        assert page.evaluate(memory) == ["", 0, 0, 2]
        assert person.context.pages == [person.anchor, page]
