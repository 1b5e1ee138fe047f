"""The page as people meet it, in a real browser against the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browsing import BY_CHOICE, Open, ask, in_view, scrolls_sideways
from tests.ui_fakes import FakeArchive, running

pytestmark = BY_CHOICE

FERRY = "How many passengers did the winter ferry carry last year?"
CHERRIES = "How many tonnes does the Tessel cooperative expect this summer?"
LEDGER = "Where did the auditors find the missing ledger?"
ZEBRAS = "Who sells zebras?"


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def address(archive: FakeArchive) -> Iterator[str]:
    with running(archive, examples=["Who chairs the harbour board?"]) as url:
        yield url


def test_browser_a_question_typed_is_answered_with_its_sources(visit: Open, address: str) -> None:
    page = visit(address)
    expect(page).to_have_title("Dateline")
    expect(page.locator(".holdings")).to_have_text(
        "3 articles · 13 February 2024 to 6 May 2024 · generation 7"
    )
    expect(page.locator("#question textarea")).to_be_focused()
    exchange = ask(page, FERRY)
    expect(exchange.locator(".question")).to_contain_text(FERRY)
    expect(exchange.locator(".sentence").first).to_contain_text(
        "The ferry carried 41,200 passengers last year"
    )
    sentences, marks = exchange.locator(".sentence"), exchange.locator("button.cite")
    assert sentences.count() == marks.count() == page.locator(".card:visible").count() == 2
    card = page.locator(".card:visible").first
    expect(card.locator(".title")).to_have_text("Port Lisle gives up its winter ferry")
    expect(card.locator(".origin")).to_contain_text("The Lisle Courier · 13 February 2024 · by Jon Abel")
    expect(card.locator("mark")).to_have_text(sentences.first.inner_text())
    link = card.locator("a.original")
    expect(link).to_have_attribute("href", "https://courier.example/ferry?a=1&b=2")
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.locator("#voice")).to_contain_text("41,200 passengers")  # read out


def test_browser_from_a_number_to_the_article_and_back(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1280, "height": 600})
    first = ask(page, LEDGER)
    ask(page, CHERRIES)
    # The sources of the last answer show; a number of the first brings its article, by keyboard alone.
    expect(page.locator(".card:visible .title").first).to_have_text(
        "Half of the Tessel cherries lost to frost"
    )
    number = first.locator("button.cite").first
    number.focus()
    page.keyboard.press("Enter")
    quote = page.locator("#reader #quote")
    expect(quote).to_have_text("The auditors found the missing ledger in a locker at Quay 9.")
    expect(quote).to_be_focused()
    assert in_view(quote)
    assert "Paragraph 1 of a long report" in page.locator("#reader").text_content()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(number).to_be_focused()
    # Now the passages show: those of that answer, with the card of the number.
    card = page.locator("#card-1-1")
    expect(card).to_have_class(re.compile("picked"))
    expect(card.locator(".title")).to_have_text("What the auditors saw")
    assert page.locator(".sources:visible").count() == 1
    card.locator("a.open").click()
    expect(quote).to_be_focused()
    page.keyboard.press("Escape")
    expect(card.locator("a.open")).to_be_focused()
    card.locator("button.back").click()
    expect(number).to_be_focused()


def test_browser_what_the_archive_does_not_say_is_told_with_the_nearest(visit: Open, address: str) -> None:
    page = visit(address)
    exchange = ask(page, ZEBRAS)
    expect(exchange.locator(".refusal")).to_contain_text("No answer in the archive.")
    expect(exchange.locator(".refusal")).to_contain_text("No article tells of this")
    assert exchange.locator("button.cite").count() == 0
    assert page.locator(".card:visible").count() == 4
    exchange.locator("button.near").first.click()
    expect(page.locator("#reader mark")).to_be_visible()
    page.keyboard.press("Escape")
    expect(exchange.locator("button.near").first).to_be_focused()


def test_browser_nothing_typed_and_failures_are_told_in_plain_words(
    visit: Open, address: str, archive: FakeArchive, caplog: pytest.LogCaptureFixture
) -> None:
    page = visit(address)
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    expect(page.locator(".aside")).to_contain_text("Type a question first")
    exchange = ask(page, "long " * 300)
    expect(exchange.locator(".problem")).to_contain_text("a question may have 1,000 characters")
    expect(page.locator("#question textarea")).to_have_value("long " * 300)  # to be mended
    archive.failure = RuntimeError("secret detail")
    try:
        exchange = ask(page, FERRY)
    finally:
        archive.failure = None
    expect(exchange.locator(".problem")).to_contain_text("Something inside went wrong")
    assert "secret detail" not in page.content() and "secret detail" in caplog.text
    assert ask(page, FERRY).locator("button.cite").count() == 2


def test_browser_an_empty_archive_says_what_to_do(visit: Open) -> None:
    with running(FakeArchive([])) as address:
        page = visit(address)
        expect(page.locator(".opening")).to_contain_text("nothing at ./archive; run dateline sync DIR")
        page.close()


def test_browser_two_people_do_not_see_each_other(visit: Open, address: str, archive: FakeArchive) -> None:
    here, there = visit(address), visit(address)
    ask(here, FERRY)
    ask(there, CHERRIES)
    assert archive.seen[-1] == (CHERRIES, ())
    ask(here, "And how many tonnes of cherries?")
    _, history = archive.seen[-1]
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[0].text == FERRY and "41,200 passengers" in history[1].text
    assert "ferry" not in there.locator("#room").inner_text().lower()
    here.get_by_role("button", name="New conversation").click()
    expect(here.locator(".exchange")).to_have_count(0)
    ask(here, ZEBRAS)
    assert archive.seen[-1] == (ZEBRAS, ())


# Text that stands out too little from its ground, once a change of colour has run its course.
CONTRAST = """async () => {
    const changes = document.getAnimations().filter(running => running instanceof CSSTransition);
    await Promise.allSettled(changes.map(change => change.finished));
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => {
        const [r, g, b] = numbers(colour).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if ((numbers(colour)[3] ?? 1) > 0.99) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const weak = [];
    for (const element of document.querySelectorAll("#top *, #room *")) {
        const said = [...element.childNodes].filter(n => n.nodeType === 3 && n.textContent.trim());
        if (!said.length || !element.checkVisibility() || element.closest(".unseen, .hide")) continue;
        const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
        const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
        if (ratio < 4.5) weak.push(`${ratio.toFixed(2)} ${element.className} ${said[0].textContent}`);
    }
    return weak;
}"""


def test_browser_it_reads_well_light_and_dark_on_a_phone_and_a_wide_screen(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 390, "height": 844})
    ask(page, ZEBRAS)
    exchange = ask(page, FERRY)
    for scheme in ("light", "dark"):
        for width in (390, 1920):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 844})
            expect(page.locator("body")).to_have_class(re.compile("dark") if scheme == "dark" else "")
            assert in_view(page.locator("#question textarea"))
            assert page.evaluate(CONTRAST) == []
            exchange.locator("button.cite").last.click()
            expect(page.locator("#reader #quote")).to_be_focused()
            assert in_view(page.locator("#reader #quote"))
            assert page.evaluate(CONTRAST) == []
            assert not scrolls_sideways(page)
            page.keyboard.press("Escape")


def test_browser_a_new_page_is_ready_on_a_phone_in_the_dark(visit: Open, address: str) -> None:
    page = visit(address, color_scheme="dark", viewport={"width": 390, "height": 844})
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert int(ground) < 60
    assert page.evaluate(CONTRAST) == []
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Who chairs the harbour board?").click()
    expect(page.locator("#turn-1 .answer")).to_contain_text("Mara Ilves, who chairs the board")
    expect(page.locator("#examples")).to_be_hidden()
    assert in_view(page.locator("#question textarea"))
