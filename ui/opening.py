"""What the page shows as it is opened: what the archive holds, questions to begin with, what was kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

import gradio as gr

from rag.errors import DatelineError
from ui import conversation as drawn
from ui import masthead, turns
from ui.apart import apart
from ui.contract import Readable
from ui.examples import MOST, examples
from ui.keeping import reopened
from ui.kept.store import Kept
from ui.limits import outlets
from ui.pages import owner_in
from ui.render import showable

EMPTY = "The archive holds no articles; run `dateline sync FOLDER` with a folder of them."


class Described(NamedTuple):
    """The archive in words, of one revision."""

    head: str  # HTML
    first: str  # HTML, where the conversation begins
    outlets: tuple[str, ...] = ()


class Opened(NamedTuple):
    """What a page gets when it is loaded."""

    head: str
    first: str
    outlets: Any
    conversation: Any
    talk: Any
    beside: Any


class Opening:
    """The opening of pages over one archive; what it says of a revision is made once."""

    def __init__(self, archive: Readable, kept: Kept | None = None, offered: Sequence[str] = ()) -> None:
        self.archive, self.kept, self.offered = archive, kept, tuple(offered)
        self._described = lru_cache(maxsize=1)(self._describe)
        self._drawn = lru_cache(maxsize=1)(lambda revision: examples(archive))
        self._drawing = Lock()  # two pages that are opened together draw once

    def described(self) -> Described:
        """What the archive holds, or what is wrong with it."""
        try:
            return self._described(self.archive.revision)
        except DatelineError as error:
            return Described(masthead.masthead("no articles"), masthead.nothing(str(error)))

    def examples(self) -> tuple[str, ...]:
        """The questions written for the archive, else those drawn from it: that may take seconds."""
        if self.offered:
            return self.offered
        try:
            with self._drawing:
                return self._drawn(self.archive.revision)
        except DatelineError:  # the page itself says what is wrong
            return ()

    async def load(self, request: gr.Request | None = None) -> Opened:
        """The page as it is opened: its address may name a conversation that was kept."""
        said = await apart(self.described)
        id = str(request.query_params.get("c", "")) if request is not None else ""
        owner = owner_in(request)
        conversation, trouble = await apart(lambda: reopened(self.kept, owner, id))
        more = (turns.hint(trouble),) if trouble else ()
        chosen = gr.update(choices=list(said.outlets))
        if not id:
            skip = gr.skip()
            return Opened(said.head, said.first, chosen, skip, skip, skip)
        return Opened(
            said.head,
            said.first,
            chosen,
            conversation,
            drawn.talk(conversation, *more),
            drawn.beside(conversation),
        )

    async def suggest(self) -> list[Any]:
        """The buttons of the questions to begin with, once they are drawn: the page is there before."""
        return buttons(await apart(self.examples))

    def _describe(self, revision: int) -> Described:
        held = self.archive.holdings()
        first = masthead.opening() if held else masthead.nothing(EMPTY)
        return Described(masthead.head(held, revision), first, outlets(held))


def buttons(asked: Sequence[str]) -> list[Any]:
    """Each question on a button, and the buttons that are left over hidden."""
    places = max(MOST, len(asked))
    return [
        gr.update(value=showable(asked[n]), visible=True) if n < len(asked) else gr.update(visible=False)
        for n in range(places)
    ]
