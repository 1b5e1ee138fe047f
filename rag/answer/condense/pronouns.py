"""Words that point back, put in by what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from rag.answer.condense.context import Exchange, named, person, place, possessive, thing
from rag.answer.condense.lists import KIND_OF
from rag.answer.condense.mentions import mentions
from rag.answer.condense.phrases import phrases

_BE = r"(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should)"
_AUX = r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|may|might|should|shall)"
HE = re.compile(r"\b(?:he|him|she|himself|herself|his|her|hers)\b", re.IGNORECASE)
IT = re.compile(
    r"\b(?:it(?!\s(?:is |was )?(?:true|possible|likely|legal|illegal|safe|rain\w*|snow\w*|takes?|took|cost"
    r"|mean)\b)"
    r"|its|itself)\b(?!['’])",
    re.IGNORECASE,
)
THEY = re.compile(r"\b(?:they|them|their|theirs|themselves|(?:these|those)(?=[?.!]|$))(?!\w)", re.IGNORECASE)
THERE = re.compile(rf"\bthere\b(?!\s(?:\w+ly\s)?{_BE}\b)", re.IGNORECASE)
_EXPLETIVE = re.compile(rf"\b{_BE}\sthere\b(?<!were there(?=\W*$))", re.IGNORECASE)
THAT = re.compile(
    rf"\b(?:that|this)\b(?=\s*(?:[?.!,]|$))|(?<=\s)(?:that|this)(?=\s(?:happen|mean|work|calculated|done|so)\b)"
    rf"|^(?:\w+\s)?(?:\w+\s)?{_AUX}\s(?:that|this|these|those)(?=\s(?:a|an|the|true|right|new|his|her|its|their|why|how|happen\w*)\b)",
    re.IGNORECASE,
)
DEFINITE = re.compile(r"\b(?:that|this|these|those|the|such)\s(?:same\s)?([^\W\d_]+)\b", re.IGNORECASE)
OTHER = re.compile(
    r"\b(?:the (?:former|latter|same(?! as\b)|others?|rest|ones?)(?! of\b)"
    r"|how many (?:were|are|was|is|have|had|of)\b|(?:which|this|that|these|those|first|second|last) ones?"
    r"|anyone else|anything else|(?:who|what|where|when|how) else|(?:any|some) others?|other \w+\?$)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?]\s+\w+\s")
MOST = 4  # phrases of a question that are held against what was said
_ADVERBIAL = ("month", "week", "year", "time", "morning", "day", "fact", "way", "case", "kind", "sort")


def points_back(question: str) -> bool:
    """Whether a word of the question stands for something said before it.

    In several sentences it stands for something in one of them.
    """
    if _SENTENCES.search(question):
        return False
    if OTHER.search(question) or THAT.search(question):
        return True
    if THERE.search(question) and not _EXPLETIVE.search(question):
        return True
    return bool(_free(HE, question) or _free(IT, question) or _free(THEY, question))


def filled(question: str, exchanges: list[Exchange]) -> tuple[str, bool]:
    """The question with what its pronouns mean in their place, and whether every one could be."""
    whole = True
    done = named_in_full(question, exchanges)
    for pattern, find in (
        (HE, lambda subject: person(exchanges)),
        (IT, lambda subject: thing(exchanges, False, subject)),
        (THEY, lambda subject: thing(exchanges, True, subject)),
    ):
        if _free(pattern, question):
            done, all_in = _put(done, pattern, find)
            whole = whole and all_in
    if THERE.search(question) and not _EXPLETIVE.search(question):
        where = place(exchanges) or thing(exchanges, False, False)
        done = THERE.sub(f"in {where}", done, count=1) if where else done
        whole = whole and bool(where)
    if THAT.search(question) or OTHER.search(question):
        whole = False
    return done, whole


def _text(mention: object) -> str:
    return getattr(mention, "text", "")


def _free(pattern: re.Pattern[str], question: str) -> re.Match[str] | None:
    """Its first match that nothing named before it in the same question can be meant by."""
    match = pattern.search(question)
    if match is None:
        return None
    before = [p for p in phrases(question[: match.start()]) if not p.is_asked or len(p.text.split()) > 1]
    if pattern is HE:
        bound = any(m.kind in ("person", "name") for m in mentions(question[: match.start()]))
    elif pattern is THEY:
        bound = bool(before)
    else:
        bound = any(not p.is_plural for p in before)
    return None if bound else match


def _put(question: str, pattern: re.Pattern[str], find: Callable[[bool], str]) -> tuple[str, bool]:
    """The question with the first of the pattern's words put in by what is found, the later ones left."""
    match = pattern.search(question)
    if match is None:
        return question, True
    word, before, after = match.group().lower(), question[: match.start()], question[match.end() :]
    as_subject = bool(re.search(rf"(?:^|\b{_AUX}\s)$", before, re.IGNORECASE)) and not before.endswith("to ")
    meant = find(as_subject or word in ("he", "she", "they"))
    if not meant:
        return question, False
    owner = word in ("his", "its", "their") or (word == "her" and bool(re.match(r"\s[a-z]", after)))
    if owner and not re.match(r"\s\w", after):
        owner = False
    put = possessive(meant) if owner else meant
    if not before:
        put = put[:1].upper() + put[1:]
    return f"{before}{put}{after}", True


def named_in_full(question: str, exchanges: list[Exchange]) -> str:
    """“That deal” and “the company”, put in by the fuller phrase or the name that they stand for."""
    if not exchanges or not DEFINITE.search(question):
        return question
    things = exchanges[-1].things
    for match in islice(DEFINITE.finditer(question), MOST):
        noun, demonstrative = match.group(1).lower(), not match.group().lower().startswith("the ")
        if noun in _ADVERBIAL:
            continue
        fuller = [p.text for p in things if p.head == noun and len(p.text.split()) > 2]
        kind = KIND_OF.get(noun)
        name = _text(named(exchanges, kind)) if kind and (demonstrative or kind == "group") else ""
        meant = (fuller or [name])[0]
        if meant and meant.lower() not in question.lower():
            put = meant if question[: match.start()].strip() else meant[:1].upper() + meant[1:]
            return question[: match.start()] + put + question[match.end() :]
    return question
