"""Whether a sentence puts together what its source keeps apart, or says for sure what it says with a doubt.

The support check takes the cited sentences together, as people do who judge attribution. A model that
writes "116 tourists were injured" from "19 tourists were injured" and "116 tourists came in three buses"
passes it: each word is there. So each number, date and name of a written sentence is looked for in one
cited sentence together with the words that stand right beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answer.names import Name, carried, names, same_name
from rag.answer.negation import DOUBTS
from rag.answer.pieces import FUNCTION, Piece, coverage, pieces
from rag.answer.tokens import tokens
from rag.answer.values import Value, alike_heads, compare
from rag.answer.written.cite import Place
from rag.ingest.sentences import sentences
from rag.types import Span

BEFORE, BEHIND = 1, 2  # content words beside a fact that say what it is of
HELD = 0.4  # of their weight: what must stand with the fact
BETTER = 0.1  # more of it with another value for the same thing: that one was meant
UNSURE = DOUBTS | frozenset(
    """
    accused believe believed believes claim claimed claims considered considering considers expect expected
    expects hope hoped hopes intend intended intends likely plan planned planning plans potential probably
    proposed proposes suggested suggests suspects think thought
    """.split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One cited sentence: the keys of its pieces, and of it and the next, where "he" stands for a name."""

    text: str
    own: frozenset[str]
    following: frozenset[str]
    values: tuple[Value, ...]
    names: tuple[Name, ...]


def apart(sentence: str, cited: Sequence[Place]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Reasons, for people, why the cited sentences do not say this as it stands; none where they do.

    First those that make it wrong: a value of something else, or two names that changed places. Then those
    that leave it in doubt.
    """
    claim = pieces(sentence)
    lines = [line for place in cited for line in _lines(place.text)]
    wrong, unsure = _values(claim, lines)
    strange, turned = tuple(_names(claim, lines)), tuple(_order(claim, lines))
    if strange and turned:  # who did it and to whom, turned round
        wrong, turned = (*wrong, *turned), ()
    return wrong, (*unsure, *strange, *turned, *_doubt(sentence, claim, lines))


def _values(claim: Sequence[Piece], lines: Sequence[Line]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Values that stand with other words than these: of which another is said, and those of which none is."""
    wrong, unsure = list[str](), list[str]()
    for value in dict.fromkeys(piece.value for piece in claim if piece.value is not None):
        beside = _beside(claim, value.span)
        having = [line for line in lines if any(compare(value, v) == "same" for v in line.values)]
        others = [line for line in lines if line not in having and _rival(value, line)]
        if not beside or not having:
            continue
        held = max(coverage(beside, line.own) for line in having)
        if max((coverage(beside, line.own) for line in others), default=0.0) > held + BETTER:
            wrong.append(f"the source has “{value.text}” of something else, and another value of this")
        elif held < HELD:
            unsure.append(f"the source has “{value.text}”, but not clearly of this")
    return tuple(wrong), tuple(unsure)


def _rival(value: Value, line: Line) -> bool:
    """Whether the line has another value for the same kind of thing."""
    return any(
        compare(value, v) == "different"
        and (alike_heads(value, v) or value.unit == v.unit != "" or value.kind == v.kind == "date")
        for v in line.values
    )


def _names(claim: Sequence[Piece], lines: Sequence[Line]) -> Iterator[str]:
    for name in dict.fromkeys(p.name for p in claim if p.name is not None and p.name.sure):
        beside = _beside(claim, name.span)
        having = [line for line in lines if carried(name, line.names)]
        if beside and having and max(coverage(beside, line.following) for line in having) < HELD:
            yield f"the source names “{name.text}”, but not clearly with this"


def _beside(claim: Sequence[Piece], span: Span) -> list[Piece]:
    """The content words next to a fact that are no facts themselves."""
    plain = [p for p in claim if _tells(p)]
    before = [p for p in plain if p.span[1] <= span[0]][-BEFORE:]
    return [*before, *[p for p in plain if p.span[0] >= span[1]][:BEHIND]]


def _tells(piece: Piece) -> bool:
    """Whether it is a content word, and no fact."""
    return not piece.is_fact and piece.weight > FUNCTION


def _order(claim: Sequence[Piece], lines: Sequence[Line]) -> Iterator[str]:
    """Who beat whom: two names with a word between, which the nearest sentence has the other way round."""
    named = list(dict.fromkeys(p.name for p in claim if p.name is not None and p.name.sure))
    for one, other in pairwise(named):
        both = [line for line in lines if carried(one, line.names) and carried(other, line.names)]
        between = [p for p in claim if one.span[1] <= p.span[0] and p.span[1] <= other.span[0]]
        if both and any(map(_tells, between)) and not same_name(one, other):
            nearest = max(both, key=lambda line: coverage(claim, line.own))
            if _first(one, nearest) > _first(other, nearest):
                yield f"the source names “{other.text}” before “{one.text}”"


def _first(name: Name, line: Line) -> int:
    return min(n.span[0] for n in line.names if carried(name, [n]))


def _doubt(sentence: str, claim: Sequence[Piece], lines: Sequence[Line]) -> Iterator[str]:
    """The cue under which the nearest sentence says it, where the claim says it without any."""
    if not lines or _cues(sentence):
        return
    nearest = max(lines, key=lambda line: coverage(claim, line.own))
    for cue in _cues(nearest.text)[:1]:
        yield f"the source says it only under “{cue}”"


def _cues(text: str) -> list[str]:
    return [token.lower for token in tokens(text) if token.lower in UNSURE]


def _lines(text: str) -> list[Line]:
    said = [text[start:end] for start, end in sentences(text)]
    rows = [pieces(sentence) for sentence in said]
    keys = [frozenset(piece.key for piece in row) for row in rows]
    return [
        Line(
            text=said[n],
            own=keys[n],
            following=keys[n] | (keys[n + 1] if n + 1 < len(keys) else frozenset()),
            values=tuple(piece.value for piece in rows[n] if piece.value is not None),
            names=names(said[n]),
        )
        for n in range(len(said))
    ]
