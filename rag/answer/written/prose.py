"""A model's text as it comes, cut into finished sentences without what models put around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rag.answer.prompts import NOT_STATED
from rag.answer.question import line
from rag.ingest.sentences import sentences

MOST_CHARACTERS = 4_000  # of one text: beyond, the model comes to no end
FOLLOWING = 12  # characters of what follows a sentence, by which it is known to be at its end
_TELLING = '.!?\n>…”"。'  # a piece without one of these ends no sentence and no thought
_WORTH_A_LOOK = _TELLING + " "
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_THINKS = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_UNENDED = re.compile(r"<think(?:ing)?>.*\Z", re.DOTALL | re.IGNORECASE)
_MARKS = re.compile(
    r"\[(?:\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]|\(passages? [\d, and]+\)|\*\*|__|`", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:#+\s+|[-•*]\s+|\d{1,2}[.)]\s+)|^(?:answer|a):\s+"
    r"|^(?:according to|based on|as stated in|from|in) (?:the |this )?(?:given |provided |above )?"
    r"(?:passages?|articles?|texts?|context|information)(?: \d+)?(?: (?:provided|given|above))?,\s+",
    re.IGNORECASE,
)


class Endless(Exception):
    """The text goes on beyond all measure."""


def prose(pieces: Iterable[str]) -> Iterator[str]:
    """Each sentence once it has come to its end: bare, in one line, not empty. Raises Endless.

    Left out are a model's thoughts in tags, citation marks, emphasis, list marks and "According to the
    passages,".
    """
    text, before = "", 0  # what is not told yet, and the characters of what is
    for piece in pieces:
        text += piece
        if any(c in piece for c in _TELLING):
            text = _THOUGHT.sub("", text)
        if _THINKS.search(text):
            continue
        if before + len(text) > MOST_CHARACTERS:
            raise Endless
        if any(c in piece for c in _WORTH_A_LOOK):
            end = _finished(text)
            yield from _bare_ones(text[:end])
            text, before = text[end:], before + end
    yield from _bare_ones(_UNENDED.sub("", _THOUGHT.sub("", text)))


def states_nothing(text: str) -> bool:
    """Whether this says only that the passages do not answer."""
    return re.sub(r"[\W_]+", " ", text).strip().upper() == NOT_STATED


def _finished(text: str) -> int:
    """Where the last sentence ends that enough follows to know it at its end, and with it all before it.

    A quotation that is still open may join what seems to be two sentences.
    """
    end = 0
    spans = sentences(text)
    for (_, stop), (then, _) in pairwise(spans):
        said = text[:stop]
        closed = said.count('"') % 2 == 0 and said.count("“") <= said.count("”")
        if closed and len(text) - then >= FOLLOWING:
            end = then
    return end


def _bare_ones(text: str) -> Iterator[str]:
    for start, end in sentences(text):
        yield from _bare(text[start:end])


def _bare(sentence: str) -> Iterator[str]:
    said = line(_MARKS.sub("", sentence))
    bare = _LEAD.sub("", said)
    bare = re.sub(r"\s+([.,;:!?])", r"\1", bare[:1].upper() + bare[1:] if bare != said else bare).strip()
    if any(c.isalnum() for c in bare):
        yield bare
