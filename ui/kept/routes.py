"""The conversations over HTTP, for `keep.js`: each request sees those of the owner its cookie names.

JSON in, JSON out, and files to download. What is another's, what does not exist and what no cookie names
are one answer: 404, in the same words. Who may send at all, and how much, is the guard's.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from rag import receipt
from rag.errors import DatelineError
from rag.evaluate import draft
from rag.evaluate.feedback import gold_rows
from ui.apart import apart
from ui.contract import Readable
from ui.kept import as_data, as_html, as_markdown, feedback
from ui.kept.kinds import KeptConversation, Listed, NoConversation
from ui.kept.owner import owner_of
from ui.kept.store import GONE, Kept
from ui.render import day, plural

PATH = "/dateline/kept"
SHOWN = 200  # conversations of a list; the others are found by searching
SOUGHT = 200  # characters of a search
FORMATS: dict[str, tuple[Callable[[KeptConversation, datetime], str], str, str]] = {
    "markdown": (as_markdown.markdown, "text/markdown", "md"),
    "html": (as_html.page, "text/html", "html"),
    "json": (as_data.data, "application/json", "json"),
}
Deed = Callable[[str, dict[str, Any]], dict[str, Any]]  # owner and what was sent, to what is answered


def routes(archive: Readable, kept: Kept) -> APIRouter:
    """All below `/dateline/kept/`."""
    router = APIRouter(prefix=PATH)
    _reading(router, kept)
    _files(router, archive, kept)
    _changing(router, kept)
    return router


def _reading(router: APIRouter, kept: Kept) -> None:
    @router.get("/conversations")
    def conversations(request: Request, containing: str = "") -> Response:
        def look(owner: str) -> Response:
            found = kept.listed(owner, containing[:SOUGHT])
            rows = [_listed(one) for one in found[:SHOWN]]
            body = {"conversations": rows, "more": len(found) - len(rows), "notice": kept.notice}
            return JSONResponse(body)

        return _answered(request, look)

    @router.get("/ratings/{id}")
    def ratings(request: Request, id: str) -> Response:
        def look(owner: str) -> Response:
            exchanges = kept.conversation(owner, id).exchanges
            rated = {
                str(one.turn): {"thumb": one.thumb, "reason": one.reason} for one in exchanges if one.thumb
            }
            return JSONResponse({"ratings": rated})

        return _answered(request, look)


def _files(router: APIRouter, archive: Readable, kept: Kept) -> None:
    @router.get("/export/{id}/{form}")
    def export(request: Request, id: str, form: str) -> Response:
        def look(owner: str) -> Response:
            written, kind, ending = FORMATS[form]
            conversation = kept.conversation(owner, id)
            text = written(conversation, datetime.now(UTC))
            return _file(text, kind, f"{_slug(conversation.title)}.{ending}")

        return _answered(request, look) if form in FORMATS else _problem(404, GONE)

    @router.get("/receipt/{id}/{turn}")
    def receipt_file(request: Request, id: str, turn: int) -> Response:
        def look(owner: str) -> Response:
            one = kept.exchange(owner, id, turn)
            name = f"receipt-{_slug(one.question)}-{turn}.json"
            return _file(receipt.as_text(one.receipt), "application/json", name)

        return _answered(request, look)

    @router.get("/feedback")
    def feedback_file(request: Request) -> Response:
        def look(owner: str) -> Response:
            told = feedback.verdicts(kept.rated(owner))
            return _file(feedback.as_lines(told), "application/jsonl", "feedback.jsonl")

        return _answered(request, look)

    @router.get("/gold")
    def gold_file(request: Request) -> Response:
        def look(owner: str) -> Response:
            rows = gold_rows(feedback.verdicts(kept.rated(owner)), archive.revision)
            return _file(draft.as_lines(rows), "application/jsonl", "gold-candidates.jsonl")

        return _answered(request, look)


def _changing(router: APIRouter, kept: Kept) -> None:
    def rename(owner: str, sent: dict[str, Any]) -> dict[str, Any]:
        return {"title": kept.rename(owner, _text(sent, "id"), _text(sent, "title"))}

    def delete(owner: str, sent: dict[str, Any]) -> dict[str, Any]:
        kept.delete(owner, _text(sent, "id"))
        return {}

    def rate(owner: str, sent: dict[str, Any]) -> dict[str, Any]:
        turn, thumb = sent.get("turn"), sent.get("thumb")
        if type(turn) is not int or thumb not in ("", "up", "down"):
            raise ValueError("a rating has a turn, a number, and a thumb: up, down or nothing")
        kept.rate(owner, _text(sent, "id"), turn, thumb, _text(sent, "reason"))
        return {}

    def clear(owner: str, sent: dict[str, Any]) -> dict[str, Any]:
        return {"deleted": kept.clear(owner)}

    deeds: dict[str, Deed] = {"rename": rename, "delete": delete, "rate": rate, "clear": clear}

    @router.post("/{deed}")
    async def change(request: Request, deed: str) -> Response:
        if deed not in deeds:
            return _problem(404, GONE)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _problem(415, "Send JSON.")
        try:
            sent = json.loads(await request.body())
        except (ValueError, RecursionError):
            return _problem(400, "That is no JSON.")
        if not isinstance(sent, dict):
            return _problem(400, "Send a JSON object.")
        return await apart(lambda: _answered(request, lambda owner: JSONResponse(deeds[deed](owner, sent))))


def _answered(request: Request, look: Callable[[str], Response]) -> Response:
    """What `look` finds for the owner that the request's cookie names, or what went wrong."""
    try:
        return look(owner_of(request.cookies))
    except NoConversation as error:
        return _problem(404, str(error))
    except DatelineError as error:
        return _problem(409, str(error))
    except ValueError as error:
        return _problem(400, str(error))


def _problem(status: int, words: str) -> Response:
    return JSONResponse({"problem": words}, status)


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value


def _listed(one: Listed) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "excerpt": one.excerpt,
        "told": f"{plural(one.exchanges, 'question')} · {day(one.changed.date())}",
    }


def _file(text: str, kind: str, name: str) -> Response:
    """A file to be saved, never shown: what is in it was written by others."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(errors="replace"), media_type=f"{kind}; charset=utf-8", headers=headers)


def _slug(title: str) -> str:
    """A name for a file that every system takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "conversation"
