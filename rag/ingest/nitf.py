"""NITF becomes an article: the News Industry Text Format, version 3, by itself or within NewsML-G2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag.ingest import byline, dateline, wire
from rag.ingest.agencies import usual_name
from rag.ingest.byline import Byline
from rag.ingest.clean import one_line
from rag.ingest.codes import parse_language
from rag.ingest.metadata import parse_section, parse_source, parse_title, parse_url
from rag.ingest.records import Check, Records
from rag.ingest.wire import Fact, Item
from rag.ingest.xml_text import body_text
from rag.ingest.xml_tree import child, children, local_name, parse_xml, words

# Archives that give a story's lead, and again its full text, tell them apart by the class of a block, and
# a byline as printed from the same for catalogs ("LEE, ANN").
FULL, FOR_CATALOGS = "full_text", "normalized_byline"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(data: bytes, name: str, check: Check) -> Records:
    """The article of an NITF file. Raises `UnreadableFile` where it is no XML that can be read.

    One without a body, or whose `management-status` is not `usable`, is skipped with its reason.
    """
    root = parse_xml(data, name)
    return wire.records([_item(root)], name, check)


def _item(root: Any) -> Item:
    docdata = child(root, "head", "docdata")
    key, version = _key(docdata), _attribute(child(docdata, "du-key"), "version")
    if status := wire.taken_back(_attribute(docdata, "management-status")):
        return Item(key, version, taken_back=status)
    text = text_of(root)
    if not text:
        return Item(key, version, reason="has no text in its body.content")
    return Item(key, version, wire.article(facts(root), text))


def text_of(root: Any) -> str:
    """The story of an `nitf` element: `body.content`, else all of `body` but its head and its end."""
    content = child(root, "body", "body.content")
    if content is not None:
        full = [block for block in children(content, "block") if block.get("class") == FULL]
        return body_text(full[0] if full else content)
    rest = (body_text(part) for part in children(child(root, "body")) if not _is_frame(part))
    return "\n\n".join(part for part in rest if part)


def facts(root: Any) -> Iterator[Fact]:
    """What an `nitf` element says of its story, the most telling first."""
    head, top = child(root, "head"), child(root, "body", "body.head")
    docdata, pubdata = child(head, "docdata"), child(head, "pubdata")
    yield "title", parse_title(words(child(top, "hedline", "hl1"))), "NITF hl1"
    yield "title", parse_title(words(child(top, "hedline"))), "NITF hedline"
    yield "title", parse_title(words(child(head, "title"))), "NITF title"
    for field in ("date.issue", "date.release"):
        yield "published", wire.moment(_attribute(child(docdata, field), "norm")), f"NITF {field}"
    yield "published", wire.moment(_attribute(pubdata, "date.publication")), "NITF pubdata"
    yield (
        "published",
        wire.moment(_attribute(child(top, "dateline", "story.date"), "norm")),
        "NITF story.date",
    )
    revised = [wire.hour(_attribute(one, "norm")) for one in children(head, "revision-history")]
    yield "updated_at", next(filter(None, reversed(revised)), None), "NITF revision-history"
    yield "author", _bylines(top), "NITF byline"
    yield from _dateline(top)
    yield from _sources(docdata, pubdata, top)
    yield "section", parse_section(_attribute(pubdata, "position.section")), "NITF pubdata"
    subject = child(head, "tobject", "tobject.subject")
    for name in ("tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail"):
        yield "section", parse_section(_attribute(subject, name)), "NITF tobject.subject"
    for element in (root, child(root, "body"), child(root, "body", "body.content")):
        yield (
            "language",
            parse_language(_attribute(element, LANG) or _attribute(element, "lang")),
            "NITF lang",
        )
    yield "url", parse_url(_attribute(pubdata, "ex-ref")), "NITF pubdata"


def _dateline(top: Any) -> Iterator[Fact]:
    found = dateline.field(words(child(top, "dateline")))
    if found:
        yield "dateline", found.where_and_when, "NITF dateline"
        yield "agency", found.agency, "NITF dateline"


def _sources(docdata: Any, pubdata: Any, top: Any) -> Iterator[Fact]:
    """The outlet; and the agency, which may be named as whoever distributes it or holds the right to it."""
    for value, where in (
        (_attribute(pubdata, "name"), "pubdata"),
        (words(child(top, "distributor")), "distributor"),
        (_attribute(child(docdata, "doc.copyright"), "holder"), "doc.copyright"),
        (_attribute(child(docdata, "doc-id"), "regsrc"), "doc-id"),
    ):
        yield "source", parse_source(value), f"NITF {where}"
        yield "agency", usual_name(value), f"NITF {where}"


def _bylines(top: Any) -> Byline | None:
    """The names and the agency; a title (`byttl`) is parted from the name that it may touch."""
    pieces: list[str] = []
    for one in children(top, "byline"):
        if one.get("class") == FOR_CATALOGS:
            continue
        pieces += [", ", one.text or ""]
        for part in one:
            pieces += [", " if local_name(part) == "byttl" else "", words(part), part.tail or ""]
    return byline.field("".join(pieces).strip(", \n\t"))


def _key(docdata: Any) -> str:
    """Who gave the id, and the id: the same for every version that its publisher sends."""
    id = child(docdata, "doc-id")
    registrar, own = _attribute(id, "regsrc"), _attribute(id, "id-string")
    own = own or _attribute(child(docdata, "du-key"), "key")
    return one_line(f"{registrar}:{own}" if registrar and own else own, wire.KEY_LIMIT)


def _attribute(element: Any, name: str) -> str:
    return str(element.get(name) or "") if element is not None else ""


def _is_frame(element: Any) -> bool:
    return local_name(element) in ("body.head", "body.end")
