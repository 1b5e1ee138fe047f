"""A conversation as Markdown. What articles and people wrote is text in it, whatever signs it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from rag.types import Sentence
from ui.kept import told
from ui.kept.kinds import KeptConversation, KeptExchange
from ui.render import plural, showable

MEANT = re.compile(r"[\\`*_\[\]<>&|~$]")  # what Markdown takes for markup wherever it stands
OPENING = re.compile(r"^(\d{0,9})([-+=#.)])", re.MULTILINE)  # and what it does at the start of a line
IN_ADDRESS = {"<": "%3C", ">": "%3E"}


def markdown(kept: KeptConversation, now: datetime) -> str:
    """All of it, each question a section; `now` is when it is exported."""
    head = [f"# {text(kept.title)}", f"*Exported from Dateline on {told.moment(now)}.*"]
    sections = [block for number, one in enumerate(kept.exchanges, 1) for block in _exchange(number, one)]
    return "\n\n".join([*head, *sections]) + "\n"


def text(value: str) -> str:
    """The value as Markdown that shows it literally; line ends stay, blank lines and indents do not."""
    lines = [" ".join(line.split()) for line in showable(value).split("\n")]
    safe = MEANT.sub(lambda sign: f"\\{sign[0]}", "\n".join(filter(None, lines)))
    return OPENING.sub(r"\1\\\2", safe)


def _exchange(number: int, one: KeptExchange) -> Iterator[str]:
    found = one.answer
    yield f"## {number}. {_line(one.question)}"
    yield f"*{_line(told.how(one))}*"
    if found.refused:
        yield f"**{_line(told.refusal(found))}**"
    else:
        yield " ".join(_sentence(said) for said in found.sentences)
    for conflict in told.conflicts(found):
        yield f"- {_line(conflict)}"
    for notice in found.notices:
        yield f"- Note: {_line(notice)}"
    sources = told.sources(found)
    if sources:
        yield f"### {'Nearest passages' if found.refused else plural(len(sources), 'source')}"
    yield from map(_source, sources)
    if rating := told.rating(one):
        yield f"*{_line(rating)}*"


def _sentence(said: Sentence) -> str:
    marks = "".join(f" \\[{number}\\]" for number in said.citations)
    doubt = told.doubt(said)
    return f"{_line(said.text)}{marks}{f' *({_line(doubt)})*' if doubt else ''}"


def _source(source: told.Source) -> str:
    quote = "\n".join(f"> {line}" for line in text(source.quote).split("\n"))
    number = f"\\[{source.number}\\] " if source.number else ""
    address = "".join(IN_ADDRESS.get(c, c) for c in source.url)
    link = f" <{address}>" if address else ""
    return f"{quote}\n>\n> — {number}“{_line(source.title)}”, {_line(source.told)}{link}"


def _line(value: str) -> str:
    return " ".join(text(value).split("\n"))
