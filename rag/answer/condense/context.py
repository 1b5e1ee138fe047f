"""What was talked of so far, and which of it a pronoun may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from rag.answer.aliases import TITLES
from rag.answer.condense.lists import KIND_OF, POSSESSIVE
from rag.answer.condense.mentions import SITUATED, Kind, Mention, mentions
from rag.answer.condense.phrases import Phrase, is_verb, phrases
from rag.answer.when.times import times
from rag.models.words import content_words

_NO_ANSWER = re.compile(
    r"\b(?:archive|articles?|documents?|passages?)\b.{0,40}\b(?:do|does|did) not\b|^\W*(?:no passage|sorry"
    r"|i (?:am|'m) sorry|unfortunately)"
    r"|\b(?:do not|don't|does not|cannot|can't) (?:have|include|provide|specify|contain|answer)\b",
    re.IGNORECASE,
)
_ASKS_NAME = re.compile(
    r"^\W*(?:(?:in|on|at|by|for|with|to|from|of)\s)?(?:who|whom|which|where"
    r"|what(?! (?:do|does|did|has|have|will|can|could|should|would)\b))\b",
    re.IGNORECASE,
)
ANY_DAY = date(2000, 1, 1)  # where the words of a time stand does not hang on the day they are read
WEAK = frozenset("do does did say said tell told get got have happen happened take took use give ask".split())
EARLY = 60  # characters of an answer within which it names what was asked for


@dataclass(frozen=True)  # without slots: what is read out of it is kept
class Exchange:
    """A question that stands alone, and what was answered: "" where nothing was, or a refusal."""

    question: str
    answer: str
    leant_on: tuple[str, ...] = ()  # the questions that this one took from, in turn

    @property
    def found(self) -> str:
        """The answer, without one that tells that there is none."""
        return "" if _NO_ANSWER.search(self.answer[:300]) else self.answer

    @cached_property
    def answered(self) -> Mention | None:
        """The name that was asked for, where the answer begins with one that the question has not."""
        if not _ASKS_NAME.match(self.question):
            return None
        asked = self.question.lower()
        new = [m for m in mentions(self.found) if m.text.lower() not in asked]
        return new[0] if new and new[0].start <= EARLY else None

    @cached_property
    def named(self) -> tuple[Mention, ...]:
        """Its names: what was asked for first, then those of the question, then those of the answer."""
        first = (self.answered,) if self.answered else ()
        return (*first, *mentions(self.question), *mentions(self.found))

    @cached_property
    def things(self) -> list[Phrase]:
        """The phrases of the question that are neither a time nor what it asks for, in order."""
        spans = [(time.start, time.end) for time in times(self.question, ANY_DAY)]
        return [
            phrase
            for phrase in phrases(self.question)
            if not phrase.is_asked
            and not any(start < phrase.end and phrase.start < end for start, end in spans)
        ]

    def without_time(self) -> str:
        """The question without the times that it says."""
        text = self.question
        for time in reversed(list(times(text, ANY_DAY))):
            text = text[: time.start] + text[time.end :]
        return text


def named(exchanges: list[Exchange], *kinds: Kind) -> Mention | None:
    """The name of these kinds that was talked of last; a kind that comes first is looked for first."""
    for exchange in reversed(exchanges):
        every = list(exchange.named)
        for kind in kinds:
            for mention in every:
                if mention.kind == kind:
                    return mention
    return None


def thing(exchanges: list[Exchange], plural: bool, as_subject: bool) -> str:
    """The phrase that "it" or "they" means; "" where none does.

    What was asked for and answered comes first; then the phrase with the same part in its sentence;
    then the others; the latest question before earlier ones.
    """
    for exchange in reversed(exchanges):
        answered = exchange.answered
        if answered and answered.kind in ("group", "name") and not plural:
            return answered.text
        if plural and (joined := _joined(exchange.question)):
            return joined
        fit = [p for p in exchange.things if p.is_plural == plural and not _is_person(p, exchange)]
        same = [p for p in fit if p.is_subject == as_subject]
        free = [p for p in same or fit if not p.preposition] or same or fit
        if free:
            return owned(free[0].text, exchange)
        asked = [p for p in phrases(exchange.question) if p.is_asked and p.is_plural]
        if plural and asked:
            return "the " + " ".join(asked[0].text.split()[1:])
        for mention in exchange.named if exchange is exchanges[-1] else mentions(exchange.question):
            if mention.kind == "group" or (plural and mention.kind == "name"):
                return mention.text
    return ""


def person(exchanges: list[Exchange]) -> str:
    """Whom "he" or "she" means: someone named, else someone called by an office; "" where nobody."""
    for exchange in reversed(exchanges):
        every = list(exchange.named)
        offices = [p.text for p in exchange.things if p.head in TITLES or KIND_OF.get(p.head) == "person"]
        found = (
            [m.text for m in every if m.kind == "person"]
            + offices
            + [m.text for m in every if m.kind == "name"]
        )
        if found:
            return found[0]
    return ""


def place(exchanges: list[Exchange]) -> str:
    """Where "there" is: the place that was asked for, else where something was said to be, else ""."""
    for exchange in reversed(exchanges):
        answered = exchange.answered
        if answered and answered.kind == "place":
            return answered.text
        for text in (exchange.question, exchange.found):
            places = [m for m in mentions(text) if m.kind == "place"]
            situated = [m for m in places if SITUATED.search(text[: m.start])]
            if places:
                return (situated or places)[-1 if situated else 0].text
    return ""


def _joined(question: str) -> str:
    """The first two names with "and" between them."""
    known = mentions(question)
    for one, other in pairwise(known):
        if question[one.start + len(one.text) : other.start] == " and ":
            return question[one.start : other.start + len(other.text)]
    return ""


def owned(text: str, exchange: Exchange) -> str:
    """The phrase with a name where it begins with "its" or "their"."""
    first, _, rest = text.partition(" ")
    if first.lower() not in POSSESSIVE:
        return text
    owner = next((m for m in exchange.named if m.kind != "place"), None)
    return f"{possessive(owner.text)} {rest}" if owner else f"the {rest}"


def possessive(text: str) -> str:
    """The name as an owner: "CK Hutchinson’s"."""
    if text.endswith(("'s", "’s")):
        return text
    return text + ("'" if text.endswith("s") and text[:1].islower() else "'s")  # "the miners'", "Holms's"


def topic(exchanges: list[Exchange]) -> str:
    """The words that tell what the last question was about, as phrases with commas between them."""
    if not exchanges:
        return ""
    last = exchanges[-1]
    answered = last.answered
    said = [answered.text] if answered else []
    said += [owned(phrase.text, last) for phrase in last.things]
    if not answered:
        said += [" ".join(p.text.split()[1:]) for p in phrases(last.question) if p.is_asked]
    verbs = [w for w in content_words(last.question) if is_verb(w) and w not in WEAK]
    said += [verb for verb in verbs if not any(verb in words.lower().split() for words in said)]
    if not said:
        said = list(content_words(last.without_time()))
    return ", ".join(dict.fromkeys(words for words in said if words))


def _is_person(phrase: Phrase, exchange: Exchange) -> bool:
    bare = phrase.text.removeprefix("the ")
    return any(m.kind in ("person", "place") and m.text == bare for m in exchange.named)
