"""The numbers of a text, in figures and in words, before anybody asks what they count."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.figures import HALVES, Number, exact, figures, scaled
from rag.answer.spelled import spelled
from rag.answer.tokens import Token, glued, lower_at


def numbers(found: Sequence[Token]) -> list[Number]:
    """The numbers among the tokens, in order, none overlapping, in time linear in the text."""
    read = sorted([*figures(found), *spelled(found)], key=lambda n: (n.first, -n.last))
    kept: list[Number] = []
    for number in read:
        if not kept or number.first >= kept[-1].last:
            kept.append(_with_half(number, found))
    return kept


def _with_half(number: Number, found: Sequence[Token]) -> Number:
    """With the half behind it: "2½", "two and a half", "two and a half million"."""
    if number.ordinal or number.fraction or number.low < number.high:
        return number
    place = number.last
    if lower_at(found, place) in HALVES and glued(found, place):
        return scaled(exact(number.value + HALVES[found[place].lower], number.first, place + 1), 0.5, found)
    if [lower_at(found, place + i) for i in range(3)] == ["and", "a", "half"]:
        return scaled(exact(number.value + 0.5, number.first, place + 3), 0.5, found)
    return number
