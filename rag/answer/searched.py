"""What was searched before a question was refused, in a line for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.types import Searched

NAMED = 3  # outlets that are named


def searched_words(searched: Searched) -> str:
    """ "Searched: 3 articles of AP and Reuters, 4 March 2025 to 21 March 2025, 1 without a date."."""
    if not searched.articles:
        return "Searched: no article is of these dates and outlets."
    parts = [f"{searched.articles:,} article{'' if searched.articles == 1 else 's'}{_of(searched.outlets)}"]
    if searched.first and searched.last:
        first, last = _day(searched.first), _day(searched.last)
        parts.append(first if first == last else f"{first} to {last}")
    if searched.undated:
        all_of_them = searched.undated == searched.articles
        parts.append("none with a date" if all_of_them else f"{searched.undated:,} without a date")
    return f"Searched: {', '.join(parts)}."


def _of(outlets: Sequence[str]) -> str:
    if not outlets:
        return ""
    if len(outlets) <= NAMED:
        return f" of {_listed(outlets)}"
    rest = len(outlets) - NAMED
    return f" of {_listed([*outlets[:NAMED], f'{rest:,} other outlet' + ('' if rest == 1 else 's')])}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
