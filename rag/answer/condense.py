"""A follow-up question made to stand alone, without a model: what it leans on is put before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.models.words import content_words
from rag.types import Turn

_LEANS = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then|one|ones|"
    r"former|latter|same|such|other|others|else|more)\b"
)
_OPENS = re.compile(r"^(and|but|so|or|also|what about|how about|which ones?|why|how so|when|where|who)\b")
FEW_WORDS = 3  # content words: a question of fewer rarely names all that it is about


def condense(question: str, history: Sequence[Turn]) -> str:
    """The question itself when it stands alone, else with the question that it leans on before it.

    It leans when it has a pronoun or another word that points back, or says too little to stand.
    """
    asked = [turn.text.strip() for turn in history if turn.role == "user" and turn.text.strip()]
    if not asked or not leans(question):
        return question
    before = condense(asked[-1], [Turn("user", text) for text in asked[:-1]])
    return f"{before} {question}"


def leans(question: str) -> bool:
    """Whether the question points back to something said before."""
    lowered = question.lower().strip()
    words = content_words(lowered)
    if _LEANS.search(lowered):
        return True
    return len(words) < FEW_WORDS if _OPENS.search(lowered) else len(words) < FEW_WORDS - 1
