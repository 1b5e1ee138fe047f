"""A conversation as the page holds it: frozen, one for each open page, every exchange drawn once.

An exchange holds its answer without the texts of the articles; what is shown is made from its passages
and quotes alone, so that a conversation that was kept is shown as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rag.receipt import Terms
from rag.types import Answer, Turn
from ui import sources, turns
from ui.limits import timeless

REMEMBERED = 30  # exchanges kept on the page and given to the archive as history
NO_ANSWER = "The archive does not say."
AS_IT_STANDS = Terms()  # by itself, of all there is
State = Literal["waiting", "growing", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with what came of it, and how the page shows both."""

    turn: int  # counts from 1 within the conversation
    question: str
    terms: Terms = AS_IT_STANDS
    state: State = "waiting"
    answer: Answer | None = None  # there is one where it is growing or done
    shown: str = ""  # HTML
    beside: str = ""  # HTML of its sources

    @property
    def said(self) -> str:
        """What later questions may lean on; "" where there is nothing to remember."""
        if self.state != "done" or self.answer is None:
            return ""
        return self.answer.text or self.answer.reason or NO_ANSWER


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges of a page in order; `id` is that under which they are kept, "" while none is."""

    id: str = ""
    exchanges: tuple[Exchange, ...] = ()
    editing: int = 0  # the turn whose question is in the box, 0 for none

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    def of_turn(self, turn: int) -> Exchange | None:
        return next((past for past in self.exchanges if past.turn == turn), None)

    def before(self, turn: int) -> Conversation:
        """What stood when that turn was asked: the rest is dropped."""
        return Conversation(self.id, tuple(past for past in self.exchanges if past.turn < turn))

    def after(self, turn: int) -> int:
        """How many answers came after that turn."""
        return sum(past.turn > turn for past in self.exchanges)

    def with_one(self, exchange: Exchange) -> Conversation:
        """With the exchange as its last, in place of one of the same turn; the oldest may make room."""
        return replace(self, exchanges=(*self.before(exchange.turn).exchanges, exchange)[-REMEMBERED:])


def history(conversation: Conversation, any_time: bool = False) -> tuple[Turn, ...]:
    """The answered questions of a conversation as the archive takes them.

    A time that was taken away from a question is taken from it and all before it, or a follow-up would
    find it there again; `any_time` takes it from all.
    """
    freed = [past.turn for past in conversation.exchanges if not past.terms.read_dates]
    until = conversation.exchanges[-1].turn if any_time and conversation.exchanges else max(freed, default=0)
    return tuple(
        turn
        for past in conversation.exchanges
        if past.said
        for turn in (
            Turn("user", timeless(past.question, _day(past)) if past.turn <= until else past.question),
            Turn("assistant", past.said),
        )
    )


def answered(
    turn: int, question: str, terms: Terms, found: Answer, growing: bool = False, controls: str = ""
) -> Exchange:
    """An exchange with its answer, or as much of it as there is; `controls` stand at the end of its row."""
    shown = turns.answered(turn, question, found, terms, growing, controls)
    beside = sources.sources(turn, question, found)
    return Exchange(turn, question, terms, "growing" if growing else "done", found, shown, beside)


def waiting(turn: int, question: str, writing: bool = False) -> Exchange:
    return Exchange(turn, question, shown=turns.waiting(turn, question, writing))


def failed(turn: int, question: str, message: str) -> Exchange:
    return Exchange(turn, question, state="failed", shown=turns.failed(turn, question, message))


def stopped(turn: int, question: str) -> Exchange:
    return Exchange(turn, question, state="stopped", shown=turns.stopped(turn, question))


def talk(conversation: Conversation, *more: str) -> str:
    """All exchanges, each a block of its own, so that the page leaves those alone that did not change."""
    return blocks(named(conversation.id), *(past.shown for past in conversation.exchanges), *more)


def beside(conversation: Conversation) -> str:
    """The sources of every exchange; the page shows those of one at a time, at first the last."""
    return blocks(*(past.beside for past in conversation.exchanges)) or sources.no_sources()


def named(id: str) -> str:
    """The conversation's id, for the scripts of the page."""
    return f'<div class="kept" id="conversation-{id}" hidden></div>' if id else ""


def blocks(*pieces: str) -> str:
    return "\n\n".join(filter(None, pieces))


def _day(past: Exchange) -> date:
    """The day that times in its question were counted from."""
    return past.terms.today or date.today()
