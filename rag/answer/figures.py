"""Numbers in figures, with the scale behind them: "43", "1,500,000", "1.5 million", "3.5bn"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.tokens import Token, glued, hyphen, lower_at

SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
SHORT_SCALES = {"k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "trn": 1e12}
HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}
LONGEST_FIGURE = 15  # digits: a longer one is a code, and no float tells it from its neighbour
HALF = 0.4999  # of a step: 1.5 and 1.6 million do not meet
ROUNDED = 0.05  # "2 million" is not said of what is further off than this share of it


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in the tokens `first` to `last` (exclusive).

    `low` and `high` are what it can mean: "1.5 million" is anything that rounds to it, "dozens" is
    24 to 240, "43" is 43. `whole` is the figure's text where it is a plain integer in figures, or a
    year said in words.
    """

    value: float
    low: float
    high: float
    first: int
    last: int
    ordinal: bool = False
    fraction: bool = False  # a part of something: "two-thirds", "half of the ports"
    whole: str = ""


def exact(value: float, first: int, last: int) -> Number:
    return Number(value, value, value, first, last)


def figures(found: Sequence[Token]) -> list[Number]:
    """The numbers in figures, in order; what is part of a code or a name is none."""
    read = []
    for place, token in enumerate(found):
        if token.text in HALVES:
            read.append(exact(HALVES[token.text], place, place + 1))
        elif token.is_figure and _digits(token.text) <= LONGEST_FIGURE and not _in_code(found, place):
            number = exact(float(token.text.replace(",", "")), place, place + 1)
            decimals = len(token.text.partition(".")[2])
            whole = token.text if token.text.isdecimal() else ""
            read.append(scaled(replace(number, whole=whole), 10.0**-decimals, found))
    return read


def _digits(figure: str) -> int:
    return len(figure) - figure.count(",") - figure.count(".")


def _in_code(found: Sequence[Token], place: int) -> bool:
    """Whether the figure is part of a name such as A320, B-52 or COVID-19, or of 3.14.15."""
    if not glued(found, place):
        return False
    before = found[place - 1]
    if before.is_word or before.text == "_":
        return True
    if hyphen(found, place - 1):
        return found[place - 2].is_word and found[place - 2].text[-1].isupper()
    return before.text == "." and glued(found, place - 1) and found[place - 2].is_figure


def scaled(number: Number, step: float, found: Sequence[Token]) -> Number:
    """With the scale behind it, if there is one; `step` is the worth of its last digit before that."""
    place = number.last + hyphen(found, number.last)
    word = lower_at(found, place)
    size = SCALES.get(word) or (SHORT_SCALES.get(word) if glued(found, place) else None)
    if size is None:
        return number
    return rounded(number.value * size, step * size if word != "dozen" else 0.0, number.first, place + 1)


def rounded(value: float, step: float, first: int, last: int) -> Number:
    """A number said to the next `step`: what it can mean reaches half of one to both sides."""
    half = min(step * HALF, ROUNDED * value)
    return Number(value, value - half, value + half, first, last)
