"""Text that was broken into lines at a column, as e-mail, wire copy and old archives are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

NARROWEST, WIDEST = 50, 100  # columns at which people and programs wrap text
FEWEST = 4  # line breaks inside paragraphs, below which a pattern may be chance
FORCED_SHARE = 0.8
SENTENCE_ENDS = (".", "!", "?", ":", ";", "…", '."', '?"', '!"', ".”", "?”", "!”", ".)", ".'", ".’")
BULLETS = ("- ", "* ", "• ", "– ", "— ", "| ", "> ", "#")


def wrap_width(lines: Sequence[str]) -> int:
    """The column the text is wrapped at, or 0 where its line breaks mean something.

    It counts as wrapped when nearly every line break inside a paragraph was forced: the next line's
    first word would not have fitted any more, and the lines mostly stop amid a sentence.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(pairs) < FEWEST:
        return 0
    width = max(len(line.rstrip()) for line in lines)
    if not NARROWEST <= width <= WIDEST:
        return 0
    forced = sum(was_forced(a, b, width) for a, b in pairs)
    open_ended = sum(not ends_sentence(a) for a, _ in pairs)
    return width if forced >= FORCED_SHARE * len(pairs) and open_ended * 2 > len(pairs) else 0


def was_forced(line: str, following: str, width: int) -> bool:
    """Whether the break after `line` had to come: the next word did not fit into `width` columns."""
    words = following.split(maxsplit=1)
    if not words or starts_item(following):
        return False
    return len(line.rstrip()) + 1 + len(words[0]) > width


def ends_sentence(line: str) -> bool:
    return line.rstrip().endswith(SENTENCE_ENDS)


def starts_item(line: str) -> bool:
    """Whether the line opens an item of a list: a bullet, or a number with a full stop or bracket."""
    start = line.lstrip()
    if start.startswith(BULLETS):
        return True
    number = start[:4].split(" ")[0]
    return len(number) > 1 and number[:-1].isdigit() and number[-1] in ".)"
