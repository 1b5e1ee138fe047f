"""What axe-core says of each view, light, dark and on a phone: nothing serious, nothing critical."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rag.types import Answer, Conflict, Support
from tests.browsing import BY_CHOICE, Open, ask
from tests.ui_fakes import FakeArchive, running

pytestmark = BY_CHOICE

AXE = files("axe_playwright_python").joinpath("axe.min.js")
MODES: dict[str, tuple[dict[str, int], tuple[str, ...]]] = {
    "desk": ({"width": 1280, "height": 800}, ("light", "dark")),
    "phone": ({"width": 390, "height": 844}, ("light",)),
}
AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity).map(({ finished }) => finished))"""
FERRY = "How many passengers did the ferry carry last year, and who chairs the board?"
DIFFER = "Where do the reports differ on the ferry, the passengers and the members of the board?"
CHESS = "Who won the chess championship in Reykjavik?"


class Contested(FakeArchive):
    """Where a question asks how reports differ, the first two sources do, and a sentence is doubtful."""

    def ask(self, question: str, *more: Any, **options: Any) -> Answer:
        found = super().ask(question, *more, **options)
        if "differ" not in question:
            return found
        one, two = found.citations[:2]
        doubtful = replace(found.sentences[1], support=Support("partial", 0.5, ("it does not say when",)))
        claims = ((one.number, "41,200"), (two.number, "38,000"))
        return replace(
            found,
            sentences=(found.sentences[0], doubtful),
            conflicts=(Conflict("passengers", claims, "disagreement"),),
        )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(Contested(), examples=(FERRY, CHESS)) as url:
        yield url


@pytest.mark.parametrize("mode", MODES)
def test_browser_axe_finds_nothing_that_keeps_people_out(visit: Open, address: str, mode: str) -> None:
    """Each view in each of the mode's colours; the library is opened in the last of them."""
    viewport, schemes = MODES[mode]
    page = visit(address, viewport=viewport)
    page.locator("#examples button").first.wait_for()
    found = in_all(schemes, page, "start")
    for view, question in (("answer", FERRY), ("conflict", DIFFER), ("refusal", CHESS)):
        exchange = ask(page, question)
        exchange.locator(".actions:not(.waiting)").wait_for()
        shown = {"answer": ".answer", "conflict": ".conflict", "refusal": ".refusal"}[view]
        exchange.locator(shown).first.wait_for()
        found += in_all(schemes, page, view)
    page.locator("#turn-1 button.cite").first.click()
    page.locator("#reader #quote:focus").wait_for()
    found += in_all(schemes, page, "article")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations").click()
    page.locator(".keep-panel li").first.wait_for()
    found += in_all(schemes, page, "conversations")
    page.goto(f"{address}/library")
    page.locator("#shelves tbody tr").first.wait_for()
    page.locator("#plot .js-plotly-plot").wait_for(timeout=60_000)  # its library is of some megabytes
    found += in_all(schemes, page, "library")
    assert found == []


def in_all(schemes: Sequence[str], page: Page, view: str) -> list[str]:
    """The findings in each of the colours, with which."""
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        expect(page.locator("body.dark")).to_have_count(int(scheme == "dark"))
        page.evaluate(AT_REST)
        found += [f"{scheme}: {one}" for one in findings(page, view)]
    return found


def findings(page: Page, view: str) -> list[str]:
    """The rules that a view breaks, each with where: those that keep people from using it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{view}: {broken['id']} ({broken['impact']}): {node['target']} {node['failureSummary']}"
        for broken in found["violations"]
        if broken["impact"] in ("serious", "critical")
        for node in broken["nodes"]
    ]


def test_browser_axe_would_see_what_is_wrong(visit: Open, address: str) -> None:
    """The check is alive: a picture without words and grey on grey are found."""
    page = visit(address)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', "
        '\'<img src="data:,"><p style="color:#aaa;background:#bbb;position:relative">hardly seen</p>\')'
    )
    rules = {line.split(" ")[1] for line in findings(page, "spoiled")}
    assert {"image-alt", "color-contrast"} <= rules
