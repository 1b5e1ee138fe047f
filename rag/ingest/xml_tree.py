"""XML as the news industry writes it: which form it is, and a tree of it that is safe to walk.

The door of `lxml` for XML. Nothing is fetched, no DTD is read, no entity is ever unfolded: a file that
declares entities of its own, which is what an entity bomb and a leak of local files are made of, is
refused before its first element is read. Depth and the size of a node are bounded by the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.entities import html5
from typing import Literal

from lxml import etree  # type: ignore[import-untyped]

from rag.errors import UnreadableFile
from rag.ingest.clean import one_line
from rag.ingest.decode import decode

XmlForm = Literal["nitf", "newsml", "feed", ""]
FORMS: dict[str, XmlForm] = {
    "nitf": "nitf",
    "newsmessage": "newsml",
    "newsitem": "newsml",
    "packageitem": "newsml",
    "newsml": "newsml",  # NewsML 1, which its reader refuses by name
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
}
HEAD = 65_536  # bytes within which the first element must begin
STEP = 2_048
SPACE = b" \t\r\n"  # what exports leave before the declaration, where XML allows nothing
OPENINGS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0<", b"\0\0")
MOST_ELEMENTS = 300_000  # a day of a wire has some 50,000
FIRST = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?([A-Za-z][\w.-]{0,40})[\s/>]")
DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,200}\?>")
NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_form(data: bytes) -> XmlForm:
    """Which form of XML this is by its first element, in whatever encoding; "" for any other content.

    Pure and quick: no more than the head of the file is looked at. A file that is broken further down
    has a form too, and its reader says what is wrong with it.
    """
    if not data.lstrip(SPACE).startswith(OPENINGS):
        return ""
    root = _first_element(data)
    return FORMS.get((local_name(root) if root is not None else _first_name(data)).lower(), "")


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The first element of a whole XML file, without comments and processing instructions.

    What is not well-formed is tried again with the slips that exports have mended: a wrong encoding
    named, characters that XML has not, names of HTML entities. Raises `UnreadableFile` for what is no
    XML even then, declares entities, is nested deeper than 256 or has over `MOST_ELEMENTS` elements.
    """
    _refuse_entities(data, name)
    try:
        root = _parsed(data.lstrip(SPACE), None)
    except (etree.LxmlError, ValueError):
        mended = _mended(decode(data, name))
        _refuse_entities(mended, name)  # what the wrong encoding may have hidden
        try:
            root = _parsed(mended, "utf-8")
        except (etree.LxmlError, ValueError) as error:
            raise UnreadableFile(name, _broken(error)) from error
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise UnreadableFile(name, f"has more than {MOST_ELEMENTS:,} elements; split it")
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children of these names, whatever their namespace, in order; without a name, all of them."""
    for inner in element if element is not None else ():
        name = local_name(inner)
        if name and (not names or name in names):
            yield inner


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at the end of a path of names, whatever their namespace; None if there is none."""
    if element is None or not path:
        return element
    inner = (child(one, *path[1:]) for one in children(element, path[0]))
    return next((found for found in inner if found is not None), None)


def words(element: etree._Element | None) -> str:
    """All text of an element on one line; "" for None. An entity stays as it is written."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _first_element(data: bytes) -> etree._Element | None:
    """The first element as soon as it has begun; None where it does not begin within `HEAD` bytes."""
    parser = etree.XMLPullParser(("start",), **SAFE)
    head = data.lstrip(SPACE)[:HEAD]
    for start in range(0, len(head), STEP):
        try:
            parser.feed(head[start : start + STEP])
        except etree.LxmlError:
            break  # what was begun before the fault counts
        for _, element in parser.read_events():
            return element
    return next((element for _, element in parser.read_events()), None)


def _first_name(data: bytes) -> str:
    """What the first element seems to be called where the parser gives up before it."""
    found = FIRST.search(_plain_head(data))
    return found[1].decode() if found else ""


def _plain_head(data: bytes) -> bytes:
    """The head of a file with its markup readable as ASCII, whether it is UTF-16 or not."""
    return data[:HEAD].replace(b"\0", b"")


def _refuse_entities(data: bytes, name: str) -> None:
    root = _first_element(data)
    if root is None:
        declares = b"<!ENTITY" in _plain_head(data)
    else:
        dtd = root.getroottree().docinfo.internalDTD
        declares = dtd is not None and next(iter(dtd.iterentities()), None) is not None
    if declares:
        raise UnreadableFile(
            name, "declares XML entities, which can hide a bomb and are never unfolded; save it without them"
        )


def _parsed(data: bytes, encoding: str | None) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(encoding=encoding, **SAFE))


def _broken(error: Exception) -> str:
    if isinstance(error, etree.XMLSyntaxError) and error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return (
            "is nested too deeply, or has too long a text in one element, to be an article; save it as text"
        )
    return f"is no well-formed XML ({one_line(str(getattr(error, 'msg', error)), 120)}); export it again"


def _mended(text: str) -> bytes:
    text = DECLARATION.sub("", ILLEGAL.sub("", text), count=1)
    return NAMED.sub(lambda match: escape(html5.get(match[1], match[0])), text).strip().encode()
