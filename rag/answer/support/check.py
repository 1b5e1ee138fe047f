"""Whether texts carry a claim: word for word, else by exact facts and by how well its words are met."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.pieces import pieces
from rag.answer.question import line
from rag.answer.support.align import Aligned, align
from rag.answer.support.evidence import Evidence, read, stems
from rag.answer.support.features import features
from rag.answer.support.meet import meet
from rag.answer.support.model import probability
from rag.answer.support.place import Placed, placed
from rag.answer.support.reading import Reading
from rag.answer.support.verbatim import Stands, stands
from rag.answer.support.verdict import judged
from rag.ingest.characters import visible
from rag.models.embedding import Embedder
from rag.models.entailment import Nli
from rag.models.words import is_function
from rag.types import Support

MOST_CHARACTERS = 2_000  # of a claim that is looked at; word for word, all of it
NOT_ALL = f"only the first {MOST_CHARACTERS:,} characters of the claim were checked"
PREMISES = 3  # passages that an NLI model reads beside the nearest window
VERBATIM = Support("supported", 1.0, ("word for word in the text",))
EMPTY = Support("unsupported", 0.0, ("the claim is empty",))
WORDLESS = Support("unsupported", 0.0, ("the claim holds no word and no number",))
NOTHING = Support("unsupported", 0.0, ("there is no text to hold the claim against",))
DENIED, DOUBTED = 0.02, 0.4  # scores of a fragment whose sentence takes it back, or says it of a case only
_MARKS = re.compile(r"\[\d{1,3}\]|\*\*")  # citation marks and emphasis, as models write them
_ITEM = re.compile(r"^(?:[-•*]|\(?\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A claim held against evidence, before it is judged."""

    evidence: Evidence
    aligned: Aligned
    placed: tuple[Placed, ...]
    found: dict[str, float]  # the features by name


def support(claim: str, texts: Sequence[str], embedder: Embedder, nli: Nli | None = None) -> Support:
    """How far the texts together carry the claim; `docs/answers.md` tells how it is judged.

    The score is the probability that people would call the claim supported, as fitted on judged claims.
    With an `nli` model its verdict joins the score, and a contradiction that it is sure of counts.
    """
    said = line(claim)
    if not said:
        return EMPTY
    if not _has_words(said):
        return WORDLESS
    shown = [text for text in map(visible, texts) if _has_words(text)]
    if not shown:
        return NOTHING
    bare = cleaned(said)
    there = stands(said, shown) or (stands(bare, shown) if bare != said else None)
    if there is not None:
        return _verbatim(there)
    looked_at = bare[:MOST_CHARACTERS]
    if not _has_words(looked_at):
        return _in_part(WORDLESS)
    compared = compare(looked_at, shown, embedder)
    entailed = nli.judge(looked_at, premises(compared)) if nli is not None else ()
    judgement = judged(probability(compared.found), compared.aligned, compared.placed, entailed)
    return judgement if len(bare) <= MOST_CHARACTERS else _in_part(judgement)


def compare(claim: str, texts: Sequence[str], embedder: Embedder) -> Compared:
    """All that the judgement rests on, for a cleaned claim and texts that are not empty."""
    wanted = [w for w in stems(claim) if not is_function(w)] or stems(claim)
    evidence = read(texts, wanted, embedder.count, embedder.max_pieces)
    reading = Reading(evidence)
    row = pieces(claim)
    aligned = align(row, claim, reading, wanted)
    facts = tuple(placed(row, reading))
    query = embedder.query(claim)
    met = meet(query, evidence, evidence.chosen(wanted), embedder)
    return Compared(evidence, aligned, facts, features(claim, query, met, evidence, aligned, facts))


def cleaned(claim: str) -> str:
    """The claim without citation marks, emphasis and the number of a list item; as it is if only they are."""
    bare = _ITEM.sub("", " ".join(_MARKS.sub("", claim).split()))
    return bare if _has_words(bare) else claim


def premises(compared: Compared) -> list[str]:
    """What an NLI model reads: the nearest window, then the first passages."""
    texts = (compared.aligned.text, *(p.text for p in compared.evidence.passages[:PREMISES]))
    return list(dict.fromkeys(text for text in texts if text))


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _verbatim(there: Stands) -> Support:
    if there.turned == "denied":
        return Support("contradicted", DENIED, (f"the source denies it: “{there.cue}”",))
    if there.turned == "doubted":
        return Support("partial", DOUBTED, (f"the source says it only under “{there.cue}”",))
    return VERBATIM


def _in_part(judgement: Support) -> Support:
    """A claim too long to be looked at in full is at best carried in part."""
    label = "partial" if judgement.label == "supported" else judgement.label
    return Support(label, judgement.score, (*judgement.reasons, NOT_ALL))
