"""The page where questions are asked, as Gradio's components, and what happens on it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui import sources
from ui.chat import Chat
from ui.contract import Readable
from ui.conversation import Conversation
from ui.examples import MOST
from ui.opening import Described, Opening
from ui.pages import QUOTES, WRITTEN
from ui.picturing import Picturing

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
MADE: dict[str, Any] = {**QUIET, "postprocess": False}  # what is returned is what the page gets
DEED = 100  # characters that a button within the conversation may send


def room(
    page: gr.Blocks,
    chat: Chat,
    opening: Opening,
    masthead: gr.Markdown,
    fresh: gr.Button,
    at_once: int,
) -> None:
    """The components below the masthead; to be called within the page.

    At most `at_once` questions are answered at the same time, over all sessions: those beyond wait.
    """
    said, asked = opening.described(), opening.offered
    conversation = gr.State(Conversation())
    with gr.Column(elem_id="room"):
        with gr.Column(elem_id="talk"):
            first = shown(said.first, "opening")
            with gr.Column(elem_id="examples"):
                offered = [
                    gr.Button(asked[n] if n < len(asked) else "", size="sm", visible=n < len(asked))
                    for n in range(max(MOST, len(asked)))
                ]
            talk = shown("", "conversation")
        with gr.Column(elem_id="side"):
            beside = shown(sources.no_sources(), "sources")
            picturing(chat.archive, conversation)
        with gr.Column(elem_id="composer"):
            bar = shown("", "bar")
            question = gr.Textbox(
                label="Your question",
                placeholder="Ask the archive…",
                lines=1,
                max_lines=6,
                autofocus=True,
                elem_id="question",
                submit_btn="Ask",  # one of the two is shown, see ask.css
                stop_btn="Stop",
            )
            limits = limiting(said, chat.archive.writes)
            # What a button within the conversation asks for: `ask.js` writes it here, see `ui.deeds`.
            deed = gr.Textbox(label="What to do", max_length=DEED, elem_id="deed", container=False)
    changed = [question, conversation, talk, beside, bar, *limits[:3]]
    run: dict[str, Any] = {**MADE, "concurrency_limit": at_once, "concurrency_id": "asking"}
    for box, event in ((question, question.submit), *((one, one.click) for one in offered)):
        event(chat.ask, [box, conversation, *limits], changed, **run)
    deed.submit(chat.act, [deed, conversation, *limits], changed, **run)
    question.stop(chat.stop, None, None, queue=False, **QUIET)
    fresh.click(chat.fresh, None, changed, queue=False, **QUIET)
    loaded = [masthead, first, limits[2], conversation, talk, beside]
    opened: dict[str, Any] = {**QUIET, "queue": False}  # a page is there however many questions wait
    page.load(opening.load, None, loaded, **opened)
    page.load(opening.suggest, None, offered, **opened)


def picturing(archive: Readable, conversation: gr.State) -> None:
    """The closed place of the picture below the sources; ask.css shows it where one of them has a date."""
    picturing = Picturing(archive)
    with gr.Accordion("Its sources in time", open=False, elem_id="picture") as place:
        plot = gr.Plot(show_label=False, container=False, elem_id="plot")
        told = shown("", "plot-told")
    place.expand(picturing.draw, conversation, [plot, told], **QUIET)


def limiting(said: Described, writes: bool) -> list[gr.components.Component]:
    """First day, last day and outlets that answers are limited to; whether they are quoted or written."""
    way = gr.Radio(
        [QUOTES, WRITTEN],
        value=WRITTEN if writes else None,
        label="Answer with",
        elem_id="way",
        visible=writes,
    )
    with gr.Accordion("Dates and outlets", open=False, elem_id="limits"), gr.Row():
        day: dict[str, Any] = {"placeholder": "YYYY-MM-DD", "max_length": 10, "min_width": 120}
        return [
            gr.Textbox(label="Published from", elem_id="after", **day),
            gr.Textbox(label="Published up to", elem_id="before", **day),
            gr.Dropdown(
                list(said.outlets),
                value=[],
                multiselect=True,
                label="Outlets",
                elem_id="outlets",
                min_width=200,
            ),
            way,
        ]


def shown(html: str, anchor: str) -> gr.Markdown:
    """A place for our own HTML; see `render` for why it is a Markdown component."""
    return gr.Markdown(html, elem_id=anchor, sanitize_html=True, latex_delimiters=[])
