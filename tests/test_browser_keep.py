"""Conversations that are kept, as people meet them: in a real browser, over a reload and a new start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rag import receipt
from tests.browsing import BY_CHOICE, PLAIN, Open, ask
from tests.ui_fakes import FakeArchive, running
from ui.kept.store import Kept

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = BY_CHOICE

FERRY = "How many passengers did the winter ferry carry?"
CARRIED = "The ferry carried 41,200 passengers last year"
CHERRIES = "How many tonnes does the Tessel cooperative expect this summer?"
LEDGER = "Where did the auditors find the missing ledger?"


class Program:
    """The page over an archive's folder, which can be stopped and started anew."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.folder = FakeArchive(), folder
        self.start()

    def start(self) -> None:
        self.kept, self.running = Kept(self.folder), ExitStack()
        self.address = self.running.enter_context(running(self.archive, kept=self.kept))

    def stop(self) -> None:
        self.running.close()
        self.kept.close()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    started = Program(tmp_path_factory.mktemp("archive"))
    yield started
    started.stop()


@pytest.fixture
def address(program: Program) -> str:
    return program.address


def asked(page: Page, question: str) -> Locator:
    """The exchange, once its answer is kept."""
    exchange = ask(page, question)
    exchange.locator(".keep").wait_for()
    return exchange


def conversations(page: Page) -> Locator:
    """The panel, open, with the list in it."""
    page.get_by_role("button", name="Conversations").click()
    panel = page.get_by_role("dialog", name="Conversations")
    expect(panel.get_by_role("searchbox")).to_be_focused()
    panel.locator(".list li, .said:not(:empty)").first.wait_for()
    return panel


def saved(page: Page, link: Locator) -> tuple[str, str]:
    """The name and the content of what a link downloads."""
    with page.expect_download() as begun:
        link.click()
    return begun.value.suggested_filename, Path(begun.value.path()).read_text("utf-8")


def test_browser_a_conversation_is_there_after_a_reload(visit: Open, address: str) -> None:
    page = visit(address)
    asked(page, FERRY)
    asked(page, CHERRIES)
    expect(page).to_have_url(f"{address}/?c={page.url[-32:]}")
    page.reload()
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator("#turn-1 .answer")).to_contain_text(CARRIED)
    page.locator("#turn-1 button.cite").first.click()  # shown as it was, and to be read on from
    expect(page.get_by_role("region", name="The article").locator("mark").first).to_be_visible()
    page.keyboard.press("Escape")
    asked(page, LEDGER)  # and goes on
    expect(page.locator(".exchange")).to_have_count(3)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page).to_have_url(f"{address}/")
    page.get_by_role("link", name="Library").click()  # the panel is there as well
    page.wait_for_url(f"{address}/library")
    panel = conversations(page)
    expect(panel.locator("li .told")).to_contain_text("3 questions")
    panel.get_by_role("link", name=FERRY, exact=True).click()
    expect(page.locator(".exchange")).to_have_count(3)


def test_browser_nothing_can_be_clicked_before_the_script_is_there(visit: Open, address: str) -> None:
    page = visit(address, PLAIN, "body")
    held: list[Route] = []
    page.route("**/keep.js", lambda route: held.append(route))
    page.goto(f"{address}/library", wait_until="commit")
    page.wait_for_timeout(2_000)  # in which Gradio would draw it
    expect(page.get_by_role("button", name="Conversations")).to_have_count(0)
    held[0].continue_()
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_role("dialog", name="Conversations").get_by_role("searchbox")).to_be_focused()


def test_browser_renaming_searching_and_deleting_by_keyboard(visit: Open, address: str) -> None:
    page = visit(address)
    asked(page, FERRY)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".exchange")).to_have_count(0)
    asked(page, CHERRIES)
    panel = conversations(page)
    rows, said = panel.locator("li"), panel.get_by_role("status")
    expect(rows).to_have_count(2)
    expect(rows.first.locator(".told")).to_contain_text("open now")
    page.keyboard.type("PASSENGERS 41,200")
    expect(rows).to_have_count(1)
    expect(rows.locator(".excerpt")).to_contain_text("ferry carried 41,200 passengers")
    expect(said).to_have_text("1 conversation found.")
    page.keyboard.press("Tab")  # to the title, and on to what can be done with it
    expect(rows.get_by_role("link", name=FERRY, exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(panel.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Nothing of this")
    page.keyboard.press("Escape")  # leaves the title alone, and the panel open
    expect(rows.get_by_role("button", name=f"Rename “{FERRY}”")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Winter ferry")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Renamed to “Winter ferry”.")
    expect(rows.get_by_role("button", name="Rename “Winter ferry”")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(panel.get_by_text("Delete “Winter ferry” with its answers and ratings?")).to_be_visible()
    expect(panel.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    page.keyboard.press("Enter")  # asked once more
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Deleted “Winter ferry”.")
    expect(rows).to_have_count(0)
    panel.get_by_role("searchbox").fill("")
    expect(rows).to_have_count(1)
    for _ in range(12):  # the focus stays within, whichever way round
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement.closest('dialog') !== null || !document.hasFocus()"
            " || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Conversations")).to_be_focused()
    panel = conversations(page)
    panel.get_by_role("button", name="Delete all conversations").click()
    expect(panel.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel.get_by_role("button", name="Delete all conversations")).to_be_focused()
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Delete all for good").click()
    expect(page.locator(".opening")).to_be_visible()  # what was shown is no longer there
    expect(page).to_have_url(f"{address}/")
    expect(conversations(page).get_by_role("status")).to_contain_text("None yet.")


def test_browser_a_conversation_and_a_receipt_are_saved_as_files(
    visit: Open, program: Program, tmp_path: Path
) -> None:
    page = visit(program.address)
    exchange = asked(page, FERRY)
    name, text = saved(page, exchange.get_by_role("link", name="Receipt"))
    assert name == "receipt-how-many-passengers-did-the-winter-ferry-carry-1.json"
    (tmp_path / name).write_text(text, "utf-8")
    verified = receipt.verify(program.archive, receipt.read(tmp_path / name))  # type: ignore[arg-type]
    assert verified.stands and verified.same_answer and verified.changed == ()
    panel = conversations(page)
    for form, ending, holds in (
        ("Markdown", "md", f"## 1. {FERRY}"),
        ("HTML", "html", f"<title>{FERRY}</title>"),
        ("JSON", "json", '"format": "dateline conversation"'),
    ):
        name, text = saved(page, panel.get_by_role("link", name=form))
        assert name == f"how-many-passengers-did-the-winter-ferry-carry.{ending}" and holds in text
        assert "courier.example/ferry" in text and CARRIED in text


def test_browser_a_thumb_with_its_reason_is_kept(visit: Open, address: str) -> None:
    page = visit(address)
    exchange = asked(page, FERRY)
    down, up = (exchange.get_by_role("button", name=f"{which} answer") for which in ("Poor", "Good"))
    down.focus()
    page.keyboard.press("Enter")
    aside = page.get_by_role("dialog", name="Kept: a poor answer")
    expect(aside.get_by_label("What is wrong, or missing?")).to_be_focused()
    page.keyboard.type("It leaves out the year before.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(aside).to_be_hidden()
    expect(down).to_be_focused()
    expect(down).to_have_attribute("aria-pressed", "true")
    asked(page, CHERRIES)  # its row is drawn anew, and still says so
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(down).to_have_attribute("aria-pressed", "true")
    panel = conversations(page)
    _, text = saved(page, panel.get_by_role("link", name="Feedback"))
    told = json.loads(text)
    assert (told["verdict"], told["reason"]) == ("down", "It leaves out the year before.")
    _, text = saved(page, panel.get_by_role("link", name="Gold candidates"))
    assert json.loads(text)["confirmed"] is False
    page.keyboard.press("Escape")
    up.click()
    page.get_by_role("dialog", name="Kept: a good answer").get_by_role("button", name="No reason").click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    up.click()  # once more takes it back
    expect(up).to_have_attribute("aria-pressed", "false")


def test_browser_two_people_at_once_see_their_own_alone(visit: Open, address: str) -> None:
    anna, ben = visit(address), visit(address)
    asked(anna, FERRY)
    asked(ben, CHERRIES)
    asked(anna, LEDGER)
    for page, own in ((anna, FERRY), (ben, CHERRIES)):
        expect(conversations(page).locator("li .title")).to_have_text([own])
        page.keyboard.press("Escape")
    ben.goto(anna.url)  # her address opens nothing of hers
    expect(ben.locator(".aside")).to_contain_text("There is no such conversation among yours")
    expect(ben.locator(".exchange")).to_have_count(0)
    asked(ben, LEDGER)  # and what is asked there is his own
    expect(ben).not_to_have_url(anna.url)
    expect(conversations(ben).locator("li .title")).to_have_text([LEDGER, CHERRIES])
    anna.reload()
    expect(anna.locator(".question")).to_contain_text([FERRY, LEDGER])


def test_browser_an_answer_that_cannot_be_kept_stands_and_says_so(
    visit: Open, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit(program.address)
    monkeypatch.setattr(program.kept, "most_mb", 0.001)
    exchange = ask(page, FERRY)
    expect(exchange.locator(".answer")).to_contain_text(CARRIED)
    expect(exchange).to_contain_text("This answer is not kept.")
    expect(exchange.locator(".keep")).to_have_count(0)


def test_browser_a_conversation_is_there_when_the_program_was_started_anew(
    browser: Browser, program: Program
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(program.address)
    page.wait_for_selector("#question textarea")
    asked(page, FERRY)
    # Another site's link brings no cookie along: the page is asked for as by a stranger, yet finds all.
    link, there = page.url, program.address.replace("127.0.0.1", "localhost")
    page.goto(f"{there}/dateline/web/keep.css")
    page.evaluate("address => { location.href = address; }", link)
    expect(page.locator("#turn-1 .answer")).to_contain_text(CARRIED)
    page.goto("about:blank")
    program.stop()
    program.start()  # at another port: a cookie is its host's, whatever the port
    page.goto(program.address)
    page.wait_for_selector("#question textarea")
    conversations(page).get_by_role("link", name=FERRY, exact=True).click()
    expect(page.locator("#turn-1 .answer")).to_contain_text(CARRIED)
    page.goto("about:blank")
    context.close()
