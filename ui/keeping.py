"""An answer handed to those that are kept, and a kept conversation back on the page."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import DatelineError
from rag.receipt import Terms
from rag.types import Answer
from ui import conversation as drawn
from ui.conversation import REMEMBERED, Conversation
from ui.kept.controls import controls
from ui.kept.kinds import NoConversation, NotKept
from ui.kept.store import Kept


@dataclass(frozen=True, slots=True)
class Done:
    """Where an answer is kept now, and what a reader must know of that."""

    id: str = ""  # of the conversation; "" where it is not kept
    controls: str = ""  # HTML, for the answer's row
    notices: tuple[str, ...] = ()


def keep(
    kept: Kept, owner: str, id: str, turn: int, question: str, found: Answer, terms: Terms, again: bool
) -> Done:
    """Keeps an answer, `again` in place of that turn's; what hinders it is told and never raised.

    A conversation that was deleted from another window meanwhile goes on as a new one.
    """
    try:
        try:
            into = id or kept.begin(owner)
            if again:
                kept.replace(owner, into, turn, question, found, terms)
            else:
                into = kept.add(owner, into, turn, question, found, terms)
        except NoConversation:
            into = kept.add(owner, kept.begin(owner), turn, question, found, terms)
    except NotKept as error:
        return Done(notices=(f"This answer is not kept. {error}",))
    return Done(into, controls(into, turn))


def restored(kept: Kept, owner: str, id: str) -> Conversation:
    """A kept conversation as it was shown. Raises NoConversation or NotKept."""
    whole = kept.conversation(owner, id)
    exchanges = (
        drawn.answered(past.turn, past.question, past.terms, past.answer, controls=controls(id, past.turn))
        for past in whole.exchanges[-REMEMBERED:]
    )
    return Conversation(id, tuple(exchanges))


def reopened(kept: Kept | None, owner: str, id: str) -> tuple[Conversation, str]:
    """The conversation that an address names, and what to say where it cannot be opened."""
    if kept is None or not id:
        return Conversation(), ""
    try:
        return restored(kept, owner, id), ""
    except DatelineError as error:
        return Conversation(), str(error)
