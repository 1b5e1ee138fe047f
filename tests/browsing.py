"""A real browser for the tests of the page: starting it, opening the page, asking, and what can be seen.

They fail where no Chromium is found; NO_BROWSER_TESTS=1 skips them on purpose.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # every test's conftest reads this file, also where no browser is wanted
    from playwright.sync_api import Browser, Locator, Page

BY_CHOICE = pytest.mark.skipif(os.environ.get("NO_BROWSER_TESTS") == "1", reason="NO_BROWSER_TESTS=1")

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium found: apt-get install chromium, or set NO_BROWSER_TESTS=1 to go without")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens an address in a browser session of its own, `at` a path of it; afterwards no page may have met
    an error but one that has the `forgiven` words, asked anything of another address, opened a dialogue or
    a second window."""
    opened, requests, complaints = [], [], []

    def go(
        address: str, at: str = "", ready: str = "#question textarea", forgiven: str = "", **options: Any
    ) -> Page:
        def complain(words: str) -> None:
            if not forgiven or forgiven not in words:
                complaints.append(words)

        context = browser.new_context(reduced_motion="reduce", **options)
        context.on("request", lambda request: requests.append((address, request.url)))
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"a dialogue: {dialog.message}"))
        page.on("popup", lambda popup: complaints.append(f"a window: {popup.url}"))
        page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
        opened.append(context)
        page.goto(address + at)
        page.wait_for_selector(ready)
        return page

    yield go
    for context in opened:
        context.close()
    outside = [url for home, url in requests if not url.startswith((f"{home}/", "data:"))]
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
