"""The sources of the last answer on the coverage of its topic, below them; drawn when it is opened."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from rag.errors import DatelineError
from rag.types import Answer
from ui.apart import apart
from ui.contract import Readable
from ui.conversation import Conversation
from ui.plots import Picture, answer_in_time
from ui.render import escape

NONE = "Its sources have no date, or nothing in common that the archive could count."
BROKEN = "The picture could not be drawn; the terminal that runs this page tells more."

log = logging.getLogger("dateline.picture")


class Picturing:
    """The picture of one archive's coverage; computed for whoever opens it, after the answer stands."""

    def __init__(self, archive: Readable) -> None:
        self.archive = archive

    async def draw(self, conversation: Conversation) -> tuple[Any, str]:
        """The plot of the last answer's sources, and the same in words."""
        found = next((past.answer for past in reversed(conversation.exchanges) if past.answer), None)
        if found is None or found.refused:
            return gr.update(value=None, visible=False), said(NONE)
        try:
            drawn = await apart(lambda: self._drawn(found))
        except DatelineError as error:
            return gr.update(value=None, visible=False), said(str(error))
        except Exception:
            log.exception("a picture could not be drawn")
            return gr.update(value=None, visible=False), said(BROKEN)
        return gr.update(value=drawn.plot, visible=drawn.plot is not None), drawn.told or said(NONE)

    def _drawn(self, answer: Answer) -> Picture:
        return answer_in_time(answer, self.archive.topic(answer))


def said(words: str) -> str:
    return f'<p class="plot-none" dir="auto">{escape(words)}</p>'
