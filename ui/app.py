"""The page put together and served: Gradio inside FastAPI, behind the guard, on this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from gradio.events import api

from rag.receipt import models_of
from rag.settings import Settings
from ui import asking, reader
from ui.chat import Chat
from ui.contract import Clock, Readable
from ui.early import Early
from ui.guard import Guard, Rules, rules
from ui.kept import routes as keeping
from ui.kept.owner import Owners
from ui.kept.store import Kept
from ui.listen import Server, hosts_of, is_loopback, listen
from ui.opening import Opening
from ui.programs import Forgiving, Programs
from ui.shelves import page as shelf
from ui.shelves import routes as shelves
from ui.shelves.terms import Terms
from ui.whole import WEB_PATH

HERE = Path(__file__).parent
QUEUE = 32  # questions waiting; further ones are told that the line is full
TOLD = 10.0  # seconds between words to those who wait, how many are before them
LOOKS = 0.005  # seconds between looks into the line: a thousand a second would hold up who is being answered
AT_ONCE = 2  # questions searched at the same time: of more, each takes longer and all take as long
STYLES = ("theme", "ask", "reader", "library", "keep")
SCRIPTS = ("ask", "why", "reader", "library", "adding", "keep")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%230b5563'/%3E"
    "%3Cpath d='M8 10h16M8 16h16M8 22h9' stroke='%23fff' stroke-width='3'/%3E%3C/svg%3E"
)
EARLY = "".join(f'<script defer src="{WEB_PATH}/{name}.js"></script>' for name in SCRIPTS)
# Behind Gradio's own styles, which these are to prevail over.
HEAD = "".join(f'<link rel="stylesheet" href="{WEB_PATH}/{name}.css">' for name in STYLES) + (
    f'<link rel="icon" href="{ICON}">'
)


def build(
    archive: Readable,
    examples: Sequence[str] = (),
    kept: Kept | None = None,
    today: Clock = date.today,
) -> gr.Blocks:
    """The page over an archive. `examples` are questions offered at the start; none: drawn from it.

    Without `kept`, conversations end with the page that holds them; `today` is what times in questions
    are counted from.
    """
    page: gr.Blocks
    chat, programs = Chat(archive, kept, today), Programs(archive)
    opening = Opening(archive, kept, examples)
    with Forgiving(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        api(programs.ask, api_name="ask")  # first, or the page's own events take the name
        api(programs.search, api_name="search")
        with gr.Row(elem_id="top"):
            masthead = asking.shown(opening.described().head, "masthead")
            fresh = gr.Button("New conversation", elem_id="fresh", size="sm")
        asking.room(page, chat, opening, masthead, fresh, AT_ONCE)
    shelf.library(page, archive)
    # Gradio would tell all who wait of each who is served; the page shows nothing of it.
    page.queue(status_update_rate=TOLD, max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    page._queue.sleep_when_free = LOOKS
    return page


def application(
    archive: Readable,
    hosts: Sequence[str],
    examples: Sequence[str] = (),
    closed: Rules | None = None,
    kept: Kept | None = None,
    today: Clock = date.today,
) -> Guard:
    """The whole web application, guarded; `hosts` and `closed` as in `Guard`, the rest as in `build`.

    Without `kept`, conversations end with the application. Not to be called from a coroutine.
    """

    keep = Kept() if kept is None else kept

    async def assemble() -> FastAPI:
        return mounted(archive, build(archive, examples, keep, today), closed or Rules(), keep)

    # Each lock that Gradio makes outside of an event loop leaves a new loop open behind it.
    return Guard(asyncio.run(assemble()), hosts, closed)


def mounted(archive: Readable, page: gr.Blocks, closed: Rules, kept: Kept) -> FastAPI:
    """Gradio's page under `/`, with our own files and routes beside it."""
    web = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    web.mount(WEB_PATH, StaticFiles(directory=HERE / "web"))
    web.include_router(reader.routes(archive))
    terms = Terms.of(archive.settings, closed.upload_limit, shared=bool(closed.password))
    web.include_router(shelves.routes(archive, terms))
    web.include_router(keeping.routes(archive, kept))
    web.add_middleware(Owners)
    web.add_middleware(Early, markup=EARLY)
    with warnings.catch_warnings():  # it warns of what it would not do for two pages, which is off here
        warnings.filterwarnings("ignore", "SSR mode is not supported", UserWarning)
        whole: FastAPI = gr.mount_gradio_app(
            web,
            page,
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
    return whole


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
    kept = Kept(archive.path, models_of(archive.settings), archive.settings.conversations_mb)
    with (
        contextlib.closing(listen(host, port, bool(closed.password))) as bound,
        contextlib.closing(kept),
    ):
        hosts = hosts_of(bound)
        web = application(archive, hosts, examples, closed, kept)
        Server(web, lambda: announce(f"http://{hosts[0]}")).run(sockets=[bound])
