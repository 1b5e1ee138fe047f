"""What is set right, in sentences that begin the answer, each citing the quote that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.premise.found import Instead
from rag.answer.quotes import Quote
from rag.types import Citation, Correction, Sentence, Span, Support

HELD = 0.89  # how often a correction was right, see docs/answers.md


@dataclass(frozen=True, slots=True)
class Told:
    """Corrections with their sentences, and the citations with what they rest on marked."""

    sentences: tuple[Sentence, ...]
    corrections: tuple[Correction, ...]
    citations: tuple[Citation, ...]


def first(ranked: Sequence[Quote], instead: Sequence[Instead]) -> list[Quote]:
    """The ranked sentences with those that set something right before all others."""
    told = [i.quote for i in instead]
    return [*dict.fromkeys(told), *(q for q in ranked if not any(q is t for t in told))]


def told(instead: Sequence[Instead], citations: Sequence[Citation]) -> Told:
    """A sentence for each that one of the citations has; the others are left out."""
    marked = list(citations)
    sentences: list[Sentence] = []
    corrections: list[Correction] = []
    for one in instead:
        place = next((i for i, c in enumerate(marked) if _has(c, one)), None)
        if place is None:
            continue
        cited = replace(marked[place], marks=_merged([*marked[place].marks, one.span]))
        marked[place] = cited
        found = " ".join(one.found.split())
        corrections.append(Correction(one.asked, found, cited.number, one.kind))
        sentences.append(Sentence(_sentence(one, found), (cited.number,), _support(one, found)))
    return Told(tuple(sentences), tuple(corrections), tuple(marked))


def _has(citation: Citation, one: Instead) -> bool:
    inside = citation.start <= one.span[0] and one.span[1] <= citation.end
    return inside and citation.article.id == one.quote.hit.article.id


def _sentence(one: Instead, found: str) -> str:
    if one.kind == "event":
        return f"The archive reports otherwise: {found}."
    _, _, thing = found.rpartition(" ")
    asked = one.asked.removesuffix(f" {thing}")  # "two ramps, not three"
    if one.kind == "number" and asked == one.asked and " " in asked + found:
        return f"The archive reports “{found}”, not “{asked}”."
    return f"The archive reports {found}, not {asked}."


def _support(one: Instead, found: str) -> Support:
    """What is found stands in the quote word for word; that it is the same thing is a judgement."""
    told = f"“{found}” stands in the quote"
    if one.kind != "event":
        told += f", which speaks of the rest of the question; “{one.asked}” does not"
    return Support("supported", HELD, (told,))


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """In order, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
