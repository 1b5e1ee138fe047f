"""The head that both pages share, and the words that a page opens with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rag.findings import Holding
from rag.types import Article
from ui.kept.controls import opener
from ui.render import day, escape, plural

Where = Literal["ask", "library"]
PAGES: tuple[tuple[Where, str, str], ...] = (("ask", "/", "Ask"), ("library", "/library", "Library"))


def head(articles: Sequence[Article | Holding], revision: int, where: Where = "ask") -> str:
    """What the archive holds: how many articles, from when to when, and which generation answers."""
    days = sorted(article.published for article in articles if article.published)
    span = ""
    if days:
        span = day(days[0]) if days[0] == days[-1] else f"{day(days[0])} to {day(days[-1])}"
    facts = [plural(len(articles), "article"), *([span] if span else []), f"generation {revision}"]
    return masthead(" · ".join(facts), where)


def masthead(line: str, where: Where = "ask") -> str:
    """The head of the page with one line on the archive, or on what is wrong with it."""
    return (
        '<header class="masthead"><h1>Dateline</h1>'
        f'<p class="claim">Answers from your archive, in its own words</p>{navigation(where)}{opener()}'
        f'<p class="holdings">{escape(line)}</p></header>'
    )


def navigation(where: Where) -> str:
    """The way to the other page."""
    links = (
        f'<a class="page here" href="{address}" aria-current="page">{name}</a>'
        if page == where
        else f'<a class="page" href="{address}">{name}</a>'
        for page, address, name in PAGES
    )
    return f'<nav class="pages" aria-label="Pages">{"".join(links)}</nav>'


def opening() -> str:
    """What the conversation shows before the first question."""
    return (
        '<div class="opening"><h2>What would you like to know?</h2><p>Ask about people, places, figures or '
        "dates. Every sentence of an answer is quoted from an article and shows where it stands; where the "
        "archive does not say, you are told so.</p></div>"
    )


def nothing(reason: str) -> str:
    """What the conversation shows when there is no archive to ask."""
    return (
        '<div class="opening"><h2>There is nothing to ask yet</h2>'
        f'<p dir="auto">{escape(reason)}</p><p>When that is mended, reload this page.</p></div>'
    )
