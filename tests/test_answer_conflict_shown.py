"""A conflict as a person sees it: its sides in the order of time, each with outlet, date and quote."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from rag import show
from rag.types import Answer, Article, Citation, Conflict, Passage, Sentence, Support
from ui import answered

EARLIER = "The guild counted 12 boats in the harbour."
LATER = "The guild counted 20 boats in the harbour."


def cited(number: int, text: str, source: str, published: date | None) -> Citation:
    article = Article(f"a{number}", title=f"Boats {number}", source=source, text=text, published=published)
    return Citation(
        number, article, Passage(f"p{number}", article.id, text, 0, len(text)), text, 0, len(text)
    )


def differing(source: str = "Herald", about: str = "How many boats are there") -> Answer:
    citations = (cited(1, LATER, "Post", date(2025, 3, 2)), cited(2, EARLIER, source, None))
    return Answer(
        question=f"{about}?",
        text=f"{LATER} {EARLIER}",
        sentences=tuple(Sentence(c.quote, (c.number,), Support("supported", 1.0)) for c in citations),
        citations=citations,
        conflicts=(Conflict(about, ((2, "12"), (1, "20")), "disagreement"),),
    )


def printed(answer: Answer) -> list[str]:
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        console.print(show.answer(answer))
    return [line.strip() for line in captured.get().splitlines()]


def test_the_terminal_shows_each_side_with_outlet_date_and_quote() -> None:
    lines = printed(differing())
    at = lines.index("Sources differ: How many boats are there")
    assert lines[at + 1 : at + 3] == [
        f"12 [2] Herald, undated: “{EARLIER}”",
        f"20 [1] Post, 2025-03-02: “{LATER}”",
    ]


def test_the_page_shows_each_side_with_outlet_date_and_quote() -> None:
    panel = answered.answer(1, differing()).split('<section class="conflict">')[1].split("</section>")[0]
    first, second = panel.split("<li>")[1:]
    assert "Sources differ: <bdi>How many boats are there</bdi>" in panel
    assert "<bdi>12</bdi>" in first and "Herald" in first and "undated" in first and EARLIER in first
    assert "<bdi>20</bdi>" in second and 'datetime="2025-03-02"' in second and LATER in second
    assert 'value="1-2"' in first and 'value="1-1"' in second  # the buttons that lead to the sources


def test_an_update_is_told_as_one() -> None:
    answer = differing()
    changed = Answer(
        **{
            **{f: getattr(answer, f) for f in ("question", "text", "sentences", "citations")},
            "conflicts": (Conflict("boats", ((2, "12"), (1, "20")), "update"),),
        }
    )
    assert "Updated since: boats" in printed(changed)
    assert "Updated since: <bdi>boats</bdi>" in answered.answer(1, changed)


def test_an_article_cannot_write_to_the_page_or_the_terminal() -> None:
    answer = differing(source="<img src=x>\x1b[31m", about="<b>boats</b>")
    page = answered.answer(1, answer)
    assert "<img" not in page and "<b>" not in page and "&lt;img src=x&gt;" in page
    assert "\x1b" not in "".join(printed(answer))
