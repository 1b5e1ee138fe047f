"""What a claim changes of the sentences that it is nearest to, piece by piece, in words for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from rag.answer.names import Name, folded, same_name
from rag.answer.negation import DENIERS, DOUBTS, NEGATORS, opposite
from rag.answer.pieces import Piece, stem
from rag.answer.speakers import speakers
from rag.answer.support.blocks import differences, exchanged
from rag.answer.support.reading import Reading
from rag.answer.values import compare
from rag.models.words import is_function

Change = Literal["value", "name", "speaker", "negation", "opposite", "doubt", "added"]
FEW = 4  # pieces left out with a "not": of more, it may have negated what was left out alone


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that the claim says otherwise than the source, in words for a person."""

    change: Change
    reason: str


def changes(
    claim: Sequence[Piece], source: Sequence[Piece], said: str, text: str, reading: Reading
) -> list[Changed]:
    """What a claim changes of a sentence that it nearly is.

    `reading` has the rest of the evidence, for what else a name is known as.
    """
    found: list[Changed] = []
    places = differences(Levenshtein.opcodes([p.key for p in source], [p.key for p in claim]))
    blocks = [(source[slice(*old)], claim[slice(*new)]) for old, new in places]
    swapped = exchanged(blocks, source)
    last = max((old[1] for old, _ in places if old[1] < len(source)), default=0)
    for ((start, end), _), (old, new) in zip(places, blocks, strict=True):
        found += _facts(old, new, source, swapped, said, text, reading)
        if start < last or start == end:  # what the source says after the claim's last word turns nothing
            found += _turned(old, new, source, claim)
    return list(dict.fromkeys(found))


def loose_changes(said: str, text: str) -> list[Changed]:
    """What can be told of a window that has but half of the claim: that somebody else says it."""
    ours, theirs = speakers(said), speakers(text)
    if len(ours) == 1 == len(theirs) and theirs[0].sure and not same_name(ours[0], theirs[0]):
        return [_said_by(theirs[0], ours[0])]
    return []


def _said_by(theirs: Name, ours: Name) -> Changed:
    return Changed("speaker", f"said by {theirs.text} in the source, by {ours.text} in the claim")


def _opposed(ours: Piece, theirs: Piece) -> Changed:
    return Changed("opposite", f"the claim says “{ours.text}”, the source “{theirs.text}”")


def _facts(
    old: Sequence[Piece],
    new: Sequence[Piece],
    source: Sequence[Piece],
    exchanged: frozenset[str],
    said: str,
    text: str,
    reading: Reading,
) -> list[Changed]:
    """The values and names that stand in the place of others, or of nothing.

    One that the source has elsewhere has only moved, unless it was exchanged for what stood there.
    """
    found: list[Changed] = []
    rivals = [p for p in old if p.is_fact]
    elsewhere = [p for p in source if p.value is not None or p.text[:1].isupper()] if rivals else source
    for piece in new:
        if _is_held(piece, old, reading) or (
            piece.key not in exchanged and _is_held(piece, elsewhere, reading)
        ):
            continue
        if piece.value is not None:
            other = next((p for p in rivals if p.value is not None), None) or next(iter(rivals), None)
            found += [] if piece.is_soft and other is None else [_swapped("value", piece, other, said)]
        elif piece.name is not None and piece.name.sure:
            other = next((p for p in rivals if p.value is None), None) or next(iter(rivals), None)
            found.append(_speaker(piece, said, text) or _swapped("name", piece, other, said))
        elif _is_named(piece, reading) and any(p.text[:1].isupper() for p in rivals):
            found.append(_swapped("name", piece, rivals[0], said))
        elif opposed := next((p for p in old if opposite(p.text.lower(), piece.text.lower())), None):
            found.append(_opposed(piece, opposed))
    return [change for change in found if change.reason]


def _is_named(piece: Piece, reading: Reading) -> bool:
    """Whether it has a capital that no sentence's beginning explains, or is part of a name elsewhere."""
    if not piece.text[:1].isupper() or is_function(piece.text.lower()):
        return False
    return piece.span[0] > 0 or reading.has_in_name(piece.text)


def _is_held(piece: Piece, source: Sequence[Piece], reading: Reading) -> bool:
    """Whether the source says the same, maybe in another form: a fuller date, a last name alone.

    Of a name of several words each must be there, or be known of that name from elsewhere in the evidence:
    "Barack" before "Obama".
    """
    if piece.value is not None:
        return any(p.value is not None and compare(piece.value, p.value) == "same" for p in source)
    if any(piece.key == p.key or stem(piece.key) == stem(folded(p.text)) for p in source):
        return True
    if piece.name is None:
        return False
    like = [n for n in dict.fromkeys(p.name for p in source) if n is not None and same_name(piece.name, n)]
    if len(piece.name.words) == 1 or any(len(w) == 1 and piece.key[0] == w for n in like for w in n.words):
        return bool(like)
    return bool(like) and reading.knows(piece)


def _swapped(change: Change, piece: Piece, other: Piece | None, said: str) -> Changed:
    """An acronym in brackets that the source does not have is but a short form, so has no reason."""
    ours = piece.value.text if piece.value else piece.name.text if piece.name else piece.text
    if other is None:
        short = ours.isupper() and said[: piece.span[0]].endswith("(")
        return Changed("added", "" if short else f"the source does not say “{ours}” there")
    theirs = other.value.text if other.value else other.name.text if other.name else other.text
    return Changed(change, f"the claim says {ours}, the source {theirs}")


def _speaker(piece: Piece, said: str, text: str) -> Changed | None:
    """The change, where the name is that of who says it."""
    ours = [n for n in speakers(said) if piece.name is not None and same_name(n, piece.name)]
    theirs = speakers(text)
    if ours and theirs and not any(same_name(ours[0], n) for n in theirs):
        return _said_by(theirs[0], ours[0])
    return None


def _turned(
    old: Sequence[Piece], new: Sequence[Piece], source: Sequence[Piece], claim: Sequence[Piece]
) -> list[Changed]:
    """A negation or a doubt that only one of the two has."""
    gone = _cue(old, NEGATORS | DENIERS)
    come = _cue(new, NEGATORS | DENIERS)
    if gone and not come and len(old) <= FEW and not _balanced(source, claim):
        return [Changed("negation", f"the source denies it: “{gone}”")]
    if come and not gone and len(new) <= FEW and not _balanced(source, claim):
        return [Changed("negation", f"the claim denies what the source says: “{come}”")]
    doubt = _cue(old, DOUBTS) if len(old) <= FEW else ""
    if doubt and not _cue(claim, DOUBTS):
        return [Changed("doubt", f"the source says it only under “{doubt}”")]
    return []


def _cue(row: Sequence[Piece], cues: frozenset[str]) -> str:
    for place, piece in enumerate(row):
        word = "not" if piece.is_not else piece.text.lower()
        only = place + 1 < len(row) and row[place + 1].text.lower() == "only"
        if word in cues and piece.name is None and not (word == "not" and only):
            before = row[place - 1].text + " " if place and piece.text.lower() == "not" else ""
            return f"{before}{piece.text}"
    return ""


def _balanced(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Whether both have as many negations: "did not" moved, or said in another word."""
    cues = NEGATORS | DENIERS
    ours, theirs = (sum(p.text.lower() in cues or p.is_not for p in row) for row in (one, other))
    return ours == theirs
