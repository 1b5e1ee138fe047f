"""Whose office is asked for: the president of Panama is not any president."""

from __future__ import annotations

import math
import re

from rag.answer.aliases import is_country, place_of
from rag.answer.names import Name, names, same_name

ASKED_WITHIN, SAID_WITHIN = 3, 6  # words between an office and its country, in a question and in an answer
LEFT_OUT = "united states"  # American papers seldom say whose president theirs is


def of_its_country(sentence: str, role: str, question: str) -> bool:
    """Whether each country whose office it is in the question stands near the office in the sentence.

    "The president of Panama", "Panama's president" and "the Panamanian president" are of Panama.
    """
    countries = [
        name
        for name in names(question)
        if is_country(name.key)
        and place_of(name.key) != LEFT_OUT
        and _apart(question, name, role) <= ASKED_WITHIN
    ]
    named = names(sentence) if countries else ()
    return all(any(_is_of(sentence, name, country, role) for name in named) for country in countries)


def _is_of(sentence: str, name: Name, country: Name, role: str) -> bool:
    """Whether the name is the country, or begins with it behind the office ("envoy to Peru Ana Ruiz")."""
    if same_name(name, country):
        return _apart(sentence, name, role) <= SAID_WITHIN
    office = re.search(rf"\b{role}s? (to|of|for) (the )?$", sentence[: name.span[0]], re.IGNORECASE)
    return office is not None and place_of(name.words[0]) == place_of(country.key)


def _apart(text: str, name: Name, role: str) -> float:
    """How many words stand between the name and the nearest mention of the office."""
    spans = [match.span() for match in re.finditer(rf"\b{role}s?\b", text, re.IGNORECASE)]
    between = [text[min(name.span[1], end) : max(start, name.span[0])] for start, end in spans]
    return min((len(words.split()) for words in between), default=math.inf)
