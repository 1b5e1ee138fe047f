"""What happens when a question is asked: from the box to the conversation.

A conversation lives in the browser session that holds it (`gr.State`), as values that are already
rendered; nothing of it is shared or kept by this module.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import gradio as gr

from rag.errors import DatelineError
from rag.types import Turn, When
from ui import library, limits, render, sources
from ui.apart import apart
from ui.contract import Readable

REMEMBERED = 30  # exchanges kept on the page and given to the archive as history
SHOWN_QUESTION = 300  # characters while a question waits or when it failed; it may be of any length
BLANK = "Type a question first: a name, a place, a date or a whole sentence."
EMPTY = "The archive holds no articles; run `dateline sync FOLDER` with a folder of them."
BROKEN = "Something inside went wrong. The terminal that runs this page tells more; the archive is unharmed."

log = logging.getLogger("dateline.chat")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what the page shows for it. `said` is empty where nothing is to be remembered."""

    turn: int  # counts from 1 within the conversation
    question: str
    said: str
    shown: str
    sources: str
    asked: str = ""  # the question as later ones lean on it
    when: When | None = None  # the time that its words limited the answer to


Conversation = tuple[Exchange, ...]
Limited = tuple[str | None, str | None, list[str] | None]  # first day, last day, outlets, as they were typed
Page = tuple[Any, Conversation, str, str, Any]  # question box, conversation, its HTML, the sources', chip


class Chat:
    """The events of the page over one archive; holds no conversation."""

    def __init__(self, archive: Readable) -> None:
        self.archive = archive
        self._holdings = lru_cache(maxsize=1)(self._describe)

    def open(self) -> tuple[str, str]:
        """The head and the words before the first question, as a page is loaded."""
        try:
            return self._holdings(self.archive.revision)[:2]
        except DatelineError as error:
            return library.masthead("no articles"), library.nothing(str(error))

    def outlets(self) -> list[str]:
        """The outlets to choose from."""
        try:
            return list(self._holdings(self.archive.revision)[2])
        except DatelineError:  # the page itself says what is wrong
            return []

    def _describe(self, revision: int) -> tuple[str, str, tuple[str, ...]]:
        articles = list(self.archive.articles())
        first = library.opening() if articles else library.nothing(EMPTY)
        return library.head(articles, revision), first, limits.outlets(articles)

    async def ask(
        self,
        question: str,
        conversation: Conversation,
        after: str | None = None,
        before: str | None = None,
        sources: list[str] | None = None,
    ) -> AsyncIterator[Page]:
        """The page while the archive is searched, then with the answer.

        The box is emptied at once and left alone afterwards: the next question may already be in it.
        """
        if not question.strip():
            yield (
                gr.skip(),
                conversation,
                blocks(talk(conversation), render.hint(BLANK)),
                beside(conversation),
                gr.skip(),
            )
            return
        turn = conversation[-1].turn + 1 if conversation else 1
        yield "", *waiting(turn, question, conversation)
        exchange = await self.exchange(turn, question, conversation, (after, before, sources))
        box = gr.skip() if exchange.said else question  # what did not work may be mended and asked again
        conversation = (*conversation, exchange)[-REMEMBERED:]
        yield box, conversation, talk(conversation), beside(conversation), chip(conversation)

    async def ask_at_any_time(
        self,
        conversation: Conversation,
        after: str | None = None,
        before: str | None = None,
        sources: list[str] | None = None,
    ) -> AsyncIterator[Page]:
        """The last question once more, the times that are said left out; also for those that follow."""
        if not conversation:
            return
        *earlier, last = conversation
        before_it = tuple(replace(past, asked=limits.timeless(past.asked, date.today())) for past in earlier)
        yield gr.skip(), *waiting(last.turn, last.question, before_it)
        exchange = await self.exchange(
            last.turn, last.question, before_it, (after, before, sources), any_time=True
        )
        exchange = replace(exchange, asked=limits.timeless(exchange.asked, date.today()))
        conversation = (*before_it, exchange)
        yield gr.skip(), conversation, talk(conversation), beside(conversation), chip(conversation)

    async def exchange(
        self, turn: int, question: str, conversation: Conversation, limited: Limited, any_time: bool = False
    ) -> Exchange:
        """One question asked in its conversation. A failure is shown as such and never raised."""
        try:
            given = limits.limits(*limited, any_time=any_time)
            earlier = history(conversation)
            found = await apart(lambda: self.archive.ask(question, history=earlier, **given.options()))
        except DatelineError as error:
            body = render.problem(str(error))
        except Exception:
            log.exception("a question could not be answered")
            body = render.problem(BROKEN)
        else:
            when = limits.read_time(found)
            body = f"{render.looked_for(found)}{limits.line(given, when)}{render.answer(turn, found)}"
            shown = render.exchange(turn, question, body)
            said = found.text or found.reason or "The archive does not say."
            beside = sources.sources(turn, question, found)
            return Exchange(turn, question, said, shown, beside, question, when)
        return Exchange(turn, question, "", render.exchange(turn, shortened(question), body), "")


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """The answered questions of a conversation as the archive takes them."""
    return tuple(
        turn
        for past in conversation
        if past.said
        for turn in (Turn("user", past.asked), Turn("assistant", past.said))
    )


def waiting(turn: int, question: str, conversation: Conversation) -> tuple[Conversation, str, str, Any]:
    """The page, but for its question box, while a question is searched for."""
    asked = render.exchange(turn, shortened(question), render.pending())
    return conversation, blocks(talk(conversation), asked), beside(conversation), gr.update(visible=False)


def chip(conversation: Conversation) -> Any:
    """The button that takes away the time that was read in the last question; there is none for none."""
    when = conversation[-1].when if conversation else None
    if when is None:
        return gr.update(visible=False)
    return gr.update(visible=True, value=f"Not only “{render.showable(when.words)}”: search all dates")


def shortened(question: str) -> str:
    return question if len(question) <= SHOWN_QUESTION else f"{question[:SHOWN_QUESTION]}…"


def blocks(*pieces: str) -> str:
    """Each piece a block of its own, so that the page leaves those alone that did not change."""
    return "\n\n".join(filter(None, pieces))


def talk(conversation: Conversation) -> str:
    return blocks(*(past.shown for past in conversation))


def beside(conversation: Conversation) -> str:
    """The sources of every exchange; the page shows those of one at a time, at first the last."""
    return blocks(*(past.sources for past in conversation)) or sources.no_sources()
