"""A follow-up question made to stand alone, without a model: what it leans on is put before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.question import line
from rag.models.words import content_words
from rag.types import Turn

_LEANS = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|this(?! (?:week|month|year)\b)|"
    r"that|these|those|there|then|one|ones|former|latter|same|such|other|others|else|more)\b"
)
_OPENS = re.compile(r"^(and|but|so|or|also|what about|how about|which ones?|why|how so|when|where|who)\b")
FURTHEST = 5  # questions back
LONGEST = 1_000  # characters of a question with those it leans on
FEW_WORDS = 3  # content words: a question of fewer rarely names all that it is about


def condense(question: str, history: Sequence[Turn]) -> str:
    """The question itself when it stands alone, else with the questions that it leans on before it."""
    return " ".join(leant_on(question, history))


def leant_on(question: str, history: Sequence[Turn]) -> list[str]:
    """The questions that it leans on, the earliest first, and itself last.

    It leans when it has a pronoun or another word that points back, or says too little to stand; so
    may the question before it, and the one before that. Of what is too long or too far back, nothing
    is taken: an embedder reads only so much, and it is the end that it would not read.
    """
    asked = [text for turn in history if turn.role == "user" and (text := line(turn.text))][-FURTHEST:]
    whole = [question]
    while asked and leans(whole[0]) and len(" ".join([asked[-1], *whole])) <= LONGEST:
        whole.insert(0, asked.pop())
    return whole


def leans(question: str) -> bool:
    """Whether the question points back to something said before."""
    lowered = question.lower().strip()
    words = content_words(lowered)
    if _LEANS.search(lowered):
        return True
    return len(words) < FEW_WORDS if _OPENS.search(lowered) else len(words) < FEW_WORDS - 1
