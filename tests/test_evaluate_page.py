"""The report: what a person finds in it, and that nothing of others' words gets out of its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.about import About
from rag.evaluate.gold import Problem
from rag.evaluate.markup import Markup, escaped, joined, marked, tag
from rag.evaluate.page import page
from rag.evaluate.page_failures import MOST, by_gravity
from rag.evaluate.plots import bar, curve
from rag.evaluate.refusing import risk_coverage
from rag.evaluate.run import evaluate
from rag.evaluate.scores import FAILURES, Scores
from rag.types import Answer, Article, GoldQuestion
from tests.browsing import BY_CHOICE, scrolls_sideways
from tests.test_evaluate_run import DUTCH, PORT, REFUSAL, ScriptedArchive, gold, hit, quoting, run_five

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOLD = About("gold.jsonl", "0" * 64, 5, 2, 7, {"without": [], "nli": ""}, 10, "words", {"k": "10"})
EVIL = (
    "</p><script>document.title='run'</script><img src=http://evil.test/x onerror=alert(1)>\u202e\x00 & “x”"
)


def hostile() -> Scores:
    """A run in which every text that others write is hostile."""
    article = Article(id=f"a{EVIL}", title=EVIL, text=f"{EVIL} and a Dutch firm won.")
    found = hit(article, article.text)
    answer = Answer("", EVIL, citations=quoting(found).citations, confidence=0.9)
    question = GoldQuestion(f"id{EVIL}", EVIL, (EVIL,), (article.id,), ("a Dutch firm won.",), kind=EVIL)
    refused = Answer("", "", refused=True, reason=EVIL, confidence=0.1)
    return evaluate(
        ScriptedArchive({EVIL: ([found], answer), "q": ([found], refused)}), [question, gold("q", EVIL)]
    )


class Reader(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((name, dict(attributes)))


def test_what_others_wrote_stays_text() -> None:
    text = page(hostile(), TOLD, [Problem(EVIL, EVIL)])
    found = Reader(text).seen
    assert [name for name, _ in found].count("script") == 1
    assert not [name for name, _ in found if name in ("img", "iframe", "link", "object", "base", "form")]
    assert not [
        key for _, attributes in found for key in attributes if key.startswith("on") or key == "style"
    ]
    targets = [a[key] for _, a in found for key in ("href", "src", "action") if key in a]
    assert targets and all(target and target.startswith("#") for target in targets)
    assert "\x00" not in text and "\u202e" not in text and "�" in text
    assert escaped(EVIL) in text


def test_the_page_allows_its_own_style_and_script_and_nothing_else() -> None:
    text = page(run_five(), TOLD)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#x27;", "'").split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/]+='", rules["style-src"]) and "unsafe" not in policy
    assert "http://" not in text and "https://" not in text


def test_the_worst_come_first_what_misleads_before_what_is_silent() -> None:
    ordered = by_gravity(run_five().rows)
    assert [row.failure for row in ordered] == [
        "should have refused",
        "retrieved, not quoted",
        "not retrieved",
    ]
    sure = [Answer("", "Rain fell.", confidence=c) for c in (0.5, 0.9, 0.7)]
    script = {f"q{n}": ([hit(PORT, DUTCH)], answer) for n, answer in enumerate(sure)}
    rows = evaluate(ScriptedArchive(script), [gold(name, "Dutch", evidence=(DUTCH,)) for name in script]).rows
    assert [row.question.id for row in by_gravity(rows)] == ["q1", "q2", "q0"]


def test_the_page_tells_what_was_measured() -> None:
    text = page(run_five(), TOLD, [Problem("line 9", "no id")])
    for part in (
        "How well gold.jsonl is answered",
        "5 questions over 2 articles, revision 7",
        "2 of 5",
        "All failures: 3 of 5",
        "Problems in the gold (1)",
        "line 9: no id",
        "judged by words",
    ):
        assert part in text
    assert [reason for reason in FAILURES if f"{reason}: 1" in text] == [
        "should have refused",
        "not retrieved",
        "retrieved, not quoted",
    ]


def test_every_link_leads_to_a_place_there_is() -> None:
    whole = page(run_five(), TOLD)
    one = page(evaluate(ScriptedArchive({"q": ([], REFUSAL)}), [gold("q")]), TOLD)
    for text in (whole, one):
        found = Reader(text).seen
        links = {attributes["href"] for name, attributes in found if name == "a"}
        assert len(links) >= 5 and links <= {f"#{attributes.get('id')}" for _, attributes in found}
    assert "#kinds" in whole and "#kinds" not in one


def test_a_run_without_failures_says_so() -> None:
    text = page(evaluate(ScriptedArchive({"q": ([], REFUSAL)}), [gold("q")]), TOLD)
    assert "None of 1 questions failed." in text and "All failures:" not in text


def test_of_very_many_failures_the_worst_are_shown_and_the_rest_counted() -> None:
    names = [f"q{n}" for n in range(MOST + 3)]
    script = {name: ([], REFUSAL) for name in names}
    text = page(
        evaluate(ScriptedArchive(script), [GoldQuestion(name, name, ("Dutch",)) for name in names]), TOLD
    )
    assert f"The {MOST} worst of {MOST + 3} are shown" in text
    assert text.count('class="failure"') == MOST + 5  # and the five at the top


def test_marks_are_laid_over_text_and_may_overlap() -> None:
    # "dutch" is evidence and quoted, "firm" quoted alone; what reaches beyond the text is cut.
    text = marked("a <dutch> firm", {"evidence": [(2, 9)], "quoted": [(3, 99), (-5, 0)]})
    assert text == (
        'a <mark class="evidence">&lt;</mark><mark class="evidence quoted">dutch&gt;</mark>'
        '<mark class="quoted"> firm</mark>'
    )


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-5, 35), st.integers(-5, 35)), max_size=4))
def test_marking_changes_no_letter(text: str, spans: list[tuple[int, int]]) -> None:
    drawn = marked(text, {"evidence": [(min(s), max(s)) for s in spans]})
    assert re.sub(r"</?mark[^>]*>", "", drawn) == escaped(text)


@given(st.text(), st.text())
def test_no_text_makes_an_element_or_an_attribute(inside: str, value: str) -> None:
    assert [name for name, _ in Reader(tag("p", inside, title=value)).seen] == ["p"]
    assert joined([inside]) == escaped(inside) and joined([Markup("<b>")]) == "<b>"


def test_plots_are_told_in_words() -> None:
    assert "0.500, 95 % interval 0.400 to 0.600" in bar(0.5, 0.4, 0.6)
    drawn = curve(risk_coverage([(0.9, True), (0.5, False)], 4))
    assert "0.500 at the run&#x27;s coverage of 0.500" in drawn and "<path" in drawn


# In a browser, from disk


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Page:
    """The hostile run's report, its outside requests and complaints kept."""
    (tmp_path / "report.html").write_text(page(hostile(), TOLD), encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 800}, offline=True)
    sheet = context.new_page()
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    sheet.on("pageerror", lambda error: asked.append(str(error)))
    sheet.on("console", lambda said: asked.append(said.text) if said.type == "error" else None)
    sheet.goto(f"file://{tmp_path / 'report.html'}")
    assert asked == [f"file://{tmp_path / 'report.html'}"]  # itself alone, and nothing went wrong
    return sheet


@BY_CHOICE
def test_the_report_opens_without_a_network_and_its_failures_can_be_filtered(opened: Page) -> None:
    assert opened.title() == "Dateline on gold.jsonl" and not scrolls_sideways(opened)
    assert opened.locator("#shown").inner_text() == "2 of 2 shown"
    opened.select_option("#why", "not retrieved")
    assert opened.locator("#shown").inner_text() == "1 of 2 shown"
    assert opened.locator("#failures .failure:visible .why").all_inner_texts() == ["not retrieved"]
    opened.select_option("#why", "")
    opened.fill("#words", "nothing has these words")
    assert opened.locator("#shown").inner_text() == "0 of 2 shown"
    opened.fill("#words", "")
    opened.locator("#worst ~ details summary").first.click()
    assert opened.locator("#worst ~ details mark.evidence").first.is_visible()
    opened.context.close()
