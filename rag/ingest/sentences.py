"""Where the sentences of a text begin and end. The door of `sentencex`, with its slips mended.

sentencex gives offsets in characters. It knows abbreviations and keeps a quotation together; it
does not know where a line break means something, and its time grows with the square of the number of
unclosed quotation marks, so it is fed paragraphs of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex  # type: ignore[import-untyped]

from rag.ingest.wrapping import starts_item, was_forced, wrap_width
from rag.remembered import remembering
from rag.types import Span

LONGEST = 8_000  # characters given to the segmenter at once
NEAR = 24  # characters before a cut that decide whether it stands
LONG_QUOTE = 45  # words from which a quotation of several sentences is taken apart
REMEMBERED = 4_096  # blocks of lines: answering reads the surroundings of what it found again and again

QUOTES = "\"“”„«»‘’'"
CLOSERS = "\"”’'»)]"
MASK = str.maketrans(dict.fromkeys('"“”„«»', " ") | dict.fromkeys(map(chr, range(55296, 57344)), "?"))
SURROGATES = str.maketrans(dict.fromkeys(map(chr, range(55296, 57344)), "?"))

# A full stop after one of these never ends a sentence.
TITLES = frozenset(
    str.split(
        "mr mrs ms dr prof gov sen rep lt col gen maj sgt capt cmdr cpl spc pfc pvt ens adm vadm radm brig "
        "rev hon pres supt det insp amb sec atty st mt ft messrs mme mlle sr fr vs v"
    )
)
# … nor after one of these when a figure follows.
BEFORE_FIGURE = frozenset(
    str.split("no nos jan feb mar apr jun jul aug sept sep oct nov dec art sec fig vol pp p ch")
)
# … nor after "a.m." and "p.m." before what says on which day, or on whose clock.
AFTER_HOUR = frozenset(
    str.split(
        "EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT BST CET CEST UTC Eastern Pacific Central Mountain "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
        "August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec"
    )
)
OPEN_ENDS = ",;:-–—("  # no sentence ends in one of these where its line goes on
LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.\s*\Z")
FIRST_WORD = re.compile(r"[^\w\s]*(\w+)")
LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]\s*\Z")
SPOKEN_END = re.compile(r"[?!][\"”]\s*\Z")
SPEAKER = re.compile(
    r"(?:[A-Z][\w.'’-]{0,30}\s){1,4}(?:said|says|asked|asks|added|wrote|shouted|cried|told)\b"
)
SPACE = re.compile(r"\s")
AFTER_BRACKET = re.compile(r"[.!?][\"”’']?\)\s+(?=[A-Z\"“‘(])")


def sentences(text: str) -> list[Span]:
    """The sentences in order: not overlapping, without surrounding whitespace, together all the text.

    An empty line ends a sentence. A line break ends one unless the next line goes on in lower case or
    the text is wrapped at a column.
    """
    return [(s + start, e + start) for start, end in _blocks(text) for s, e in _of_block(text[start:end])]


@remembering(REMEMBERED)
def _of_block(block: str) -> tuple[Span, ...]:
    return tuple(_trimmed(block, _mended(block, _segmented(block, 0, len(block)))))


def _blocks(text: str) -> Iterator[Span]:
    """Runs of lines that belong together."""
    lines = text.splitlines(keepends=True)
    width = wrap_width([line.strip() for line in lines])
    start = end = 0
    before = ""
    for line in lines:
        if not before or not line.strip() or not _goes_on(before, line, width):
            if before:
                yield start, end
            start = end
        end += len(line)
        before = line.strip()
    if before:
        yield start, end


def _goes_on(before: str, line: str, width: int) -> bool:
    if starts_item(line):
        return False
    return line.lstrip()[0].islower() or (width > 0 and was_forced(before, line, width))


def _segmented(text: str, start: int, end: int) -> list[Span]:
    """What the segmenter says, long quotations of several sentences taken apart."""
    found: list[Span] = []
    for s, e in _windows(text, start, end):
        if len(text[s:e].split()) > LONG_QUOTE:
            found.extend(_cut(text[s:e].translate(MASK), s))
        else:
            found.append((s, e))
    return found


def _windows(text: str, start: int, end: int) -> Iterator[Span]:
    """Feeds a window at a time; its last sentence, which the window may have cut, begins the next."""
    while start < end:
        stop = min(end, start + LONGEST)
        found = _cut(text[start:stop].translate(SURROGATES), start)
        start = found.pop()[0] if stop < end and len(found) > 1 else stop
        yield from found


def _cut(block: str, offset: int) -> list[Span]:
    flat = SPACE.sub(" ", block)
    spans: list[Span] = []
    for found in sentencex.get_sentence_boundaries("en", flat):
        start, end = found["start_index"], found["end_index"]
        bracket = AFTER_BRACKET.search(flat, start, end) if flat[start] == "(" else None
        if bracket:  # a whole sentence in brackets, which hid the next one
            spans.append((start + offset, bracket.end() + offset))
            start = bracket.end()
        spans.append((start + offset, end + offset))
    return spans


def _mended(text: str, spans: list[Span]) -> list[Span]:
    """Joins what was cut wrongly and gives closing quotation marks back to their sentence."""
    mended: list[Span] = []
    for start, end in spans:
        if not mended:
            mended.append((start, end))
            continue
        before = mended[-1][0]
        closing = _closing(text, start, end)
        if closing > start:
            mended[-1] = (before, closing)
            start = closing
        if start < end and _belong_together(text[max(before, start - NEAR) : start], text[start:end]):
            mended[-1] = (before, end)
        elif start < end:
            mended.append((start, end))
    return mended


def _closing(text: str, start: int, end: int) -> int:
    """The end of closing marks that stand at the front of a sentence but belong to the one before."""
    place = start
    while place < end and text[place] in CLOSERS:
        place += 1
    return place if place == end or text[place].isspace() else start


def _belong_together(left: str, right: str) -> bool:
    opening = right.lstrip(" \t\n" + QUOTES + "([")
    if not left.strip() or not opening:
        return True
    end = left.rstrip()[-1]
    if opening[0].islower() or opening[0] in ",;:." or end in OPEN_ENDS or end.isalnum():
        return True
    if LIST_NUMBER.fullmatch(left.strip()) or (SPOKEN_END.search(left) and SPEAKER.match(right)):
        return True
    word, follower = LAST_WORD.search(left), FIRST_WORD.match(right)
    if word is None or follower is None:
        return False
    last, first = word.group(1), follower.group(1)
    if last.lower() in BEFORE_FIGURE and first[0].isdigit():
        return True
    if last.lower() in TITLES and last[0].isupper():
        return True
    return last in ("a.m", "p.m") and first in AFTER_HOUR


def _trimmed(text: str, spans: list[Span]) -> Iterator[Span]:
    for start, end in spans:
        piece = text[start:end]
        inner = piece.strip()
        if inner:
            left = start + len(piece) - len(piece.lstrip())
            yield left, left + len(inner)
