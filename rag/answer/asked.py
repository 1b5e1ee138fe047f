"""What kind of thing a question asks for, and whether a sentence offers one.

Cue words, not a parser: the cue that comes first decides (Li and Roth 2002 name the coarse classes).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from rag.answer.offices import of_its_country
from rag.models.words import content_words, is_function

Kind = Literal[
    "person", "time", "year", "duration", "place", "count", "percentage", "money", "reason", "other"
]

_CUES: tuple[tuple[Kind, str], ...] = (
    (
        "money",
        r"\bhow much (?!of\b)(money\b|.*\b(pay|pays|paid|costs?|spend|spent|earn|earned|worth|sell|sold|buy"
        r"|bought|charge|charged|donate|donated|owe|owed|fined|invest|invested|price|priced)\b)",
    ),
    ("money", r"\b(what|which)( \w+){0,2} (price|cost|sum|salary|fine)\b"),
    ("count", r"\bhow many\b|\bwhat (number|total) of\b"),
    ("percentage", r"\bwhat (percentage|percent|share|proportion)\b"),
    ("year", r"\b(what|which) year\b"),
    ("duration", r"\bhow long\b|\bhow many (minutes|hours|days|weeks|months|years)\b"),
    ("time", r"\bwhen\b|\b(what|which) (date|day|days|dates|month|time|week|weekday)\b"),
    ("place", r"\bwhere\b|\b(what|which) (country|city|town|state|place|port|location|venue|region)\b"),
    ("person", r"\bwho(m|se)?\b|\b(what|which) (person|man|woman|official|company|firm|team|agency)\b"),
    ("reason", r"\bwhy\b|\bwhat (caused|led to)\b|\bhow come\b|\b(what|which) reason\b"),
)
_INTERROGATIVE = re.compile(
    r"\b(how (many|much|long)|what|which|who(se|m)?|when|where|why|how|for what reason)\b"
)
_YES_OR_NO = re.compile(
    r"\W*(is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)(n[’']t)? "
)
_WHICH = re.compile(
    r"\W*(in |on |at |to |by )?(which|what) "
    r"(?!(is|are|was|were|did|do|does|will|would|has|have|had|can|could|should|of|the|else|happened)\b)"
)
_COMPILED = tuple((kind, re.compile(cue)) for kind, cue in _CUES)

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds "
    "thousand thousands million millions billion billions dozen dozens half pair couple both single no"
)
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday tonight morning "
    "afternoon evening noon midnight spring summer autumn winter weekend"
)


def _words(listed: str) -> str:
    return "|".join(listed.split())


_NUMBER = re.compile(rf"\d[\d,.]*|\b({_words(_NUMBER_WORDS)})\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[$£€¥₹₽₩₺]\s?\d|\b(dollars?|euros?|pounds?|cents?|pence|yuan|renminbi|yen|pesos?|francs?|crowns?|kron(a|or|er)"
    r"|ru(pee|ble|piah)s?|rand|reais|dinars?|dirhams?|riyals?|shekels?|liras?|zloty|naira|baht)\b"
    r"|\b(USD|EUR|GBP|CHF|CNY|JPY|INR|US\$) ?\d",
    re.IGNORECASE,
)
_UNITS = r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|century|centuries"
_DURATION = re.compile(rf"\b({_UNITS}|overnight|since|until)\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\b({_words(_DAYS)}|{_words(_MONTHS)}|{_UNITS})\b|\b1\d{{3}}\b|\b20\d\d\b|\d ?[ap]\.?m\b|\d:\d\d",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(1\d{3}|20\d\d)\b")
_PERCENT = re.compile(r"\d ?%|\bper ?cent(age)?\b|\b(half|third|quarter)\b", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_PLACE = re.compile(
    r"\b(in|at|on|near|from|to|of|off|outside|across|around|between|towards?)\s+(the\s+)?([a-z]+ of\s+)?[A-Z]"
    r"|\b[A-Z][a-z]+-based\b"
    r"|\b([Vv]enue|[Ll]ocation|[Pp]lace|[Ss]ite|[Cc]ity|[Tt]own|[Cc]ountry): *[A-Z]"  # of a table's row
)
_REASON = re.compile(
    r"\b(because|since|due to|owing to|as a result|so that|in order to|after|amid|reasons?|caused?|cited"
    r"|citing|in response|aim(s|ed)? (at|to))\b"
    r"|\bto (ensure|show|avoid|protect|make|help|keep|get|give|prevent|stop)\b",
    re.IGNORECASE,
)
_OFFERS: dict[Kind, re.Pattern[str]] = {
    "money": _MONEY,
    "percentage": _PERCENT,
    "year": _YEAR,
    "duration": _DURATION,
    "time": _TIME,
    "place": _PLACE,
    "reason": _REASON,
    "person": _NAME,
}
ROLES = (
    "president minister secretary ambassador commander spokesman spokeswoman spokesperson director chief "
    "head leader mayor governor chairman chairwoman chair ceo coach captain judge general admiral owner "
    "founder senator prosecutor lawyer editor manager officer chancellor premier envoy sheriff"
)
_WHO_HOLDS = re.compile(rf"^\W*who (?:is|was|are|were)\b[^,?]*?\b({_words(ROLES)})\b", re.IGNORECASE)
_AT_WHAT_COST = re.compile(r"\bat what (cost|price)\b", re.IGNORECASE)
_AT_A_COST = re.compile(r"\bat (\w+ ){0,3}(cost|price)\b", re.IGNORECASE)
NAMED_WITHIN = 6  # words between a role and the name of who holds it
COUNTED_WITHIN = 5  # words between a number and what it counts


def asked(question: str) -> Kind:
    """The kind of thing the question asks for; "other" where no cue tells.

    Only the first interrogative counts: in "what happens when it rains" the "when" asks nothing.
    """
    lowered = question.lower()
    first = _INTERROGATIVE.search(lowered)
    if first is None:
        return "other"
    found = [(-m.end(), kind) for kind, cue in _COMPILED if (m := cue.match(lowered, first.start()))]
    return min(found)[1] if found else "other"


def yes_or_no(question: str) -> bool:
    """Whether it asks if something is so: "Did the talks end?"."""
    return _YES_OR_NO.match(question.lower()) is not None


def focus(question: str) -> list[str]:
    """The first content words after the interrogative: what exactly is asked for ("crew members")."""
    lowered = question.lower()
    found = _INTERROGATIVE.search(lowered)
    return list(content_words(lowered[found.end() :] if found else lowered)[:2])


def offers(kind: Kind, sentence: str, question: str) -> bool:
    """Whether the sentence holds something of that kind which the question does not say itself."""
    if kind == "count":
        return counts(sentence, focus(question))
    pattern = _OFFERS.get(kind)
    if pattern is None:
        return True
    known = set(re.findall(r"[\w'’-]+", question.lower()))
    return any(match.group().lower() not in known for match in pattern.finditer(sentence))


def asked_class(question: str) -> list[str]:
    """The class that "which" or "what" asks a member of (["news", "outlet"] in "Which news outlet …?").

    An answer names the member ("Breitbart") and often leaves out the class.
    """
    return focus(question) if _WHICH.match(question.lower()) else []


def names_something(sentence: str, question: str) -> bool:
    """Whether the sentence holds a name, not just a capital at its start, that the question does not."""
    known = set(re.findall(r"[\w'’-]+", question.lower()))
    return any(m.start() > 2 and m.group().lower() not in known for m in _NAME.finditer(sentence))


def asked_role(question: str) -> str:
    """The office whose holder is asked for ("minister" in "Who is Panama's minister of …?"), or ""."""
    found = _WHO_HOLDS.match(question)
    return found.group(1).lower() if found else ""


def names_role(sentence: str, role: str, question: str) -> bool:
    """Whether a name that the question does not say stands near the role in the sentence.

    Where it asks for the role of a country, that country must stand near the role, too.
    """
    if not of_its_country(sentence, role, question):
        return False
    words = re.findall(r"[\w'’-]+", sentence)
    known = set(re.findall(r"[\w'’-]+", question.lower()))
    for place, word in enumerate(words):
        if word.lower().removesuffix("'s").removesuffix("’s") in (role, f"{role}s"):
            near = words[max(0, place - NAMED_WITHIN) : place + NAMED_WITHIN + 1]
            if any(w[:1].isupper() and w.lower() not in known and not is_function(w.lower()) for w in near):
                return True
    return False


def costs(question: str, sentence: str) -> bool:
    """Whether a cost is asked for that the sentence tells in other coin: "at a cost of many lives"."""
    return bool(_AT_WHAT_COST.search(question) and _AT_A_COST.search(sentence))


def counts(sentence: str, things: list[str]) -> bool:
    """Whether a number in the sentence stands shortly before, or right behind, one of the things."""
    for match in _NUMBER.finditer(sentence):
        after = content_words(sentence[match.end() :])[:COUNTED_WITHIN]
        before = content_words(sentence[: match.start()])[-1:]
        if any(alike(word, thing) for word in (*after, *before) for thing in things):
            return True
    return False


@lru_cache(maxsize=50_000)
def alike(word: str, other: str) -> bool:
    """Whether two lowercase words are one but for their ending ("ports" and "port")."""
    short, long = sorted((word, other), key=len)
    stem = short[: max(3, len(short) - 2)]
    return long.startswith(stem) and len(long) - len(short) <= 3
