"""The library's own addresses: what its script asks for and what it asks to be done. JSON both ways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from rag.errors import BadQuestion, DatelineError, NoFolder
from rag.models.embedding import Progress
from rag.types import IndexReport
from ui.apart import apart
from ui.shelves.asked import BROKE_OFF, Uploaded, allowed, body_of, named_folder, text_of, texts_of
from ui.shelves.contract import Shelved
from ui.shelves.desk import Busy, Desk, job_json
from ui.shelves.intake import BadUpload, sweep
from ui.shelves.state import is_there, state
from ui.shelves.table import View, table
from ui.shelves.terms import Refused, Terms
from ui.shelves.versions import versions_json

PATH = "/dateline/library"
STATUS: dict[type[DatelineError], int] = {Refused: 403, Busy: 409, BadQuestion: 400, BadUpload: 400}
Work = Callable[[Progress], IndexReport]


def routes(archive: Shelved, terms: Terms) -> APIRouter:
    """The addresses over one archive, with one desk for all who use the page."""
    router, desk = APIRouter(prefix=PATH), Desk()
    sweep()
    look(router, archive, terms, desk)

    def change(kind: str, about: str, work: Work) -> JSONResponse:
        allowed(archive, terms)
        desk.begin(kind, about)
        desk.run(work)
        return JSONResponse({"job": job_json(desk.job)}, 202)

    @router.post("/upload")
    async def upload(request: Request) -> JSONResponse:
        try:
            allowed(archive, terms)
            desk.begin("add", "files")
        except DatelineError as error:
            return problem(error)
        uploaded = Uploaded()
        try:
            await uploaded.take(request, terms)
        except DatelineError as error:
            uploaded.close()
            desk.end(error=str(error))
            return problem(error)
        except BaseException:
            uploaded.close()
            desk.end(error=BROKE_OFF)
            raise
        desk.run(adding(archive, uploaded), uploaded.close)
        return JSONResponse({"job": job_json(desk.job)}, 202)

    @router.post("/sync")
    async def sync(request: Request) -> JSONResponse:
        async def asked() -> JSONResponse:
            folder = text_of(await body_of(request), "folder").strip()
            path = await apart(lambda: named_folder(archive, terms, folder))
            return change("sync", str(path), lambda progress: archive.sync(path, progress))

        return await refusing(asked)

    @router.post("/remove")
    async def remove(request: Request) -> JSONResponse:
        async def asked() -> JSONResponse:
            ids = texts_of(await body_of(request), "ids")
            return change("remove", f"{len(ids)}", lambda progress: archive.remove(ids, progress))

        return await refusing(asked)

    @router.post("/restore")
    async def restore(request: Request) -> JSONResponse:
        async def asked() -> JSONResponse:
            names = texts_of(await body_of(request), "names")
            return change("sync", "what was removed by hand", restoring(archive, names))

        return await refusing(asked)

    return router


def look(router: APIRouter, archive: Shelved, terms: Terms, desk: Desk) -> None:
    """The addresses that change nothing."""

    @router.get("/articles")
    async def articles(
        text: str = "", sort: str = "published", order: str = "desc", page: int = 1
    ) -> JSONResponse:
        view = View(text, sort, order != "asc", page)
        return await told(lambda: table(archive, view))

    @router.get("/state")
    async def now() -> JSONResponse:
        return await told(lambda: state(archive, terms, desk))

    @router.get("/job")
    async def job() -> JSONResponse:
        return JSONResponse({"job": job_json(desk.job)})

    @router.get("/versions")
    async def versions(id: str) -> JSONResponse:
        return await told(lambda: {"versions": versions_json(id, archive.versions(id))})


def adding(archive: Shelved, uploaded: Uploaded) -> Work:
    def work(progress: Progress) -> IndexReport:
        report = archive.add_files(uploaded.files, progress)
        return replace(report, skipped=tuple(sorted([*report.skipped, *uploaded.skipped])))

    return work


def restoring(archive: Shelved, names: Sequence[str]) -> Work:
    """Lets them in again and syncs their folders, one after the other; one report of all.

    Raises NoFolder, before anything is changed, where one of the folders is not there now.
    """

    def work(progress: Progress) -> IndexReport:
        report = IndexReport()
        for left in archive.left_out():
            if left.name in names and not is_there(left.folder):
                raise NoFolder(
                    f"{left.folder} is not there now, so {left.name} cannot be brought back from it"
                )
        for folder in archive.restore(names):
            done = archive.sync(folder, progress)
            report = replace(done, added=done.added + report.added, skipped=(*report.skipped, *done.skipped))
        return report

    return work


async def told(find: Callable[[], dict[str, Any]]) -> JSONResponse:
    """What is found, looked for beside the event loop."""
    try:
        return JSONResponse(await apart(find))
    except DatelineError as error:
        return problem(error)


async def refusing(asked: Callable[[], Awaitable[JSONResponse]]) -> JSONResponse:
    try:
        return await asked()
    except DatelineError as error:
        return problem(error)


def problem(error: DatelineError) -> JSONResponse:
    return JSONResponse({"error": str(error)}, STATUS.get(type(error), 422))
