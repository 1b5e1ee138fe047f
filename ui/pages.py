"""What an event changes on the page where questions are asked, and what it is told of who caused it."""

from __future__ import annotations

from typing import Any, NamedTuple

import gradio as gr

from rag.receipt import Terms
from ui.kept.owner import owner_of

QUOTES, WRITTEN = "Quotes", "Written answer"
SKIP = gr.skip()
ASKING: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
READY: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}


class Page(NamedTuple):
    """What an event changes on the page; what is skipped stays as it is."""

    box: Any = SKIP  # the question box with its button
    conversation: Any = SKIP
    talk: Any = SKIP
    beside: Any = SKIP
    bar: Any = SKIP  # the line above the question box
    picture: Any = SKIP  # its place below the sources
    after: Any = SKIP
    before: Any = SKIP
    outlets: Any = SKIP


def options(terms: Terms) -> dict[str, Any]:
    """The arguments of an archive's `stream`."""
    return {
        "history": terms.history,
        "after": terms.after,
        "before": terms.before,
        "sources": terms.sources,
        "today": terms.today,
        "read_dates": terms.read_dates,
        "written": terms.written,
    }


def again_in(question: str) -> Any:
    """The question box with what did not work, to be mended."""
    return gr.update(value=question, **READY)


def session_of(request: gr.Request | None) -> str:
    return (request.session_hash or "") if request is not None else ""


def owner_in(request: gr.Request | None) -> str:
    return owner_of(request.cookies) if request is not None else ""
