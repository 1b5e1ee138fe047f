"""Markdown with front matter becomes an article. The door of `frontmatter` and `markdown_it`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import frontmatter
import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from rag.errors import UnreadableFile
from rag.ingest import fields
from rag.ingest.clean import clean
from rag.ingest.metadata import parse_title, title_from_name
from rag.ingest.tables import row_line
from rag.types import Article

FRONT_LIMIT = 10_000  # characters of front matter; YAML of a few kilobytes can unfold to megabytes
FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def read(text: str, name: str) -> Article:
    """The article of a Markdown file: fields from the front matter, text without the syntax.

    The title is that of the front matter, else the first heading, else the file name. Raises
    `UnreadableFile` for front matter that is too long or no YAML.
    """
    front, source = _front_matter(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    known = {fields.normal(key): value for key, value in front.items()}
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(source))
    blocks = list(tree.children)
    title = parse_title(fields.pick(known, fields.TITLE))
    heading = parse_title("".join(_words(blocks[0]))) if blocks and blocks[0].tag == "h1" else ""
    if heading and (not title or heading.casefold() == title.casefold()):
        blocks, title = blocks[1:], heading
    body = clean("\n".join(line for block in blocks for line in _lines(block)))
    article = fields.article(
        known, id=name, path=name, title=title_from_name(name), text=body, where="front matter"
    )
    if not heading or title != heading:
        return article
    others = tuple((field, where) for field, where in article.found if field != "title")
    return replace(article, title=heading, found=(("title", "first heading"), *others))


def _front_matter(text: str, name: str) -> tuple[dict[str, Any], str]:
    text = text.lstrip("\ufeff\n ")
    fences = [match.end() for match, _ in zip(FENCE.finditer(text), range(2), strict=False)]
    if len(fences) < 2 or FENCE.match(text) is None:
        return {}, text
    if fences[1] > FRONT_LIMIT:
        raise UnreadableFile(name, f"has front matter of over {FRONT_LIMIT:,} characters; shorten it")
    try:
        values, _ = frontmatter.parse(text[: fences[1]] + "\n")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" at line {where.line + 1}" if where else ""
        reason = f"has front matter that is no valid YAML{line}; put quotes around values with a colon"
        raise UnreadableFile(name, reason) from error
    return (values, text[fences[1] :]) if values else ({}, text)


def _lines(node: SyntaxTreeNode) -> Iterator[str]:
    """The words of each block: an empty line after paragraphs, list items and table rows on lines."""
    if node.type in ("paragraph", "heading"):
        yield from ("".join(_words(node)), "")
    elif node.type in ("bullet_list", "ordered_list"):
        yield from (*_items(node), "")
    elif node.type == "table":
        header, *rows = [["".join(_words(cell)) for cell in row.children] for row in _rows(node)]
        yield from (*(row_line(header, cells) for cells in rows or [header]), "")
    elif node.type in ("fence", "code_block", "html_block"):
        yield from (node.content, "")
    else:
        for child in node.children:
            yield from _lines(child)


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    number = int(node.attrs.get("start", 1))
    for place, item in enumerate(node.children):
        mark = "- " if node.type == "bullet_list" else f"{number + place}. "
        lines = [line for line in _lines(item) if line.strip()]
        yield mark + "\n".join(lines)


def _rows(table: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [row for part in table.children for row in part.children]


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    """What a reader sees of a run of text: of a link its words, of a picture its description."""
    if node.type == "softbreak":
        yield " "
    elif node.type == "hardbreak" or node.content.lower() in ("<br>", "<br/>", "<br />"):
        yield "\n"
    elif node.children:
        for child in node.children:
            yield from _words(child)
    else:
        yield node.content
