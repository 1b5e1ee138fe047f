"""What of the passages a model is shown: the most telling first, no more words than are asked for."""

from __future__ import annotations

from rag.answer.prompts import Shown
from rag.answer.question import line
from rag.answer.written.injected import addresses_a_model
from rag.types import Answer, Article, Hit, Span

LEFT_OUT = "[…]"
LONGEST_ORIGIN = 160  # characters


def shown(quoted: Answer, words: int) -> tuple[list[Shown], list[Hit]]:
    """The passages for a model, and their hits; a sentence that two of them share stands in the first.

    The passages that the quoted answer cites come first, then the others as they were found, as far as
    the words go; the first always. What reads like an order to a model is left out.
    """
    cited = {citation.passage.id for citation in quoted.citations}
    ordered = sorted(quoted.hits, key=lambda hit: hit.passage.id not in cited)
    told: list[Shown] = []
    hits: list[Hit] = []
    left = words
    seen: set[tuple[str, Span]] = set()
    for hit in ordered:
        spans = hit.passage.sentences or ((hit.passage.start, hit.passage.end),)
        new = [span for span in spans if (hit.article.id, span) not in seen]
        said = [line(hit.article.text[start:end]) for start, end in new]
        count = sum(len(sentence.split()) for sentence in said)
        if told and count > left:
            continue
        kept = [LEFT_OUT if addresses_a_model(sentence) else sentence for sentence in said]
        if any(sentence != LEFT_OUT for sentence in kept):
            told.append(Shown(_origin(hit.article), " ".join(kept)))
            hits.append(hit)
            seen.update((hit.article.id, span) for span in new)
            left -= count
    return told, hits


def _origin(article: Article) -> str:
    """Outlet, day and title in one line, without what reads like an order."""
    day = article.published
    date = f"{day.day} {day:%B %Y}" if day else "no date"
    parts = [part for part in (line(article.source), date, line(article.title)) if part]
    return ", ".join(part for part in parts if not addresses_a_model(part))[:LONGEST_ORIGIN]
