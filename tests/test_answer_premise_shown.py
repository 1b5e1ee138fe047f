"""How the terminal and the page show what was put right, and what a refusal looked through."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from rag import show
from rag.receipt import Terms
from rag.types import Answer, Article, Citation, Correction, Passage, Searched, Sentence, Support, as_json
from ui import answered, refusing

TEXT = "The fleet was in Peru."
ARTICLE = Article("a", title="Fleet", text=TEXT, source="AP")
CITED = Citation(1, ARTICLE, Passage("a:0-22-x", "a", TEXT, 0, 22), TEXT, 0, 22, marks=((17, 21),))
RIGHT = Support("supported", 0.9)
PUT_RIGHT = Answer(
    "Why was the fleet in <b>Chile</b>?",
    f"The archive reports Peru, not <b>Chile</b>. {TEXT}",
    sentences=(
        Sentence("The archive reports Peru, not <b>Chile</b>.", (1,), RIGHT),
        Sentence(TEXT, (1,), RIGHT),
    ),
    citations=(CITED,),
    corrections=(Correction("<b>Chile</b>", "Peru", 1, "name"),),
)
REFUSED = Answer(
    "Who?", "No.", refused=True, reason="No.", searched=Searched(3, outlets=("<i>AP</i>",), undated=3)
)


def printed(answer: Answer) -> str:
    console = Console(width=200, record=True)
    with console.capture() as shown:
        console.print(show.answer(answer))
    return shown.get()


def test_the_page_sets_apart_what_is_put_right_and_escapes_it() -> None:
    page = answered.answer(1, PUT_RIGHT)
    assert page.count('class="put-right"') == 1 and page.count('class="sentence"') == 2
    assert page.index('class="put-right"') < page.index('<p class="answer"')
    assert "Peru, not &lt;b&gt;Chile&lt;/b&gt;." in page and "<b>" not in page
    assert "below what is set right" in page
    assert "put-right" not in answered.answer(1, replace(PUT_RIGHT, corrections=()))


def test_the_terminal_prints_it_first_with_its_citation() -> None:
    assert "The archive reports Peru, not <b>Chile</b>. [1] The fleet was in Peru. [1]" in printed(PUT_RIGHT)


def test_a_refusal_shows_what_was_searched() -> None:
    assert "Searched: 3 articles of <i>AP</i>, none with a date." in printed(REFUSED)
    page = refusing.refusal(1, REFUSED, Terms())
    assert "Searched: 3 articles of &lt;i&gt;AP&lt;/i&gt;, none with a date." in page
    assert 'class="searched"' not in refusing.refusal(1, replace(REFUSED, searched=None), Terms())


def test_json_has_both_by_their_fields() -> None:
    assert as_json(PUT_RIGHT)["corrections"] == [
        {"asked": "<b>Chile</b>", "found": "Peru", "citation": 1, "kind": "name"}
    ]
    assert as_json(REFUSED)["searched"]["articles"] == 3
