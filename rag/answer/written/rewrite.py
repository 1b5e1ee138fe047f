"""A follow-up put as a question of its own by a model, where it stays with what was said."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from rag.answer import prompts
from rag.answer.asked import alike
from rag.answer.condense import Rewrite, leans
from rag.answer.names import carried, names
from rag.answer.question import line
from rag.answer.values import compare, values
from rag.models.words import content_words
from rag.models.writing import Writer, WriterFailed
from rag.types import Turn

TURNS = 6  # of the conversation that the model reads
LONGEST_TURN = 400  # characters of each
LONGEST = 300  # characters of a question that it may write
SHARE = 0.5  # of a rewrite's content words that the conversation must have
_LABEL = re.compile(r"^\W*(?:(?:last |standalone |rewritten )?question|rewrite)\W*:", re.IGNORECASE)


def rewriter(writer: Writer, seconds: float, failed: Callable[[str], None], config: Any = None) -> Rewrite:
    """What `condense` calls with a follow-up: the model's question, or "" to leave it to the rules.

    The model is asked only about a question that leans on those before it. Its question is taken only
    where it is faithful. `failed` is told, in a word for people, when the model was down or slow.
    """

    def rewrite(question: str, history: Sequence[Turn]) -> str:
        if not leans(question):
            return ""
        turns = [Turn(turn.role, turn.text[:LONGEST_TURN]) for turn in history[-TURNS:]]
        try:
            messages = prompts.standalone(question, turns, secrets.token_hex(8))
            said = "".join(writer.write(messages, seconds, config))
        except WriterFailed as error:
            failed(f"The model {writer.name} {error.reason}; the follow-up was completed by rules.")
            return ""
        rewritten = _first_line(said)
        return rewritten if is_faithful(rewritten, question, turns) else ""

    return rewrite


def is_faithful(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewrite is one question about what was asked, with nothing that nobody said.

    It ends in a question mark, keeps the names and values of the question, and all of its own names and
    values, and half of its content words, are in the conversation.
    """
    if not rewritten.endswith("?") or rewritten.count("?") > 1 or len(rewritten) > LONGEST:
        return False
    said = "\n".join((question, *(turn.text for turn in history)))
    if not _holds(said, rewritten) or not _holds(rewritten, question):
        return False
    words = set(content_words(said))
    ours = content_words(rewritten)
    known = sum(any(alike(word, other) for other in words) for word in ours)
    return bool(ours) and known >= SHARE * len(ours)


def _holds(text: str, other: str) -> bool:
    """Whether the text has every sure name and every value of the other one."""
    there, given = names(text), values(text)
    return all(carried(name, there) for name in names(other) if name.sure) and all(
        any(compare(value, known) == "same" for known in given) for value in values(other)
    )


def _first_line(said: str) -> str:
    """The first line that asks something, without a label or quotation marks about it."""
    asking = [line(row) for row in said.splitlines() if "?" in row]
    return _LABEL.sub("", asking[0]).strip(' "“”*') if asking else ""
