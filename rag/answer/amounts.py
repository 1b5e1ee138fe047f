"""What the numbers of a text amount to: their unit, what they count, and how far they stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.figures import Number, rounded
from rag.answer.tokens import Token, glued, hyphen, lower_at
from rag.answer.units import (
    CODES,
    CURRENCIES,
    DOLLARS,
    LONGEST_UNIT,
    STRETCHED,
    SYMBOLS,
    UNITS,
)
from rag.models.words import is_function

AmountKind = Literal["count", "ordinal", "share", "money", "quantity", "duration", "age"]
HEAD_WITHIN = 4  # words behind a number in which what it counts is looked for
IRREGULAR_PLURALS = frozenset("people men women children police troops feet cattle crew staff".split())
_DETERMINERS = frozenset("the its their all these those his her our".split())
_MONEY_SCALES = {"m": 1e6, "b": 1e9}
_BACK = 4  # words that a stretching phrase may begin before a number


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with all that belongs to it, in the tokens `first` to `last` (exclusive).

    `low` and `high` are in the first unit of the measure; the number itself is as it was said.
    """

    kind: AmountKind
    number: Number
    first: int
    last: int
    low: float
    high: float
    unit: str = ""
    measure: str = ""
    head: str = ""


def amounts(found: Sequence[Token], numbers: Sequence[Number]) -> list[Amount]:
    """Each number as an amount, in order."""
    starts = {n.first for n in numbers}
    return [_amount(found, number, starts) for number in numbers]


def _amount(found: Sequence[Token], number: Number, starts: set[int]) -> Amount:
    low, high = _stretched(found, number)
    if number.ordinal or (
        lower_at(found, number.last) in ("st", "nd", "rd", "th") and glued(found, number.last)
    ):
        last = number.last + (not number.ordinal)
        return Amount(
            "ordinal", number, number.first, last, low, high, measure="rank", head=_head(found, last, starts)
        )
    read = (
        _money(found, number, low, high) or _share(found, number, low, high) or _age(found, number, low, high)
    )
    read = read or _measured(found, number, low, high)
    if read is None:
        head = _head(found, number.last, starts) or _named_before(found, number.first)
        return Amount("count", number, number.first, number.last, low, high, head=head)
    head = _head(found, read.last, starts, part=read.kind == "share")
    return Amount(
        read.kind, read.number, read.first, read.last, read.low, read.high, read.unit, read.measure, head
    )


def _stretched(found: Sequence[Token], number: Number) -> tuple[float, float]:
    """What it can mean with "about", "more than", "nearly" before it, or "or more", "+" behind it."""
    place = number.first
    while place and (found[place - 1].text in SYMBOLS or found[place - 1].lower in ("a", "an", "the", "us")):
        place -= 1
    for first in range(max(0, place - _BACK), place):
        phrase = " ".join(token.lower for token in found[first:place])
        if phrase in STRETCHED:
            down, up = STRETCHED[phrase]
            return number.low * down, number.high * up
    behind = (lower_at(found, number.last), lower_at(found, number.last + 1))
    if behind in (("or", "more"), ("or", "so")) or (behind[0] == "+" and glued(found, number.last)):
        return number.low, number.high * STRETCHED["over"][1]
    return number.low, number.high


def _money(found: Sequence[Token], number: Number, low: float, high: float) -> Amount | None:
    first, last, unit = number.first, number.last, ""
    sign = found[first - 1] if first else None
    if sign is not None and sign.text in SYMBOLS:
        unit, first = SYMBOLS[sign.text], first - 1
        if sign.text == "$" and glued(found, first) and found[first - 1].lower in DOLLARS:
            unit, first = DOLLARS[found[first - 1].lower], first - 1
    elif sign is not None and sign.text in CODES:
        unit, first = sign.text, first - 1
    size = _MONEY_SCALES.get(lower_at(found, last)) if unit and glued(found, last) else None
    if size is not None:  # "$1.5m": only money is said so, 5m of anything else are metres
        step = 10.0 ** -len(found[last - 1].text.partition(".")[2])
        whole = rounded(number.value * size, step * size, number.first, last + 1)
        number, last = whole, last + 1
        low, high = _stretched(found, whole)
    place = last + hyphen(found, last)
    word = lower_at(found, place)
    if word in ("us", "u.s") and lower_at(found, place + 1) in ("dollars", "dollar"):
        place, word = place + 1, "dollars"
    if not unit and (word in CURRENCIES or (place < len(found) and found[place].text in CODES)):
        unit, last = CURRENCIES.get(word) or word.upper(), place + 1
    elif not unit and place < len(found) and word in ("€", "£"):
        unit, last = SYMBOLS[word], place + 1
    if not unit:
        return None
    return Amount("money", number, first, last, low, high, unit, "money")


def _share(found: Sequence[Token], number: Number, low: float, high: float) -> Amount | None:
    if number.fraction:
        return Amount("share", number, number.first, number.last, low, high, measure="share")
    word, then = lower_at(found, number.last), lower_at(found, number.last + 1)
    if word == "percentage" and then in ("point", "points"):
        return Amount(
            "quantity", number, number.first, number.last + 2, low, high, "percentage point", "points"
        )
    words = 1 if word in ("%", "percent", "pct") else 2 if (word, then) == ("per", "cent") else 0
    if not words:
        return None
    return Amount(
        "share", number, number.first, number.last + words, low / 100, high / 100, "percent", "share"
    )


def _age(found: Sequence[Token], number: Number, low: float, high: float) -> Amount | None:
    """ "43-year-old", "43 years old", "aged 43"."""
    place = number.last + hyphen(found, number.last)
    if lower_at(found, place) in ("year", "years"):
        old = place + 1 + hyphen(found, place + 1)
        if lower_at(found, old) in ("old", "olds"):
            return Amount("age", number, number.first, old + 1, low, high, "year", "age")
    if lower_at(found, number.first - 1) in ("aged", "age"):
        return Amount("age", number, number.first, number.last, low, high, "year", "age")
    return None


def _measured(found: Sequence[Token], number: Number, low: float, high: float) -> Amount | None:
    place = number.last + hyphen(found, number.last)
    for words in range(min(LONGEST_UNIT, len(found) - place), 0, -1):
        name = " ".join(token.lower for token in found[place : place + words])
        unit = UNITS.get(name)
        short = len(name) <= 2 and name != "°"
        if unit is None or (short and found[number.first].is_word):
            continue
        kind: AmountKind = "duration" if unit.measure == "time" else "quantity"
        return Amount(
            kind,
            number,
            number.first,
            place + words,
            low * unit.size,
            high * unit.size,
            unit.name,
            unit.measure,
        )
    return None


def _head(found: Sequence[Token], place: int, starts: set[int], part: bool = False) -> str:
    """What is counted: the first plural among the next content words, else the first of them.

    "43 new container ports in Peru" counts ports. A function word, a mark or a further number ends the
    search, but "of" and "the" right behind the number do not ("43 of the ports", "half the ports").
    """
    of = lower_at(found, place) == "of"
    place += of
    while (of or part) and lower_at(found, place) in _DETERMINERS:
        place += 1
    place += hyphen(found, place)
    words: list[str] = []
    while len(words) < HEAD_WITHIN and place < len(found) and place not in starts:
        word = found[place].lower
        if not found[place].is_word or is_function(word):
            break
        words.append(word.removesuffix("'s").removesuffix("’s"))
        place += 1 + hyphen(found, place + 1)
    plural = [w for w in words if w in IRREGULAR_PLURALS or (w.endswith("s") and not w.endswith("ss"))]
    return (plural or words or [""])[0]


def _named_before(found: Sequence[Token], place: int) -> str:
    """The word right before a number that nothing follows: "magnitude 7", "Flight 93"."""
    before = lower_at(found, place - 1)
    return before if before.isalpha() and not is_function(before) else ""
