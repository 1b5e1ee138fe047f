"""A name in the question against the sentences that speak of the rest of it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.asked import Kind
from rag.answer.names import Name, carried, same_name
from rag.answer.premise.found import Absent, Instead
from rag.answer.premise.near import Near, Nearby, has_name
from rag.answer.premise.roles import Sort, exchangeable, role, sort_of, tight
from rag.answer.premise.slots import Slot
from rag.answer.rarity import is_common

# Chosen on one half of NewsQA's standalone questions, clean and with a name exchanged.
LEAST = 0.62  # how much of the rest a sentence must speak of to be believed against the question
FURTHER = 0.08  # how much less the sentences that have the name speak of it, where their article is another …
WITHIN = 0.12  # … and where it is the same article's
ASKED_FOR: dict[Kind, Sort] = {"person": "person", "place": "place"}


def of_name(
    slot: Slot, question: str, named: Sequence[Name], nearby: Nearby, kind: Kind
) -> Instead | Absent | None:
    """What stands in the name's place, or that nothing found has it; None where all seems well.

    `named` are all names of the question: none of them can stand in the place of another.
    """
    name = slot.name
    ranked = nearby.without(slot.words)
    if name is None or not ranked or ranked[0].rest < LEAST:
        return None
    best = ranked[0]
    saying = max((near.rest for near in ranked if near.sentence.says(name)), default=0.0)
    if best.sentence.says(name) or saying >= best.rest - FURTHER:
        return None
    near_by = max((near.rest for near in ranked if near.sentence.says_near(name)), default=0.0)
    elsewhere = not has_name(best.sentence.article.text, name)
    other = _instead(slot, question, named, ranked, kind)
    if other is not None and (elsewhere or other.sure >= 1):
        return other
    if other is not None and near_by < best.rest - WITHIN:
        return other
    known = any(has_name(f"{a.title} {a.text}", name) for a in nearby.articles.values())
    if not known and not all(is_common(word) for word in name.words):
        return Absent(slot.text, "name", best.rest)
    return None


def _instead(
    slot: Slot, question: str, named: Sequence[Name], ranked: Sequence[Near], kind: Kind
) -> Instead | None:
    """The name that stands in its place in one of the best sentences, if one does.

    One that belongs to the same word is surest (`sure` is 1 and more); else one of the same sort. What is
    of the sort that the question asks for is its answer, not its premise, unless it is surest.
    """
    assert slot.name is not None
    ours = role(question, slot.span)
    sort = sort_of(slot.name, ours)
    found: list[tuple[float, Instead]] = []
    for near in ranked[:3]:
        if near.rest < max(LEAST, ranked[0].rest - FURTHER / 2) or near.sentence.says(slot.name):
            continue
        for other in near.sentence.names:
            if not other.sure or carried(other, named) or same_name(other, slot.name):
                continue
            theirs = role(near.sentence.quote.text, other.span)
            sort_there = sort_of(other, theirs)
            close = tight(ours, theirs)
            alike = exchangeable(sort, sort_there, ours.led_by == theirs.led_by)
            if not alike or (not close and sort_there == ASKED_FOR.get(kind)):
                continue
            sure = near.rest + close
            start = near.sentence.quote.start
            span = (start + other.span[0], start + other.span[1])
            instead = Instead(slot.text, other.text, "name", near.sentence.quote, span, sure)
            found.append((sure, instead))
    return max(found, key=lambda pair: pair[0])[1] if found else None
