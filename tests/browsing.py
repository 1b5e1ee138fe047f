"""A real browser for the tests of the page: starting it, opening the page, asking, and what can be seen.

They fail where no Chromium is found; NO_BROWSER_TESTS=1 skips them on purpose.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # every test's conftest reads this file, also where no browser is wanted
    from playwright.sync_api import Browser, Locator, Page

BY_CHOICE = pytest.mark.skipif(os.environ.get("NO_BROWSER_TESTS") == "1", reason="NO_BROWSER_TESTS=1")

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
DESK = {"width": 1280, "height": 720}
PATIENCE = 15_000  # milliseconds that a page is waited for: others may be at work on the machine
PLAIN = "/dateline/web/theme.css"  # no more than a text
KEPT = "local_storage,indexeddb,service_workers,cache_storage,file_systems"
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium found: apt-get install chromium, or set NO_BROWSER_TESTS=1 to go without")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


class Person:
    """A browser session that goes on from test to test: what it fetched and compiled for the page is still
    there, what the page kept in it is not. `requests` are all it sent, each with the address it was for."""

    def __init__(self, browser: Browser, **session: Any) -> None:
        self.context = browser.new_context(**session)
        self.context.on("request", lambda request: self.requests.append((self.at, request.url)))
        self.requests: list[tuple[str, str]] = []
        self.at = ""
        self.anchor = self.context.new_page()  # as long as it stands, so does what was compiled

    def opens(self, address: str, permissions: Sequence[str] = (), **looks: Any) -> Page:
        """A new page, still empty, for what is at the address."""
        if self.at != address:
            self.at = address
            self.anchor.goto(address + PLAIN)
        if permissions:
            self.context.grant_permissions(list(permissions))
        page = self.context.new_page()
        page.set_viewport_size(looks.pop("viewport", DESK))
        page.emulate_media(color_scheme=looks.pop("color_scheme", "light"), reduced_motion="reduce")
        assert not looks, f"not to be had for one page alone: {looks}"
        return page

    def forgets(self) -> None:
        """Closes its pages, and empties whatever they may have kept."""
        for page in self.context.pages:
            if page is not self.anchor:
                page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()
        tools = self.context.new_cdp_session(self.anchor)
        tools.send("Storage.clearDataForOrigin", {"origin": self.at, "storageTypes": KEPT})
        tools.detach()
        self.requests.clear()


@pytest.fixture(scope="module")
def people() -> list[Person]:
    """Those who visit, in their order. They end with the browser."""
    return []


@pytest.fixture
def visit(browser: Browser, people: list[Person]) -> Iterator[Open]:
    """Opens an address in a browser session of its own, `at` a path of it; afterwards no page may have met
    an error but one that has the `forgiven` words, asked anything of another address, opened a dialogue or
    a second window. Each call of a test is another person, who remembers nothing of the tests before."""
    met: list[Person] = []
    complaints: list[str] = []

    def go(
        address: str,
        at: str = "",
        ready: str = "#question textarea",
        forgiven: str = "",
        http_credentials: Any = None,
        **looks: Any,
    ) -> Page:
        def complain(words: str) -> None:
            if not forgiven or forgiven not in words:
                complaints.append(words)

        if http_credentials:  # a session has them for good
            met.append(Person(browser, http_credentials=http_credentials))
        else:
            if len(met) == len(people):
                people.append(Person(browser))
            met.append(people[len(met)])
        page = met[-1].opens(address, **looks)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"a dialogue: {dialog.message}"))
        page.on("popup", lambda popup: complaints.append(f"a window: {popup.url}"))
        page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
        page.goto(address + at)
        page.wait_for_selector(ready)
        return page

    yield go
    outside = []
    for person in met:
        outside += [url for home, url in person.requests if not url.startswith((f"{home}/", "data:"))]
        person.forgets()
    assert outside == [], outside
    assert complaints == [], complaints


def ask(page: Page, question: str) -> Locator:
    """Types a question, presses Enter and gives the exchange once it has its answer."""
    number = page.locator(".exchange").count() + 1
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    exchange = page.locator(f"#turn-{number}")
    exchange.locator(".reply:not(.pending, .growing)").wait_for()
    return exchange


def in_view(element: Locator) -> bool:
    """Whether an element's middle can be seen: inside of the window, and covered by nothing."""
    return bool(
        element.evaluate(
            """element => {
                const box = element.getClientRects()[0];
                const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return seen !== null && (element === seen || element.contains(seen));
            }"""
        )
    )


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
