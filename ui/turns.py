"""One turn of a conversation as HTML: the question, how it was read, what came of it, what can be done."""

from __future__ import annotations

from rag.receipt import Terms
from rag.types import Answer
from ui.answered import answer
from ui.chips import chips
from ui.copied import copies
from ui.refusing import refusal
from ui.render import escape, plural

SHOWN_QUESTION = 300  # characters while a question waits or when it failed; it may be of any length


def turn(number: int, question: str, body: str) -> str:
    """A question with what came of it; turns count from 1 within a conversation."""
    return (
        f'<article class="exchange" id="turn-{number}">'
        f'<h2 class="question" dir="auto"><span class="unseen">You asked: </span>{escape(question)}</h2>'
        f"{body}</article>"
    )


def answered(number: int, question: str, found: Answer, terms: Terms, growing: bool, more: str = "") -> str:
    """A question with its answer or refusal; `more` are controls of other rooms at the end of its row."""
    reply = refusal(number, found, terms) if found.refused else answer(number, found, growing)
    copied = "" if growing else copies(number, found)
    row = actions(number, copying=not found.refused, waiting=growing, more=more)
    return turn(number, question, f"{chips(number, found, terms)}{reply}{row}{copied}")


def waiting(number: int, question: str, writing: bool = False) -> str:
    """A question while nothing is known of it; its row keeps its place. A model that writes takes longer."""
    more = " A model writes of what is found; each sentence is checked before it is shown." if writing else ""
    body = f'<div class="reply pending" role="status"><p>Searching the archive…{more}</p></div>'
    return turn(number, shortened(question), f"{body}{actions(number, copying=True, waiting=True)}")


def failed(number: int, question: str, message: str) -> str:
    """A question that got no answer, and what went wrong, in words a person can act on."""
    body = (
        '<div class="reply problem" role="alert"><p class="verdict">That did not work.</p>'
        f'<p class="reason" dir="auto">{escape(message)}</p></div>'
    )
    return turn(number, shortened(question), f"{body}{actions(number, copying=False)}")


def stopped(number: int, question: str) -> str:
    """A question that was called off before a sentence stood."""
    body = '<div class="reply stopped"><p>Stopped before there was an answer.</p></div>'
    return turn(number, shortened(question), f"{body}{actions(number, copying=False)}")


def actions(number: int, copying: bool, waiting: bool = False, more: str = "") -> str:
    """The row below an answer; while the answer is awaited it keeps its room and offers nothing."""
    offered = [("again", "Ask again"), ("edit", "Edit the question")]
    if copying:
        offered = [("copy-plain", "Copy"), ("copy-cited", "Copy with sources"), *offered]
    off = " disabled" if waiting else ""
    buttons = "".join(
        f'<button type="button" class="act" value="{deed} {number}"{off}>{told}</button>'
        for deed, told in offered
    )
    return f'<div class="actions{" waiting" if waiting else ""}">{buttons}{more}</div>'


def hint(message: str) -> str:
    """A line that belongs to no question."""
    return f'<div class="aside" role="status"><p>{escape(message)}</p></div>'


def editing(number: int, dropped: int) -> str:
    """Above the question box while an earlier question is in it: what asking it does to those after it."""
    loss = f" Asking it drops the {plural(dropped, 'answer')} after it." if dropped else ""
    return (
        f'<div class="editing" id="editing-{number}" role="status">'
        f"<p>You are editing question {number}.{loss}</p>"
        '<button type="button" class="act" value="keep">Leave it as it is</button></div>'
    )


def shortened(question: str) -> str:
    return question if len(question) <= SHOWN_QUESTION else f"{question[:SHOWN_QUESTION]}…"
