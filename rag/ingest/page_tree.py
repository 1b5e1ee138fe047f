"""The tree of a web page, of bounded size, and what can be read off it. The door of `lxml` for HTML.

The tree itself goes to `rag.ingest.html` alone: trafilatura takes no other form of it.
"""

from __future__ import annotations

import re

import lxml.html  # type: ignore[import-untyped]
from lxml import etree

from rag.errors import UnreadableFile
from rag.ingest.page_words import NO_TEXT, Tree, unframe

MOST_ELEMENTS = 15_000  # a large news page has some 8,000; extraction of this many takes seconds
MOST_CHILDREN = 4_000  # of one element, in whose number extraction is quadratic
DEEPEST = 200  # elements inside one another; pages have 30
COUNT = etree.XPath("count(//*)")
TOO_WIDE = etree.XPath(f"boolean(//*[*[{MOST_CHILDREN + 1}]])")
TOO_DEEP = etree.XPath(f"boolean({'/*' * (DEEPEST + 1)})")
AROUND = ("nav", "dialog", "menu", "aside")  # never part of an article
FOOTERS = etree.XPath("//footer[not(ancestor::article or ancestor::blockquote or ancestor::main)]")
ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no text of a tree may have them
NUMBERED = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,7})|([0-9]{1,7}));?")
STYLED = etree.XPath("//body//*[@hidden or @style]")
UNSEEN = re.compile(
    r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|(?:font-size|opacity)\s{0,3}:\s{0,3}0(?![.\d]))",
    re.IGNORECASE,
)
STATED = etree.XPath("//meta[@content] | //*[@itemprop and (@content or @datetime)]")
MOST_STATED = 1_000  # such elements looked at
STATED_CHARS = 2_000
SCRIPTS = etree.XPath("//script[@type='application/ld+json']")
MOST_SCRIPTS = 20


def parse(text: str, name: str) -> Tree:
    """The tree of a page, without what is never part of an article.

    Raises `UnreadableFile` for a page too large or too deep to be a news page.
    """
    try:
        # Text is already decoded, so that a page's own claim about its encoding must not count.
        legal = ILLEGAL.sub("", NUMBERED.sub(_legal, text))
        tree = lxml.html.document_fromstring(legal.encode("utf-8", "replace"), parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableFile(name, "has no HTML that can be read; save the page again") from error
    if COUNT(tree) > MOST_ELEMENTS or TOO_DEEP(tree) or TOO_WIDE(tree):
        _check_size(tree, name)
    etree.strip_elements(tree, *AROUND, with_tail=False)
    for around in (*FOOTERS(tree), *_hidden(tree)):
        if around.getparent() is not None:
            around.drop_tree()
    unframe(tree)
    return tree


def _hidden(tree: Tree) -> list[Tree]:
    """What nobody sees and a model would read; but no more than half of the page, which scripts show then."""
    unseen = [
        one for one in STYLED(tree) if one.get("hidden") is not None or UNSEEN.search(one.get("style", ""))
    ]
    whole = len(tree.text_content()) if unseen else 0
    return [one for one in unseen if 2 * len(one.text_content()) <= whole]


def _legal(entity: re.Match[str]) -> str:
    """The entity, but for one that stands for a character no tree may have."""
    code = int(entity[1], 16) if entity[1] else int(entity[2])
    return "" if code <= 0xFFFF and ILLEGAL.match(chr(code)) else entity[0]


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)


def _check_size(tree: Tree, name: str) -> None:
    """Measures again without what has no text: a drawing may have more parts than the article."""
    depth = count = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if element.tag in NO_TEXT and element.tag != "head":
            walk.skip_subtree()
        if count > MOST_ELEMENTS or depth > DEEPEST or len(element) > MOST_CHILDREN:
            raise UnreadableFile(
                name,
                f"is too large or too deeply nested for a news page (over {MOST_ELEMENTS:,} elements, "
                f"{MOST_CHILDREN:,} in one or {DEEPEST} levels); save the article alone, or as text",
            )


def stated(tree: Tree) -> dict[str, str]:
    """What the page states by name: meta elements, marked dates, its canonical address and language."""
    found: dict[str, str] = {}
    for element in STATED(tree)[:MOST_STATED]:
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        name = next(filter(None, names), "").strip().lower()
        value = (element.get("content") or element.get("datetime") or "").strip()[:STATED_CHARS]
        if name and value:
            found.setdefault(name, value)
    link = tree.find(".//link[@rel='canonical'][@href]")
    if link is not None:
        found["canonical"] = link.get("href").strip()[:STATED_CHARS]
    found["lang"] = (tree.get("lang") or tree.get("xml:lang") or "")[:STATED_CHARS]
    return found


def scripts(tree: Tree) -> tuple[str, ...]:
    """The JSON-LD of a page, as it stands there."""
    return tuple(script.text or "" for script in SCRIPTS(tree)[:MOST_SCRIPTS])


def drop_scripts(tree: Tree) -> None:
    etree.strip_elements(tree, "script", with_tail=False)


def first_time(tree: Tree) -> str:
    """The first time that the article marks as one, most often its own; empty without one."""
    marked = tree.xpath("string((//article//time/@datetime | //main//time/@datetime)[1])")
    return str(marked)[:STATED_CHARS]
