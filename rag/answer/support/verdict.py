"""From what was found to a label, a score and reasons that a person can check.

The exact comparison decides first: what the source says otherwise is contradicted, a number or a name that
no source has is not supported, however alike the rest. Else the fitted probability decides. The scores of
what was decided exactly are capped at what people said of such claims in the data the model was fitted on.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.support.align import Aligned
from rag.answer.support.model import weights
from rag.answer.support.place import Placed
from rag.answer.values import Value
from rag.models.entailment import Entailment
from rag.types import Support, SupportLabel

NEARLY = 0.9  # of the claim's pieces in the source, in order, with nothing changed: it says the same …
ALL = 0.95  # … or so many in any order
CONTRADICTED, VALUE_ABSENT, NAME_ABSENT, ADDED = 0.05, 0.2, 0.3, 0.45  # the highest scores of these
SURE = 0.7  # of an NLI verdict that decides alone
NLI_WEIGHT = 2 / 3  # of the NLI model's verdict in the score, where there is one
MOST_REASONS = 4


def judged(
    probability: float, aligned: Aligned, placed: Sequence[Placed], entailed: Sequence[Entailment] = ()
) -> Support:
    """The judgement of a claim that does not stand in the texts word for word."""
    score, against = _with_nli(probability, entailed)
    opposed = [*_opposed(aligned, placed), *against]
    if opposed:
        return _support("contradicted", min(score, CONTRADICTED), opposed)
    absent = [p for p in placed if p.absent]
    if absent:
        most = VALUE_ABSENT if any(isinstance(p.fact, Value) for p in absent) else NAME_ABSENT
        return _support("unsupported", min(score, most), [_missing(p) for p in absent])
    if aligned.changed:
        return _support("partial", min(score, ADDED), [c.reason for c in aligned.changed])
    if is_same(aligned):
        same = "the source says it in nearly the same words"
        return _support("supported", max(score, weights().nearly), [same])
    if score >= weights().supported:
        return _support("supported", score, ["the closest sentences say the same in other words"])
    if score >= weights().partial:
        return _support("partial", score, ["the closest sentences say only part of it"])
    return _support("unsupported", score, ["no sentence says this"])


def is_same(aligned: Aligned) -> bool:
    """Whether the source says it in nearly the same words, with nothing changed."""
    whole = aligned.near >= NEARLY or aligned.share >= ALL
    return aligned.nearly and whole and not aligned.changed


def _opposed(aligned: Aligned, placed: Sequence[Placed]) -> list[str]:
    """What the source says otherwise."""
    changed = [c.reason for c in aligned.changed if c.change not in ("added", "doubt")]
    others = [(p.fact.text, p.other.text) for p in placed if p.absent and p.other is not None]
    return [*changed, *(f"the claim says {ours}, the source {theirs}" for ours, theirs in others)]


def _missing(absent: Placed) -> str:
    verb = "has" if isinstance(absent.fact, Value) else "names"
    return f"no source {verb} “{absent.fact.text}”"


def _with_nli(probability: float, entailed: Sequence[Entailment]) -> tuple[float, list[str]]:
    """The score with the best entailment mixed in, and a reason where the nearest premise is against it."""
    if not entailed:
        return probability, []
    best = max(e.entails for e in entailed)
    score = (1 - NLI_WEIGHT) * probability + NLI_WEIGHT * best
    against = entailed[0].contradicts >= SURE and best < 1 - SURE
    return score, ["the NLI model reads a contradiction in the nearest sentences"] if against else []


def _support(label: SupportLabel, score: float, reasons: Sequence[str]) -> Support:
    return Support(label, round(score, 4), tuple(dict.fromkeys(reasons))[:MOST_REASONS])
