"""Pictures of each view of the page, for the documentation: over the corpus that ships, in Chromium.

    python -m tests.screenshots            writes docs/images/*.png

They are drawn at 1,280 by 800 (the phone at 390 by 844) and kept to a palette, so that each stays small.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from rag.corpus import ARTICLES
from tests.browsing import CHROMIUM, FLAGS, ask
from tests.load import served

IMAGES = Path(__file__).parent.parent / "docs" / "images"
LIMIT = 80_000  # bytes of one picture
COLOURS = (128, 64, 32, 16)
ASKED = "Which company agreed to sell its stake in the canal ports?"
DISPUTED = "Has the sale of the canal ports been agreed?"
UNKNOWN = "Who won the chess championship in Reykjavik?"
RENAMED = """([from, to]) => {  // where the articles lie on the machine that draws is of no use to a reader
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(from, to);
}"""
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def views(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """(name, PNG) of each view."""
    page = opened(browser, address)
    yield "start", page.screenshot()
    answered(page, ASKED)
    yield "answer", page.screenshot()
    page.locator("#turn-1 button.cite").first.click()
    page.locator("#reader #quote:focus").wait_for()
    yield "article", page.screenshot()
    page.keyboard.press("Escape")
    answered(page, DISPUTED)
    yield "conflict", page.screenshot()
    answered(page, UNKNOWN)
    yield "refusal", page.screenshot()
    page.get_by_role("button", name="Conversations").click()
    page.locator(".keep-panel li").first.wait_for()
    yield "conversations", page.screenshot()
    page.goto(f"{address}/library")
    page.locator("#shelves tbody tr").first.wait_for()
    page.locator("#plot .js-plotly-plot").wait_for(timeout=60_000)
    page.evaluate(RENAMED, [str(ARTICLES), "/home/reporter/articles"])
    yield "library", page.screenshot()
    page.context.close()
    for name, look in (("dark", {"dark": True}), ("phone", {"phone": True})):
        page = opened(browser, address, **look)
        answered(page, ASKED)
        yield name, page.screenshot()
        page.context.close()


def opened(browser: Browser, address: str, dark: bool = False, phone: bool = False) -> Page:
    context = browser.new_context(
        viewport=PHONE if phone else DESK,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(address)
    page.locator("#examples button").first.wait_for()
    return page


def answered(page: Page, question: str) -> None:
    ask(page, question).locator(".actions:not(.waiting)").wait_for()
    page.wait_for_timeout(500)  # the sources beside it follow


def small(png: bytes) -> bytes:
    """The picture in as many colours as fit the limit."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        kept = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        if kept.tell() <= LIMIT:
            return kept.getvalue()
    raise ValueError(f"no picture of {LIMIT:,} bytes can be made of it")


def main() -> int:
    chromium = next(path for name in CHROMIUM if (path := shutil.which(name)))
    IMAGES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, png in views(browser, address):
            kept = small(png)
            (IMAGES / f"{name}.png").write_bytes(kept)
            sys.stdout.write(f"{name}.png {len(kept):,} bytes\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
