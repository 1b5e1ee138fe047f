"""Asking in a real browser, with real clicks and keys: how an answer comes, and what is done with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import BY_CHOICE, Open, ask, in_view, scrolls_sideways
from tests.ui_answers import CHERRIES, DOUBTED, FERRY, LABELS, LEDGER, ZEBRAS, Newsroom
from tests.ui_fakes import running

pytestmark = BY_CHOICE


@pytest.fixture(scope="module")
def archive() -> Newsroom:
    return Newsroom()


@pytest.fixture(scope="module")
def address(archive: Newsroom) -> Iterator[str]:
    with running(archive, examples=[FERRY, LEDGER]) as url:
        yield url


def typed(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            for (const source of entry.sources) {
                const node = source.node?.nodeType === 3 ? source.node.parentElement : source.node;
                if (node?.closest?.("#conversation, #composer, #top")) window.shifts.push(node.className);
            }
        }
    }).observe({ type: "layout-shift", buffered: false });
}"""


def test_browser_sentences_come_one_by_one_and_nothing_jumps(
    visit: Open, address: str, archive: Newsroom
) -> None:
    page = visit(address, viewport={"width": 1280, "height": 800})
    ask(page, LEDGER)
    archive.gate = threading.Semaphore(0)
    try:
        typed(page, FERRY)
        exchange = page.locator("#turn-2")
        expect(exchange.locator(".pending")).to_contain_text("Searching the archive…")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        question = exchange.locator(".question")
        page.wait_for_timeout(300)  # the question has come to the top
        top = question.bounding_box()
        page.evaluate(SHIFTS)
        for sentences in (1, 2):
            archive.gate.release()
            expect(exchange.locator(".sentence")).to_have_count(sentences)
            expect(exchange.locator(".support.supported")).to_have_count(sentences)
        expect(exchange.locator(".byline")).to_contain_text("Quoted word for word")
    finally:
        archive.gate.release(9)
        archive.gate = None
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert question.bounding_box() == top
    # What was there stays where it was; the line below the answer makes room for its sentences.
    assert set(page.evaluate("window.shifts")) <= {"byline", "actions", "actions waiting", "act", "keep"}
    expect(page.locator("#voice")).to_contain_text("2 citations.")


def test_browser_an_answer_is_stopped_and_asked_again_by_keys(
    visit: Open, address: str, archive: Newsroom
) -> None:
    page = visit(address)
    archive.gate = threading.Semaphore(1)
    try:
        typed(page, FERRY)
        exchange = page.locator("#turn-1")
        expect(exchange.locator(".sentence")).to_have_count(1)
        typed(page, CHERRIES)  # the next one waits in the box
        stop = page.get_by_role("button", name="Stop")
        stop.focus()
        page.keyboard.press("Enter")
        expect(exchange.locator(".notices")).to_contain_text("Stopped: these are the sentences")
    finally:
        archive.gate.release(9)
        archive.gate = None
    expect(page.locator("#question textarea")).to_have_value(CHERRIES)
    again = exchange.get_by_role("button", name="Ask again", exact=True)
    again.focus()
    page.keyboard.press("Enter")
    expect(exchange.locator(".sentence")).to_have_count(2)
    expect(exchange.locator(".notices")).to_have_count(0)
    expect(exchange).to_be_focused()  # the button that was pressed is another by now
    expect(page.locator("#question textarea")).to_have_value(CHERRIES)


def test_browser_why_a_sentence_holds_is_told_to_pointer_and_keys(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 390, "height": 844})
    exchange = ask(page, DOUBTED)
    marks, tip = exchange.locator("button.support"), page.locator("#tip")
    assert [mark.locator(".flag").count() for mark in marks.all()] == [0, 1, 1, 1]
    expect(tip).to_be_hidden()
    for place, label in enumerate(LABELS):
        marks.nth(place).hover()
        expect(tip).to_contain_text(f"the reason for {label}")
        assert in_view(tip) and not scrolls_sideways(page)
    tip.hover()
    expect(tip).to_be_visible()
    page.mouse.move(200, 5)
    expect(tip).to_be_hidden()
    exchange.locator("button.cite").first.focus()
    page.keyboard.press("Tab")
    expect(marks.first).to_be_focused()
    expect(tip).to_contain_text("the reason for supported")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(marks.first).to_be_focused()
    expect(page.get_by_role("button", name="Contradicted. Its sources say otherwise")).to_have_count(1)


def test_browser_an_answer_is_copied_with_and_without_its_sources(visit: Open, address: str) -> None:
    page = visit(address, permissions=["clipboard-read", "clipboard-write"])
    exchange = ask(page, FERRY)
    exchange.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#voice")).to_have_text("The answer is copied.")
    plain = page.evaluate("navigator.clipboard.readText()")
    said = [one.inner_text() for one in exchange.locator(".sentence").all()]
    assert plain == " ".join(said)
    exchange.get_by_role("button", name="Copy with sources").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#voice")).to_have_text("The answer with its sources is copied.")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert lines[0] == f"{said[0]} [1] {said[1]} [2]"
    assert lines[2] == (
        "[1] The Lisle Courier, “Port Lisle gives up its winter ferry”, 13 February 2024, "
        "https://courier.example/ferry?a=1&b=2"
    )


def test_browser_an_earlier_question_is_edited_or_asked_again_and_the_loss_is_said_before(
    visit: Open, address: str, archive: Newsroom
) -> None:
    page = visit(address)
    for question in (FERRY, CHERRIES, LEDGER):
        ask(page, question)
    page.locator("#turn-2").get_by_role("button", name="Ask again").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Ask this question again? The answer after it is dropped")
    page.keyboard.press("Escape")
    expect(page.locator(".exchange")).to_have_count(3)
    page.locator("#turn-1").get_by_role("button", name="Edit the question").click()
    box = page.locator("#question textarea")
    expect(page.locator("#bar")).to_contain_text(
        "editing question 1. Asking it drops the 2 answers after it."
    )
    expect(box).to_be_focused()
    expect(box).to_have_value(FERRY)
    page.keyboard.press("Escape")
    expect(page.locator("#bar .editing")).to_have_count(0)
    expect(box).to_have_value("")
    page.locator("#turn-2").get_by_role("button", name="Edit the question").click()
    expect(box).to_have_value(CHERRIES)
    typed(page, ZEBRAS)
    expect(page.locator("#turn-2 .refusal")).to_be_visible()
    expect(page.locator(".exchange")).to_have_count(2)
    assert archive.seen[-1][0] == ZEBRAS and archive.seen[-1][1][0].text == FERRY
    page.locator("#turn-1").get_by_role("button", name="Ask again").click()
    page.get_by_role("button", name="Ask again and drop them").click()
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("#turn-1 .sentence")).to_have_count(2)
    assert archive.seen[-1] == (FERRY, ())


def test_browser_who_stands_in_line_is_told_and_each_gets_their_own_answer(
    visit: Open, address: str, archive: Newsroom
) -> None:
    asked = {FERRY: "41,200 passengers", CHERRIES: "900 tonnes", LEDGER: "Quay 9"}
    pages = [visit(address) for _ in asked]
    archive.gate = threading.Semaphore(0)
    try:
        for page, question in zip(pages[:2], asked, strict=False):
            typed(page, question)
            expect(page.locator("#turn-1 .pending")).to_be_visible()
        typed(pages[2], LEDGER)  # as many as are answered at the same time are being answered
        expect(pages[2].locator("#composer")).to_have_class(re.compile("in-line"))
        expect(pages[2].locator("#voice")).to_contain_text("yours is in line")
    finally:
        archive.gate.release(99)
        archive.gate = None
    for page, (question, answer) in zip(pages, asked.items(), strict=True):
        expect(page.locator("#turn-1 .question")).to_contain_text(question)
        expect(page.locator("#turn-1 .answer")).to_contain_text(answer)
        expect(page.locator("#composer")).not_to_have_class(re.compile("in-line"))
        assert all(other not in page.content() for other in asked.values() if other != answer)
