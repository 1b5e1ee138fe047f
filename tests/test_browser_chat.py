"""The page as people and attackers meet it, in a real browser against the real server.

Fails where no Chromium is found; NO_BROWSER_TESTS=1 skips it on purpose.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from rag.types import Article
from tests.ui_fakes import FakeArchive, running
from ui.render import showable

pytestmark = pytest.mark.skipif(os.environ.get("NO_BROWSER_TESTS") == "1", reason="NO_BROWSER_TESTS=1")

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
FERRY = "How many passengers did the winter ferry carry last year?"
CHERRIES = "How many tonnes does the Tessel cooperative expect this summer?"
LEDGER = "Where did the auditors find the missing ledger?"
ZEBRAS = "Who sells zebras?"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no Chromium found: apt-get install chromium, or set NO_BROWSER_TESTS=1 to go without")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def address(archive: FakeArchive) -> Iterator[str]:
    with running(archive, examples=["Who chairs the harbour board?"]) as url:
        yield url


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens an address in a browser session of its own; afterwards no page may have met an error,
    asked anything of another address, opened a dialogue or a second window."""
    opened, requests, complaints = [], [], []

    def go(address: str, **options: Any) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)
        context.on("request", lambda request: requests.append((address, request.url)))
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"a dialogue: {dialog.message}"))
        page.on("popup", lambda popup: complaints.append(f"a window: {popup.url}"))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.append(context)
        page.goto(address)
        page.wait_for_selector("#question textarea")
        return page

    yield go
    for context in opened:
        context.close()
    outside = [url for home, url in requests if not url.startswith((f"{home}/", "data:"))]
    assert outside == []
    assert complaints == []


def ask(page: Page, question: str) -> Locator:
    """Types a question, presses Enter and gives the exchange once it has its answer."""
    number = page.locator(".exchange").count() + 1
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    exchange = page.locator(f"#turn-{number}")
    exchange.locator(".reply:not(.pending)").wait_for()
    return exchange


def in_view(element: Locator) -> bool:
    """Whether an element's middle can be seen: inside of the window, and covered by nothing."""
    return bool(
        element.evaluate(
            """element => {
                const box = element.getClientRects()[0];
                const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return seen !== null && (element === seen || element.contains(seen));
            }"""
        )
    )


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_browser_a_question_typed_is_answered_with_its_sources(visit: Open, address: str) -> None:
    page = visit(address)
    expect(page).to_have_title("Dateline")
    expect(page.locator(".holdings")).to_have_text(
        "3 articles · 13 February 2024 to 6 May 2024 · generation 7"
    )
    expect(page.locator("#question textarea")).to_be_focused()
    exchange = ask(page, FERRY)
    expect(exchange.locator(".question")).to_contain_text(FERRY)
    expect(exchange.locator(".sentence").first).to_contain_text(
        "The ferry carried 41,200 passengers last year"
    )
    sentences, marks = exchange.locator(".sentence"), exchange.locator("button.cite")
    assert sentences.count() == marks.count() == page.locator(".card:visible").count() == 2
    card = page.locator(".card:visible").first
    expect(card.locator(".title")).to_have_text("Port Lisle gives up its winter ferry")
    expect(card.locator(".origin")).to_contain_text("The Lisle Courier · 13 February 2024 · by Jon Abel")
    expect(card.locator("mark")).to_have_text(sentences.first.inner_text())
    link = card.locator("a.original")
    expect(link).to_have_attribute("href", "https://courier.example/ferry?a=1&b=2")
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(page.locator("#question textarea")).to_have_value("")
    expect(page.get_by_role("status").last).to_contain_text("41,200 passengers")  # read out


def test_browser_from_a_number_to_the_quote_and_on_to_the_article(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 1280, "height": 600})
    first = ask(page, LEDGER)
    ask(page, CHERRIES)
    # The sources of the last answer show; a number of the first brings its own, by keyboard alone.
    expect(page.locator(".card:visible .title").first).to_have_text(
        "Half of the Tessel cherries lost to frost"
    )
    number = first.locator("button.cite").first
    number.focus()
    page.keyboard.press("Enter")
    card = page.locator("#card-1-1")
    expect(card).to_be_focused()
    expect(card.locator(".title")).to_have_text("What the auditors saw")
    assert in_view(card.locator("mark"))
    assert page.locator(".sources:visible").count() == 1
    # One click further: the whole of a long article, at the quote near its end.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    quote = page.locator("#reader #quote")
    expect(quote).to_have_text("The auditors found the missing ledger in a locker at Quay 9.")
    expect(quote).to_be_focused()
    assert in_view(quote)
    assert "Paragraph 1 of a long report" in page.locator("#reader").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(card.locator("a.open")).to_be_focused()
    card.locator("button.back").click()
    expect(number).to_be_focused()


def test_browser_what_the_archive_does_not_say_is_told_with_the_nearest(visit: Open, address: str) -> None:
    page = visit(address)
    exchange = ask(page, ZEBRAS)
    expect(exchange.locator(".refusal")).to_contain_text("No answer in the archive.")
    expect(exchange.locator(".refusal")).to_contain_text("No article tells of this")
    assert exchange.locator("button.cite").count() == 0
    assert page.locator(".card:visible").count() == 4
    page.locator(".card:visible a.open").first.click()
    expect(page.locator("#reader mark")).to_be_visible()


def test_browser_nothing_typed_and_failures_are_told_in_plain_words(
    visit: Open, address: str, archive: FakeArchive, caplog: pytest.LogCaptureFixture
) -> None:
    page = visit(address)
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    expect(page.locator(".aside")).to_contain_text("Type a question first")
    exchange = ask(page, "long " * 300)
    expect(exchange.locator(".problem")).to_contain_text("a question may have 1,000 characters")
    expect(page.locator("#question textarea")).to_have_value("long " * 300)  # to be mended
    archive.failure = RuntimeError("secret detail")
    try:
        exchange = ask(page, FERRY)
    finally:
        archive.failure = None
    expect(exchange.locator(".problem")).to_contain_text("Something inside went wrong")
    assert "secret detail" not in page.content() and "secret detail" in caplog.text
    assert ask(page, FERRY).locator("button.cite").count() == 2


def test_browser_an_empty_archive_says_what_to_do(visit: Open) -> None:
    with running(FakeArchive([])) as address:
        page = visit(address)
        expect(page.locator(".opening")).to_contain_text("nothing at ./archive; run dateline sync DIR")
        page.context.close()


def test_browser_two_people_do_not_see_each_other(visit: Open, address: str, archive: FakeArchive) -> None:
    here, there = visit(address), visit(address)
    ask(here, FERRY)
    ask(there, CHERRIES)
    assert archive.seen[-1] == (CHERRIES, ())
    ask(here, "And how many tonnes of cherries?")
    _, history = archive.seen[-1]
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[0].text == FERRY and "41,200 passengers" in history[1].text
    assert "ferry" not in there.locator("#room").inner_text().lower()
    here.get_by_role("button", name="New conversation").click()
    expect(here.locator(".exchange")).to_have_count(0)
    ask(here, ZEBRAS)
    assert archive.seen[-1] == (ZEBRAS, ())


CONTRAST = """() => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => {
        const [r, g, b] = numbers(colour).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if ((numbers(colour)[3] ?? 1) > 0.99) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const weak = [];
    for (const element of document.querySelectorAll("#top *, #room *")) {
        const said = [...element.childNodes].filter(n => n.nodeType === 3 && n.textContent.trim());
        if (!said.length || !element.checkVisibility() || element.closest(".unseen, .hide")) continue;
        const pair = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
        const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
        if (ratio < 4.5) weak.push(`${ratio.toFixed(2)} ${element.className} ${said[0].textContent}`);
    }
    return weak;
}"""


def test_browser_it_reads_well_light_and_dark_on_a_phone_and_a_wide_screen(visit: Open, address: str) -> None:
    page = visit(address, viewport={"width": 390, "height": 844})
    ask(page, ZEBRAS)
    exchange = ask(page, FERRY)
    for scheme in ("light", "dark"):
        for width in (390, 1920):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 844})
            expect(page.locator("body")).to_have_class(re.compile("dark") if scheme == "dark" else "")
            assert in_view(page.locator("#question textarea"))
            assert page.evaluate(CONTRAST) == []
            exchange.locator("button.cite").last.click()
            assert in_view(page.locator("#card-2-2 mark"))
            assert page.evaluate(CONTRAST) == []
            assert not scrolls_sideways(page)
            page.locator("#card-2-2 a.open").click()
            expect(page.locator("#reader #quote")).to_be_focused()
            assert in_view(page.locator("#reader #quote"))
            assert page.evaluate(CONTRAST) == []
            assert not scrolls_sideways(page)
            page.keyboard.press("Escape")


def test_browser_a_new_page_is_ready_on_a_phone_in_the_dark(visit: Open, address: str) -> None:
    page = visit(address, color_scheme="dark", viewport={"width": 390, "height": 844})
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert int(ground) < 60
    assert page.evaluate(CONTRAST) == []
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Who chairs the harbour board?").click()
    expect(page.locator("#turn-1 .answer")).to_contain_text("Mara Ilves, who chairs the board")
    expect(page.locator("#examples")).to_be_hidden()
    assert in_view(page.locator("#question textarea"))


# ---------------------------------------------------------------- articles that mean harm

HOSTILE = (
    "<script>window.pwned=1</script>",
    '<img src=x onerror="window.pwned=1">',
    '<svg onload=window.pwned=1><image href="http://127.0.0.1:9/x.png"/></svg>',
    '<div style="position:fixed;inset:0;z-index:99999;background:red">covered</div>',
    "<style>*{display:none!important}</style>",
    '<a href="javascript:window.pwned=1">click</a> [click](javascript:window.pwned=1)',
    '<img srcset="http://127.0.0.1:9/s.png 2x"><video poster=http://127.0.0.1:9/p.png autoplay></video>',
    "![image](http://127.0.0.1:9/markdown.png) <http://127.0.0.1:9/auto>",
    "$$\\href{javascript:window.pwned=1}{x}$$ $\\frac{1}{2}$ \\(x^2\\)",
    '"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    "\u202eessej\u2066 right to left \u2069 and \u200bback",
    "W" * 700,
    "</span></p></div></article></section></textarea></title><h1>out</h1><!--",
    '<link rel=stylesheet href=http://127.0.0.1:9/x.css><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1} <%= window.pwned %>",
    "&lt;img src=x onerror=window.pwned=1&gt; &#60;b&#62; &amp;amp;",
    "\n\n# heading\n\n- item\n\n<svg onload=window.pwned=1>\n\n```mermaid\ngraph TD\n```\n\n    code\n\n",
    "' onfocus='window.pwned=1' autofocus tabindex='0' style='position:fixed",
    "\x00\x1b[2J\x85 control \ufffe",
    '<form action="http://127.0.0.1:9/"><button formaction="javascript:window.pwned=1">go</button></form>',
)
ADDRESSES = (
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "http://127.0.0.1:9/{}",
)
SPOILED = """() => {
    const ours = new Set(("ARTICLE SECTION HEADER FOOTER DIV SPAN P H1 H2 H3 OL UL LI BLOCKQUOTE MARK TIME "
        + "BDI EM CODE A BUTTON").split(" "));
    const found = [];
    for (const element of document.querySelectorAll(".md *")) {
        if (!ours.has(element.tagName)) found.push(element.tagName);
        for (const { name, value } of element.attributes) {
            if (name.startsWith("on") || name === "style") found.push(`${name}=${value}`);
        }
        if (element.href && !/^https?:/.test(element.href)) found.push(element.href);
        if (getComputedStyle(element).position === "fixed") found.push(`fixed ${element.className}`);
    }
    if (window.pwned !== undefined) found.push("a script ran");
    if (document.title !== "Dateline") found.push(document.title);
    return found;
}"""


def test_browser_hostile_articles_and_questions_are_only_text(visit: Open) -> None:
    """Each payload stands in the title, source, author, address, id and text of an article of its own, and
    in the question that finds it."""
    spiteful = FakeArchive(
        [
            Article(
                id=f"{number} {payload}",
                title=payload,
                source=payload,
                url=ADDRESSES[number % 3].format(payload),
                text=f"Harbour clerk Number{number} wrote {payload} into the ledger",
                author=payload,
            )
            for number, payload in enumerate(HOSTILE, 1)
        ]
    )
    with running(spiteful, examples=HOSTILE[:4]) as address:
        page = visit(address, viewport={"width": 390, "height": 844})
        for payload in HOSTILE[:4]:
            expect(page.get_by_role("button", name=payload, exact=True)).to_be_visible()
        for number, payload in enumerate(HOSTILE, 1):
            seen = showable(payload)
            exchange = ask(page, f"What did clerk Number{number} write? {payload}")
            assert seen.strip() in exchange.locator(".question").text_content()
            assert f"wrote {seen} into the ledger" in exchange.locator(".answer").text_content()
            card = page.locator(f"#card-{number}-1")
            assert card.locator(".title").text_content() == seen
            assert card.locator(".origin").text_content().startswith(f"{seen} · undated · by {seen}")
            assert card.locator("mark").text_content().endswith(f"wrote {seen} into the ledger")
            card.locator("a.open").click()
            expect(page.locator("#reader #quote")).to_be_focused()
            assert f"wrote {seen} into the ledger" in page.locator("#reader .text").text_content()
            assert page.locator("#reader h1").text_content() == seen
            assert page.evaluate(SPOILED) == []
            assert not scrolls_sideways(page)
            assert in_view(page.locator("#question textarea"))
        alone = page.context.new_page()  # an article on a page of its own
        alone.goto(address + page.locator("#card-1-1 a.open").get_attribute("href"))
        assert alone.locator("h1").text_content() == HOSTILE[0]
        assert alone.evaluate("window.pwned") is None
        assert page.evaluate("window.pwned") is None
        page.context.close()
