"""How the kinds of text are told from each other: by what stands at their beginning."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from rag.ingest import fields

Markup = Literal["page", "piece", "element", "xml", ""]

HEADER = re.compile(r"([!-9;-~]{1,60}):")
HEADER_LINES = 200
OF_MAIL = frozenset({"message-id", "received", "return-path", "mime-version", "delivered-to"})
MAIL = OF_MAIL | {"from", "to", "cc", "subject", "date", "reply-to", "content-type", "x-mailer", "list-id"}
BEFORE_ROOT = re.compile(r"\s*(?:<!--(?:[^-]|-(?!->)){0,20000}-->|<\?[^<>]{0,2000}\?>)")
ROOT = re.compile(r"\s*<(!doctype\s+)?([A-Za-z][\w:.-]{0,60})[\s/>\[]", re.IGNORECASE)
PAGE_ROOTS = frozenset({"html", "head", "body"})
PIECE_ROOTS = frozenset(
    str.split(
        "p div span article section main header footer aside nav h1 h2 h3 h4 h5 h6 a b i em strong u small "
        "big font center table tbody tr td ul ol li dl blockquote pre figure img br hr title meta link base "
        "style script noscript form iframe time"
    )
)
NINJS = frozenset(
    str.split(
        "versioncreated firstcreated versioncreation body_text body_xhtml body_html bodies headlines "
        "representationtype urgency located pubstatus usageterms charcount wordcount"
    )
)
CELL_CHARS, LINE_CHARS = 60, 5_000
DELIMITERS, SEVERAL = ",;\t|", 20
PROSE_LETTERS, PROSE_WORDS = 60, 8  # the least that a text without a telling ending must have
PROSE_SHARE = 0.85  # of letters among what is no space; news has .90 and more, code less than .80


def mail_form(head: str, ending: str) -> Literal["eml", "mhtml"] | None:
    """Whether a text begins as a message does, and whether the message is a saved page.

    A text with a name that says so needs one line of a header, plain text more than `From` and `Date`,
    which articles may begin with as well.
    """
    headers = _headers(head)
    named = ending in (".eml", ".mht", ".mhtml")
    sure = bool(headers.keys() & OF_MAIL) or (ending not in (".txt", ".md", "") and "from" in headers)
    if not (named and headers.keys() & MAIL) and not (sure and len(headers.keys() & MAIL) >= 2):
        return None
    related = "multipart/related" in headers.get("content-type", "").lower()
    saved = (
        ending in (".mht", ".mhtml")
        or "snapshot-content-location" in headers
        or "saved by" in headers.get("from", "").lower()
        or not headers.keys() & {"received", "message-id", "to"}
    )
    return "mhtml" if related and saved else "eml"


def _headers(head: str) -> dict[str, str]:
    """The header lines at the beginning of a text, by name in lower case; none where it begins otherwise."""
    found: dict[str, str] = {}
    name = ""
    for place, line in enumerate(head.split("\n", HEADER_LINES)[:HEADER_LINES]):
        match = HEADER.match(line)
        if line[:1] in (" ", "\t") and name and line.strip():
            found[name] += line
        elif match:
            name = match[1].lower()
            found.setdefault(name, line[match.end() :])
        elif not (place == 0 and line.startswith("From ")):
            break
    return found


def json_form(text: str, *, sure: bool, lines: bool) -> Literal["json", "jsonl", "ninjs"] | None:
    """Which JSON a text is; None for one that is none, unless its name makes `sure` that it is to be."""
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        return "jsonl" if lines else "json"
    except ValueError:
        first = _first_line(text)
        if isinstance(first, dict):
            return "jsonl"
        return ("jsonl" if lines and "\n" in text.strip() else "json") if sure else None
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict) and _is_ninjs(first):
        return "ninjs"
    if not sure and not isinstance(value, (dict, list)):
        return None
    return "jsonl" if lines else "json"


def _first_line(text: str) -> Any:
    line = next((line for line in text.split("\n", 100) if line.strip()), "")
    try:
        return json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _is_ninjs(record: Mapping[str, Any]) -> bool:
    """IPTC's JSON: it says so, or has a `uri` beside fields that only it has."""
    says = str(record.get("standard") or record.get("$standard") or record.get("$schema") or "")[:300]
    return "ninjs" in says.lower() or ("uri" in record and bool(NINJS & record.keys()))


def markup(head: str) -> Markup:
    """What kind of markup a text begins with: a whole page, a piece of one, or XML of another kind.

    `element` is a first element that HTML does not have, `xml` the same after a declaration.
    """
    place, declared = 0, False
    while match := BEFORE_ROOT.match(head, place):
        declared = declared or match.group().lstrip().lower().startswith("<?xml")
        place = match.end()
    root = ROOT.match(head, place)
    if root is None:
        return "xml" if declared else ""
    name = root[2].lower()
    if name in PAGE_ROOTS:
        return "page"
    if name in PIECE_ROOTS and not root[1] and not declared:
        return "piece"
    return "xml" if declared or root[1] else "element"


def names_articles(head: str) -> bool:
    """Whether the first line is the head of a table of articles: it names a text and something else."""
    names = {fields.normal(cell) for cell in _cells(head)}
    others = {*fields.TITLE, *fields.DATE, *fields.SOURCE, *fields.AUTHOR, *fields.URL, *fields.ID}
    return bool(names & set(fields.TEXT)) and bool(names & others - set(fields.TEXT))


def is_table(head: str) -> bool:
    """Whether a text that is called a table is one: it begins with names, or all its rows are alike."""
    if _cells(head):
        return True
    for mark in DELIMITERS:
        try:
            rows = [len(row) for row in csv.reader(head.splitlines()[:SEVERAL], delimiter=mark) if row]
        except csv.Error:
            continue
        if len(rows) > 1 and rows[0] > 1 and rows[0] == rows[1]:
            return True
    return False


def _cells(head: str) -> list[str]:
    """What the first line names, if it is a list of several short names."""
    line = head.split("\n", 1)[0][:LINE_CHARS]
    mark = max(DELIMITERS, key=line.count)
    cells = [cell.strip().strip("\"'") for cell in line.split(mark)]
    return cells if len(cells) > 1 and all(len(cell) <= CELL_CHARS for cell in cells) else []


def reads_as_prose(head: str) -> bool:
    """Whether a text is made of words rather than of marks, as code and data are."""
    letters = sum(c.isalpha() for c in head)
    signs = sum(not c.isspace() for c in head)
    enough = len(head.split()) >= PROSE_WORDS or not head.isascii()  # some scripts put no spaces
    return enough and letters >= PROSE_LETTERS and letters >= PROSE_SHARE * signs
