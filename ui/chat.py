"""What happens when a question is asked: from the box to the conversation, and for programs to an answer.

A conversation lives in the browser session that holds it (`gr.State`), as values that are already
rendered; nothing of it is shared or kept by this module.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import gradio as gr

from rag.errors import BadQuestion, DatelineError
from rag.types import Turn, as_json
from ui import library, render, sources
from ui.apart import apart
from ui.contract import Readable

REMEMBERED = 30  # exchanges kept on the page and given to the archive as history
SHOWN_QUESTION = 300  # characters while a question waits or when it failed; it may be of any length
SEARCH_MOST = 50
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


Conversation = tuple[Exchange, ...]
Page = tuple[Any, Conversation, str, str]  # question box, conversation, its HTML, the sources' HTML


class Chat:
    """The events of the page over one archive; holds no conversation."""

    def __init__(self, archive: Readable) -> None:
        self.archive = archive
        self._holdings = lru_cache(maxsize=1)(self._describe)

    def open(self) -> tuple[str, str]:
        """The head and the words before the first question, as a page is loaded."""
        try:
            return self._holdings(self.archive.revision)
        except DatelineError as error:
            return library.masthead("no articles"), library.nothing(str(error))

    def _describe(self, revision: int) -> tuple[str, str]:
        articles = list(self.archive.articles())
        first = library.opening() if articles else library.nothing(EMPTY)
        return library.head(articles, revision), first

    async def ask(self, question: str, conversation: Conversation) -> AsyncIterator[Page]:
        """The page while the archive is searched, then with the answer.

        The box is emptied at once and left alone afterwards: the next question may already be in it.
        """
        if not question.strip():
            yield (
                gr.skip(),
                conversation,
                blocks(talk(conversation), render.hint(BLANK)),
                beside(conversation),
            )
            return
        turn = conversation[-1].turn + 1 if conversation else 1
        waiting = render.exchange(turn, shortened(question), render.pending())
        yield "", conversation, blocks(talk(conversation), waiting), beside(conversation)
        exchange = await self.exchange(turn, question, conversation)
        box = gr.skip() if exchange.said else question  # what did not work may be mended and asked again
        conversation = (*conversation, exchange)[-REMEMBERED:]
        yield box, conversation, talk(conversation), beside(conversation)

    async def exchange(self, turn: int, question: str, conversation: Conversation) -> Exchange:
        """One question asked in its conversation. A failure is shown as such and never raised."""
        try:
            found = await apart(lambda: self.archive.ask(question, history=history(conversation)))
        except DatelineError as error:
            body = render.problem(str(error))
        except Exception:
            log.exception("a question could not be answered")
            body = render.problem(BROKEN)
        else:
            shown = render.exchange(turn, question, render.answer(turn, found))
            said = found.text or found.reason or "The archive does not say."
            return Exchange(turn, question, said, shown, sources.sources(turn, question, found))
        return Exchange(turn, question, "", render.exchange(turn, shortened(question), body), "")

    async def answer_as_json(
        self, question: str, history: list[dict[str, str]] | None = None
    ) -> dict[str, Any]:
        """Ask the archive. `history` holds earlier turns as {"role": "user" or "assistant", "text": …}."""
        with reported():
            earlier = turns(history or [])
            answer: dict[str, Any] = as_json(await apart(lambda: self.archive.ask(question, history=earlier)))
            return answer

    async def hits_as_json(self, question: str, k: int = 10) -> list[dict[str, Any]]:
        """The best passages for a question, best first."""
        with reported():
            most = max(1, min(int(k), SEARCH_MOST))
            return [as_json(hit) for hit in await apart(lambda: self.archive.search(question, k=most))]


class reported:
    """Hands an error a person can act on to the caller of a public function in its own words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, DatelineError):
            raise gr.Error(str(error), print_exception=False) from error


def turns(history: Sequence[dict[str, str]]) -> tuple[Turn, ...]:
    """Earlier turns as a program gives them."""
    given = []
    for turn in history[-2 * REMEMBERED :]:
        match turn:
            case {"role": "user" | "assistant" as role, "text": str(text)}:
                given.append(Turn(role, text))
            case _:
                raise BadQuestion('a turn of `history` has a "role" (user or assistant) and a "text"')
    return tuple(given)


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """The answered questions of a conversation as the archive takes them."""
    return tuple(
        turn
        for past in conversation
        if past.said
        for turn in (Turn("user", past.question), Turn("assistant", past.said))
    )


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
