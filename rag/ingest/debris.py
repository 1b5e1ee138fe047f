"""What is left of markup in text that somebody saved without a parser: entities and broken tags."""

from __future__ import annotations

import html
import re
from html.entities import html5

# An ampersand escaped any number of times before the name counts as escaped once.
ENTITY = re.compile(
    r"&(?:(?:amp|AMP|#0{0,5}38|#[xX]0{0,5}26);)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
COMMENT = re.compile(r"<!--[^<]{0,2000}?-->")
ROWS = "table|thead|tbody|tfoot|tr|caption|div|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|section|article|figure|pre"
CELLS = "td|th"
INLINE = "strong|em|span|font|sup|sub|small|big|mark|del|ins|code|cite|abbr|figcaption|img|label|colgroup|col"
SHORT = "a|b|i|u|s|p|q"  # taken for tags only where nothing but a tag is written so
TAG = re.compile(
    rf"<\s{{0,3}}/?\s{{0,3}}(?P<name>{ROWS}|{CELLS}|{INLINE})(?=[\s/>])[^<>]{{0,500}}>"
    rf"|</?(?P<short>{SHORT})(?:\s+[a-zA-Z-]+=[^<>]{{0,500}})?\s?/?>",
    re.IGNORECASE,
)
NEXT_CELL = re.compile(r"</t[dh]>\s{0,20}<t[dh](?:\s[^<>]{0,500})?>", re.IGNORECASE)
# The end of a tag whose front was lost. `tr>` is never prose; `table >` may be, see `_companions`.
TAIL = re.compile(r"(?<![\w.-])/?(?P<name>td|tr|th|tbody|thead|tfoot)/?>", re.IGNORECASE)
LOOSE_TAIL = re.compile(
    r"(?<![\w.-])/?\s?(?P<name>td|tr|th|tbody|thead|tfoot|table|strong)\s?/?>", re.IGNORECASE
)
BREAKS = re.compile(rf"{ROWS}|p", re.IGNORECASE)


def unescape(text: str) -> str:
    """Named and numbered entities as the characters they stand for, also where escaped repeatedly."""
    return ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name.startswith("#") or f"{name};" in html5:
        return html.unescape(f"&{name};")
    return match.group()


def untagged(line: str) -> str:
    """A line without tags or broken remains of them: line feeds where a row or block ended.

    Cells that only tags kept apart are parted by a semicolon. A comparison (`a < b`) is no tag.
    """
    if ">" not in line:
        return line
    without = TAG.sub(_gap, NEXT_CELL.sub("; ", COMMENT.sub(" ", line)))
    without = TAIL.sub(_gap, without)
    if _has_companions(line, without):
        without = LOOSE_TAIL.sub(_gap, without)
    return without


def _has_companions(line: str, without: str) -> bool:
    """Whether the line shows other remains of a table, so that `table >` in it is one too."""
    return without != line or "|" in line


def _gap(match: re.Match[str]) -> str:
    """What stands in a tag's place: nothing only where that glues no words together."""
    name = match.group(match.lastgroup or 0)
    if BREAKS.fullmatch(name):
        return "\n"
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    open_left = not before or before.isspace() or before in "(“\"'‘["
    open_right = not after or after.isspace() or after in ".,;:!?)”\"'’]"
    return "" if open_left or open_right else " "
