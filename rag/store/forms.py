"""The spellings of one word made one, before texts and questions are taken apart into words."""

from __future__ import annotations

import re

POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # U.S. becomes US
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")  # 8,000 becomes 8000
ASKING = re.compile(r"\b(?:what|who|whom|whose|which|when|where|why|how|do|does|did)\b", re.IGNORECASE)

# What news writes out or shortens. Short ones only in capitals: "us" is a pronoun.
NAMES = {
    "unitedstates": r"(?i:United\s+States(?:\s+of\s+America)?)|USA?",
    "unitedkingdom": r"(?i:United\s+Kingdom)|UK",
    "unitednations": r"(?i:United\s+Nations)|UN",
    "europeanunion": r"(?i:European\s+Union)|EU",
    "unitedarabemirates": r"(?i:United\s+Arab\s+Emirates)|UAE",
}
ANY_NAME = "|".join(rf"(?P<{name}>\b(?:{form})\b)" for name, form in NAMES.items())
SHORT = re.compile(rf"(?=[UuEe])(?:{ANY_NAME})")  # the first letters, as most words are then passed over

UNITS = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
VALUES = {
    **{word: value for value, word in enumerate([*UNITS, *TEENS], start=1) if word != "one"},  # a pronoun too
    **{word: 10 * value for value, word in enumerate(TENS, start=2)},
}
TWO_WORDS = rf"(?P<tens>{'|'.join(TENS)})[-‐‑ ](?P<unit>{'|'.join(UNITS)})"
SPELLED = re.compile(rf"(?=[otfsen])\b(?:{TWO_WORDS}|(?P<whole>{'|'.join(VALUES)}))\b", re.IGNORECASE)


def plain(text: str) -> str:
    """The text with possessives, initials, thousands, some names and numbers below a hundred in one form."""
    text = POSSESSIVE.sub("", text)
    text = INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    text = SHORT.sub(lambda match: match.lastgroup or "", text)
    text = SPELLED.sub(_digits, text)
    return THOUSANDS.sub("", text)


def asked(question: str) -> str:
    """The question without the words by which it asks: articles that ask are not what it looks for.

    One in capitals is a name (the WHO), unless all of the question is.
    """
    names = not question.isupper()
    return ASKING.sub(lambda match: match[0] if names and match[0].isupper() else " ", plain(question))


def _digits(match: re.Match[str]) -> str:
    if match["whole"]:
        return str(VALUES[match["whole"].lower()])
    return str(VALUES[match["tens"].lower()] + 1 + UNITS.index(match["unit"].lower()))
