"""Lines as they stand on printed pages become paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rag.ingest.clean import clean
from rag.ingest.wrapping import ends_sentence, starts_item

TITLE_WITHIN = 12  # lines of the first page
OTHER_SIZE = 1.12  # times the size of the line before: another kind of line
HEADLINE = 1.25  # times the size of most of the text
HEADLINE_WORDS = range(2, 31)
WIDE_GAP = 1.35  # times the usual distance of lines: a paragraph has ended
INDENT = 0.8  # times the size of the type, to the right: a paragraph begins
FULL, SHORT = 0.9, 0.6  # of the longest lines: below the one a word more had room, below the other many
LONGEST_WORD = 40  # characters looked at for a broken word
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
BROKEN = re.compile(r"([^\W_]+)[-\u2010]\Z")
FIRST_WORD = re.compile(r"[^\W\d_]+")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
UNCLEAN = re.compile(r"[<>&|]")  # what markup is made of; see rag.ingest.clean
SOFT_HYPHEN = "\u00ad"
# Ends of words that are no words themselves: what they follow was broken for want of room.
ENDINGS = frozenset(
    str.split(
        "tion tions sion sions cian cians tial cial ment ments mental ness ing ings ting tings ning nings "
        "ding dings ling lings ming ping tive tives sive ity ities ally ible ance ances ence ences ous ious "
        "eous ously ary aries ery ory ories ated ating ates ized izing ised ising ical ically ational tional "
        "tionally ture tures ers ed ly als ties ty ble bly ency ancy fully lessly ments ist ists ism"
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: `size` of its type, `x` and `y` of its start in points from the bottom left."""

    text: str
    size: float = 0.0
    x: float = 0.0
    y: float = 0.0


Page = Sequence[Line]


def readable(raw: str) -> str:
    """A clean line; a soft hyphen stays at its end, where it tells that a word goes on."""
    text = raw.translate(LIGATURES)
    if text.isascii() and text.isprintable() and not UNCLEAN.search(text):
        return " ".join(text.split())  # the same, sooner
    line = " ".join(clean(text).split())
    return line + SOFT_HYPHEN if line and text.rstrip().endswith(SOFT_HYPHEN) else line


def body_size(pages: Sequence[Page]) -> float:
    """The size that most of the text is set in, in points; 0 where there is no text."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def headline(page: Page, body: float) -> str:
    """The words in the largest type of a page where it is clearly larger than the text; else empty."""
    largest = max((line.size for line in page), default=0.0)
    if not body or largest < HEADLINE * body:
        return ""
    first = next(i for i, line in enumerate(page) if line.size == largest)
    words: list[str] = []
    for line in page[first:]:
        if line.size < largest / OTHER_SIZE:
            break
        words.extend(line.text.split())
    return " ".join(words) if len(words) in HEADLINE_WORDS else ""


def without_title(page: Page, title: str) -> list[Line]:
    """The lines without those that make up the title, which is kept apart from the text."""
    wanted = title.casefold().split()
    for first in range(min(len(page), TITLE_WITHIN)):
        words: list[str] = []
        for last in range(first, len(page)):
            words += page[last].text.casefold().split()
            if words == wanted:
                return [*page[:first], *page[last + 1 :]]
            if words != wanted[: len(words)]:
                break
    return list(page)


def flowing(pages: Sequence[Page]) -> tuple[str, list[int]]:
    """The text of all pages, a line for each paragraph, and the place in it where each page begins.

    A paragraph may go on over the page. A page without text begins where the one before it ends.
    """
    usual = _usual_gap(pages)
    words = {word.lower() for page in pages for line in page for word in WORD.findall(line.text)}
    pieces: list[str] = []  # lines, and between them what joins them
    firsts: list[int] = []  # the piece that each page begins with
    before: Line | None = None
    for page in pages:
        width = _width(page)
        firsts.append(len(pieces) + (1 if before is not None and page else 0))
        for place, line in enumerate(page):
            if before is not None and _ends(before, line, usual, width, place == 0):
                pieces.append("\n")
            elif before is not None:
                pieces[-1], glue = _joined(pieces[-1], line.text, words)
                pieces.append(glue)
            pieces.append(line.text)
            before = line
    ends = [0, *accumulate(map(len, pieces))]
    return "".join(pieces), [ends[first] for first in firsts]


def _usual_gap(pages: Sequence[Page]) -> float:
    """The distance of most lines from the next, in sizes of their type; 0 where no two lines tell."""
    gaps: Counter[float] = Counter()
    for page in pages:
        for above, below in pairwise(page):
            if 0 < above.y - below.y < 4 * below.size:
                gaps[round((above.y - below.y) / below.size, 1)] += 1
    often = max(gaps.values(), default=0) / 3  # short paragraphs have as many gaps between as within them
    return min((gap for gap, count in gaps.items() if count >= often), default=0.0)


def _width(page: Page) -> int:
    """Characters of a full line of the page: nine in ten lines are no longer."""
    lengths = sorted(len(line.text) for line in page)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _ends(before: Line, line: Line, usual: float, width: int, new_page: bool) -> bool:
    """Whether a paragraph ended with the line before this one."""
    if starts_item(line.text) or _of_other_size(before, line):
        return True
    gap = before.y - line.y
    if gap > 0 and not new_page and usual and gap > WIDE_GAP * usual * line.size:
        return True
    if BROKEN.search(before.text[-LONGEST_WORD:]):
        return False
    ended = ends_sentence(before.text)
    if gap < -line.size or new_page:  # the next column or page: nothing tells but the words
        return ended
    if ended and line.x - before.x > INDENT * line.size:
        return True
    first = line.text.split(maxsplit=1)[0]
    if len(before.text) + 1 + len(first) > FULL * width:
        return False
    return ended or (len(before.text) < SHORT * width and not line.text[0].islower())


def _of_other_size(one: Line, other: Line) -> bool:
    smaller, larger = sorted((one.size, other.size))
    return smaller > 0 and larger > OTHER_SIZE * smaller


def _joined(left: str, right: str, words: Collection[str]) -> tuple[str, str]:
    """The left line as it is to stand before the right one, and what is to stand between them.

    A hyphen at its end goes where it surely stood there for want of room; else it keeps its word
    together.
    """
    if left.endswith(SOFT_HYPHEN):
        return left[:-1], ""
    broken, rest = BROKEN.search(left[-LONGEST_WORD:]), FIRST_WORD.match(right)
    if broken is None:
        return left, " "
    if rest is not None and rest.group().islower():
        start, end = broken.group(1).lower(), rest.group().lower()
        whole = start + end in words and f"{start}-{end}" not in words
        if whole or (end in ENDINGS and f"{start}-{end}" not in words):
            return left[:-1], ""
    return left, ""
