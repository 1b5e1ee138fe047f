"""A written sentence held against what it is cited to: kept, marked as carried in part, or dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.support import VERBATIM
from rag.answer.written.apart import apart
from rag.answer.written.cite import Line, Place, places, with_company
from rag.types import Support

Verdict = Literal["kept", "marked", "dropped"]
Check = Callable[[str, list[str]], Support]  # a claim and texts, see rag.answer.support

NOWHERE = Support("unsupported", 0.0, ("no passage has enough of its words",))
FOREIGN = Support("unsupported", 0.0, ("it holds an address that no source has",))
WRONG, DOUBTFUL = 0.2, 0.45  # the highest scores of a sentence that its source does not say as it stands
SURE = 0.75  # the score from which a supported sentence stands without a mark
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|org|net|io|ru|cn|info|biz)\b\S*"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, what it is cited to, and what became of it."""

    text: str
    support: Support
    cited: tuple[Place, ...]
    verdict: Verdict


def checked(sentence: str, rows: Sequence[Sequence[Line]], check: Check) -> Checked:
    """The sentence held against the places its words stand in, not against all that was found.

    Where these do not carry it, they are taken with the sentences they need to be understood: a claim that
    names who "he" is rests on both.
    """
    found = places(sentence, rows)
    if not found:
        return Checked(sentence, NOWHERE, (), "dropped")
    texts = [place.text for place in found]
    if any(address not in " ".join(texts) for address in _ADDRESS.findall(sentence)):
        return Checked(sentence, FOREIGN, (), "dropped")
    support = check(sentence, texts)
    if support.label != "supported":
        wider = with_company(found)
        again = check(sentence, [place.text for place in wider]) if wider != found else support
        if again.score > support.score:
            support, found = again, wider
    if support.label == "supported" and support.score < VERBATIM.score:
        support = _as_it_stands(support, sentence, found)
    return Checked(sentence, support, tuple(found), _verdict(support))


def _as_it_stands(support: Support, sentence: str, found: Sequence[Place]) -> Support:
    """The same support, or less where the sentence puts together what its source keeps apart."""
    wrong, doubtful = apart(sentence, found)
    if wrong:
        return Support("unsupported", min(support.score, WRONG), (*wrong, *doubtful))
    return Support("partial", min(support.score, DOUBTFUL), doubtful) if doubtful else support


def _verdict(support: Support) -> Verdict:
    if support.label == "supported" and support.score >= SURE:
        return "kept"
    return "marked" if support.label in ("supported", "partial") else "dropped"
