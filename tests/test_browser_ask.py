"""Asking in a real browser, with real clicks and keys: how an answer comes, what it shows, what follows."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rag.types import Answer, Conflict, Correction, Sentence, Support, Turn
from tests.browsing import BY_CHOICE, Open, ask, in_view, scrolls_sideways
from tests.ui_fakes import CALM, FakeArchive, running

pytestmark = BY_CHOICE

FERRY = "How many passengers did the winter ferry carry?"
CHERRIES = "How many tonnes does the Tessel cooperative expect this summer?"
LEDGER = "Where did the auditors find the missing ledger?"
ZEBRAS = "Who sells zebras?"
DOUBTED = "Which sentences about the winter ferry hold?"
WRONG = "Did the board vote to close the summer ferry?"
APART = "How many passengers did the ferry carry, and when does it end?"
FOLLOWED = "And the passengers of the winter ferry?"
LABELS = ("supported", "partial", "unsupported", "contradicted")


class Newsroom(FakeArchive):
    """Gives the answers that are hard to come by: doubtful, put right, in conflict, of a follow-up.

    With a `gate` each sentence waits to be let through.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gate: threading.Semaphore | None = None

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Answer:
        found = super().ask(question, history, **options)
        if question in (DOUBTED, WRONG, APART):
            found = self.of_the_ferry(question)
        if question == FOLLOWED and history:
            return replace(found, standalone="How many passengers did the winter ferry of Port Lisle carry?")
        if question == DOUBTED:
            supports = (Support(label, 0.5, (f"the reason for {label}",)) for label in LABELS)  # type: ignore[arg-type]
            return replace(found, sentences=tuple(Sentence(f"It is {s.label}.", (1,), s) for s in supports))
        if question == WRONG:
            right = Sentence("The archive reports winter, not summer.", (1,), found.sentences[0].support)
            corrections = (Correction("summer", "winter", 1, "name"),)
            return replace(found, sentences=(right, *found.sentences), corrections=corrections)
        if question == APART:
            sides = Conflict("When does it end", ((1, "on Tuesday"), (2, "on 3 March")), "update")
            return replace(found, conflicts=(sides,))
        return found

    def of_the_ferry(self, question: str) -> Answer:
        """Quotes of the first and the last sentence of one article."""
        hits = self.search("harbour board voted close winter ferry passengers bridge takes place", 12)
        ferry = sorted((h for h in hits if h.article.id == "ferry"), key=lambda h: h.passage.start)
        citations = tuple(self.citation(n, h) for n, h in enumerate((ferry[0], ferry[-1]), 1))
        sentences = tuple(Sentence(c.quote, (c.number,), Support("supported", 1.0)) for c in citations)
        return Answer(
            question, "Of the ferry.", sentences, citations, hits=tuple(hits), revision=self.revision
        )

    def stream(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Iterator[Answer]:
        for answer in super().stream(question, history, **options):
            if self.gate is not None:
                self.gate.acquire(timeout=20)
            yield answer


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


def test_browser_a_follow_up_shows_how_it_was_read_and_can_be_taken_by_itself(
    visit: Open, address: str, archive: Newsroom
) -> None:
    page = visit(address)
    ask(page, LEDGER)
    exchange = ask(page, FOLLOWED)
    chip = exchange.locator(".chip")
    expect(chip).to_contain_text("Read as How many passengers did the winter ferry of Port Lisle carry?")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#turn-2 .chip")).to_have_count(0)
    assert archive.seen[-1] == (FOLLOWED, ())


def test_browser_a_refusal_helps_on(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1280, "height": 800})
    page.get_by_role("button", name="Dates and outlets").click()
    page.get_by_label("Published from").fill("2024-05-01")
    exchange = ask(page, ZEBRAS)
    expect(exchange.locator(".reason")).to_contain_text("No article tells of this")
    near = exchange.locator("button.near").first
    near.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reader h1")).to_have_text("Half of the Tessel cherries lost to frost")
    page.keyboard.press("Escape")
    exchange.get_by_role("button", name="Search all dates").click()
    expect(page.locator("#turn-1 .chip")).to_have_count(0)
    expect(page.get_by_label("Published from")).to_have_value("")
    expect(page.locator("#turn-1 .refusal")).to_be_visible()


def test_browser_what_is_set_right_leads_and_sides_stand_side_by_side(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1280, "height": 800})
    exchange = ask(page, WRONG)
    right = exchange.locator(".put-right")
    expect(right).to_contain_text("The archive reports winter, not summer.")
    assert right.bounding_box()["y"] < exchange.locator("p.answer").bounding_box()["y"]
    exchange = ask(page, APART)
    first, second = (side.bounding_box() for side in exchange.locator(".conflict li").all())
    assert first["y"] == second["y"] and first["x"] < second["x"]
    expect(exchange.locator(".conflict")).to_contain_text("Updated since: When does it end")
    exchange.locator(".conflict .cite").last.click()
    expect(page.locator("#reader #quote")).to_contain_text("takes its place on 3 March")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    first, second = (side.bounding_box() for side in exchange.locator(".conflict li").all())
    assert first["x"] == second["x"] and first["y"] < second["y"]
    assert not scrolls_sideways(page)


def test_browser_a_conversation_is_the_same_after_a_reload(visit: Open, address: str) -> None:
    page = visit(address)
    for question in (FERRY, APART, WRONG, DOUBTED, ZEBRAS):
        ask(page, question)
    expect(page).to_have_url(re.compile(r"\?c=[0-9a-f]{32}"))
    talk, beside = (page.locator(f"#{place} .md").inner_html() for place in ("conversation", "sources"))
    page.reload()
    expect(page.locator(".exchange")).to_have_count(5)
    assert page.locator("#conversation .md").inner_html() == talk
    assert re.sub(" chosen", "", page.locator("#sources .md").inner_html()) == re.sub(" chosen", "", beside)
    exchange = ask(page, LEDGER)
    expect(exchange).to_have_id("turn-6")
    exchange.locator("button.cite").first.click()
    expect(page.locator("#reader #quote")).to_be_focused()


def test_browser_an_example_is_asked_with_a_click(visit: Open, address: str) -> None:
    page = visit(address)
    page.get_by_role("button", name=LEDGER).click()
    expect(page.locator("#turn-1 .answer")).to_contain_text("in a locker at Quay 9")
    expect(page.locator("#examples")).to_be_hidden()


def test_browser_the_picture_is_drawn_when_it_is_opened(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1280, "height": 900})
    expect(page.locator("#picture")).to_be_hidden()
    ask(page, FERRY)
    page.get_by_role("button", name="Its sources in time").click()
    expect(page.locator("#plot .js-plotly-plot")).to_be_visible(timeout=20_000)
    expect(page.locator("#plot-told")).to_contain_text("13 February 2024")
    ask(page, ZEBRAS)
    expect(page.locator("#picture")).to_be_hidden()


def test_browser_quotes_or_written_is_asked_where_a_model_is_set(visit: Open, address: str) -> None:
    page = visit(address)
    expect(page.locator("#way")).to_be_hidden()
    writing = FakeArchive()
    writing.writes = True
    with running(writing) as url:
        page = visit(url)
        expect(page.get_by_role("radio", name="Written answer")).to_be_checked()
        ask(page, FERRY)
        assert writing.written is True
        page.get_by_role("radio", name="Quotes").check()
        ask(page, FERRY)
        assert writing.written is False
        page.context.close()


def test_browser_the_archive_moves_on_while_people_talk(visit: Open) -> None:
    moving = FakeArchive(CALM[:1])
    with running(moving) as url:
        page = visit(url)
        exchange = ask(page, FERRY)
        moving.held = {article.id: article for article in CALM}
        moving.revision += 1
        expect(ask(page, LEDGER).locator(".answer")).to_contain_text("Quay 9")
        exchange.locator("button.cite").first.click()
        expect(page.locator("#reader #quote")).to_be_focused()
        page.reload()
        expect(page.locator(".holdings")).to_contain_text("3 articles")
        expect(page.locator(".exchange")).to_have_count(2)
        page.context.close()
