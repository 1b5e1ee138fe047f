"""Dates and outlets on the page and for programs, and a read time that is taken away again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date

import httpx
import pytest
from playwright.sync_api import expect

from rag.errors import BadQuestion
from rag.types import Scope, Turn, When
from tests.browsing import BY_CHOICE, Open, ask
from tests.test_ui_app import called
from tests.ui_fakes import FakeArchive, running
from ui.chat import Chat, Conversation, Page
from ui.limits import Limits, limits, line, timeless

FERRY = "How many passengers did the winter ferry carry?"
LAST_YEAR = "How many passengers did the winter ferry carry last year?"  # asked in 2025: all dated articles
THIS_YEAR = "What passengers did the winter ferry carry this year?"


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


@pytest.mark.parametrize(
    ("given", "when", "told"),
    [
        (Limits(), None, ""),
        (Limits(after=date(2025, 3, 1)), None, "published since 1 March 2025"),
        (Limits(before=date(2025, 3, 1)), None, "published up to 1 March 2025"),
        (Limits(date(2025, 3, 1), date(2025, 3, 1)), None, "published 1 March 2025"),
        (Limits(sources=("A & <b>",)), None, "<bdi>A &amp; &lt;b&gt;</bdi>"),
        (
            Limits(sources=("BBC",)),
            When("since <i>", None, date(2025, 3, 1), None, "published"),
            "published since 1 March 2025 (<q>since &lt;i&gt;</q>) · <bdi>BBC</bdi>",
        ),
    ],
)
def test_an_answer_says_what_it_was_limited_to(given: Limits, when: When | None, told: str) -> None:
    assert line(given, when) == (f'<p class="limits">Searched only: {told}</p>' if told else "")


def test_a_question_without_its_time() -> None:
    today = date(2025, 4, 10)
    assert timeless(LAST_YEAR, today) == FERRY and timeless(FERRY, today) == FERRY


# The conversation


def test_what_is_set_limits_the_answer_and_is_shown_with_it() -> None:
    archive = FakeArchive()
    pages = Chat(archive).ask(FERRY, (), "2024-01-01", "2024-12-31", ["The Lisle Courier"])
    _, _, talk, _, chip = last(pages)
    assert archive.scope == Scope(date(2024, 1, 1), date(2024, 12, 31), frozenset({"The Lisle Courier"}))
    assert "published 1 January 2024 to 31 December 2024 · <bdi>The Lisle Courier</bdi>" in talk
    assert chip["visible"] is False


def test_a_day_that_is_none_can_be_mended_and_asked_again() -> None:
    archive = FakeArchive()
    box, conversation, talk, _, _ = last(Chat(archive).ask(FERRY, (), "soon", None, None))
    assert box == FERRY and "“soon” is no day" in talk and archive.seen == []
    assert conversation[-1].said == ""


def test_a_read_time_is_taken_away_for_this_answer_and_those_that_follow() -> None:
    archive = FakeArchive()
    chat = Chat(archive)
    conversation: Conversation = ()
    for question in (LAST_YEAR, THIS_YEAR):
        _, conversation, talk, _, chip = last(chat.ask(question, conversation))
    assert chip["visible"] and chip["value"] == "Not only “this year”: search all dates"
    assert archive.scope == Scope(date(2025, 1, 1), date(2025, 12, 31))  # no article is of 2025
    assert "There is no answer to that" in talk
    _, conversation, talk, _, chip = last(chat.ask_at_any_time(conversation))
    assert chip["visible"] is False and archive.scope == Scope()
    assert "41,200 passengers" in conversation[-1].shown and "this year</q>" not in talk
    assert [past.turn for past in conversation] == [1, 2] and talk.count("<article") == 2
    assert archive.seen[-1][0] == THIS_YEAR  # its words are looked for as others are
    last(chat.ask("And how many members?", conversation))
    asked = [turn.text for turn in archive.seen[-1][1] if turn.role == "user"]
    assert asked == [FERRY, "What passengers did the winter ferry carry?"]


def test_with_nothing_asked_there_is_nothing_to_ask_again() -> None:
    async def pages() -> list[Page]:
        return [page async for page in Chat(FakeArchive()).ask_at_any_time(())]

    assert asyncio.run(pages()) == []


def test_the_outlets_to_choose_from_are_those_of_the_archive() -> None:
    assert Chat(FakeArchive()).outlets() == ["Quay Weekly", "The Lisle Courier", "Valley Post"]
    assert Chat(FakeArchive([])).outlets() == []


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
    expect(exchange.locator(".limits")).to_contain_text("published 1 January 2025 to 31 December 2025")
    page.get_by_role("button", name="Not only “this year”: search all dates").click()
    expect(page.locator("#turn-1 .answer")).to_contain_text("41,200 passengers")
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("#anytime")).to_be_hidden()
    page.get_by_role("button", name="Dates and outlets").click()
    page.get_by_label("Published up to").fill("2024-03-01")
    page.get_by_role("combobox", name="Outlets").click()
    page.get_by_role("option", name="The Lisle Courier").click()
    exchange = ask(page, FERRY)
    expect(exchange.locator(".limits")).to_have_text(
        "Searched only: published up to 1 March 2024 · The Lisle Courier"
    )
    assert archive.scope == Scope(None, date(2024, 3, 1), frozenset({"The Lisle Courier"}))
    assert archive.seen[-1][1][0] == Turn("user", "What passengers did the winter ferry carry?")
