"""Which sentences of the passages a written sentence rests on: found by its words, not asked of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.company import is_heading, together
from rag.answer.pieces import Piece, coverage, pieces
from rag.answer.written.injected import addresses_a_model
from rag.types import Hit, Span

LONGEST_RUN = 3  # neighbouring sentences cited as one
MOST_RUNS = 3  # places that one sentence may be drawn from
LONGER = 0.06  # of the sentence's weight: what a further sentence of a run must add to be worth it
ADDS = 0.15  # … and what a further place must add
LEAST = 0.2  # of its weight: a place that has less of it is not what it rests on
COMPANY_WORDS = 60  # of a list that comes with one of its items


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a passage: `hit.article.text[start:end]`, and the keys of its pieces."""

    hit: Hit
    start: int
    end: int
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """What is cited: `hit.article.text[start:end]`."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.article.text[self.start : self.end]


def lines(hits: Sequence[Hit]) -> list[list[Line]]:
    """The sentences of each passage that may be cited, in order; one that two passages share, once.

    Left out are headings, and what is written to be obeyed by a model.
    """
    seen: set[tuple[str, Span]] = set()
    found: list[list[Line]] = []
    for hit in hits:
        text, row = hit.article.text, list[Line]()
        for span in hit.passage.sentences or ((hit.passage.start, hit.passage.end),):
            said = text[slice(*span)]
            if (hit.article.id, span) in seen or is_heading(said) or addresses_a_model(said):
                continue
            seen.add((hit.article.id, span))
            row.append(Line(hit, *span, frozenset(p.key for p in pieces(said))))
        found.append(row)
    return found


def places(sentence: str, rows: Sequence[Sequence[Line]]) -> list[Place]:
    """Where the sentence's words stand, the best place first; none where no place has enough of them.

    A place is a run of up to three neighbouring sentences. The best has most of the sentence's weight for
    its length; a further one, of the same article, has a good part of what those before it lack: what is put
    together from two articles, neither may say. Ties go to the better hit.
    """
    claim = pieces(sentence)
    runs = [run for row in rows for run in _runs(row)]
    chosen: list[Sequence[Line]] = []
    have: frozenset[str] = frozenset()
    while runs and len(chosen) < MOST_RUNS:
        had = coverage(claim, have)
        best = max(runs, key=lambda run: _worth(claim, have, run))
        gained = coverage(claim, have | _keys(best)) - had
        if gained < (ADDS if chosen else LEAST):
            break
        chosen.append(best)
        have |= _keys(best)
        article = best[0].hit.article.id
        runs = [run for run in runs if run[0].hit.article.id == article and not _share(run, best)]
    return [Place(run[0].hit, run[0].start, run[-1].end) for run in chosen]


def with_company(found: Sequence[Place]) -> list[Place]:
    """The places with what belongs to their first sentence: who says it, whom its pronoun means, its list."""
    wider: list[Place] = []
    for place in found:
        text = place.hit.article.text
        spans = [*together(text, (place.start, place.end), COMPANY_WORDS), (place.start, place.end)]
        wider += [Place(place.hit, start, end) for start, end in _joined(text, spans)]
    return _apart(wider)


def _runs(row: Sequence[Line]) -> list[Sequence[Line]]:
    """Neighbours in the passage, one to three: no sentence that was left out lies between them."""
    runs = []
    for first in range(len(row)):
        for length in range(1, LONGEST_RUN + 1):
            run = row[first : first + length]
            text = run[0].hit.article.text
            near = all(not text[a.end : b.start].strip() for a, b in pairwise(run))
            if len(run) == length and near:
                runs.append(run)
    return runs


def _keys(run: Sequence[Line]) -> frozenset[str]:
    return frozenset[str]().union(*(line.keys for line in run))


def _worth(claim: Sequence[Piece], have: frozenset[str], run: Sequence[Line]) -> float:
    return coverage(claim, have | _keys(run)) - LONGER * (len(run) - 1)


def _share(run: Sequence[Line], other: Sequence[Line]) -> bool:
    return any(line in other for line in run)


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that overlap or have only space between them made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _apart(found: Sequence[Place]) -> list[Place]:
    """Without a place that lies within another of the same article."""
    return [
        place
        for n, place in enumerate(found)
        if not any(
            other.hit.article.id == place.hit.article.id
            and other.start <= place.start
            and place.end <= other.end
            and (m < n or (other.start, other.end) != (place.start, place.end))
            for m, other in enumerate(found)
            if m != n
        )
    ]
