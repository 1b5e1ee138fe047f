"""A text as the set of its word runs: what near-duplicates share, however the rest was edited.

Runs of three words (Broder 1997 calls them shingles) are short enough that a copy with a tenth of
its words changed keeps most of them, and long enough that two reports of one event share few.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

RUN = 3  # words of a shingle
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # each is a word: no spaces part them
WORD = re.compile(rf"[{IDEOGRAPHS}]|[^\W{IDEOGRAPHS}]+")
BEGINS = re.compile(r"[.!?:;…\n\"“”„«»(]\s*$")  # what stands before the first word of a sentence
FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
MIXER = np.uint64(0xFF51AFD7ED558CCD)

Hashes = NDArray[np.uint32]  # in ascending order, each once


def words(text: str) -> list[str]:
    """The words of a text in order, in lower case; punctuation and spacing are left out."""
    return WORD.findall(text.lower())


def shingles(text: str) -> Hashes:
    """The text's runs of three words, each as a hash; a shorter text is one run."""
    return np.unique(_runs(text))


def shingles_by_half(text: str) -> tuple[Hashes, NDArray[np.uint8]]:
    """The same, and in which half of the text each is: 1 for the first, 2 for the second, 3 for both."""
    runs = _runs(text)
    middle = len(runs) // 2
    found = np.unique(runs)
    first, second = (np.isin(found, half) for half in (runs[:middle], runs[middle:]))
    return found, (first + 2 * second).astype(np.uint8)


def telling(text: str) -> tuple[Hashes, Hashes]:
    """The text's names and its numbers as hashes: what an edited copy keeps and a template changes.

    A name is a word with a capital; one that only ever begins a sentence is not counted.
    """
    names, numbers = set(), set()
    end = 0
    for match in WORD.finditer(text):
        word = match[0]
        if word[0].isdigit():
            numbers.add(word)
        elif word[0].isupper() and end and not BEGINS.search(text, end - 1, match.start()):
            names.add(word.lower())
        end = match.end()
    return _set(names), _set(numbers)


def found_in(one: Hashes, other: Hashes) -> NDArray[np.bool_]:
    """For each hash of the one, whether the other has it too."""
    if not len(other):
        return np.zeros(len(one), dtype=bool)
    places = np.searchsorted(other, one)
    places[places == len(other)] = 0
    return np.asarray(other[places] == one)


def shared(one: Hashes, other: Hashes) -> int:
    """How many hashes are in both."""
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    return int(np.count_nonzero(found_in(shorter, longer)))


def jaccard(one: Hashes, other: Hashes) -> float:
    """The share of all their hashes that both have; nothing is like nothing (0)."""
    common = shared(one, other)
    return common / (len(one) + len(other) - common) if common else 0.0


def contained(one: Hashes, other: Hashes) -> float:
    """The share of the smaller set that the larger one has."""
    return shared(one, other) / max(1, min(len(one), len(other)))


def _runs(text: str) -> Hashes:
    """A hash for each run, in the order of the text."""
    found = words(text)
    if not found:
        return np.empty(0, dtype=np.uint32)
    hashes = _hashed(found)
    if len(hashes) < RUN:
        hashes = np.pad(hashes, (0, RUN - len(hashes)))
    runs = np.lib.stride_tricks.sliding_window_view(hashes, RUN)
    mixed = (runs * FACTORS).sum(axis=1, dtype=np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(33))) * MIXER
    return np.asarray((mixed >> np.uint64(32)).astype(np.uint32))


def _set(found: Iterable[str]) -> Hashes:
    return np.unique(_hashed(found).astype(np.uint32))


def _hashed(found: Iterable[str]) -> NDArray[np.uint64]:
    return np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in found], dtype=np.uint64)
