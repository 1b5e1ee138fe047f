"""Receipts as JSON files, with a digest that tells when somebody has changed one."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import BadReceipt
from rag.receipt.form import Models, Quoted, Read, Receipt, Terms
from rag.receipt.make import sha256
from rag.types import Turn, as_json

FORM = 2  # 1 had neither passages nor all models
HALF = re.compile("[\ud800-\udfff]")  # half of a surrogate pair: JSON can name it, UTF-8 cannot hold it


def write(receipt: Receipt, path: Path) -> None:
    """Writes it as JSON. Raises BadReceipt where the file cannot be written."""
    try:
        path.write_text(as_text(receipt), "utf-8")
    except OSError as error:
        raise BadReceipt(f"{path}: cannot be written ({error.strerror}); name another file") from error


def read(path: Path) -> Receipt:
    """Raises BadReceipt for what is no receipt, or was changed since it was written."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadReceipt(f"{path}: cannot be read ({error.strerror}); name a receipt's file") from error
    except UnicodeDecodeError as error:
        raise BadReceipt(f"{path}: no receipt, not even text in UTF-8; name a receipt's file") from error
    return parsed(text, str(path))


def as_text(receipt: Receipt) -> str:
    """The content of a receipt's file."""
    body = {"form": FORM, **as_json(receipt)}
    return json_text({**body, "digest": _digest(body)})


def json_text(value: dict[str, Any]) -> str:
    """JSON for a file in UTF-8, to be read by people as well."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    return HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def parsed(text: str, name: str) -> Receipt:
    """The receipt from the content of its file; `name` is what an error calls it. Raises BadReceipt."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadReceipt(
            f"{name}: no receipt, not even JSON; write one with dateline ask --receipt"
        ) from error
    if not isinstance(body, dict) or "digest" not in body:
        raise BadReceipt(f"{name}: no receipt; write one with dateline ask --receipt FILE")
    if body.pop("digest") != _digest(body):
        raise BadReceipt(f"{name}: was changed since it was written; it proves nothing any more")
    if body.pop("form", None) != FORM:
        raise BadReceipt(f"{name}: of another release's form; ask again with --receipt FILE")
    try:
        return _receipt(body)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise BadReceipt(f"{name}: lacks what a receipt holds ({error}); ask again with --receipt") from error


def _receipt(body: dict[str, Any]) -> Receipt:
    terms = body["terms"]
    return Receipt(
        **{
            **body,
            "quotes": tuple(Quoted(**quoted) for quoted in body["quotes"]),
            "passages": tuple(Read(**passage) for passage in body["passages"]),
            "models": Models(**body["models"]),
            "terms": Terms(
                **{
                    **terms,
                    "history": tuple(Turn(**turn) for turn in terms["history"]),
                    "sources": None if terms["sources"] is None else tuple(terms["sources"]),
                    **{name: _day(terms[name]) for name in ("after", "before", "today")},
                }
            ),
        }
    )


def _digest(body: dict[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True, ensure_ascii=False))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
