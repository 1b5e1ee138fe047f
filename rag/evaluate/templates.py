"""Questions made of sentences by rule, for a person to mend: no model, English, deliberately few forms.

A form is used only where the words can stay as they stand, so that what comes out is a question at all:
the subject is asked for, an auxiliary moves to the front, or the sentence is asked about as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.aliases import TITLES
from rag.answer.names import Name, names
from rag.answer.values import Value, values

WORDS = range(7, 36)  # of a sentence that is asked about
AUXILIARIES = frozenset("is are was were has have had will would can could may must".split())
IRREGULAR = frozenset(
    """
    became began bought brought built came chose cut drew fell fought found gave got held hit kept knew
    led left lost made met paid put ran rose said sat saw sent set shot shut sold spent spoke stood took
    told thought threw went won wrote
    """.split()
)
OF_PERSONS = frozenset("said told wrote spoke thought added argued insisted warned".split())
LEANING = frozenset(  # a sentence that begins so cannot be asked about by itself
    """
    he she it they we you i his her its their our this that these those such here there and but or so yet
    however meanwhile also then later earlier still instead moreover
    """.split()
)
# A number behind one of these is part of another phrase: "the two nations", "between 3 and 5".
BINDING = frozenset("the a an its their his her our my these those that between of and or than".split())
COMPOUND = re.compile(r",\s+(?:and|but|while|as|saying|which|who)\b")  # a second clause follows
LEAST_MOVED = 3  # "two" and "one" in the midst of a sentence are rarely what one would ask for
BEFORE_COUNT = re.compile(r"(?:(?:the|about|some|nearly|almost|at least|more than|over|around)\s+)?", re.I)
APPROXIMATELY = re.compile(r"\b(?:about|some|nearly|almost|at least|more than|over|around)\s*\Z")
DATE_AT_END = re.compile(r",?\s+(?:on|in|since|by)\s*\Z", re.I)
DATE_AT_START = re.compile(r"(?:on|in|since|by)\s+\Z", re.I)


@dataclass(frozen=True, slots=True)
class Fact:
    """A question that a sentence answers: `answer` stands in the sentence, not in the question."""

    question: str
    answer: str
    about: str  # "a name", "a number" or "a date"


def facts(sentence: str) -> Iterator[Fact]:
    """The questions that can be asked of one sentence, in no order of merit; none of most sentences."""
    words = sentence.split()
    if len(words) not in WORDS or not sentence.endswith(".") or any(c in sentence for c in '"“”«»:;()[]…'):
        return
    if not sentence[0].isupper() or _leans(words[0]):
        return
    whole = sentence.removesuffix(".").rstrip()
    named, valued = names(whole), values(whole)
    found = [*_subject(whole, named), *_counts(whole, valued), *_dates(whole, valued, named)]
    for fact in found:
        if fact.answer.lower() not in fact.question.lower():
            yield fact


def _subject(whole: str, named: tuple[Name, ...]) -> Iterator[Fact]:
    """ "Maria Holt opened the ferry": who opened the ferry?"""
    if not named or not named[0].sure:
        return
    name = named[0]
    before = whole[: name.span[0]].split()
    if any(word.lower().strip(".") not in TITLES | {"the"} for word in before):
        return
    rest = whole[name.span[1] :]
    if not rest.startswith(" ") or not _is_verb(verb := rest.split()[0]) or COMPOUND.search(rest):
        return
    asks = "Who" if name.title or verb in OF_PERSONS else "Who or what"
    yield Fact(f"{asks}{rest}?", name.text, "a name")


def _counts(whole: str, valued: tuple[Value, ...]) -> Iterator[Fact]:
    """ "About 300 people came": how many people came? "Chile has sent 43 men": how many men has it sent?"""
    for value in valued:
        if value.kind not in ("count", "money") or value.low == 1 or COMPOUND.search(whole):
            continue
        before, counted, after = whole[: value.span[0]], *_counted(whole, value)
        if not counted:
            continue
        asks = f"How {'much' if value.kind == 'money' else 'many'} {counted}"
        if BEFORE_COUNT.fullmatch(before):
            if after.split() and _is_verb(after.split()[0]):
                yield Fact(f"{asks}{after}?", value.text, "a number")
        elif value.low >= LEAST_MOVED and (moved := _moved(before)):
            yield Fact(f"{asks} {moved}{after}?", value.text, "a number")


def _counted(whole: str, value: Value) -> tuple[str, str]:
    """What is counted, with the words before it, and what follows; ("", …) where that is not told."""
    after = whole[value.span[1] :]
    if value.kind == "money":
        return "money", after
    if not value.head:
        return "", after
    found = re.match(rf"\s+((?:[\w’'-]+\s+){{0,2}}?{re.escape(value.head)})\b", after, re.I)
    return (found.group(1), after[found.end() :]) if found else ("", after)


def _moved(before: str) -> str:
    """The clause up to the number with its auxiliary at the front: "Chile has sent" is "has Chile sent"."""
    words = APPROXIMATELY.sub("", before).split()
    place = next((i for i, word in enumerate(words) if word in AUXILIARIES), 0)
    between = words[place + 1 :]
    if not 0 < place <= 6 or "," in before or not 0 < len(between) <= 3:
        return ""
    if any(word in IRREGULAR for word in words[:place]) or not _is_verb(between[0]):
        return ""  # "the police said Camorra has …": whose verb is it?
    if between[-1].lower() in BINDING or not between[-1].islower():
        return ""
    return " ".join([words[place], _continued(" ".join(words[:place])), *between])


def _dates(whole: str, valued: tuple[Value, ...], named: tuple[Name, ...]) -> Iterator[Fact]:
    """ "The ferry closed on 4 March": when was it that the ferry closed?"""
    if " will " in f" {whole} ":
        return
    opens_with_name = bool(named) and named[0].sure and not whole[: named[0].span[0]].strip()
    for value in valued:
        if value.kind != "date":
            continue
        before, after = whole[: value.span[0]], whole[value.span[1] :]
        if not after and (found := DATE_AT_END.search(before)):
            clause = before[: found.start()]
            start = clause if opens_with_name else _continued(clause)
            yield Fact(f"When was it that {start}?", value.text, "a date")
        elif DATE_AT_START.fullmatch(before) and after.startswith(", ") and not _leans(after.split()[1]):
            yield Fact(f"When was it that {after[2:]}?", value.text, "a date")


def _leans(word: str) -> bool:
    """Whether a sentence that begins with the word leans on the one before it: "She", "It's"."""
    return re.split(r"['’,.]", word)[0].lower() in LEANING


def _is_verb(word: str) -> bool:
    return word in AUXILIARIES or word in IRREGULAR or (word.endswith("ed") and word.islower())


def _continued(clause: str) -> str:
    """The beginning of a sentence in the midst of one: "The ferry" is "the ferry", a name stays."""
    first, _, rest = clause.partition(" ")
    known = names(clause)
    is_name = bool(known) and known[0].sure and known[0].span[0] == 0
    lowered = first if is_name or not first.istitle() else first.lower()
    return f"{lowered} {rest}" if rest else lowered
