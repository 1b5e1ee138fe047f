"""The values of a text, each in a normal form: numbers, amounts, shares, ages, dates, times.

`values` reads them, `compare` holds two against each other, `alike_heads` tells whether they count the
same thing. Pure functions of the text: no date of today, no model. English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.answer.amounts import Amount, amounts
from rag.answer.asked import alike
from rag.answer.dates import WEEKDAYS, dates
from rag.answer.figure_dates import Dated, real
from rag.answer.numbers import numbers
from rag.answer.tokens import Token, tokens
from rag.answer.units import POUND
from rag.remembered import remembering
from rag.types import Span

Kind = Literal[
    "count", "ordinal", "share", "money", "quantity", "duration", "age", "date", "weekday", "clock"
]
Relation = Literal["same", "different", "unlike"]
CONVERTED = 0.03  # how far two amounts in different units may be apart and still be one, rounded
CLOSE = 1e-9  # of floats that are the same number


@dataclass(frozen=True, slots=True)
class Value:
    """One value as the text has it: `text[span[0]:span[1]] == text`.

    `normal` is what equal values share: "43", "1500000", "0.25" for a quarter or 25 %, "2025-03-04",
    "--03-04" without its year, "2025-03", "2025", "199x", "thursday", "21:30". `readings` has more than
    one where the text does not tell (04/03/2025). `low` and `high` are what a number can mean, in
    `unit`'s measure ("1.5 million" rounds, "more than 40" is open), and 0 for dates.
    `head` is the lowercase word for what is counted ("ports"), "" where none is found.
    """

    kind: Kind
    text: str
    span: Span
    normal: str
    readings: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    unit: str = ""  # "USD", "kilometre", "year", "percent"; "" for a plain count
    measure: str = ""  # what the unit measures: "length", "money"; amounts compare within one
    head: str = ""
    exact: bool = True  # not "about", "more than", "dozens", nor rounded to a scale


@remembering(4_000)
def values(text: str) -> tuple[Value, ...]:
    """Every value of the text in order, none overlapping, in time linear in the text."""
    return values_among(text, tokens(text))


def values_among(text: str, found: Sequence[Token]) -> tuple[Value, ...]:
    """`values` of a text whose tokens are known."""
    counted = numbers(found)
    dated = dates(found, counted)
    measured = amounts(found, counted)
    taken = {i for a in measured if a.unit for i in range(a.first, a.last)}
    dated = [d for d in dated if not (d.kind == "date" and d.last - d.first == 1 and d.first in taken)]
    taken = {i for d in dated for i in range(d.first, d.last)}
    read = [(d.first, _from_date(text, d, found[d.first].start, found[d.last - 1].end)) for d in dated]
    for amount in measured:
        if not any(i in taken for i in range(amount.number.first, amount.number.last)):
            first = amount.first if amount.first not in taken else amount.number.first  # "43€43" has one sign
            taken.update(range(first, amount.last))
            start, end = found[first].start, found[amount.last - 1].end
            read.append((first, _from_amount(text, amount, start, end)))
    return tuple(value for _, value in sorted(read, key=lambda pair: pair[0]))


def _from_date(text: str, dated: Dated, start: int, end: int) -> Value:
    return Value(dated.kind, text[start:end], (start, end), dated.readings[0], dated.readings)


def _from_amount(text: str, amount: Amount, start: int, end: int) -> Value:
    number = amount.number
    kind: Kind = amount.kind
    normal = f"{number.value * (0.01 if amount.unit == 'percent' else 1.0):.6g}"
    if number.value >= 1e6 or number.value == int(number.value):
        normal = f"{number.value:.0f}" if amount.unit != "percent" else normal
    return Value(
        kind,
        text[start:end],
        (start, end),
        normal,
        (normal,),
        low=amount.low,
        high=amount.high,
        unit=amount.unit,
        measure=amount.measure,
        head=amount.head,
        exact=amount.low == amount.high,
    )


def compare(one: Value, other: Value) -> Relation:
    """Whether the two can be one value said twice; "unlike" where they cannot be held together.

    43 against forty-three is the same, 43 against 34 different, 43 against 43 % unlike. A date is the same
    as one that says more of it ("March" and "4 March 2025"), different where a part that both say differs,
    and unlike where each says something that the other does not ("March 2025" and "March 4"). A date and
    a weekday are unlike unless the date has its year. Whether both are values of the same thing is not
    looked at: see `alike_heads`.
    """
    if "clock" in (one.kind, other.kind):
        return _equal(one.normal == other.normal) if one.kind == other.kind else "unlike"
    if "weekday" in (one.kind, other.kind) or "date" in (one.kind, other.kind):
        return _compare_days(one, other)
    if {one.unit, other.unit} == {POUND, "GBP"}:
        return _equal(one.normal == other.normal)
    if (one.kind == "ordinal") != (other.kind == "ordinal") or not _one_measure(one, other):
        return "unlike"
    slack = CONVERTED if one.unit != other.unit and "share" not in (one.kind, other.kind) else CLOSE
    return _equal(
        one.low * (1 - slack) <= other.high * (1 + slack)
        and other.low * (1 - slack) <= one.high * (1 + slack)
    )


def alike_heads(one: Value, other: Value) -> bool:
    """Whether both count the same thing by name: "ports" and "port"; False where either names none."""
    return bool(one.head and other.head) and (one.head == other.head or alike(one.head, other.head))


def _equal(same: bool) -> Relation:
    return "same" if same else "different"


def _one_measure(one: Value, other: Value) -> bool:
    if {one.measure, other.measure} == {"money"}:
        return one.unit == other.unit
    if {one.kind, other.kind} == {"age", "duration"}:
        return False
    return one.measure == other.measure


def _compare_days(one: Value, other: Value) -> Relation:
    if one.kind not in ("date", "weekday") or other.kind not in ("date", "weekday"):
        return "unlike"
    relations = {_compare_readings(a, b) for a in one.readings for b in other.readings}
    for relation in ("same", "unlike", "different"):
        if relation in relations:
            return relation
    return "unlike"


def _compare_readings(one: str, other: str) -> Relation:
    if one in WEEKDAYS and other in WEEKDAYS:
        return _equal(one == other)
    if one in WEEKDAYS or other in WEEKDAYS:
        day, iso = (one, other) if one in WEEKDAYS else (other, one)
        year, month, number = _parts(iso)
        if not (year.isdecimal() and month and number):
            return "unlike"
        return _equal(_weekday_of(int(year), int(month), int(number)) == day)
    pairs = list(zip(_parts(one), _parts(other), strict=True))
    shared = [(a, b) for a, b in pairs if a and b]
    if any(a != b and not _decade(a, b) for a, b in shared):
        return "different"
    more = {
        bool(a) for a, b in pairs if bool(a) != bool(b)
    }  # which of the two says a part that the other does not
    return "same" if shared and len(more) < 2 else "unlike"


def _decade(one: str, other: str) -> bool:
    return "x" in one + other and one[:3] == other[:3] and len(one) == len(other) == 4


def _parts(iso: str) -> tuple[str, str, str]:
    """Year, month and day of a reading, "" for what it does not say."""
    year, *rest = iso.removeprefix("--").split("-") if not iso.startswith("--") else ["", *iso[2:].split("-")]
    month, day = [*rest, "", ""][:2]
    return year, month, day


def _weekday_of(year: int, month: int, day: int) -> str:
    return WEEKDAYS[date(year, month, day).weekday()] if real(year, month, day) else ""


def within(found: Sequence[Value], start: int, end: int) -> list[Value]:
    """The values that lie in the characters from `start` to `end`, in order."""
    return [v for v in found if v.span[0] >= start and v.span[1] <= end]
