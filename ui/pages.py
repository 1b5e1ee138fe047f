"""What an event changes on the page where questions are asked, and what it is told of who caused it."""

from __future__ import annotations

from typing import Any, NamedTuple

import gradio as gr

from rag.receipt import Terms
from ui.kept.owner import owner_of

QUOTES, WRITTEN = "Quotes", "Written answer"
SKIP = gr.skip()


class Page(NamedTuple):
    """What an event changes on the page; what is skipped stays as it is.

    Values, not `gr.update`: for one of those Gradio makes the component anew, a tenth of an answer's time.
    """

    box: Any = SKIP  # what is in the question box
    conversation: Any = SKIP
    talk: Any = SKIP
    beside: Any = SKIP
    bar: Any = SKIP  # the line above the question box
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


def session_of(request: gr.Request | None) -> str:
    return (request.session_hash or "") if request is not None else ""


def owner_in(request: gr.Request | None) -> str:
    return owner_of(request.cookies) if request is not None else ""
