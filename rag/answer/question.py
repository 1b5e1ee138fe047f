"""What a question must be before anything is looked up."""

from __future__ import annotations

import unicodedata

from rag.errors import BadQuestion

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, format, surrogate, private use, unassigned


def checked(question: str, limit: int) -> str:
    """The question in one line without invisible characters; `limit` counts its characters.

    Raises BadQuestion when it is empty, too long, or holds no letter and no digit.
    """
    seen = "".join(" " if unicodedata.category(c) in UNSEEN else c for c in question)
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    if not line:
        raise BadQuestion("the question is empty; ask in a few words, such as: who signed the accord?")
    if len(line) > limit:
        raise BadQuestion(
            f"the question has {len(line):,} characters, the limit is {limit:,} (setting question_limit); "
            "ask in a sentence or two"
        )
    if not any(c.isalnum() for c in line):
        raise BadQuestion("the question has no word in it to look for; ask in words")
    return line
