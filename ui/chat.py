"""What happens on the page where questions are asked: from the box to the conversation.

A conversation lives in the browser session that holds it (`gr.State`), as a frozen value; what is being
answered is known by its session alone. Nothing of one is seen by another.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import gradio as gr

from rag.errors import DatelineError
from rag.receipt import Terms
from rag.types import Answer
from ui import conversation as drawn
from ui import deeds, turns
from ui.apart import Stream, apart
from ui.contract import Clock, Readable
from ui.conversation import Conversation, Exchange, history
from ui.keeping import keep
from ui.kept.slim import slim
from ui.kept.store import Kept
from ui.limits import limits
from ui.pages import SKIP, WRITTEN, Page, options, owner_in, session_of

BLANK = "Type a question first: a name, a place, a date or a whole sentence."
BROKEN = "Something inside went wrong. The terminal that runs this page tells more; the archive is unharmed."
BUSY = "One question at a time: wait for the answer that is on its way, or stop it."
CUT = "Stopped: these are the sentences that were there by then."

log = logging.getLogger("dateline.chat")


@dataclass(frozen=True, slots=True)
class Task:
    """One question to be answered: as which turn, on which terms, after which exchanges."""

    turn: int
    question: str
    terms: Terms
    earlier: Conversation
    again: bool = False  # in place of an answer that stood
    typed: bool = False  # in the box, which is to be emptied


class Chat:
    """The events of the page over one archive; holds no conversation."""

    def __init__(self, archive: Readable, kept: Kept | None = None, today: Clock = date.today) -> None:
        self.archive, self.kept, self.today = archive, kept, today
        self._running: dict[str, Stream[Answer]] = {}  # by session, while it is answered

    async def ask(
        self,
        question: str,
        conversation: Conversation,
        after: str | None = None,
        before: str | None = None,
        outlets: list[str] | None = None,
        way: str | None = None,
        request: gr.Request | None = None,
    ) -> AsyncIterator[Page]:
        """The page while the archive is searched, then with the answer as it grows.

        The box is emptied at once and left alone afterwards: the next question may already be in it.
        """
        if session_of(request) in self._running:
            yield Page(bar=turns.hint(BUSY))
            return
        if not question.strip():
            yield Page(bar=turns.hint(BLANK))
            return
        last = conversation.last
        turn = conversation.editing or (last.turn + 1 if last else 1)
        earlier = conversation.before(turn)
        again = conversation.editing > 0
        try:
            terms = self.terms(after, before, outlets, way, earlier)
        except DatelineError as error:
            yield self.page(earlier, drawn.failed(turn, question, str(error)), box=question, bar="")
            return
        async for page in self.answer(Task(turn, question, terms, earlier, again, typed=True), request):
            yield page

    async def act(
        self,
        deed: str,
        conversation: Conversation,
        after: str | None = None,
        before: str | None = None,
        outlets: list[str] | None = None,
        way: str | None = None,
        request: gr.Request | None = None,
    ) -> AsyncIterator[Page]:
        """What a button within the conversation asks for, see `ui.deeds`."""
        asked = deeds.read(deed)
        past = conversation.of_turn(asked.turn) if asked else None
        if session_of(request) in self._running:
            yield Page(bar=turns.hint(BUSY))
        elif asked and asked.name == "keep":
            yield Page("", replace(conversation, editing=0), bar="")
        elif asked and past and asked.name == "edit":
            bar = turns.editing(past.turn, conversation.after(past.turn))
            yield Page(past.question, replace(conversation, editing=past.turn), bar=bar)
        elif asked and past:
            earlier = conversation.before(past.turn)
            try:
                now = self.terms(after, before, outlets, way, earlier)
            except DatelineError as error:
                yield self.page(earlier, drawn.failed(past.turn, past.question, str(error)), bar="")
                return
            terms = deeds.changed(asked, past.terms, now, history(earlier, any_time=True))
            task = Task(past.turn, past.question, terms, earlier, again=True)
            async for page in self.answer(task, request):
                yield page._replace(**deeds.cleared(asked, terms))

    async def answer(self, task: Task, request: gr.Request | None) -> AsyncIterator[Page]:
        """The page while a question is answered; a failure is shown as such and never raised."""
        turn, question, session = task.turn, task.question, session_of(request)
        stream = Stream(lambda: self.archive.stream(question, **options(task.terms)))
        self._running[session] = stream
        found: Answer | None = None
        emptied = "" if task.typed else SKIP
        try:
            writing = self.archive.writes and task.terms.written is not False
            yield self.page(task.earlier, drawn.waiting(turn, question, writing), box=emptied, bar="")
            async with aclosing(aiter(stream)) as answers:
                async for found in answers:
                    if not found.refused and not stream.last:
                        yield self.page(task.earlier, drawn.answered(turn, question, task.terms, found, True))
        except DatelineError as error:
            exchange = drawn.failed(turn, question, str(error))
        except Exception:
            log.exception("a question could not be answered")
            exchange = drawn.failed(turn, question, BROKEN)
        else:
            if found is not None:
                yield await self.finished(task, found, stream.stopped, owner_in(request))
                return
            exchange = drawn.stopped(turn, question)
        finally:
            self._running.pop(session, None)
        mend = question if task.typed and exchange.state == "failed" else SKIP
        yield self.page(task.earlier, exchange, box=mend)

    async def finished(self, task: Task, found: Answer, cut: bool, owner: str) -> Page:
        """The page with an answer that is kept, as far as it can be."""
        if cut and not found.refused:
            found = replace(found, notices=(*found.notices, CUT))
        earlier, controls, kept = task.earlier, "", self.kept
        if kept is not None:
            done = await apart(
                lambda: keep(kept, owner, earlier.id, task.turn, task.question, found, task.terms, task.again)
            )
            earlier, controls = replace(earlier, id=done.id or earlier.id), done.controls
            found = replace(found, notices=(*found.notices, *done.notices))
        exchange = drawn.answered(task.turn, task.question, task.terms, slim(found), controls=controls)
        return self.page(earlier, exchange)

    async def stop(self, request: gr.Request | None = None) -> None:
        """Calls off what is being answered in this session; what stands by then is shown."""
        if stream := self._running.get(session_of(request)):
            stream.stop()

    async def fresh(self, request: gr.Request | None = None) -> Page:
        """An empty page."""
        await self.stop(request)
        empty = Conversation()
        return Page("", empty, "", drawn.beside(empty), "")

    def terms(
        self,
        after: str | None,
        before: str | None,
        outlets: Sequence[str] | None,
        way: str | None,
        earlier: Conversation,
    ) -> Terms:
        """How a question is asked now. Raises BadQuestion for a day that is none."""
        given = limits(after, before, outlets)
        written = None if way is None else way == WRITTEN
        return Terms(
            history(earlier),
            given.after,
            given.before,
            given.sources or None,
            self.today(),
            written=written,
        )

    def page(self, earlier: Conversation, exchange: Exchange, box: Any = SKIP, bar: Any = SKIP) -> Page:
        """The page with an exchange as the last."""
        now = earlier.with_one(exchange)
        return Page(box, now, drawn.talk(now), drawn.beside(now), bar)
