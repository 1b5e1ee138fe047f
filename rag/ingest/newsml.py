"""NewsML-G2 becomes articles: a news item, or a message or package with several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rag.errors import UnreadableFile
from rag.ingest import byline, dateline, html, nitf, wire
from rag.ingest.agencies import credited, usual_name
from rag.ingest.clean import clean, one_line
from rag.ingest.codes import parse_language
from rag.ingest.metadata import parse_section, parse_source, parse_title, parse_url
from rag.ingest.nitf import LANG
from rag.ingest.records import Check, Records
from rag.ingest.wire import Fact, Item
from rag.ingest.xml_text import body_text
from rag.ingest.xml_tree import child, children, local_name, parse_xml, words

NO_TEXT = {  # items that are about others
    "packageItem": "is a package, which names other items and has no text of its own",
    "conceptItem": "describes a concept, it is no article",
    "knowledgeItem": "describes concepts, it is no article",
    "planningItem": "plans coverage, it is no article",
    "catalogItem": "lists codes, it is no article",
}
NO_SECTION = ("person", "organisation", "geoArea", "poi", "object", "event")  # types of subject
TITLES = ("hld:main", "hld:headline", "")  # roles of the headline that is the title, the first that is there


def read(data: bytes, name: str, check: Check) -> Records:
    """The items of a NewsML-G2 file: of a `newsItem`, or of all in a `newsMessage`.

    Raises `UnreadableFile` where it is no XML that can be read, is NewsML 1, or has no items. Items
    without a text and those whose `pubStatus` is not usable are skipped, each with its reason.
    """
    root = parse_xml(data, name)
    if local_name(root) == "NewsML":
        raise UnreadableFile(name, "is NewsML 1, which is not read; export it as NewsML-G2 or NITF")
    items = [_item(element) for element in _elements(root)]
    if not items:
        raise UnreadableFile(name, "is a NewsML-G2 message without any item")
    return wire.records(items, name, check)


def _elements(root: Any) -> Iterable[Any]:
    if local_name(root) == "newsItem" or local_name(root) in NO_TEXT:
        return [root]
    wanted = ("newsItem", *NO_TEXT)
    return [one for part in children(root, "itemSet") for one in children(part, *wanted)]


def _item(element: Any) -> Item:
    key = one_line(element.get("guid") or "", wire.KEY_LIMIT)
    version = element.get("version") or ""
    meta = child(element, "itemMeta")
    if status := wire.taken_back(_code(child(meta, "pubStatus"))):
        return Item(key, version, taken_back=status)
    if local_name(element) in NO_TEXT:
        return Item(key, version, reason=NO_TEXT[local_name(element)])
    try:
        text = _text(element, key)
    except UnreadableFile as error:
        return Item(key, version, reason=error.reason)
    if not text:
        kind = _code(child(meta, "itemClass")).rpartition(":")[2]
        return Item(key, version, reason="has no text in it" + (f" (it is of class {kind})" if kind else ""))
    return Item(key, version, wire.article(_facts(element, key), text))


def _text(element: Any, key: str) -> str:
    """The fullest of the renditions: inline NITF, XHTML or other XML, or inline text."""
    found = []
    for content in children(child(element, "contentSet"), "inlineXML", "inlineData"):
        if local_name(content) == "inlineXML":
            found += [nitf.text_of(one) if local_name(one) == "nitf" else body_text(one) for one in content]
        elif not content.get("encoding"):
            text = "".join(content.itertext())
            found.append(html.piece_text(text, key) if html.has_markup(text) else clean(text))
    return max(found, key=len, default="")


def _facts(element: Any, key: str) -> Iterator[Fact]:
    """What an item says of itself, the most telling first; what its NITF says comes last."""
    meta, about = child(element, "itemMeta"), child(element, "contentMeta")
    yield "title", parse_title(_headline(about)), "NewsML-G2 headline"
    yield "title", parse_title(words(child(meta, "title"))), "NewsML-G2 title"
    for part, field in ((meta, "firstCreated"), (about, "contentCreated"), (meta, "versionCreated")):
        yield "published", wire.moment(words(child(part, field))), f"NewsML-G2 {field}"
    yield "updated_at", wire.hour(words(child(meta, "versionCreated"))), "NewsML-G2 versionCreated"
    yield "author", byline.field(", ".join(words(one) for one in children(about, "by"))), "NewsML-G2 by"
    yield "agency", credited(words(child(about, "creditline"))), "NewsML-G2 creditline"
    yield from _dateline(about)
    inline = child(element, "contentSet", "inlineXML", "nitf")
    inner = list(nitf.facts(inline)) if inline is not None else []
    yield from (
        fact for fact in inner if fact[0] in ("author", "dateline")
    )  # closer to the story than these:
    creators = (_name(one) for one in children(about, "creator"))
    yield "author", byline.field(", ".join(filter(None, creators))), "NewsML-G2 creator"
    yield "dateline", _located(about), "NewsML-G2 located"
    yield from _sources(element, meta, about)
    for subject in children(about, "subject"):
        if not (subject.get("type") or "").endswith(NO_SECTION):
            yield "section", parse_section(_name(subject)), "NewsML-G2 subject"
    language = child(about, "language")
    yield (
        "language",
        parse_language(language.get("tag") if language is not None else ""),
        "NewsML-G2 language",
    )
    yield "language", parse_language(element.get(LANG)), "NewsML-G2 lang"
    yield "url", parse_url(key), "NewsML-G2 guid"
    yield from inner


def _sources(element: Any, meta: Any, about: Any) -> Iterator[Fact]:
    for one, where in (
        (child(meta, "provider"), "provider"),
        (child(about, "infoSource"), "infoSource"),
        (child(element, "rightsInfo", "copyrightHolder"), "copyrightHolder"),
    ):
        yield "source", parse_source(_name(one)), f"NewsML-G2 {where}"
        yield "agency", usual_name(_name(one)), f"NewsML-G2 {where}"
    code = _code(child(meta, "provider")).rpartition(":")[2]
    yield "agency", usual_name(code), "NewsML-G2 provider"
    yield "source", usual_name(code) or parse_source(code), "NewsML-G2 provider"


def _headline(about: Any) -> str:
    """The main of several headlines, which may be in several languages too: the first of its role."""
    heads = [(one.get("role") or "", words(one)) for one in children(about, "headline")]
    main = (text for role in TITLES for had, text in heads if had == role and text)
    return next(main, heads[0][1] if heads else "")


def _dateline(about: Any) -> Iterator[Fact]:
    found = dateline.field(words(child(about, "dateline")))
    if found:
        yield "dateline", found.where_and_when, "NewsML-G2 dateline"
        yield "agency", found.agency, "NewsML-G2 dateline"


def _located(about: Any) -> str:
    """The place an item comes from and what it lies in, as names."""
    located = child(about, "located")
    names = (words(child(located, "name")), words(child(located, "broader", "name")))
    return one_line(", ".join(filter(None, names)), wire.ID_LIMIT)


def _name(element: Any) -> str:
    """The name of a party or subject: its `name`, else what stands in its `literal`."""
    if element is None:
        return ""
    return words(child(element, "name")) or str(element.get("literal") or "")


def _code(element: Any) -> str:
    """The code of a property, as a short (`qcode`) or a full one (`uri`)."""
    return str(element.get("qcode") or element.get("uri") or "") if element is not None else ""
