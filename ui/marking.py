"""The words of an article as HTML, with places in them marked: not a character is added, lost or changed.

Paragraphs are elements, their line ends stand hidden within them. The numbers of citations and of pages
are attributes that the style sheet shows, so that what is copied or searched is the article alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rag.types import Span
from ui.place import Place
from ui.render import escape

LINE_ENDS = re.compile(r"(?:\r\n|\r|\n)+")
BLANK_LINE = re.compile(r"\r\n\r\n|\r\r|\n\n|\n\r\n")


def words(
    text: str, places: Sequence[Place] = (), here: Place | None = None, pages: Sequence[int] = ()
) -> str:
    """The text in paragraphs, `places` marked, their passages shaded, the one that is `here` as `#quote`.

    Each place lies within the text; places may overlap. `pages` are where pages begin, as in `Article`.
    """
    passages = [place.passage for place in places if place.passage[1]]
    spans = [(place.start, place.end) for place in places]
    cuts = sorted({edge for span in (*spans, *passages) for edge in span} | set(pages))
    turned = list(enumerate(pages, 1))[1:]  # the first page needs no sign
    begun: set[Place] = set()
    made = []
    for start, end, after in paragraphs(text):
        inner = [start, *cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end]
        made.append('<p class="line" dir="auto">' if one_line_end(text[end:after]) else '<p dir="auto">')
        for shaded, pieces in groupby(pairwise(inner), lambda piece: within(piece, passages)):
            made.append('<span class="passage">' if shaded else "")
            for first, last in pieces:
                while turned and turned[0][1] <= first:
                    made.append(f'<span class="page" data-page="{turned.pop(0)[0]}"></span>')
                over = [place for place in places if place.start <= first < last <= place.end]
                made.append(marked(escape(text[first:last]), over, [p for p in over if p not in begun], here))
                begun.update(over)
            made.append("</span>" if shaded else "")
        made.append(f'<span class="end">{escape(text[end:after])}</span></p>' if after > end else "</p>")
    return "".join(made)


def paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each paragraph begins, where its words end, and where its line ends do."""
    start = 0
    for found in LINE_ENDS.finditer(text):
        yield start, found.start(), found.end()
        start = found.end()
    if start < len(text):
        yield start, len(text), len(text)


def marked(shown: str, over: Sequence[Place], begins: Sequence[Place], here: Place | None) -> str:
    """A piece of a paragraph that lies in the places `over`; some of them begin with it."""
    if not over:
        return shown
    anchor = ' id="quote"' if here in begins else ""
    kind = ' class="here"' if here in over else ""
    numbers = f' data-numbers="{listed(over)}"'
    cited = [place for place in begins if place.number]
    label = f' data-begins="{listed(cited)}"' if cited else ""
    return f'<mark{anchor}{kind} tabindex="-1"{numbers}{label}>{shown}</mark>'


def within(piece: Span, spans: Sequence[Span]) -> bool:
    return any(start <= piece[0] and piece[1] <= end for start, end in spans)


def listed(places: Sequence[Place]) -> str:
    return " ".join(str(place.number) for place in places)


def one_line_end(ends: str) -> bool:
    return bool(ends) and BLANK_LINE.search(ends) is None
