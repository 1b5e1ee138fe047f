"""What of the passages a model is shown: the most telling first, no more words than are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.prompts import Shown
from rag.answer.question import line
from rag.answer.written.injected import addresses_a_model
from rag.types import Answer, Article, Hit

LEFT_OUT = "[…]"
LONGEST_ORIGIN = 160  # characters


def shown(quoted: Answer, words: int) -> tuple[list[Shown], list[Hit], int]:
    """The passages for a model, their hits, and how many sentences were left out as orders to a model.

    The passages that the quoted answer cites come first, then the others as they were found, as far as
    the words go; the first always.
    """
    cited = {citation.passage.id for citation in quoted.citations}
    ordered = sorted(quoted.hits, key=lambda hit: hit.passage.id not in cited)
    told: list[Shown] = []
    hits: list[Hit] = []
    left = words
    orders = 0
    for hit in ordered:
        count = len(hit.passage.text.split())
        if told and count > left:
            continue
        text, found = _text(hit)
        orders += found
        if text.replace(LEFT_OUT, "").strip():
            told.append(Shown(_origin(hit.article), text))
            hits.append(hit)
            left -= count
    return told, hits, orders


def _text(hit: Hit) -> tuple[str, int]:
    """The passage in one line for each sentence, and how many of them are not shown."""
    spans: Sequence[tuple[int, int]] = hit.passage.sentences or ((hit.passage.start, hit.passage.end),)
    said = [line(hit.article.text[start:end]) for start, end in spans]
    kept = [LEFT_OUT if addresses_a_model(sentence) else sentence for sentence in said]
    return " ".join(kept), kept.count(LEFT_OUT)


def _origin(article: Article) -> str:
    """Outlet, day and title in one line, without what reads like an order."""
    day = article.published
    date = f"{day.day} {day:%B %Y}" if day else "no date"
    parts = [part for part in (line(article.source), date, line(article.title)) if part]
    return ", ".join(part for part in parts if not addresses_a_model(part))[:LONGEST_ORIGIN]
