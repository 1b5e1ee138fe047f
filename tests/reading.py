"""An article's page for the tests of it: opened by its address; what is shown, marked and shaded on it."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx
from fastapi import FastAPI

from rag.types import Article, Citation, Passage
from tests.ui_fakes import ask
from ui import reader
from ui.place import Place, fingerprint
from ui.reader import Shelf


class Shown(HTMLParser):
    """The words of a page's text with what is marked and shaded of them, and the tags they stand in."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text, self.passages, self.quote = "", "", ""
        self.marks: dict[str, str] = {}  # by number, without line ends
        self.labels: list[str] = []
        self.pages: list[str] = []
        self.tags: set[str] = set()
        self.links: list[dict[str, str]] = []
        self.inside: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()
        assert [tag for tag, _ in self.inside if tag not in ("meta", "link")] == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if tag not in ("meta", "link"):
            self.inside.append((tag, known))
        if "data-begins" in known:
            self.labels.append(known["data-begins"])
        if "data-page" in known:
            self.pages.append(known["data-page"])
        if tag == "a":
            self.links.append(known)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, known in self.inside:
            if known.get("class") == "passage":
                self.passages += data
            if tag == "mark":
                for number in known["data-numbers"].split():
                    self.marks[number] = self.marks.get(number, "") + data
                if known.get("class") == "here":
                    self.quote += data


def at(text: str, start: int, end: int, number: int = 1, passage: tuple[int, int] = (0, 0)) -> Place:
    return Place(start, end, fingerprint(text[start:end]), number, passage)


def cited(article: Article, number: int, quote: str, before: int = 0) -> Citation:
    """The words as a citation, in a passage that begins some characters before them."""
    start = article.text.index(quote)
    end = start + len(quote)
    passage = Passage(f"p{number}", article.id, article.text[start - before : end], start - before, end)
    return Citation(number, article, passage, quote, start, end)


def opened(archive: Shelf, place: str) -> httpx.Response:
    """What the address gives."""
    app = FastAPI()
    app.include_router(reader.routes(archive))
    return ask(app, "GET", place.partition("#")[0])


def shown(archive: Shelf, place: str) -> Shown:
    answer = opened(archive, place)
    assert answer.status_code == 200
    return Shown(answer.text)
