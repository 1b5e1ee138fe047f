"""Sixty texts that mean harm are no more than text, in a real browser against the real server.

The same things are done with calm articles and with hostile ones. Whatever a hostile text does to a page
that is more than to be read, an element, an attribute, a fixed place, shows as something that the calm
page does not have. That nothing outside is asked and that no script complains, `visit` sees to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from playwright.sync_api import Page, expect

from rag.types import Answer, Article, Citation, Conflict, Hit, Passage, Sentence, Support
from tests.browsing import BY_CHOICE, Open, ask, scrolls_sideways
from tests.hostile import HOSTILE, SINK
from tests.ui_fakes import FakeArchive, running
from ui.render import showable

pytestmark = BY_CHOICE

EACH = 10  # texts in the articles of one answer
BATCHES = range(len(HOSTILE) // EACH)
CALM = tuple(
    f"a calm sentence, number {number}" + "\n\nof two paragraphs\nand three lines" * (number == 11)
    for number in range(len(HOSTILE))
)
HEAD = "Harbour clerk wrote "
TAIL = " into the ledger."
TITLE = "Dateline"
PHONE = {"width": 390, "height": 844}

SHAPES = """() => {
    const found = new Set();
    for (const element of document.querySelectorAll("body *")) {
        const names = [...element.attributes].map(({ name }) => name).sort();
        found.add(`${element.tagName} ${names.join(" ")}`);
        const style = getComputedStyle(element);
        if (style.position === "fixed") found.add(`fixed ${element.tagName} ${element.id}`);
        if (style.backgroundImage.includes("9/")) found.add(style.backgroundImage);
    }
    return [...found];
}"""
HARM = """() => {
    const found = window.pwned === undefined ? [] : ["a script ran"];
    for (const element of document.querySelectorAll("[href], [src], [action]")) {
        const address = String(element.href || element.src || element.action);
        const own = [location.origin, "data:image/svg", "about:blank#"];
        const ours = own.some((start) => address.startsWith(start));
        const original = element.matches("a.original, a.source") && /^https?:/.test(address);
        if (!ours && !original) found.push(`${element.outerHTML.slice(0, 80)} ${address}`);
    }
    return found;
}"""


class Spiteful(FakeArchive):
    """Sixty articles, each with one of the texts as title, outlet, author, address, path, id and in its
    body; a question that says "batch 2" is answered from the third ten of them, two in conflict."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__([article(number, text) for number, text in enumerate(texts)])

    def ask(self, question: str, *more: object, **options: object) -> Answer:
        batch = int(question.partition("batch ")[2][:1])
        cited = list(self.held.values())[batch * EACH : (batch + 1) * EACH]
        citations = tuple(whole(number, one) for number, one in enumerate(cited, 1))
        reason = f"it may not say {cited[0].title}"
        sentences = tuple(
            Sentence(c.quote, (c.number,), Support("partial", 0.5, (reason,))) for c in citations
        )
        hits = tuple(Hit(c.passage, c.article, 1.0) for c in citations)
        values = ((1, cited[0].title), (2, cited[1].title))
        return Answer(
            question,
            " ".join(c.quote for c in citations),
            sentences,
            citations,
            conflicts=(Conflict(cited[0].title, values, "disagreement"),),
            hits=hits,
            revision=self.revision,
        )


def article(number: int, text: str) -> Article:
    address = (f"{SINK}/{text}", text, "https://courier.example/a?b=c")[number % 3]
    body = f"{HEAD}{text}{TAIL}"
    return Article(f"{number} {text}", text, text, address, body, author=text, path=text)


def whole(number: int, cited: Article) -> Citation:
    end = len(cited.text)
    return Citation(number, cited, Passage(cited.id, cited.id, cited.text, 0, end), cited.text, 0, end)


class Tour:
    """Everything a person can look at, over a page whose archive holds `texts`; each `look` judges it."""

    def __init__(self, page: Page, address: str, texts: Sequence[str], look: Callable[[str], None]) -> None:
        self.page, self.address, self.texts, self.look = page, address, texts, look

    def whole(self, batches: Iterable[int]) -> None:
        self.start()
        for batch in batches:
            self.asked(batch)
            self.read(batch, 1 + batch)
        self.restored()
        self.kept()
        self.alone()
        self.library()

    def start(self) -> None:
        for text in self.texts[:4]:
            expect(
                self.page.locator("#examples").get_by_role("button", name=text, exact=True)
            ).to_be_visible()
        assert self.page.title() == TITLE
        self.look("start")

    def asked(self, batch: int) -> None:
        """A question that holds ten of the texts, answered from the articles that hold them."""
        mine = self.texts[batch * EACH : (batch + 1) * EACH]
        exchange = ask(self.page, f"batch {batch} {' '.join(mine)}")
        exchange.locator(".actions:not(.waiting)").wait_for()
        question, answer = exchange.locator(".question").text_content(), exchange.text_content()
        for number, text in enumerate(mine, 1):
            seen = showable(text)
            assert seen.strip() in (question or ""), text
            assert f"{HEAD}{seen}{TAIL}" in (answer or ""), text
            card = self.page.locator(f"#card-{batch + 1}-{number}")
            assert card.locator(".title").text_content() == seen
            assert (card.locator(".origin").text_content() or "").startswith(f"{seen} · undated · by {seen}")
        assert self.page.title() == TITLE
        self.look(f"answer {batch}")

    def read(self, batch: int, number: int) -> None:
        """An article opened beside its answer."""
        seen = showable(self.texts[batch * EACH + number - 1])
        self.page.locator(f"#card-{batch + 1}-{number} a.open").click()
        expect(self.page.locator("#reader h1")).to_have_text(seen, use_inner_text=False)
        assert f"{HEAD}{seen}{TAIL}" in (self.page.locator("#reader .text").text_content() or "")
        self.look(f"article {batch}")
        self.page.keyboard.press("Escape")
        expect(self.page.locator("#reader")).to_be_hidden()

    def restored(self) -> None:
        """The conversation after a reload."""
        before = self.page.locator("#conversation .exchange").count()
        self.page.reload()
        expect(self.page.locator("#conversation .exchange")).to_have_count(before)
        assert self.page.title() == TITLE
        self.look("restored")

    def kept(self) -> None:
        """The panel of kept conversations, and each of the files it saves, as a browser would show it."""
        self.page.get_by_role("button", name="Conversations").click()
        first = self.page.locator(".keep-panel li").first
        expect(first.locator("a.title")).to_contain_text("batch 0")
        self.look("panel")
        for form in ("markdown", "html", "json"):
            name = first.locator(f"a[href$='/{form}']").get_attribute("href")
            answer = self.page.request.get(f"{self.address}{name}")
            assert answer.status == 200 and answer.headers["content-disposition"].startswith("attachment")
            self.exported(form, answer.text())
        self.page.keyboard.press("Escape")

    def exported(self, form: str, text: str) -> None:
        """A file of a conversation opened from the disk, where none of our headers protects it."""
        if form == "html":
            page = self.page.context.new_page()
            page.set_content(text)
            self.page, ours = page, self.page
            self.look("export")
            self.page = ours
            page.close()

    def alone(self) -> None:
        """An article on a page of its own."""
        href = self.page.locator("#card-1-2 a.open").get_attribute("href")
        self.page.goto(f"{self.address}{href}")
        assert self.page.locator("h1").text_content() == self.page.title() == showable(self.texts[1])
        self.look("alone")

    def library(self) -> None:
        self.page.goto(f"{self.address}/library")
        self.page.locator("#shelves table tbody tr").first.wait_for()
        assert self.page.title() == TITLE
        self.look("library")


def test_browser_hostile_texts_are_only_read(visit: Open) -> None:
    calm: set[str] = set()
    with running(Spiteful(CALM), examples=CALM[:4]) as address:
        page = visit(address, viewport=PHONE)
        tour = Tour(page, address, CALM, lambda view: calm.update(tour.page.evaluate(SHAPES)))
        tour.whole(BATCHES[:2])  # twice: some parts of the page stay once they were there
        page.close()
    with running(Spiteful(HOSTILE), examples=HOSTILE[:4]) as address:
        page = visit(address, viewport=PHONE)

        def harmless(view: str) -> None:
            assert tour.page.evaluate(HARM) == [], view
            assert set(tour.page.evaluate(SHAPES)) - calm == set(), view
            assert not scrolls_sideways(tour.page), view

        tour = Tour(page, address, HOSTILE, harmless)
        tour.whole(BATCHES)
        page.close()
