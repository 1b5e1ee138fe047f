"""A conversation as the page has it: asked, streamed, stopped, asked again, edited, kept, of one person."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from rag.receipt import Terms
from rag.types import Answer, Turn
from tests.ui_fakes import TODAY, FakeArchive
from ui import deeds
from ui.apart import Stream, apart
from ui.chat import BROKEN, CUT, Chat
from ui.conversation import REMEMBERED, Conversation, history
from ui.pages import QUOTES, SKIP, WRITTEN, Page

FERRY = "How many passengers did the winter ferry carry?"
CHERRIES = "How many tonnes does the Tessel cooperative expect this summer?"
ZEBRAS = "Who sells zebras?"
EMPTY = Conversation()


def pages(made: AsyncIterator[Page]) -> list[Page]:
    """What the page shows one after the other."""

    async def collected() -> list[Page]:
        return [page async for page in made]

    return asyncio.run(collected())


def asked(chat: Chat, *questions: str, after: Conversation = EMPTY) -> Conversation:
    """The conversation once the questions were asked, one after the other."""
    for question in questions:
        after = pages(chat.ask(question, after))[-1].conversation
    return after


def acted(chat: Chat, deed: str, conversation: Conversation, *limits: Any) -> Page:
    return pages(chat.act(f"{deed} #1", conversation, *limits))[-1]


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def chat(archive: FakeArchive) -> Chat:
    return Chat(archive, today=lambda: TODAY)


class Slow(FakeArchive):
    """Gives its first sentence, then waits to be let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.ended = threading.Event(), threading.Event()

    def stream(self, question: str, history: Any = (), **options: Any) -> Iterator[Answer]:
        try:
            for answer in super().stream(question, history, **options):
                yield answer
                self.go_on.wait(20)
        finally:
            self.ended.set()


# Asking


def test_the_page_waits_in_plain_words_with_a_way_to_stop(chat: Chat) -> None:
    waiting, *_, done = pages(chat.ask(FERRY, EMPTY))
    assert "Searching the archive…" in waiting.talk
    assert waiting.box == "" and "pending" in waiting.talk and "pending" not in done.talk
    assert done.box == SKIP  # the next one may be in it


def test_the_answer_grows_sentence_by_sentence() -> None:
    slow = Slow()

    async def grown() -> list[Page]:
        seen = []
        async for page in Chat(slow, today=lambda: TODAY).ask(FERRY, EMPTY):
            seen.append(page)
            if "growing" in page.talk:
                slow.go_on.set()
        return seen

    waiting, first, *_, done = asyncio.run(grown())
    assert [page.talk.count('class="sentence"') for page in (waiting, first, done)] == [0, 1, 2]
    assert "growing" in first.talk and "growing" not in done.talk
    assert all(one.article.text == "" for one in done.conversation.last.answer.citations)


def test_a_blank_question_is_not_asked(chat: Chat, archive: FakeArchive) -> None:
    (page,) = pages(chat.ask(" \n\t ", EMPTY))
    assert "Type a question first" in page.bar and archive.seen == []


def test_what_failed_is_shown_but_not_remembered(chat: Chat, archive: FakeArchive) -> None:
    failed = pages(chat.ask("x" * 1_001, EMPTY))[-1]
    assert failed.box == "x" * 1_001 and "1,000 characters" in failed.talk
    asked(chat, FERRY, after=failed.conversation)
    assert archive.seen[-1] == (FERRY, ())


def test_what_broke_inside_is_told_without_what_it_was(
    chat: Chat, archive: FakeArchive, caplog: pytest.LogCaptureFixture
) -> None:
    archive.failure = RuntimeError("secret detail")
    page = pages(chat.ask(FERRY, EMPTY))[-1]
    assert BROKEN in page.talk and "secret" not in page.talk and "secret detail" in caplog.text


def test_a_conversation_keeps_its_last_exchanges_and_their_numbers(chat: Chat, archive: FakeArchive) -> None:
    conversation = asked(chat, *[FERRY] * (REMEMBERED + 2))
    assert [past.turn for past in conversation.exchanges] == list(range(3, REMEMBERED + 3))
    assert len(archive.seen[-1][1]) == 2 * REMEMBERED


def test_who_waits_for_a_model_is_told_so(chat: Chat, archive: FakeArchive) -> None:
    archive.writes = True
    first = {way: pages(chat.ask(FERRY, EMPTY, None, None, None, way))[0].talk for way in (QUOTES, WRITTEN)}
    assert "A model writes" in first[WRITTEN] and "A model writes" not in first[QUOTES]


def test_whether_it_is_quoted_or_written_is_handed_on(chat: Chat, archive: FakeArchive) -> None:
    for way, written in ((None, None), (QUOTES, False), (WRITTEN, True)):
        pages(chat.ask(FERRY, EMPTY, None, None, None, way))
        assert archive.written is written


# Stopping


def test_what_stands_when_it_is_stopped_stays_and_the_rest_is_not_awaited() -> None:
    slow = Slow()
    chat = Chat(slow, today=lambda: TODAY)

    async def stopped() -> list[Page]:
        seen = []
        async for page in chat.ask(FERRY, EMPTY):
            seen.append(page)
            if "growing" in page.talk:
                await chat.stop()
        return seen

    last = asyncio.run(stopped())[-1]
    assert CUT in last.talk and last.talk.count('class="sentence"') == 1
    assert last.conversation.last.state == "done" and "growing" not in last.talk
    slow.go_on.set()
    assert slow.ended.wait(20)  # what it had under way was ended as well


def test_a_second_question_is_asked_to_wait() -> None:
    slow = Slow()
    chat = Chat(slow, today=lambda: TODAY)

    async def both() -> Page:
        first = chat.ask(FERRY, EMPTY)
        await anext(first)
        second = [page async for page in chat.ask(CHERRIES, EMPTY)]
        await chat.stop()
        _ = [page async for page in first]
        return second[-1]

    assert "One question at a time" in asyncio.run(both()).bar
    assert [question for question, _ in slow.seen] == [FERRY]
    slow.go_on.set()


def test_a_stream_hands_its_exception_to_its_reader() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    async def read() -> list[int]:
        got = []
        with pytest.raises(ValueError, match="the second"):
            async for one in Stream(broken):
                got.append(one)
        return got

    assert asyncio.run(read()) == [1]
    assert asyncio.run(apart(lambda: 7)) == 7


def test_who_reads_late_gets_the_newest_and_knows_it_for_the_last() -> None:
    async def read() -> list[tuple[int, bool]]:
        stream, got = Stream(lambda: iter((1, 2, 3))), []
        async for one in stream:
            got.append((one, stream.last))
            for thread in threading.enumerate():
                if thread.name == "dateline-question":
                    await asyncio.to_thread(thread.join, 20)
            await asyncio.sleep(0)
        return got

    assert asyncio.run(read())[-1] == (3, True)


# Asking again and editing


def test_asking_again_drops_what_came_after(chat: Chat, archive: FakeArchive) -> None:
    conversation = asked(chat, FERRY, CHERRIES, ZEBRAS)
    page = acted(chat, "again 2", conversation, None, None, ["Valley Post"])
    assert [past.turn for past in page.conversation.exchanges] == [1, 2]
    assert archive.seen[-1][0] == CHERRIES and len(archive.seen[-1][1]) == 2
    assert archive.scope.sources == {"Valley Post"}  # as the page is set now


def test_an_edited_question_takes_the_place_of_the_first(chat: Chat, archive: FakeArchive) -> None:
    conversation = asked(chat, FERRY, CHERRIES)
    page = acted(chat, "edit 1", conversation)
    assert page.box == FERRY
    assert "You are editing question 1. Asking it drops the 1 answer after it." in page.bar
    assert page.talk == {"__type__": "update"}  # nothing is dropped yet
    done = pages(chat.ask(ZEBRAS, page.conversation))[-1]
    assert [past.question for past in done.conversation.exchanges] == [ZEBRAS]
    assert done.conversation.editing == 0 and archive.seen[-1] == (ZEBRAS, ())


def test_editing_can_be_left(chat: Chat) -> None:
    conversation = acted(chat, "edit 1", asked(chat, FERRY)).conversation
    page = acted(chat, "keep", conversation)
    assert page.conversation.editing == 0 and page.box == "" and page.bar == ""


def test_a_chip_taken_away_asks_on_the_terms_of_then_but_one(chat: Chat, archive: FakeArchive) -> None:
    first = pages(chat.ask(FERRY, EMPTY, "2024-01-01", None, ["The Lisle Courier", "Valley Post"]))[-1]
    page = acted(chat, "outlet 1 0", first.conversation)
    assert archive.scope.sources == {"Valley Post"} and archive.scope.after is not None
    assert page.outlets == ["Valley Post"]  # on the page as well
    page = acted(chat, "anyday 1", page.conversation)
    assert archive.scope.after is None and archive.scope.sources == {"Valley Post"}
    assert (page.after, page.before) == ("", "")
    page = acted(chat, "anywhere 1", page.conversation)
    assert archive.scope.sources == frozenset() and page.outlets == []


def test_a_question_taken_by_itself_stays_so(chat: Chat, archive: FakeArchive) -> None:
    conversation = asked(chat, FERRY, CHERRIES)
    page = acted(chat, "alone 2", conversation)
    assert archive.seen[-1] == (CHERRIES, ())
    acted(chat, "again 2", page.conversation)
    assert archive.seen[-1] == (CHERRIES, ())


@pytest.mark.parametrize(
    "line", ["", "again", "again 1", "again -1 #1", "rm 1 #1", "again 9 #1", "again 1 #x", "é #1"]
)
def test_what_is_no_deed_does_nothing(chat: Chat, archive: FakeArchive, line: str) -> None:
    conversation = asked(chat, FERRY)
    asked_before = len(archive.seen)
    assert pages(chat.act(line, conversation)) == [] and len(archive.seen) == asked_before


def test_a_time_taken_away_is_not_found_again_by_a_follow_up(chat: Chat) -> None:
    conversation = asked(chat, "What did the ferry lose last year?")
    past = conversation.exchanges[0]
    assert history(conversation)[0] == Turn("user", "What did the ferry lose last year?")
    freed = replace(past, terms=replace(past.terms, read_dates=False))
    assert history(Conversation("", (freed,)))[0] == Turn("user", "What did the ferry lose?")


def test_terms_change_by_the_deed_alone() -> None:
    then = Terms((Turn("user", "x"),), sources=("A", "B"), today=TODAY, read_dates=False)
    now = Terms((Turn("user", "y"),), today=TODAY)
    assert deeds.changed(deeds.Deed("outlet", 2, 5), then, now, ()) == then  # there is no sixth
    assert deeds.changed(deeds.Deed("again", 2), then, now, ()) == replace(now, read_dates=False)
