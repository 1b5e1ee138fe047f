"""The page of the library as Gradio's components: the head, the places its script fills, and the plot."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import gradio as gr

from rag.errors import DatelineError
from rag.retrieve.mentions import LIMIT
from ui import masthead
from ui.apart import apart
from ui.plots import Picture, coverage
from ui.render import escape
from ui.shelves.contract import Shelved
from ui.shelves.table import find

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
SHELVES = (
    '<section class="shelves" id="shelves" aria-label="Articles"><p class="loading" role="status">'
    "Looking through the archive…</p></section>"
)
KEEPING = '<section class="keeping" id="keeping" aria-label="What is kept"></section>'
TITLE = '<h2 class="side-title" id="coverage-title">Coverage in time</h2>'


def library(page: gr.Blocks, archive: Shelved) -> None:
    """Adds the page at /library; to be called outside of the other page's `with`."""
    drawing = Drawing(archive)
    with page.route("Library", "/library", show_in_navbar=False):
        with gr.Row(elem_id="top"):
            head = shown(drawing.head(), "masthead")
        with gr.Column(elem_id="library"):
            with gr.Column(elem_id="shelves-place"):
                shown(SHELVES, "shelves-shown")
            with gr.Column(elem_id="side"):
                with gr.Column(elem_id="coverage"):
                    shown(TITLE, "coverage-head")
                    plot = gr.Plot(show_label=False, container=False, elem_id="plot")
                    told = shown("", "plot-told")
                shown(KEEPING, "keeping-shown")
        # What the table was searched for: `library.js` writes it here, so that the plot follows.
        asked = gr.Textbox(
            label="What the plot shows", elem_id="plot-of", container=False, max_length=4 * LIMIT
        )
        page.load(drawing.opened, None, [head, plot, told], queue=False, **QUIET)
        asked.change(drawing.draw, asked, [head, plot, told], trigger_mode="always_last", **QUIET)


class Drawing:
    """The head and the plot over one archive; what was drawn last for a revision is not drawn anew."""

    def __init__(self, archive: Shelved) -> None:
        self.archive = archive
        self._drawn = lru_cache(maxsize=8)(self._draw)

    def head(self) -> str:
        """What the archive holds, or what is wrong with it."""
        try:
            return masthead.head(self.archive.holdings(), self.archive.revision, "library")
        except DatelineError as error:
            return masthead.masthead(str(error), "library")

    async def opened(self) -> tuple[str, Any, str]:
        return await self.draw("")

    async def draw(self, asked: str) -> tuple[str, Any, str]:
        """The head, the plot and its words for what the table shows."""
        return await apart(lambda: self._of(searched(asked)))

    def _of(self, text: str) -> tuple[str, Any, str]:
        try:
            picture = self._drawn(text, self.archive.revision)
        except DatelineError as error:
            picture = Picture(None, f'<p class="plot-none" dir="auto">{escape(str(error))}</p>')
        return self.head(), gr.update(value=picture.plot, visible=picture.plot is not None), picture.told

    def _draw(self, text: str, revision: int) -> Picture:
        found, _ = find(self.archive, self.archive.holdings(), text)
        return coverage(found)


def searched(asked: str) -> str:
    """The text that the table was searched for: JSON, {"text": …}, with what makes it new beside it."""
    try:
        text = json.loads(asked)["text"] if asked else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return text if isinstance(text, str) else ""


def shown(html: str, anchor: str) -> gr.Markdown:
    """A place for our own HTML; see `ui.render` for why it is a Markdown component."""
    return gr.Markdown(html, elem_id=anchor, sanitize_html=True, latex_delimiters=[])
