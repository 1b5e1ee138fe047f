"""Conflicts as HTML: what cited articles say differently, side by side in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag.types import Answer, Citation
from ui.render import escape, keyed, name, origin, paragraphs

KINDS = {
    "update": ("Updated since", "A later article may know what an earlier one could not."),
    "disagreement": ("Sources differ", "Nothing in them tells which is right."),
}
Mark = Callable[[int, int, str], str]  # the button of a citation: turn, number, title


def conflicts(turn: int, found: Answer, mark: Mark) -> str:
    """Each conflict as a panel: its sides as they came, each with its outlet, date and quote."""
    cited = {c.number: c for c in found.citations}
    panels = []
    for conflict in found.conflicts:
        what, meaning = KINDS[conflict.kind]
        sides = "".join(side(turn, cited[n], value, mark) for n, value in conflict.claims if n in cited)
        panels.append(
            f'<section class="conflict"><h3 class="differ" dir="auto">{what}: '
            f'<bdi>{escape(conflict.about)}</bdi></h3><p class="meaning">{meaning}</p>'
            f"<ol>{sides}</ol></section>"
        )
    return "".join(panels)


def side(turn: int, cited: Citation, value: str, mark: Mark) -> str:
    """One side of a conflict: when and where it was said, the value, and the words it stands in."""
    article = replace(cited.article, author="", url="")
    keys = [(s - cited.start, e - cited.start) for s, e in cited.marks]
    return (
        f'<li><p class="origin">{origin(article)}</p>'
        f'<p class="value"><bdi>{escape(value)}</bdi>{mark(turn, cited.number, name(cited.article))}</p>'
        f'<blockquote dir="auto">{paragraphs(keyed(cited.quote, keys))}</blockquote></li>'
    )
