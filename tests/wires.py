"""Wire items in the news industry's forms, of invented agencies and places, to be read in tests."""

from __future__ import annotations

import json
from typing import Any

from rag.types import Article

NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
FIRST, SECOND = "The port of Lindos reopened on Tuesday.", "Forty ships left before noon."


def kept(article: Article) -> Article:
    """The check of a caller who keeps every article."""
    return article


def ninjs(**fields: Any) -> bytes:
    """A ninjs item with the fields given, over a text item that may be used."""
    item = {"uri": "urn:harbor:1", "type": "text", "headline": "Port reopens", "body_text": FIRST, **fields}
    return json.dumps({key: value for key, value in item.items() if value is not None}).encode()


def nitf(
    *, docdata: str = "", head: str = "", top: str = "", body: str = f"<p>{FIRST}</p>", status: str = "usable"
) -> str:
    """An NITF story, without the declaration that may stand before it."""
    return (
        f'<nitf><head><title>Port</title><docdata management-status="{status}">{docdata}</docdata>{head}'
        f"</head><body><body.head>{top}</body.head><body.content>{body}</body.content></body></nitf>"
    )


def newsml(
    *,
    guid: str = "urn:harbor:1",
    meta: str = "",
    about: str = "<headline>Port reopens</headline>",
    content: str | None = None,
    version: int = 1,
) -> str:
    """A NewsML-G2 news item; its content is an NITF story unless another is given."""
    inner = f"<inlineXML>{nitf()}</inlineXML>" if content is None else content
    return (
        f'<newsItem {NAR} guid="{guid}" version="{version}" xml:lang="en-GB"><itemMeta>{meta}</itemMeta>'
        f"<contentMeta>{about}</contentMeta><contentSet>{inner}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    """A NewsML-G2 message with these items."""
    return f"<newsMessage {NAR}><header/><itemSet>{''.join(items)}</itemSet></newsMessage>"
