"""How soon the page is there for a person who opens it: over the corpus that ships, in Chromium.

    python -m tests.paint                  five first visits, each in a browser that has kept nothing

Prints for each the first paint of anything that can be read, and the moment at which a question can be typed.
"""

from __future__ import annotations

import json
import shutil
import sys

from playwright.sync_api import Browser, sync_playwright

from tests.browsing import CHROMIUM, FLAGS
from tests.load import served

VISITS = 5
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
TRAFFIC = "performance.getEntriesByType('resource').map((one) => one.transferSize)"


def visited(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds from the start of the navigation; requests and bytes of the whole page."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.locator("#question textarea").wait_for()
    ready = page.evaluate("performance.now()")
    page.locator("#examples button").first.wait_for()
    sizes = page.evaluate(TRAFFIC)
    seen = {"painted": page.evaluate(PAINTED), "ready": ready, "requests": len(sizes), "bytes": sum(sizes)}
    context.close()
    return seen


def main() -> int:
    chromium = next(path for name in CHROMIUM if (path := shutil.which(name)))
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for _ in range(VISITS):
            sys.stdout.write(json.dumps(visited(browser, address)) + "\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
