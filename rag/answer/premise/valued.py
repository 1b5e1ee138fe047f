"""A number or a date in the question against the sentences that speak of the rest of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answer.names import Name
from rag.answer.premise.found import Absent, Instead
from rag.answer.premise.near import Near, Nearby
from rag.answer.premise.slots import Slot, counted_behind
from rag.answer.units import UNITS
from rag.answer.values import Value, alike_heads, compare, values
from rag.types import Article, CorrectionKind, Span

LEAST = 0.62  # how much of the rest a sentence must speak of to be believed against the question
SPECIFIC = 12.0  # what the rest must tell, see `Nearby.telling`
FURTHER = 0.1  # how much less a sentence may speak of it and still show that the value is right
OF_THE_SAME = 0.5  # how much of the rest a sentence speaks of that tells how long something lasts
DAYS = ("date", "weekday", "clock")
_RANGE = re.compile(r"\s*(?:to|until|through|and|[-–—])\s*|\s|,\s", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:to|until|through|[-–—])\s*", re.IGNORECASE)
_MONTH_DAY = re.compile(r"-(\d\d)-(\d\d)$")
_BOTH = re.compile(r"\bboth (?:of )?(?:the )?(\w+)", re.IGNORECASE)


def of_value(slot: Slot, named: Sequence[Name], nearby: Nearby) -> Instead | Absent | None:
    """What stands in the value's place, or that nothing found has such a day; None where all seems well.

    Only an article that has all names of the question is to tell what stands in its place.
    """
    ranked = nearby.without(slot.words)
    if not slot.values or not ranked or ranked[0].rest < LEAST or nearby.telling(slot.words) < SPECIFIC:
        return None
    near = [n for n in ranked if n.rest >= max(LEAST, ranked[0].rest - FURTHER)]
    if any(_says(n, slot) for n in near) or _published(near[0].sentence.article, slot):
        return None
    for one in near:
        if not one.sentence.article_names(named):
            continue
        instead = _instead(slot, one)
        if instead is not None:
            return instead
    too_short = _too_short(slot, nearby.without(slot.words | {slot.values[0].head}))
    if too_short is not None:
        return too_short
    if slot.values[0].kind in DAYS and not any(_has(a.text, slot) for a in nearby.articles.values()):
        return Absent(slot.asked, kind_of(slot), ranked[0].rest)
    return None


def kind_of(slot: Slot) -> CorrectionKind:
    """Whether it is a date or a number."""
    return "date" if slot.values[0].kind in DAYS else "number"


def _says(near: Near, slot: Slot) -> bool:
    """Whether the sentence has one of the slot's values, or it stands close about it."""
    around = (*near.sentence.values, *values(near.sentence.around))
    if any(_is_said(ours, theirs) for ours in slot.values for theirs in around):
        return True
    return any(_lies_in(ours, near.sentence.quote.text, near.sentence.values) for ours in slot.values)


def _lies_in(ours: Value, text: str, read: Sequence[Value]) -> bool:
    """Whether the day lies between the first and the last of a range of one month: "March 19 to 21"."""
    days = [v for v in read if v.kind == "date" and _day(v) is not None]
    for first, last in pairwise(days):
        own, low, high = _day(ours), _day(first), _day(last)
        if own and low and high and _SPAN.fullmatch(text, first.span[1], last.span[0]) and low <= own <= high:
            return True
    return False


def _day(value: Value) -> tuple[int, int] | None:
    """Month and day, where it says both."""
    match = _MONTH_DAY.search(value.normal)
    return (int(match[1]), int(match[2])) if match and value.kind == "date" else None


def _has(text: str, slot: Slot) -> bool:
    return any(_is_said(ours, theirs) for theirs in values(text) for ours in slot.values)


def _is_said(ours: Value, theirs: Value) -> bool:
    """Whether it is the same value, and of the same things where both say of which."""
    of_others = bool(ours.head and theirs.head) and not alike_heads(ours, theirs)
    return compare(ours, theirs) == "same" and (ours.kind in DAYS or not of_others)


def _published(article: Article, slot: Slot) -> bool:
    """Whether the article was published on the day, or in the month or year."""
    if article.published is None:
        return False
    day = values(f"on {article.published:%d %B %Y}")
    return any(compare(ours, theirs) == "same" for ours in slot.values for theirs in day)


def _instead(slot: Slot, near: Near) -> Instead | None:
    """A value of the sentence for the same thing: a date for a date, another number of the same things."""
    quote = near.sentence.quote
    read = near.sentence.values
    others = [v for v in read if any(_for_the_same(ours, v) for ours in slot.values)]
    places = {_joined(quote.text, read, other) for other in others}
    if len(places) != 1:  # of several none is known to stand in its place
        return None if places else _both(slot, near)
    (place,) = places
    return _found(slot, near, place, others[0])


def _for_the_same(ours: Value, theirs: Value) -> bool:
    if compare(ours, theirs) != "different":
        return False
    if ours.kind in DAYS:
        return ours.kind == theirs.kind
    bare = not ours.head and not theirs.head and ours.unit != "" and ours.kind == theirs.kind
    return alike_heads(ours, theirs) or bare


def _joined(text: str, read: Sequence[Value], value: Value) -> Span:
    """The place of the value with the rest of its range or date: "March 19 to 21, 2025"."""
    start, end = value.span
    for before, after in pairwise(sorted(v.span for v in read if v.kind in ("date", "weekday"))):
        if value.kind in ("date", "weekday") and _RANGE.fullmatch(text, before[1], after[0]):
            if before[1] == end or before == value.span:
                end = after[1]
            elif after == value.span:
                start = before[0]
    return start, end


def _both(slot: Slot, near: Near) -> Instead | None:
    """ "Both navies" against any number of navies but two."""
    quote = near.sentence.quote
    for match in _BOTH.finditer(quote.text):
        two = next(iter(values(f"two {match[1]}")), None)
        if two is not None and any(_for_the_same(ours, two) for ours in slot.values):
            span = (quote.start + match.start(), quote.start + match.end())
            return Instead(slot.asked, match[0], "number", quote, span, near.rest)
    return None


def _found(slot: Slot, near: Near, span: Span, value: Value) -> Instead:
    """The value at that place of the sentence, with the word for what it counts."""
    quote = near.sentence.quote
    start, end = span[0], span[1] + len(counted_behind(quote.text[span[1] :], value))
    return Instead(
        slot.asked,
        quote.text[start:end],
        kind_of(slot),
        quote,
        (quote.start + start, quote.start + end),
        near.rest,
    )


def _too_short(slot: Slot, ranked: Sequence[Near]) -> Instead | None:
    """For "the second week" a length of time that has no second week, where nothing has such a week."""
    ours = slot.values[0]
    unit = UNITS.get(ours.head)
    if ours.kind != "ordinal" or unit is None or unit.measure != "time":
        return None
    least = (float(ours.normal) - 1) * unit.size
    for near in ranked:
        if near.rest < OF_THE_SAME or near.sentence.article != ranked[0].sentence.article:
            continue
        for value in near.sentence.values:
            if value.kind == "duration" and value.high <= least:
                return _found(slot, near, value.span, value)
    return None
