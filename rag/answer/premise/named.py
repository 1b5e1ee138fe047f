"""A name in the question against the sentences that speak of the rest of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.aliases import TITLES, place_of
from rag.answer.asked import Kind
from rag.answer.names import Name, carried, same_name
from rag.answer.premise.found import Absent, Instead
from rag.answer.premise.near import Near, Nearby
from rag.answer.premise.roles import Role, Sort, exchangeable, role, sort_of, tight
from rag.answer.premise.slots import Slot, bare
from rag.answer.rarity import is_common

# Chosen on one half of NewsQA's standalone questions, others of it, and the corpus that ships: what of
# the rest of a question the best sentence speaks of, and how much less the best of those with the name do.
LEAST = 0.62
IN_ITS_ARTICLE, IN_IT = 0.1, 0.08  # of articles with it, and that have it themselves, …
NEAR_IT, NEAR_ANOTHER = 0.22, 0.15  # … or near them: where none, or one, stands in its place
SPECIFIC, FOR_ANOTHER, FOR_NONE = 15.0, 12.0, 10.0  # what the rest must tell, see `Nearby.telling`: …
# … that the name is not of this, that another stands in its place, that it is nowhere in what was found
SHORTEST = 3  # letters of a name that can be nowhere
CLEAR = 0.7  # of the rest: what a sentence must speak of to say who or where instead
LOOKED_AT = 3  # best sentences in which what stands in its place is looked for
ASKED_FOR: dict[Kind, Sort] = {"person": "person", "place": "place"}


def of_name(
    slot: Slot, question: str, named: Sequence[Name], nearby: Nearby, kind: Kind
) -> Instead | Absent | None:
    """What stands in the name's place, or that nothing near has it; None where all seems well.

    `named` are all names of the question: none of them can stand in the place of another, and all the
    others must be in an article that is to tell what stands in the place of one.
    """
    name = slot.name
    ranked = nearby.without(slot.words)
    if name is None or not ranked or ranked[0].rest < LEAST:
        return None
    best = ranked[0]
    gap = best.rest - max((n.rest for n in ranked if n.sentence.says(name)), default=0.0)
    telling = nearby.telling(slot.words)
    if gap < IN_IT or telling < FOR_NONE:
        return None
    others = [n for n in named if n.span != name.span]
    rivals = list(_rivals(slot, question, others, ranked, kind)) if telling >= FOR_ANOTHER else []
    surest = max(rivals, key=lambda rival: rival.sure, default=None)
    if surest is not None and surest.sure >= 1:
        return surest
    alone = len({place_of(rival.found.lower()) for rival in rivals}) == 1
    if not _doubtful(name, best, ranked, nearby, telling, NEAR_ANOTHER if alone else NEAR_IT):
        return None
    return surest if surest is not None and alone else Absent(slot.asked, "name", best.rest)


def _doubtful(
    name: Name, best: Near, ranked: Sequence[Near], nearby: Nearby, telling: float, less: float
) -> bool:
    """Whether what speaks of the rest has nothing to do with the name."""
    in_its_article = max((n.rest for n in ranked if nearby.told_in(n, name)), default=0.0)
    if in_its_article == 0.0:
        common = TITLES.issuperset(name.words) or all(is_common(word) for word in name.words)
        return not common and len(name.text) >= SHORTEST
    near_it = max((n.rest for n in ranked if n.sentence.says_near(name)), default=0.0)
    far = best.rest - near_it >= less or best.rest - in_its_article >= IN_ITS_ARTICLE
    return far and telling >= SPECIFIC


def _rivals(
    slot: Slot, question: str, others: Sequence[Name], ranked: Sequence[Near], kind: Kind
) -> Iterator[Instead]:
    """The names that may stand in its place in one of the best sentences.

    Surest is one that belongs to the same word there (`sure` is 1 and more), else it must be of the same
    sort and in the same role. What is of the sort that the question asks for is its answer.
    """
    assert slot.name is not None
    ours = role(question, slot.span)
    sort = sort_of(slot.name, ours)
    for near in ranked[:LOOKED_AT]:
        sentence = near.sentence
        if near.rest < max(LEAST, ranked[0].rest - IN_IT / 2) or sentence.says(slot.name):
            continue
        if not sentence.article_names(others):
            continue
        for other in sentence.told_of:
            if carried(other, others) or _is_like(other, slot):
                continue
            theirs = role(sentence.quote.text, other.span)
            close = tight(ours, theirs) and exchangeable(sort, sort_of(other, theirs), True)
            if close or (near.rest >= CLEAR and _of_its_kind(slot.name, sort, ours, other, theirs, kind)):
                start = sentence.quote.start
                span = (start + other.span[0], start + other.span[0] + len(bare(other.text)))
                yield Instead(slot.asked, bare(other.text), "name", sentence.quote, span, near.rest + close)


def _of_its_kind(name: Name, sort: Sort, ours: Role, other: Name, theirs: Role, kind: Kind) -> bool:
    """Whether the other is of the same known sort, as adjective or noun, and led by the same."""
    there = sort_of(other, theirs)
    adjectives = (place_of(name.key) != name.key, place_of(other.key) != other.key)
    alike = sort != "" and sort == there != ASKED_FOR.get(kind) and adjectives[0] == adjectives[1]
    return alike and ours.led_by == theirs.led_by


def _is_like(other: Name, slot: Slot) -> bool:
    """Whether it is the same name, a part of it, or none but a title."""
    assert slot.name is not None
    shared = slot.words.intersection(other.words)
    return bool(shared) or same_name(other, slot.name) or TITLES.issuperset(other.words)
