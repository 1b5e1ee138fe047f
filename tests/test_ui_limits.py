"""Dates and outlets on the page and for programs, and a read time that is taken away again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date

import httpx
import pytest
from playwright.sync_api import expect

from rag.errors import BadQuestion
from rag.types import Scope, Turn
from tests.browsing import BY_CHOICE, Open, ask
from tests.test_ui_app import called
from tests.ui_fakes import TODAY, FakeArchive, running
from ui.chat import Chat
from ui.conversation import Conversation
from ui.limits import days, limits, timeless
from ui.pages import Page

FERRY = "How many passengers did the winter ferry carry?"
LAST_YEAR = "How many passengers did the winter ferry carry last year?"  # asked in 2025: all dated articles
THIS_YEAR = "What passengers did the winter ferry carry this year?"


def chat(archive: FakeArchive) -> Chat:
    return Chat(archive, today=lambda: TODAY)


def last(pages: AsyncIterator[Page]) -> Page:
    async def collected() -> Page:
        *_, page = [page async for page in pages]
        return page

    return asyncio.run(collected())


# What is typed


def test_what_is_not_set_is_not_passed_on() -> None:
    assert limits(None, " ", []).options() == {} == limits("", None, None).options()
    assert limits("2025-03-01", " 2025-03-31 ", ["BBC"], "2025-04-10", True).options() == {
        "after": date(2025, 3, 1),
        "before": date(2025, 3, 31),
        "sources": ("BBC",),
        "today": date(2025, 4, 10),
        "read_dates": False,
    }


@pytest.mark.parametrize("written", ["yesterday", "2025-02-30", "31.3.2025", "<b>"])
def test_a_day_that_is_none_is_told_with_how_to_write_it(written: str) -> None:
    with pytest.raises(BadQuestion, match=r"the last day: “.*” is no day; write it as 2025-03-31"):
        limits(None, written, None)


def test_days_are_told_in_words() -> None:
    first, last = date(2025, 3, 1), date(2025, 3, 31)
    assert days(first, None) == "since 1 March 2025" and days(None, last) == "up to 31 March 2025"
    assert days(first, first) == "1 March 2025" and days(first, last) == "1 March 2025 to 31 March 2025"


def test_a_question_without_its_time() -> None:
    today = date(2025, 4, 10)
    assert timeless(LAST_YEAR, today) == FERRY and timeless(FERRY, today) == FERRY


# The conversation


def test_what_is_set_limits_the_answer_and_is_shown_with_it() -> None:
    archive = FakeArchive()
    page = last(chat(archive).ask(FERRY, Conversation(), "2024-01-01", "2024-12-31", ["The Lisle Courier"]))
    assert archive.scope == Scope(date(2024, 1, 1), date(2024, 12, 31), frozenset({"The Lisle Courier"}))
    assert "published 1 January 2024 to 31 December 2024" in page.talk
    assert "<bdi>The Lisle Courier</bdi>" in page.talk


def test_a_day_that_is_none_can_be_mended_and_asked_again() -> None:
    archive = FakeArchive()
    page = last(chat(archive).ask(FERRY, Conversation(), "soon", None, None))
    assert page.box == FERRY and "“soon” is no day" in page.talk and archive.seen == []
    assert page.conversation.last.said == ""


def test_a_read_time_is_taken_away_for_this_answer_and_those_that_follow() -> None:
    archive = FakeArchive()
    asked = chat(archive)
    page = last(asked.ask(LAST_YEAR, Conversation()))
    page = last(asked.ask(THIS_YEAR, page.conversation))
    assert 'value="anytime 2"' in page.talk and "(“this year”)" in page.talk
    assert archive.scope == Scope(date(2025, 1, 1), date(2025, 12, 31))  # no article is of 2025
    assert "There is no answer to that" in page.talk
    page = last(asked.act("anytime 2 #1", page.conversation))
    assert archive.scope == Scope() and "(“this year”)" not in page.talk
    assert "41,200 passengers" in page.conversation.last.shown
    assert [past.turn for past in page.conversation.exchanges] == [1, 2]
    assert archive.seen[-1][0] == THIS_YEAR  # its words are looked for as others are
    last(asked.ask("And how many members?", page.conversation))
    earlier = [turn.text for turn in archive.seen[-1][1] if turn.role == "user"]
    assert earlier == [FERRY, "What passengers did the winter ferry carry?"]


# Programs and people


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def address(archive: FakeArchive) -> Iterator[str]:
    with running(archive) as url:
        yield url


def test_a_program_sets_dates_and_outlets(address: str, archive: FakeArchive) -> None:
    with httpx.Client(base_url=address, timeout=30) as client:
        event, (answer,) = called(client, "ask", LAST_YEAR, [], None, None, ["Valley Post"], "2025-01-01")
        assert event == "complete" and answer["when"]["words"] == "last year"
        assert archive.scope == Scope(date(2024, 1, 1), date(2024, 12, 31), frozenset({"Valley Post"}))
        event, (hits,) = called(client, "search", FERRY, 3, "2024-05-01")
        assert event == "complete" and {hit["article"]["id"] for hit in hits} == {"orchard"}
        event, told = called(client, "search", FERRY, 3, "soon")
        assert event == "error" and "“soon” is no day" in told["error"]
        named = client.post("/gradio_api/call/ask", json={"data": []})
        told = client.get(f"/gradio_api/call/ask/{named.json()['event_id']}").text
        assert "event: error" in told  # a question there must be


@BY_CHOICE
def test_browser_dates_are_set_and_a_read_time_is_taken_away(
    visit: Open, address: str, archive: FakeArchive
) -> None:
    page = visit(address, viewport={"width": 1280, "height": 800})
    exchange = ask(page, THIS_YEAR)
    chip = exchange.get_by_role("button", name="published 1 January 2025 to 31 December 2025 (“this year”)")
    chip.click()
    expect(page.locator("#turn-1 .answer")).to_contain_text("41,200 passengers")
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("#turn-1 .chip")).to_have_count(0)
    page.get_by_role("button", name="Dates and outlets").click()
    page.get_by_label("Published up to").fill("2024-03-01")
    page.get_by_role("combobox", name="Outlets").click()
    page.get_by_role("option", name="The Lisle Courier").click()
    exchange = ask(page, FERRY)
    expect(exchange.locator(".chip")).to_have_count(2)
    assert archive.scope == Scope(None, date(2024, 3, 1), frozenset({"The Lisle Courier"}))
    assert archive.seen[-1][1][0] == Turn("user", "What passengers did the winter ferry carry?")
    # Without one of them, and it is gone from the fields as well.
    exchange.get_by_role("button", name="published up to 1 March 2024").click()
    expect(page.locator("#turn-2 .chip")).to_have_count(1)
    expect(page.get_by_label("Published up to")).to_have_value("")
    assert archive.scope == Scope(None, None, frozenset({"The Lisle Courier"}))
