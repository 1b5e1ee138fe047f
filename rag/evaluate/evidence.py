"""Where an evidence quote stands in an article, and whether passages hold it.

The rule for a passage being right, exact and the same for every way of cutting articles: a quote is
held once the passages taken so far hold every word of one of its places in a gold article. One
passage does it as a rule. A quote that the cutting split over two needs both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.types import Span


def places(quote: str, text: str) -> list[Span]:
    """Every place of the quote in the text, left to right; a run of whitespace matches any other.

    Letters must be the same: another case or another kind of quotation mark is no match.
    """
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [match.span() for match in pattern.finditer(text)]


def covered(place: Span, pieces: Iterable[Span], text: str) -> bool:
    """Whether the pieces of the text together hold all of the place; whitespace may be missing.

    (Passages end at a sentence's last character, so the space between two belongs to neither.)
    """
    reached, end = place
    for first, last in sorted(pieces):
        if first > reached and text[reached : min(first, end)].strip():
            return False
        reached = max(reached, last)
    return not text[reached:end].strip()
