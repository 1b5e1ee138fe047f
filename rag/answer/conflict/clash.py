"""The search for a conflict: cited sentences against those found near them in other articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.conflict import asked_for
from rag.answer.conflict.asked_for import Asked
from rag.answer.conflict.line import DAYS, Line, Pair, Said
from rag.answer.conflict.named import named
from rag.answer.conflict.outcomes import outcomes, unknown
from rag.answer.conflict.reworded import reworded
from rag.answer.conflict.stated import stated
from rag.answer.quotes import Quote
from rag.answer.values import Value
from rag.types import QueryVectors

LOOKED_AT = 16  # best sentences that may be a side
WORSE = 1.0  # what the score of a side may lack of the best sentence's
MOST_SIDES = 3
# Of the question's words, by sides that surely answer it; fewer where they have all that it names.
SPOKEN_OF, NAMED_AND_SPOKEN_OF = 0.55, 0.4
AT_ODDS = 0.6  # the least confidence in an answer then
Way = Callable[[Asked, Line, Line], Pair | None]
FIRM: tuple[Way, ...] = (reworded, unknown, outcomes)  # which see that all but the answer is the same
WAYS: tuple[Way, ...] = (reworded, stated, named, unknown, outcomes)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A sentence with the value it gives."""

    quote: Quote
    said: Said


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """The sides of a conflict, best ranked first: two at least, of as many articles, no two agreeing.

    `answers` says that they surely answer the question, however little else was found for it: sentences
    that speak of what is asked are at odds about that alone.
    """

    sides: tuple[Side, ...]
    answers: bool = False


def clashing(
    question: str, query: QueryVectors, chosen: Sequence[Quote], ranked: Sequence[Quote]
) -> Clash | None:
    """The first conflict, cited sentences before others and the better ranked before the worse.

    Two sentences are compared in the order of `WAYS`, never two of one article. Passages that repeat one
    another were taken for one before: what is left differs in what it says.
    """
    asked = asked_for.read(question)
    lines = _lines(asked, query, chosen, ranked)
    for one, other in _pairs(lines):
        differing = _differ(asked, one, other)
        if differing is not None:
            pair, way = differing
            return Clash(_sides(asked, one, other, pair, lines), _answers(asked, way, pair[0], (one, other)))
    return None


def confidence(judged: float, clash: Clash | None) -> float:
    """How sure it is that the question is answered, given how sure it was without looking for conflicts."""
    return max(judged, AT_ODDS) if clash is not None and clash.answers else judged


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


def _differ(asked: Asked, one: Line, other: Line) -> tuple[Pair, Way] | None:
    """What the two say otherwise, and the way in which it was seen."""
    for way in WAYS:
        pair = way(asked, one, other)
        if pair is not None:
            return pair, way
    return None


def _answers(asked: Asked, way: Way, said: Said, sides: Sequence[Line]) -> bool:
    """See `Clash.answers`. For a question of no known kind a day is not enough: it may be that of a note."""
    dated = isinstance(said.fact, Value) and said.fact.kind in DAYS
    if way not in FIRM or (dated and asked.kind == "other" and not asked.whether):
        return False
    least = NAMED_AND_SPOKEN_OF if asked.is_named else SPOKEN_OF
    return all(line.has_names and line.spoken_of >= least for line in sides)


def _sides(asked: Asked, one: Line, other: Line, pair: Pair, lines: Sequence[Line]) -> tuple[Side, ...]:
    """The two, and each further value that another article gives against the first; of outcomes there are
    but two."""
    found = [(one, pair[0]), (other, pair[1])]
    for line in lines:
        if len(found) == MOST_SIDES or pair[0].fact is None:
            break
        if all(line.article.id != side.article.id for side, _ in found):
            differing = _differ(asked, one, line)
            if differing is None:
                continue
            (ours, theirs), _ = differing
            if ours.agrees(pair[0]) and not any(theirs.agrees(said) for _, said in found):
                found.append((line, theirs))
    found.sort(key=lambda side: side[0].at)
    return tuple(Side(line.quote, said) for line, said in found)
