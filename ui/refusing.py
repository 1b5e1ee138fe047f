"""A refusal as HTML, made to help: why, what was searched, how to go on, and what comes nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.answer.searched import searched_words
from rag.receipt import Terms
from rag.types import Answer, Hit
from ui.render import escape, name, notices, origin

NEAREST = 4  # passages offered when the archive does not answer
NAMED = 3  # words of the question that no article has


def refusal(turn: int, found: Answer, terms: Terms) -> str:
    """Why there is no answer, and how to go on. Without any passage it may be the question itself."""
    verdict = "No answer in the archive." if found.hits else "There is no answer to that."
    told = searched_words(found.searched) if found.searched is not None else ""
    searched = f'<p class="searched" dir="auto">{escape(told)}</p>' if told else ""
    ways = "".join(f"<li>{way}</li>" for way in ways_on(turn, found, terms))
    return (
        f'<div class="reply refusal"><p class="verdict">{verdict}</p>'
        f'<p class="reason" dir="auto">{escape(found.reason or found.text)}</p>{searched}'
        f'<h3 class="hint">What may help</h3><ul class="ways">{ways}</ul>'
        f"{nearest(turn, found.hits[:NEAREST])}{notices(found.notices)}</div>"
    )


def ways_on(turn: int, found: Answer, terms: Terms) -> Iterator[str]:
    """What to try next, the surest first; what can be done at once is a button."""
    if found.when is not None and found.when.how == "published":
        yield act(f"anytime {turn}", f"Ask without “{found.when.words}”")
    if terms.after or terms.before:
        yield act(f"anyday {turn}", "Search all dates")
    if terms.sources:
        yield act(f"anywhere {turn}", "Search all outlets")
    if found.standalone:
        yield act(f"alone {turn}", "Take the question by itself")
    if found.searched is not None and found.searched.unknown:
        unknown = " or ".join(f"“{word}”" for word in found.searched.unknown[:NAMED])
        yield f'<span dir="auto">Spell {escape(unknown)} otherwise, or leave it out.</span>'
    yield "Ask with the names, places or dates that an article would use."
    if found.hits:
        yield "Read what comes nearest: its words may help you to put it otherwise."


def act(deed: str, told: str) -> str:
    return f'<button type="button" class="act" value="{deed}"><bdi>{escape(told)}</bdi></button>'


def nearest(turn: int, hits: tuple[Hit, ...]) -> str:
    """The articles that come nearest, each opening at its best passage; the passages are beside them."""
    best: dict[str, tuple[int, Hit]] = {}
    for place, hit in enumerate(hits, 1):
        best.setdefault(hit.article.id, (place, hit))
    rows = "".join(near(turn, place, hit) for place, hit in best.values())
    return f'<h3 class="hint">Nearest articles</h3><ol class="nearest">{rows}</ol>' if rows else ""


def near(turn: int, place: int, hit: Hit) -> str:
    article = replace(hit.article, author="", url="")
    return (
        f'<li><button type="button" class="near" value="{turn}-{place}" dir="auto">'
        f'{escape(name(hit.article))}</button> <span class="origin">{origin(article)}</span></li>'
    )
