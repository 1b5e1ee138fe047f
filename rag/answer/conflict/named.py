"""Two sentences, each in its own words, that put different names where the question asks for one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.asked import ROLES, alike, asked_class
from rag.answer.conflict.asked_for import NAMED, Asked
from rag.answer.conflict.line import SPOKEN_OF, Line, Pair
from rag.answer.names import Name, carried, names, same_name
from rag.answer.tokens import Token, tokens
from rag.answer.values import Value, compare
from rag.models.words import content_words

BETWEEN = frozenset(  # may stand between a name and the word that makes it the answer
    "has had have was were is are be been by the a an of , officially also who".split()
)
FURTHEST = 2  # such tokens
OPENS = 3  # tokens of a sentence in which its subject begins
_OF_ONE = """
    win wins won winner winners champion champions acquire acquired acquires bought buy buys purchased sold
    hosted host hosts director directed directs founded founder wrote written author invented inventor
    discovered elected appointed named hired awarded succeeds succeeded replaced replaces
    owns own controls
"""
OF_ONE = frozenset([*_OF_ONE.split(), *ROLES.split()])  # what only one did or is, as a rule


def named(asked: Asked, one: Line, other: Line) -> Pair | None:
    """The two names; None unless each stands right beside a word of the question for what it did or is.

    The word must be of what only one can have done or be: many may be killed or may criticise. Both
    passages must have every name and figure of the question and neither the other's name: then it is one
    thing, told with two names.
    """
    if OF_ONE.isdisjoint(content_words(asked.text)):
        return None
    if asked.kind not in NAMED and not asked_class(asked.text):
        return None
    ours, theirs = one.once(_beside), other.once(_beside)
    if not ours or not theirs or any(same_name(a, b) for a in ours for b in theirs):
        return None
    if not (one.once(_is_about) and other.once(_is_about)):
        return None
    if not one.is_near(other) or one.is_of_another_day(other):
        return None
    if _mentions(other, ours) or _mentions(one, theirs):
        return None
    return one.say(ours[0]), other.say(theirs[0])


def _beside(line: Line) -> list[Name]:
    """The names that stand right beside such a word of the question, or open a sentence that has one."""
    asked = line.asked
    wanted = [w for w in content_words(asked.text) if w in OF_ONE]
    read = tokens(line.text)
    found: list[Name] = []
    for name in line.names:
        near = [*_next(read, name.span[1], 1), *_next(read, name.span[0], -1)]
        if name.span[0] <= read[min(OPENS, len(read)) - 1].start and not found:
            near += [token for token in read if token.start >= name.span[1]]
        if (
            name.sure
            and line.has_key(name)
            and not asked.says(name)
            and any(alike(t.lower, w) for t in near for w in wanted)
        ):
            found.append(name)
    return found


def _next(read: Sequence[Token], place: int, step: int) -> list[Token]:
    """The first token behind (`step` 1) or before (-1) the place that may not stand between; none too far."""
    row = [t for t in read if (t.start >= place if step > 0 else t.end <= place)][::step]
    for token in row[: FURTHEST + 1]:
        if token.lower not in BETWEEN:
            return [token]
    return []


def _is_about(line: Line) -> bool:
    """Whether the article's passage has the names of the question, and no figure in place of its own."""
    if line.spoken_of < SPOKEN_OF or not line.has_names:
        return False
    return all(_has(value, line) for value in line.asked.values)


def _has(value: Value, line: Line) -> bool:
    """Whether the sentence has the question's figure, or at least no other in its place."""
    relations = [compare(value, other) for other in line.values]
    return "same" in relations or "different" not in relations


def _mentions(line: Line, wanted: Sequence[Name]) -> bool:
    return any(carried(name, names(line.quote.hit.passage.text)) for name in wanted)
