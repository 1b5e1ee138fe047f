"""Two sentences, each in its own words, that give different figures or days for what is asked."""

from __future__ import annotations

from rag.answer.asked import alike, focus, offers
from rag.answer.conflict.asked_for import DAYS_ASKED, VALUED, Asked
from rag.answer.conflict.line import MUCH, SPOKEN_OF, Line, Pair, beyond
from rag.answer.values import Value, compare
from rag.models.words import content_words

SOME = 0.5  # of the question is enough where the sentences share much beyond it
# What two passages and two sentences share beyond the question, as rarity of words: one event, not two alike.
SHARED, TOGETHER = 18.0, 6.0
SHARED_OF_NAMED = 8.0  # by passages alone, for the day of what the question names
NEAR = 40  # characters between a day and the word of the question for what happened on it


def stated(asked: Asked, one: Line, other: Line) -> Pair | None:
    """The two values; None where one has none or several, they can be one, or the thing may be another.

    An approximation that holds the other value, and a coarser date, are no other value (see `compare`).
    """
    if asked.kind not in VALUED:
        return None
    ours, theirs = one.once(_wanted), other.once(_wanted)
    if len(ours) != 1 or len(theirs) != 1 or compare(ours[0], theirs[0]) != "different":
        return None
    if not _one_event(asked, one, other):
        return None
    return one.say(ours[0]), other.say(theirs[0])


def _wanted(line: Line) -> list[Value]:
    """The values of the sentence that answer: those marked in a quote, a day only beside what happened."""
    asked = line.asked
    kinds = VALUED[asked.kind]
    if not offers(asked.kind, line.text, asked.text) or not any(v.kind in kinds for v in line.values):
        return []
    found = [v for v in line.values if v.kind in kinds and line.has_key(v) and not asked.says(v)]
    if any(asked.is_against(v) for v in found):
        return []
    if asked.kind == "count":
        return [v for v in found if v.exact and _counts(v, asked)]
    if asked.kind in DAYS_ASKED:
        return [v for v in found if _happened(asked, line.text, v)]
    return found


def _counts(value: Value, asked: Asked) -> bool:
    return bool(value.head) and any(alike(value.head, thing) for thing in focus(asked.text))


def _happened(asked: Asked, text: str, value: Value) -> bool:
    """Whether a word of the question that is no name stands near the day."""
    named = {word for name in asked.names for word in name.words}
    near = text[max(0, value.span[0] - NEAR) : value.span[1] + NEAR]
    return any(
        alike(word, other)
        for word in content_words(asked.text)
        if word not in named
        for other in content_words(near)
    )


def _one_event(asked: Asked, one: Line, other: Line) -> bool:
    """Whether the two tell of one event: they speak of what is asked and share more than its pattern."""
    if not one.is_near(other) or (asked.kind not in DAYS_ASKED and one.is_of_another_day(other)):
        return False
    spoken_of = min(one.spoken_of, other.spoken_of)
    passages = beyond(asked, one.around, other.around)
    sentences = beyond(asked, one.words, other.words)
    if asked.kind in DAYS_ASKED and asked.is_named:
        return spoken_of >= SPOKEN_OF and passages >= SHARED_OF_NAMED
    near = spoken_of >= SPOKEN_OF or (spoken_of >= SOME and sentences >= MUCH)
    return near and passages >= SHARED and sentences >= TOGETHER
