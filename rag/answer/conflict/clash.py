"""The search for a conflict: cited sentences against those found near them in other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.conflict import asked_for
from rag.answer.conflict.asked_for import Asked
from rag.answer.conflict.line import Line, Pair, Said
from rag.answer.conflict.named import named
from rag.answer.conflict.outcomes import outcomes, unknown
from rag.answer.conflict.reworded import reworded
from rag.answer.conflict.stated import stated
from rag.answer.quotes import Quote
from rag.types import QueryVectors

LOOKED_AT = 24  # best sentences that may be a side
WORSE = 1.0  # what the score of a side may lack of the best sentence's
MOST_SIDES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A sentence with the value it gives."""

    quote: Quote
    said: Said
    cited: bool  # whether the answer quoted it already


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """The sides of a conflict, best ranked first: two at least, of as many articles, no two agreeing."""

    sides: tuple[Side, ...]


def clashing(
    question: str, query: QueryVectors, chosen: Sequence[Quote], ranked: Sequence[Quote]
) -> Clash | None:
    """The first conflict, cited sentences before others and the better ranked before the worse.

    A pair that says the same but for one fact is seen first, then figures and days in other words, then
    outcomes. Two sentences of one article are never held against each other, and passages that repeat
    one another were taken for one before: what is left differs in what it says.
    """
    asked = asked_for.read(question)
    lines = _lines(asked, query, chosen, ranked)
    for one, other in _pairs(lines):
        pair = _differ(asked, one, other)
        if pair is not None:
            return Clash(_sides(asked, one, other, pair, lines))
    return None


def _lines(asked: Asked, query: QueryVectors, chosen: Sequence[Quote], ranked: Sequence[Quote]) -> list[Line]:
    """The sentences looked at, cited ones first."""

    def is_cited(quote: Quote) -> bool:
        same = (q for q in chosen if q.hit.article.id == quote.hit.article.id)
        return any(q.start <= quote.start and quote.end <= q.end for q in same)

    lines = [
        Line(q, at, is_cited(q), asked, query)
        for at, q in enumerate(ranked[:LOOKED_AT])
        if ranked[0].score - q.score <= WORSE
    ]
    return sorted(lines, key=lambda line: (not line.cited, line.at))


def _pairs(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Every two of different articles, those first that rank best together."""
    numbered = list(enumerate(lines))
    pairs = [
        (i + j, i, one, other)
        for i, one in numbered
        for j, other in numbered[i + 1 :]
        if one.article.id != other.article.id
    ]
    return [(one, other) for _, _, one, other in sorted(pairs, key=lambda p: p[:2])]


def _differ(asked: Asked, one: Line, other: Line) -> Pair | None:
    return (
        reworded(asked, one, other)
        or stated(asked, one, other)
        or named(asked, one, other)
        or unknown(asked, one, other)
        or outcomes(asked, one, other)
    )


def _sides(asked: Asked, one: Line, other: Line, pair: Pair, lines: Sequence[Line]) -> tuple[Side, ...]:
    """The two, and each further value that another article gives against the first; of outcomes there are
    but two."""
    found = [(one, pair[0]), (other, pair[1])]
    for line in lines:
        if len(found) == MOST_SIDES or pair[0].fact is None:
            break
        if all(line.article.id != side.article.id for side, _ in found):
            third = _differ(asked, one, line)
            if third and third[0].agrees(pair[0]) and not any(third[1].agrees(said) for _, said in found):
                found.append((line, third[1]))
    found.sort(key=lambda side: side[0].at)
    return tuple(Side(line.quote, said, line.cited) for line, said in found)
