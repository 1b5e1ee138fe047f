"""An article becomes passages: runs of whole sentences that the embedder reads to the end."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.ingest.sentences import sentences
from rag.types import Article, Passage, Span

Count = Callable[[Sequence[str]], list[int]]
WIDEST_WORD = 20  # characters a word on average may have before the text is no prose and is split
CLAUSE_ENDS = (";:—–", ",")  # the better place to split a sentence first


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a part of one too long for a passage, with its size in words and word pieces."""

    start: int
    end: int
    words: int
    pieces: int


def chunk(article: Article, count: Count, *, words: int, overlap: int, max_pieces: int) -> list[Passage]:
    """Passages of about `words` words that share about `overlap` words with the one before.

    `count` gives the word pieces of each text; the sum over its sentences bounds a passage, which
    never has more than `max_pieces`. Lengths are balanced over the article, so that none is left
    with a few last words. All of the text but whitespace is in some passage.
    """
    units = _units(article.text, count, words * WIDEST_WORD, max_pieces)
    return [_passage(article, units[first:last]) for first, last in _runs(units, words, overlap, max_pieces)]


def _units(text: str, count: Count, max_chars: int, max_pieces: int) -> list[_Unit]:
    spans = sentences(text)
    sizes = count([text[s:e] for s, e in spans]) if spans else []
    while True:
        long = [size > max_pieces or e - s > max_chars for (s, e), size in zip(spans, sizes, strict=True)]
        long = [is_long and e - s > 1 for is_long, (s, e) in zip(long, spans, strict=True)]
        if not any(long):
            break
        spans, sizes = _split_long(text, spans, sizes, long, count)
    return [_Unit(s, e, _words(text[s:e]), size) for (s, e), size in zip(spans, sizes, strict=True)]


def _words(sentence: str) -> int:
    """Words, or what they would be in a script that puts no spaces between them."""
    return max(len(sentence.split()), len(sentence) // WIDEST_WORD)


def _split_long(
    text: str, spans: list[Span], sizes: list[int], long: list[bool], count: Count
) -> tuple[list[Span], list[int]]:
    """Each long span in two, counted anew in one call."""
    halves = [
        part for span, is_long in zip(spans, long, strict=True) if is_long for part in _halves(text, *span)
    ]
    counted = iter(zip(halves, count([text[s:e] for s, e in halves]), strict=True))
    new: list[tuple[Span, int]] = []
    for span, size, is_long in zip(spans, sizes, long, strict=True):
        new.extend([next(counted), next(counted)] if is_long else [(span, size)])
    return [span for span, _ in new], [size for _, size in new]


def _halves(text: str, start: int, end: int) -> tuple[Span, Span]:
    """Cuts near the middle: after a clause if one ends there, else between words, else anywhere."""
    middle, reach = (start + end) // 2, 3 * (end - start) // 8
    low, high = middle - reach, middle + reach
    for marks in CLAUSE_ENDS:
        places = [i + 1 for i in range(low, high) if text[i] in marks and text[i + 1].isspace()]
        if places:
            return _around(text, start, min(places, key=lambda p: abs(p - middle)), end)
    places = [i for i in range(start + 1, end - 1) if text[i].isspace()]
    cut = min(places, key=lambda p: abs(p - middle)) if places else middle
    return _around(text, start, cut, end)


def _around(text: str, start: int, cut: int, end: int) -> tuple[Span, Span]:
    left = start + len(text[start:cut].rstrip())
    right = end - len(text[cut:end].lstrip())
    return (start, left), (right, end)


def _runs(units: list[_Unit], words: int, overlap: int, max_pieces: int) -> list[Span]:
    """First and last unit (exclusive) of each passage."""
    overlap = min(overlap, words // 2)
    runs: list[Span] = []
    first, fresh = 0, 0  # where the passage begins; the first unit that no passage has yet
    left_words = sum(u.words for u in units)
    left_pieces = sum(u.pieces for u in units)
    while fresh < len(units):
        shared = range(first, fresh)
        rest_words = left_words + sum(units[i].words for i in shared)
        rest_pieces = left_pieces + sum(units[i].pieces for i in shared)
        last = _last(
            units, first, fresh, _target(rest_words, rest_pieces, words, overlap, max_pieces), max_pieces
        )
        runs.append((first, last))
        left_words -= sum(u.words for u in units[fresh:last])
        left_pieces -= sum(u.pieces for u in units[fresh:last])
        first, fresh = _next_first(units, first, last, overlap, max_pieces), last
    return runs


def _target(rest_words: int, rest_pieces: int, words: int, overlap: int, max_pieces: int) -> float:
    """Words this passage should have so that all that follow can have as many."""
    passages = max(1, math.ceil((rest_words - overlap) / (words - overlap)))
    if passages == 1 and rest_pieces > max_pieces:
        passages = 2
    return (rest_words + (passages - 1) * overlap) / passages


def _last(units: list[_Unit], first: int, fresh: int, target: float, max_pieces: int) -> int:
    """Takes sentences while that brings the passage nearer to its target, at least one new one."""
    words = sum(u.words for u in units[first : fresh + 1])
    pieces = sum(u.pieces for u in units[first : fresh + 1])
    last = fresh + 1
    while last < len(units):
        unit = units[last]
        if pieces + unit.pieces > max_pieces or words + unit.words / 2 > target:
            break
        words, pieces, last = words + unit.words, pieces + unit.pieces, last + 1
    return last


def _next_first(units: list[_Unit], first: int, last: int, overlap: int, max_pieces: int) -> int:
    """Goes back from the end over about `overlap` words that still leave room for the next sentence."""
    if last >= len(units):
        return last
    begin, words, pieces = last, 0, units[last].pieces
    while begin - 1 > first:
        unit = units[begin - 1]
        if words + unit.words / 2 > overlap or pieces + unit.pieces > max_pieces:
            break
        words, pieces, begin = words + unit.words, pieces + unit.pieces, begin - 1
    return begin


def _passage(article: Article, units: list[_Unit]) -> Passage:
    start, end = units[0].start, units[-1].end
    text = article.text[start:end]
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Passage(
        id=f"{article.id}:{start}-{end}-{mark}",
        article_id=article.id,
        text=text,
        start=start,
        end=end,
        sentences=tuple((u.start, u.end) for u in units),
    )
