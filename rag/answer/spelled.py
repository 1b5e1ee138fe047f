"""The door of text2num, which reads runs of number words ("sixty-five thousand", "the twenty-first").

It was chosen over word2number, which gives one number for a whole string and not its place, and has had
no release since 2017. What text2num does not know is added here: dozens, halves and other fractions,
vague plurals ("tens of thousands"), years said in two ("nineteen ninety-nine"), and which "one" and
which "second" is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from text_to_num import find_numbers  # type: ignore[import-untyped]

from rag.answer.figures import SCALES, Number, exact, rounded, scaled
from rag.answer.tokens import Token, hyphen, lower_at

PLURALS = {f"{word}s": size for word, size in SCALES.items()}
VAGUE_UP_TO = 20.0  # "thousands" may be as many as this many thousand
PARTS = {
    "third": 3.0,
    "quarter": 4.0,
    "fourth": 4.0,
    "fifth": 5.0,
    "sixth": 6.0,
    "eighth": 8.0,
    "tenth": 10.0,
}
_WHOLE_BEHIND = frozenset("of the a an its their his her all our that those these".split())
_BEFORE_PRONOUN = frozenset("no the this that any every each some another only which other".split())
_AFTER_PRONOUN = frozenset(
    "of another day thing and or but to in on at for by from with who that is was has had can will would "
    "could should may might must as about when where if than then time".split()
)


def spelled(found: Sequence[Token]) -> list[Number]:
    """The numbers that are in words, or partly so; some may overlap, the longer one is meant."""
    read = _runs(found)
    return [*_years(read), *read, *_plurals(found), *_dozens_and_halves(found), *_parts(read, found)]


class _Word:
    """A token as text2num asks for it; figures, and a scale behind one, are read elsewhere."""

    def __init__(self, token: Token, before: str) -> None:
        self._text = token.lower
        self._of_figure = token.is_figure or (token.lower in SCALES and before[-1:].isdecimal())

    def text(self) -> str:
        return self._text

    def nt_separated(self, previous: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self._of_figure


def _runs(found: Sequence[Token]) -> list[Number]:
    places = [i for i in range(len(found)) if not hyphen(found, i)]
    words = [_Word(found[i], found[j].text) for j, i in zip([0, *places], places, strict=False)]
    read = []
    for number in find_numbers(words, "en", 0):
        first, last = places[number.start], places[number.end - 1] + 1
        if not number.text.endswith("s") and not _is_none(found, first, last):
            read.append(_run(number.value, number.is_ordinal, first, last, found))
    return read


def _run(value: float, ordinal: bool, first: int, last: int, found: Sequence[Token]) -> Number:
    size = SCALES.get(found[last - 1].lower, 0.0)
    if ordinal:
        return replace(exact(value, first, last), ordinal=True)
    if last - first == 1 and size and lower_at(found, first - 1) in ("several", "few"):
        return Number(value, 2 * value, 9 * value, first - 1, last)
    if size >= SCALES["thousand"]:
        return rounded(value, size, first, last)
    return scaled(exact(value, first, last), 1.0, found)


def _is_none(found: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words are no number here: "no one", "one of them", "a second later", a bare "million"."""
    word, before, after = found[first].lower, lower_at(found, first - 1), lower_at(found, last)
    if last - first > 1:
        return word == "o"
    if word == "ones":
        return True
    if word == "one":
        return before in _BEFORE_PRONOUN or not after.isalpha() or after in _AFTER_PRONOUN
    if word == "second":
        return before in ("a", "per", "split", "each", "every", "one", "that", "any")
    return word in SCALES and before not in ("a", "one", "several", "few")


def _years(read: Sequence[Number]) -> Iterator[Number]:
    """Years said in two, which text2num gives as 19 and 99."""
    for left, right in pairwise(read):
        ordinal = left.ordinal or right.ordinal
        if left.last == right.first and not ordinal and 16 <= left.value <= 20 and 10 <= right.value <= 99:
            year = left.value * 100 + right.value
            yield replace(exact(year, left.first, right.last), whole=f"{year:.0f}")


def _plurals(found: Sequence[Token]) -> Iterator[Number]:
    """ "hundreds", "tens of thousands", "dozens"."""
    for place, token in enumerate(found):
        size = PLURALS.get(token.lower)
        if size is None:
            continue
        first, many = place, lower_at(found, place - 2)
        if lower_at(found, place - 1) == "of" and many in ("tens", "hundreds"):
            first, size = place - 2, size * (10 if many == "tens" else 100)
        yield Number(size, 2 * size, VAGUE_UP_TO * size, first, place + 1)


def _dozens_and_halves(found: Sequence[Token]) -> Iterator[Number]:
    """ "a dozen", "half a dozen", "half a million", "half an hour", "half of the ports"."""
    for place, token in enumerate(found):
        if token.lower == "dozen" and lower_at(found, place - 1) == "a":
            yield exact(12.0, place, place + 1)
        if token.lower != "half":
            continue
        after, then = lower_at(found, place + 1), lower_at(found, place + 2)
        if after in ("a", "an") and then in SCALES:
            yield rounded(SCALES[then] / 2, 0.0 if then == "dozen" else SCALES[then] / 10, place, place + 3)
        elif after in ("a", "an"):
            yield exact(0.5, place, place + 1)
        elif after in _WHOLE_BEHIND:
            yield replace(exact(0.5, place, place + 1), fraction=True)


def _parts(read: Sequence[Number], found: Sequence[Token]) -> Iterator[Number]:
    """ "two-thirds", "three quarters", "a third of", "one-third", "one in five"."""
    for number in read:
        place = number.last + hyphen(found, number.last)
        parts = PARTS.get(lower_at(found, place).removesuffix("s"))
        if parts and lower_at(found, place).endswith("s") and not number.ordinal and 1 < number.value < parts:
            yield replace(exact(number.value / parts, number.first, place + 1), fraction=True)
        if [lower_at(found, number.first - i) for i in (1, 2)] == ["in", "one"] and number.value > 1:
            yield replace(exact(1 / number.value, number.first - 2, number.last), fraction=True)
    for place, token in enumerate(found):
        one = place - 1 - hyphen(found, place - 1)
        of = lower_at(found, place + 1) == "of"
        of = of or lower_at(found, one - 1) == "by"  # "rose by a third"
        if token.lower in PARTS and (lower_at(found, one) == "one" or (of and lower_at(found, one) == "a")):
            yield replace(exact(1 / PARTS[token.lower], one, place + 1), fraction=True)
