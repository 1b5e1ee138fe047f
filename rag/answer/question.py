"""What a question must be before anything is looked up."""

from __future__ import annotations

from rag.errors import BadQuestion
from rag.ingest.characters import visible


def checked(question: str, limit: int) -> str:
    """The question as `line` gives it; `limit` counts its characters.

    Raises BadQuestion when it is empty, too long, or holds no letter and no digit.
    """
    asked = line(question)
    if not asked:
        raise BadQuestion("the question is empty; ask in a few words, such as: who signed the accord?")
    if len(asked) > limit:
        raise BadQuestion(
            f"the question has {len(asked):,} characters, the limit is {limit:,} (setting question_limit); "
            "ask in a sentence or two"
        )
    if not any(c.isalnum() for c in asked):
        raise BadQuestion("the question has no word in it to look for; ask in words")
    return asked


def line(text: str) -> str:
    """The text in one line, without what cannot be seen: in the characters that articles have."""
    return " ".join(visible(text).split())
