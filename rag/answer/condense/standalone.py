"""A follow-up question made to stand alone, from what was asked and answered before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.condense.context import Exchange, topic
from rag.answer.condense.fragments import OPENER, WHAT_ABOUT, finished, fragment
from rag.answer.condense.pronouns import filled, named_in_full, points_back
from rag.answer.question import line
from rag.models.words import content_words
from rag.types import Turn

Rewrite = Callable[[str, Sequence[Turn]], str]

FURTHEST = 5  # questions back
LONGEST = 1_000  # characters of a standalone question
LONGEST_ASKED = 400  # characters: a longer question stands alone, and none leans on it
LONGEST_ANSWER = 2_000  # characters of an answer that are read
FEW_WORDS = 2  # content words: a question of fewer says too little to stand
_NEW_TOPIC = re.compile(
    r"^(?:by the way|btw|on (?:a|another) (?:different )?(?:subject|topic|note)"
    r"|(?:a )?(?:different|another|new) (?:question|topic|subject)|changing (?:the )?(?:subject|topic)"
    r"|something else|apart from that)\b[\s,:;.–—-]*(?=\w)",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"^(?:what|who)(?:\s(?:is|are|was|were)|['’]s)\s(?:an?\s|the\s)?\w+[\s?.!]*$", re.IGNORECASE
)
_MORE = re.compile(
    r"^(?:please\s)?(?:can you\s|could you\s)?(?:tell me more|go on|say more|more details?|more)\b[^\w]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Condensed:
    """The standalone question, to be looked for and shown, and the standalone questions it took from."""

    shown: str
    leant_on: tuple[str, ...] = ()  # the latest last; empty where it stood alone


def stand_alone(question: str, history: Sequence[Turn], rewrite: Rewrite | None = None) -> Condensed:
    """The question with what it leaves out or points back to; itself where it stands alone.

    English is read; in other languages every question stands alone but for its shortest. With `rewrite`,
    which may be a language model, that one says the question, unless it gives nothing or too much.
    """
    asked = line(question)
    exchanges: list[Exchange] = []
    for earlier, answer in _pairs(history):
        made = _condensed(earlier, exchanges)
        exchanges.append(Exchange(made.shown, answer, made.leant_on))
    made = _condensed(asked, exchanges)
    if rewrite is not None and exchanges:
        said = line(rewrite(asked, history))
        if said and len(said) <= LONGEST:
            return Condensed(said, tuple(e.question for e in exchanges) if said != asked else ())
    return made


def condense(question: str, history: Sequence[Turn], rewrite: Rewrite | None = None) -> str:
    """The question as one that stands alone: see `stand_alone`."""
    return stand_alone(question, history, rewrite).shown


def leans(question: str) -> bool:
    """Whether the question leaves something out or points back to something said before."""
    return bool(
        fragment(question)
        or points_back(question)
        or _MORE.match(question)
        or (len(content_words(OPENER.sub("", question))) < FEW_WORDS and not _DEFINED.match(question))
    )


def _pairs(history: Sequence[Turn]) -> list[tuple[str, str]]:
    """The last questions, each with the answer behind it; an answer to nothing stands behind ""."""
    pairs: list[tuple[str, str]] = []
    answers: list[str] = []
    for turn in reversed(history):
        if len(pairs) == FURTHEST:
            break
        text = line(turn.text[:LONGEST_ANSWER])
        if turn.role == "assistant":
            answers.append(text)
        elif text and len(text) <= LONGEST_ASKED:
            pairs.append((text, answers[-1] if answers else ""))
            answers = []
    if not pairs and answers:
        pairs.append(("", answers[0]))
    return pairs[::-1]


def _condensed(question: str, exchanges: list[Exchange]) -> Condensed:
    fresh = _NEW_TOPIC.sub("", question)
    if fresh != question:
        return Condensed(fresh[:1].upper() + fresh[1:])
    if not exchanges or len(question) > LONGEST_ASKED or not any(c.isalnum() for c in question):
        return Condensed(question)
    last = exchanges[-1]
    if not leans(question):
        said = named_in_full(question, exchanges)
        return Condensed(said, (*last.leant_on, last.question) if said != question else ())
    part = fragment(question)
    if part and (whole := finished(part, last)) and len(whole) <= LONGEST:
        return Condensed(whole, (*last.leant_on, last.question))
    said, in_full = (question, False) if part else filled(question, exchanges)
    said = OPENER.sub("", said)
    said = said[:1].upper() + said[1:]
    if in_full and len(content_words(said)) >= FEW_WORDS and len(said) <= LONGEST:
        return Condensed(said, (*last.leant_on, last.question))
    return _about(said, last, exchanges)


def _about(said: str, last: Exchange, exchanges: list[Exchange]) -> Condensed:
    """The question with the words that tell what was talked of behind it."""
    known = set(content_words(said))
    kept = [part for part in topic(exchanges).split(", ") if set(content_words(part)) - known]
    if not kept:
        return Condensed(said)
    core = WHAT_ABOUT.sub("", said) if len(content_words(said)) else said
    core = core[:1].upper() + core[1:]
    whole = f"{core.rstrip(' ?.!')} — about {', '.join(kept)}?"
    return Condensed(whole, (*last.leant_on, last.question)) if len(whole) <= LONGEST else Condensed(said)
