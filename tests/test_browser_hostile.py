"""Articles and questions that mean harm are no more than text, in a real browser against the real server."""

from __future__ import annotations

from playwright.sync_api import expect

from rag.types import Article
from tests.browsing import BY_CHOICE, Open, ask, in_view, scrolls_sideways
from tests.ui_fakes import FakeArchive, running
from ui.render import showable

pytestmark = BY_CHOICE

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
