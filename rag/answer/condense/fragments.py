"""Questions that are left unfinished ("and in Peru?", "why?"), finished with the question before them."""

from __future__ import annotations

import re

from rag.answer.condense.context import ANY_DAY, Exchange
from rag.answer.condense.lists import ASKING, AUXILIARY, COUNTRIES, PREPOSITIONS
from rag.answer.condense.mentions import mentions
from rag.answer.condense.phrases import Phrase, is_verb, phrases
from rag.answer.when.times import times
from rag.models.words import content_words

OPENER = re.compile(
    r"^(?:(?:and|but|so|or|also|then|ok|okay|well|now|yes|no|great|thanks|thank you|i see|right)\b[\s,.!]*)+"
    r"(?=\w)",
    re.IGNORECASE,
)
WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^what\s+of\s+", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:(?:for|by|since|until|from|to|with|of|about|on|in)\s)?(?:why|when|where|who|whom|how"
    r"|how (?:many|much|long|often|far|old|so|big|large|come)|which|which ones?|what|whose|what for"
    r"|where (?:exactly|to|from)|what (?:day|time|date|year))"
    r"(?:\s(?:exactly|precisely|then|not))?[?.!\s]*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:(?:in|on|at|by|for|with|to|from|of|under)\s)?(?:how (?:many|much)|which|what|whose)\s[^?]*$",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    rf"^(?:when|where|why|how(?: (?:long|often|far))?|who|what)(?=\s(?:{'|'.join(sorted(AUXILIARY))})\b)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^(?:in )?the (?:(next|following|previous) (\w+)|(\w+) (after|before|later|earlier))(?: that)?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NO_OBJECT = frozenset(["who", "what"])
FEW = 3  # words of content that a fragment without an opener may have


def fragment(question: str) -> str:
    """What is left of an unfinished question without its opener and question mark; "" for a whole one."""
    text = OPENER.sub("", question)
    opened = len(text) < len(question)
    about = WHAT_ABOUT.sub("", text)
    opened, text = opened or len(about) < len(text), about.rstrip(" ?.!")
    if not text:
        return ""
    if _BARE.match(text):
        return text
    words = text.lower().split()
    if words[0] in ("i", "i'm", "i’m", "we", "you", "please", "this", "that", "it"):
        return ""
    if any(word.strip(",") in AUXILIARY or word.endswith(("n't", "n’t")) for word in words):
        return ""
    if words[0] in ASKING or _ASKED.match(text):
        verbless = not any(is_verb(word) for word in words[2 + (words[0] == "how") :])
        return text if verbless and _ASKED.match(text) and len(words) <= 5 else ""
    if opened:
        return text if not is_verb(words[0]) else ""
    if _NEXT.match(text):
        return text
    if len(content_words(text)) > FEW or is_verb(words[0]):
        return ""
    return text if words[0] in PREPOSITIONS and not any(is_verb(word) for word in words) else ""


def finished(text: str, last: Exchange) -> str:
    """The last question with the fragment in the place of its like; "" where nothing in it is."""
    asked = last.question.rstrip(" ?.!")
    if _BARE.match(text):
        return _asked_anew(text, asked)
    if _ASKED.match(text):
        return _asked_of(text, asked)
    return _timed(text, asked) or _replaced(text, asked)


def _asked_anew(text: str, asked: str) -> str:
    """“When did the ferry close” with “why”: the word that asks is changed."""
    if len(text.split()) > 1 and text.lower() not in ("how long", "how often", "how far"):
        return ""
    text = text[:1].upper() + text[1:]
    word = asked.split()[0].lower() if asked else ""
    if text.lower() in ("why", "when", "where", "how", "how long", "how often"):
        if word in AUXILIARY:
            return f"{text} {asked[:1].lower()}{asked[1:]}?"
        adverb = _ADVERB.match(asked)
        if adverb and adverb.group().lower() not in _NO_OBJECT:
            return f"{text}{asked[adverb.end() :]}?"
    return ""


def _asked_of(text: str, asked: str) -> str:
    """“Which ships are part of …” with “which aircraft”: the phrase that asks is changed."""
    first = next((p for p in phrases(asked) if p.is_asked), None)
    opening = asked[: first.start].strip().lower() if first else ""
    if first is None or opening not in ("", "how"):
        return ""
    core = _core_end(first, asked)
    return f"{text[:1].upper()}{text[1:]}{asked[core:]}?"


def _core_end(first: Phrase, asked: str) -> int:
    rest = asked[first.end :]
    return first.end if rest else first.start


def _timed(text: str, asked: str) -> str:
    """The time of the question changed for that of the fragment; put at its end where it has none."""
    spans = [(time.start, time.end) for time in times(asked, ANY_DAY)]
    after = _NEXT.match(text)
    if after and spans:
        start, end = spans[-1]
        year = _YEAR.search(asked[start:end])
        unit, later = (after.group(2) or after.group(3)).lower(), (after.group(1) or after.group(4)).lower()
        step = -1 if later in ("previous", "before", "earlier") else 1
        if year and unit == "year":
            moved = asked[start:end].replace(year.group(), str(int(year.group()) + step))
        else:
            said = re.sub(r"^(?:in|on|at|during)\s", "", asked[start:end], flags=re.IGNORECASE)
            moved = f"the {unit} {'before' if step < 0 else 'after'} {said}"
        return f"{asked[:start]}{moved}{asked[end:]}?"
    own = next(iter(times(text, ANY_DAY)), None)
    if own is None or own.end - own.start < len(text) - 1:
        return ""
    if not spans:
        return f"{asked} {text}?"
    start, end = spans[-1]
    lead = re.match(r"(?:in|on|at|during)\s", asked[start:end], re.IGNORECASE)
    if lead and text[0].isdigit():
        text = lead.group() + text
    return f"{asked[:start]}{text}{asked[end:]}?"


def _replaced(text: str, asked: str) -> str:
    """The phrase that has the fragment's preposition, noun or kind of name changed for the fragment."""
    preposition, _, rest = text.partition(" ")
    preposition = preposition.lower() if preposition.lower() in PREPOSITIONS else ""
    new = rest if preposition else text
    own = next((p for p in phrases(new) if p.start == 0), None)
    head = own.head if own else new.split()[-1].lower()
    theirs = [p for p in phrases(asked) if not p.is_asked]
    for phrase in reversed(theirs):
        if phrase.head == head and phrase.text.lower() != new.lower():
            return f"{asked[: phrase.start]}{new}{_after(phrase, asked)}?"
    names = mentions(f"of {new}")
    kind = names[0].kind if names and len(names[0].text) >= len(new) - 4 else None
    known = [m for m in mentions(asked) if kind and _alike(m.kind, kind)]
    if preposition:
        for phrase in reversed(theirs):
            if phrase.preposition == preposition:
                return f"{asked[: phrase.start]}{new}{asked[phrase.end :]}?"
        for mention in reversed(known):
            if asked[: mention.start].lower().endswith((f" {preposition} ", f" {preposition} the ")):
                return f"{asked[: mention.start]}{new}{asked[mention.start + len(mention.text) :]}?"
        if preposition in ("in", "at", "near") and known:
            mention = known[-1]
            return f"{asked[: mention.start]}{new}{asked[mention.start + len(mention.text) :]}?"
        return f"{asked} {text}?" if preposition in ("in", "at", "on", "near", "for", "during") else ""
    if known:
        land = new.lower() in COUNTRIES
        mention = ([m for m in known if (m.text.lower() in COUNTRIES) == land] or known)[-1]
        if asked[: mention.start].lower().endswith("the "):
            new = re.sub(r"^the ", "", new, flags=re.IGNORECASE)
        return f"{asked[: mention.start]}{new}{asked[mention.start + len(mention.text) :]}?"
    if own and len(theirs) == 1 and theirs[0].is_subject and own.is_plural == theirs[0].is_plural:
        return f"{asked[: theirs[0].start]}{new}{asked[theirs[0].end :]}?"
    return ""


def _alike(one: str, other: str) -> bool:
    return one == other or "name" in (one, other)


def _after(phrase: Phrase, asked: str) -> str:
    """What follows the noun of the phrase in the question: its own "of …" stays with the new noun."""
    tail = re.search(rf"\b{re.escape(phrase.head)}\b", asked[phrase.start : phrase.end], re.IGNORECASE)
    return asked[phrase.start + tail.end() :] if tail else asked[phrase.end :]
