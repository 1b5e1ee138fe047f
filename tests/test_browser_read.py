"""Reading an article at the words that are cited, as a person does it: by clicks and keys, on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.types import Answer, Article, Carried, Citation, Hit, Passage, Sentence, Version
from tests.browsing import BY_CHOICE, Open, ask, in_view, scrolls_sideways
from tests.ui_fakes import FERRY, SUPPORTED, FakeArchive, running

pytestmark = BY_CHOICE

# 300 paragraphs of 67 words: some 20,000. Faces are two units of JavaScript's and one character of Python's.
PARAGRAPH = "🙂 Paragraph {} of the report tells at length what the harbour committee heard that day. " + (
    "Nobody in the room was surprised by what it said of the quay and its many costs. " * 3
)
EARLY = "The first hearing drew 4,100 people."
LATE = "The auditors found the missing ledger in a locker at Quay 9."
LEDGER = f"“{LATE}” said the clerk. "
REPORT = "\n\n".join(
    PARAGRAPH.format(n) + (EARLY if n == 20 else "") + (LEDGER if n == 275 else "") for n in range(1, 301)
)
HELD = (
    Article(
        "report", "What the auditors saw", "Quay Weekly", "https://quay.example/r", REPORT, date(2024, 3, 1)
    ),
    Article(
        "ferry", "Port Lisle gives up its winter ferry", "The Lisle Courier", text=FERRY, author="Jon Abel"
    ),
)
QUOTES = (("report", LATE), ("ferry", "The ferry carried 41,200 passengers last year"), ("report", EARLY))


class Cited(FakeArchive):
    """Answers every question with the same three quotes, one on the hearing with the last of them first."""

    def ask(self, question: str, *limits: Any, **options: Any) -> Answer:
        quotes = QUOTES[::-1] if "hearing" in question else QUOTES
        citations = tuple(self.quoted(n, id, quote) for n, (id, quote) in enumerate(quotes, 1))
        if "zebras" in question:
            near = tuple(Hit(cited.passage, cited.article, 0.1) for cited in citations)
            return Answer(question, "", refused=True, reason="Nothing on zebras.", hits=near)
        sentences = tuple(Sentence(c.quote, (c.number,), SUPPORTED) for c in citations)
        return Answer(question, " ".join(c.quote for c in citations), sentences, citations)

    def quoted(self, number: int, id: str, quote: str) -> Citation:
        article = next(held for held in HELD if held.id == id)
        start = article.text.index(quote)
        end = start + len(quote)
        first, last = max(0, start - 60), min(len(article.text), end + 20)
        passage = Passage(f"{id}:{start}", id, article.text[first:last], first, last)
        return Citation(number, article, passage, quote, start, end)


@pytest.fixture(scope="module")
def archive() -> Cited:
    return Cited(HELD)


@pytest.fixture(scope="module")
def address(archive: Cited) -> Iterator[str]:
    with running(archive) as url:
        yield url


def opened(page: Page, number: int = 1) -> Locator:
    """Asks, clicks on a citation's number, and gives its marked words."""
    exchange = ask(page, "What did the auditors find?")
    exchange.locator(".answer button.cite").nth(number - 1).click()
    quote = page.locator("#reader mark.here").first
    expect(quote).to_be_focused()
    return quote


def at_quote(page: Page, quote: str, count: str) -> None:
    """The words are marked as those being read, have the focus and are truly in view."""
    here = page.locator("#reader mark.here").first
    expect(here).to_have_text(quote)
    expect(here).to_be_focused()
    assert in_view(here)
    expect(page.locator("#reader .count")).to_have_text(count)


def ground(element: Locator) -> str:
    return str(element.evaluate("element => getComputedStyle(element).backgroundColor"))


def test_browser_a_click_on_a_citation_opens_its_article_at_the_quote(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1400, "height": 900})
    quote = opened(page)
    at_quote(page, LATE, "Quote 1 of 3")
    reader = page.locator("#reader")
    expect(reader.locator("h1")).to_have_text("What the auditors saw")
    expect(reader.locator(".origin")).to_have_text("Quay Weekly · 1 March 2024 · original at quay.example")
    link = reader.locator("a.original")
    expect(link).to_have_attribute("href", "https://quay.example/r")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    assert reader.locator(".text").text_content() == REPORT
    # The passage is shaded around it, and the answer still stands beside it.
    passage = reader.locator(".passage", has=page.locator("mark.here"))
    expect(passage).to_contain_text("its many costs. “")
    assert len({ground(quote), ground(passage), ground(reader)}) == 3
    assert in_view(page.locator("#turn-1 .sentence").first)
    # The other quote from this article is marked as well, in another way.
    other = reader.locator("mark:not(.here)")
    expect(other).to_have_text([EARLY])
    assert ground(other) != ground(quote)
    # A second click, on the number of that one, moves there and fetches nothing.
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.locator("#turn-1 .answer button.cite").nth(2).click()
    at_quote(page, EARLY, "Quote 3 of 3")
    assert requests == []


def test_browser_previous_and_next_go_through_all_quotes_by_keys_and_buttons(
    visit: Open, address: str
) -> None:
    page = visit(address)
    opened(page)
    page.keyboard.press("p")  # there is none before the first
    at_quote(page, QUOTES[0][1], "Quote 1 of 3")
    page.keyboard.press("n")
    at_quote(page, QUOTES[1][1], "Quote 2 of 3")  # in another article
    expect(page.locator("#reader h1")).to_have_text("Port Lisle gives up its winter ferry")
    page.keyboard.press("]")
    at_quote(page, QUOTES[2][1], "Quote 3 of 3")
    expect(page.locator("#reader .next")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#turn-1 button.cite.picked")).to_have_text("Source 3")  # in the answer it stands out
    page.keyboard.press("[")
    at_quote(page, QUOTES[1][1], "Quote 2 of 3")
    page.get_by_role("button", name="Previous quote").click()
    at_quote(page, QUOTES[0][1], "Quote 1 of 3")
    page.get_by_role("button", name="Next quote").click()
    at_quote(page, QUOTES[1][1], "Quote 2 of 3")
    box = page.locator("#question textarea")
    box.click()
    page.keyboard.type("np")  # while typing they are letters
    expect(box).to_have_value("np")
    expect(page.locator("#reader .count")).to_have_text("Quote 2 of 3")
    page.keyboard.press("Escape")  # nor does Escape close what is not being read
    expect(page.locator("#reader")).to_be_visible()


def test_browser_the_same_number_of_another_answer_is_another_quote(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1400, "height": 900})
    opened(page)
    at_quote(page, LATE, "Quote 1 of 3")
    page.keyboard.press("Escape")
    second = ask(page, "How many came to the first hearing?")
    second.locator(".answer button.cite").nth(0).click()
    at_quote(page, EARLY, "Quote 1 of 3")
    first = page.locator("#turn-1 .answer button.cite").nth(0)
    first.scroll_into_view_if_needed()
    first.click()  # while the article stays open
    at_quote(page, LATE, "Quote 1 of 3")
    page.keyboard.press("n")
    at_quote(page, QUOTES[1][1], "Quote 2 of 3")


def test_browser_the_nearest_passages_of_a_refusal_are_read_in_turn(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1400, "height": 900})
    ask(page, "Who sells zebras?")
    page.locator("#sources-1 a.open").nth(0).click()
    expect(page.locator("#reader .count")).to_have_text("Passage 1 of 3")
    expect(page.locator("#reader mark.here").first).to_contain_text(LATE)
    page.keyboard.press("n")
    expect(page.locator("#reader .count")).to_have_text("Passage 2 of 3")
    assert in_view(page.locator("#reader mark.here", has_text=QUOTES[1][1]))  # in its second paragraph
    page.keyboard.press("n")
    expect(page.locator("#reader .count")).to_have_text("Passage 3 of 3")
    assert in_view(page.locator("#reader mark.here", has_text=EARLY))


def test_browser_escape_closes_the_article_and_the_focus_returns(visit: Open, address: str) -> None:
    page = visit(address)
    exchange = ask(page, "What did the auditors find?")
    number = exchange.locator(".answer button.cite").nth(1)
    for close in ("Escape", "Enter"):  # the second time by the button
        number.focus()
        page.keyboard.press("Enter")
        at_quote(page, QUOTES[1][1], "Quote 2 of 3")
        if close == "Enter":
            page.locator("#reader button.close").focus()
        page.keyboard.press(close)
        expect(page.locator("#reader")).to_be_hidden()
        expect(number).to_be_focused()
        expect(page.locator("#sources .card").first).to_be_visible()


def test_browser_on_a_phone_it_covers_the_answer_and_closing_returns_there(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 390, "height": 700})
    exchange = ask(page, "What did the auditors find?")
    number = exchange.locator(".answer button.cite").nth(2)
    number.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        number.click()
        at_quote(page, EARLY, "Quote 3 of 3")
        box = page.locator("#reader").bounding_box()
        assert box == {"x": 0, "y": 0, "width": 390, "height": 700}
        assert not in_view(page.locator("#question textarea"))
        assert not scrolls_sideways(page)
        for _ in range(12):  # what lies behind cannot be reached
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('#reader, body') !== null")
            assert page.evaluate("document.activeElement.closest('.gradio-container') === null")
        if scheme == "light":
            page.locator("#reader button.close").click()
        else:
            page.go_back()  # as a phone's own way back
        expect(page.locator("#reader")).to_be_hidden()
        assert page.evaluate("scrollY") == before
        expect(number).to_be_focused()
        assert in_view(number)


def test_browser_a_window_made_narrow_while_reading_keeps_the_quote_in_view(
    visit: Open, address: str
) -> None:
    page = visit(address, viewport={"width": 1400, "height": 900})
    opened(page)
    for width in (390, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.locator("body > #reader" if width == 390 else "#side > #reader")).to_be_visible()
        at_quote(page, LATE, "Quote 1 of 3")
        assert not scrolls_sideways(page)


def test_browser_an_article_that_changed_says_so_and_leads_to_what_was_quoted(
    visit: Open, address: str, archive: Cited
) -> None:
    old = archive.held["ferry"]
    archive.held["ferry"] = replace(old, text=FERRY.replace("41,200", "43,900"))
    archive.earlier["ferry"] = [Version(old, 3, 7, "a newer text of the same file")]
    page = visit(address)
    exchange = ask(page, "What did the auditors find?")
    try:
        exchange.locator(".answer button.cite").nth(1).click()
        caveat = page.locator("#reader .caveat")
        expect(caveat).to_contain_text("cannot be marked")
        expect(page.locator("#reader mark")).to_have_count(0)
        caveat.get_by_role("link", name="Read the version that was quoted.").click()
        at_quote(page, QUOTES[1][1], "Quote 2 of 3")
        expect(caveat).to_contain_text("an earlier version of the article")
        page.get_by_role("button", name="Back to the cited article").click()
        expect(caveat).to_contain_text("cannot be marked")
    finally:
        archive.held["ferry"] = old
        archive.earlier.clear()


def test_browser_a_copy_is_read_at_the_same_words(visit: Open, address: str, archive: Cited) -> None:
    copy = Article("copy", "Ferry to end", "Coast Daily", text=f"PORT LISLE, Feb. 13.\n\n{FERRY}")
    archive.held["copy"] = copy
    archive.copied = [Carried(("ferry", "copy"), ("The Lisle Courier", "Coast Daily"), 1)]
    page = visit(address)
    try:
        opened(page, 2)
        page.locator("#reader .carried").get_by_role("link", name="Coast Daily").click()
        expect(page.locator("#reader h1")).to_have_text("Ferry to end")
        at_quote(page, QUOTES[1][1], "Quote 2 of 3")
        page.locator("#reader button.next").click()
        at_quote(page, QUOTES[2][1], "Quote 3 of 3")
    finally:
        archive.held.pop("copy")
        archive.copied = []


def test_browser_an_article_is_a_page_of_its_own_that_can_be_printed(visit: Open, address: str) -> None:
    page = visit(address, forgiven="signal is aborted")  # Gradio's word for its stream, as its page is left
    opened(page)
    href = page.locator("#reader a.alone").get_attribute("href")
    page.goto(href)
    here = page.locator("mark.here")
    expect(here).to_have_text(LATE)
    expect(here).to_be_focused()
    assert in_view(here)
    assert page.title() == "What the auditors saw" and not scrolls_sideways(page)
    # Its own quotes alone, as they stand in it: the early one comes first.
    expect(page.locator(".count")).to_have_text("Quote 2 of 2")
    page.keyboard.press("p")
    expect(page.locator("mark.here")).to_have_text(EARLY)
    assert in_view(page.locator("mark.here"))
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator("mark.here")).to_be_visible()
