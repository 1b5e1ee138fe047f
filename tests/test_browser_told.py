"""What an answer shows in a real browser: how it was read, what is set right, what differs, what was kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browsing import BY_CHOICE, Open, ask, scrolls_sideways
from tests.ui_answers import APART, DOUBTED, FERRY, FOLLOWED, LEDGER, WRONG, ZEBRAS, Newsroom
from tests.ui_fakes import CALM, FakeArchive, running

pytestmark = BY_CHOICE


@pytest.fixture(scope="module")
def archive() -> Newsroom:
    return Newsroom()


@pytest.fixture(scope="module")
def address(archive: Newsroom) -> Iterator[str]:
    with running(archive, examples=[FERRY, LEDGER]) as url:
        yield url


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
        page.close()


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
        page.close()
