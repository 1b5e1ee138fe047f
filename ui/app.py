"""The page put together and served: Gradio inside FastAPI, behind the guard, on this machine only."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from gradio.events import api

from rag.errors import DatelineError
from rag.settings import Settings
from ui import library, reader, render, sources
from ui.chat import Chat
from ui.contract import Readable
from ui.guard import Guard, Rules, rules
from ui.listen import Server, hosts_of, is_loopback, listen
from ui.programs import Forgiving, Programs

HERE = Path(__file__).parent
EXAMPLES = 3
QUEUE = 32  # questions waiting; further ones are told that the line is full
AT_ONCE = 2  # questions searched at the same time: of more, each takes longer and all take as long
SCRIPTS = ("ask", "reader", "library", "keep")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%230b5563'/%3E"
    "%3Cpath d='M8 10h16M8 16h16M8 22h9' stroke='%23fff' stroke-width='3'/%3E%3C/svg%3E"
)
HEAD = f'{library.STYLES}<link rel="icon" href="{ICON}">' + "".join(
    f'<script src="{library.WEB_PATH}/{name}.js"></script>' for name in SCRIPTS
)


def build(archive: Readable, examples: Sequence[str] = ()) -> gr.Blocks:
    """The page over an archive. `examples` are questions offered at the start; none: from titles."""
    page: gr.Blocks
    chat, programs = Chat(archive), Programs(archive)
    head, first = chat.open()
    with Forgiving(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        api(programs.ask, api_name="ask")  # first, or the page's own events take the name
        api(programs.search, api_name="search")
        conversation = gr.State(())
        with gr.Row(elem_id="top"):
            masthead = shown(head, "masthead")
            fresh = gr.Button("New conversation", elem_id="fresh", size="sm")
        with gr.Column(elem_id="room"):
            with gr.Column(elem_id="talk"):
                opening = shown(first, "opening")
                with gr.Column(elem_id="examples"):
                    offered = [gr.Button(text, size="sm") for text in examples or from_titles(archive)]
                talk = shown("", "conversation")
            with gr.Column(elem_id="side"):
                beside = shown(sources.no_sources(), "sources")
            with gr.Column(elem_id="composer"):
                anytime = gr.Button("Search all dates", size="sm", elem_id="anytime", visible=False)
                question = gr.Textbox(
                    label="Your question",
                    placeholder="Ask the archive…",
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                    submit_btn="Ask",
                    elem_id="question",
                )
                limits = limiting(chat)
        changed = [question, conversation, talk, beside, anytime]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        question.submit(chat.ask, [question, conversation, *limits], changed, **quiet)
        for button in offered:
            button.click(chat.ask, [button, conversation, *limits], changed, **quiet)
        anytime.click(chat.ask_at_any_time, [conversation, *limits], changed, **quiet)
        fresh.click(
            lambda: ("", (), "", sources.no_sources(), gr.update(visible=False)), None, changed, **quiet
        )
        page.load(chat.open, None, [masthead, opening], **quiet)
        page.load(lambda: gr.update(choices=chat.outlets()), None, limits[-1], **quiet)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def limiting(chat: Chat) -> list[gr.components.Component]:
    """First day, last day and outlets that answers are limited to."""
    with gr.Accordion("Dates and outlets", open=False, elem_id="limits"), gr.Row():
        day: dict[str, Any] = {"placeholder": "YYYY-MM-DD", "max_length": 10, "min_width": 120}
        return [
            gr.Textbox(label="Published from", elem_id="after", **day),
            gr.Textbox(label="Published up to", elem_id="before", **day),
            gr.Dropdown(
                chat.outlets(), value=[], multiselect=True, label="Outlets", elem_id="outlets", min_width=200
            ),
        ]


def shown(html: str, anchor: str) -> gr.Markdown:
    """A place for our own HTML; see `render` for why it is a Markdown component."""
    return gr.Markdown(html, elem_id=anchor, sanitize_html=True, latex_delimiters=[])


def from_titles(archive: Readable) -> list[str]:
    """Questions about the latest articles, for an archive nobody has written examples for."""
    try:
        titled = [article for article in archive.articles() if article.title]
    except DatelineError:  # nothing to ask yet; the page itself says why
        return []
    latest = sorted(titled, key=lambda a: (a.published is not None, a.published, a.id), reverse=True)
    return [f"What is reported in “{render.showable(article.title)[:80]}”?" for article in latest[:EXAMPLES]]


def application(
    archive: Readable, hosts: Sequence[str], examples: Sequence[str] = (), closed: Rules | None = None
) -> Guard:
    """The whole web application, guarded; `hosts` and `closed` as in `Guard`. Not to be called from a
    coroutine."""

    async def assemble() -> FastAPI:
        return mounted(archive, examples)

    # Each lock that Gradio makes outside of an event loop leaves a new loop open behind it.
    return Guard(asyncio.run(assemble()), hosts, closed)


def mounted(archive: Readable, examples: Sequence[str]) -> FastAPI:
    """Gradio's page under `/`, with our own files and routes beside it."""
    web = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    web.mount(library.WEB_PATH, StaticFiles(directory=HERE / "web"))
    web.include_router(reader.routes(archive))
    page: FastAPI = gr.mount_gradio_app(
        web,
        build(archive, examples),
        path="/",
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=HEAD,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        footer_links=[],
        run_history=False,
        mcp_server=False,
        pwa=False,
        max_file_size="1kb",
    )
    return page


def serve(
    archive: Readable,
    host: str = "127.0.0.1",
    port: int = 7860,
    announce: Callable[[str], None] = print,
    examples: Sequence[str] = (),
    settings: Settings | None = None,
) -> None:
    """Serve the page until Ctrl-C or SIGTERM; `announce` gets the address once it answers.

    Raises `CannotServe` for a taken port, an address that is not this machine's own, or one that others
    reach while the settings have no password.
    """
    closed = rules(settings or Settings(), anywhere=not is_loopback(host))
    with contextlib.closing(listen(host, port, bool(closed.password))) as bound:
        hosts = hosts_of(bound)
        web = application(archive, hosts, examples, closed)
        Server(web, lambda: announce(f"http://{hosts[0]}")).run(sockets=[bound])
