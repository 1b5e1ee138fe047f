"""What the fitted model looks at: how well the evidence meets the claim, each as one number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rag.answer.negation import DOUBTS
from rag.answer.pieces import stem, weight
from rag.answer.support.align import Aligned
from rag.answer.support.evidence import Evidence, share, stems
from rag.answer.support.meet import Met, content_tokens
from rag.answer.support.place import Placed, denied
from rag.answer.values import Value
from rag.models.words import is_function
from rag.types import QueryVectors

CLOSEST = 4  # sentences that a claim is held against together
WINDOW = 3  # neighbouring sentences that may carry it together
POOR, GOOD = 0.55, 0.9  # cosines of a token that is not met, and of one that is
UNMET = 0.6
MOST_LINES = 40  # more sentences than that make a chance match no likelier
SHORTEST_CLAUSE = 3  # words
_CLAUSE = re.compile(r"[,;:]| and | but | which | that | while | because ")


def features(
    claim: str,
    query: QueryVectors,
    met: Met,
    evidence: Evidence,
    aligned: Aligned,
    placed: Sequence[Placed],
) -> dict[str, float]:
    """All features by name. Higher is better met, but for those of `FALLING`."""
    return {
        **_tokens(query, met),
        **_words(claim, query, met, evidence, aligned),
        **_facts(claim, aligned, placed),
    }


FALLING = frozenset(  # the higher, the less is carried: the fitted model may not learn the contrary
    """
    poor unmet missing rarest_missing lines values_absent names_absent gap changed doubt_added denied
    """.split()
)


def _tokens(query: QueryVectors, met: Met) -> dict[str, float]:
    """MaxSim of the claim's content tokens over the best sentence, the best few, the best window."""
    plain = content_tokens(query).astype(np.float32)
    plain /= plain.sum()
    rare = plain * np.array([weight(word) for word in query.words], dtype=np.float32)
    rare /= rare.sum()
    order = np.argsort(-(met.rows @ plain))
    near = met.rows[order[:CLOSEST]].max(axis=0)
    windows = [met.rows[i : i + WINDOW].max(axis=0) for i in range(len(met.rows))]
    kept = near[plain > 0]
    best = np.sort(met.sentences)
    return {
        "best_sentence": float(met.rows[order[0]] @ plain),
        "best_sentence_rare": float(met.rows[order[0]] @ rare),
        "best_two": float(met.rows[order[:2]].max(axis=0) @ plain),
        "closest": float(near @ plain),
        "closest_rare": float(near @ rare),
        "all_rare": float(met.rows.max(axis=0) @ rare),
        "window_rare": max(float(window @ rare) for window in windows),
        "back": float(met.back[order[0]]),
        "geometric": float(np.exp(np.log(np.clip(kept, 0.05, 1)).mean())),
        "least": float(kept.min()),
        "tenth": float(np.quantile(kept, 0.1)),
        "quarter": float(np.quantile(kept, 0.25)),
        "poor": float((kept < POOR).mean()),
        "good": float((kept > GOOD).mean()),
        "sentence": float(best[-1]),
        "sentence_two": float(best[-2:].mean()),
        "passage": float(met.passages.max()),
    }


def _words(
    claim: str, query: QueryVectors, met: Met, evidence: Evidence, aligned: Aligned
) -> dict[str, float]:
    """Shares of the claim's words, word pairs and clauses that the evidence has."""
    row = stems(claim)
    content = [w for w in row if not is_function(w)] or row
    lines = evidence.lines
    pairs = frozenset(pairwise(row))
    known = frozenset[tuple[str, str]]().union(*(line.bigrams for line in lines))
    missing = [weight(w) for w in content if w not in evidence.keys]
    best = met.rows.max(axis=0)
    unmet = sum(
        weight(word)
        for word, cosine in zip(query.words, best, strict=True)
        if cosine < UNMET and not is_function(word) and stem(word) not in evidence.keys
    )
    total = sum(weight(word) for word in query.words if not is_function(word))
    return {
        "words_best": max(share(content, line.keys) for line in lines),
        "words_plain": max(sum(w in line.keys for w in content) / len(content) for line in lines),
        "words_window": max(
            share(content, frozenset[str]().union(*(line.keys for line in lines[i : i + WINDOW])))
            for i in range(len(lines))
        ),
        "words_all": share(content, evidence.keys),
        "pairs": len(pairs & known) / max(1, len(pairs)),
        "clause": min(max(share(part, line.keys) for line in lines) for part in _clauses(claim)),
        "in_order": aligned.near,
        "of_source": aligned.back,
        "missing": sum(missing),
        "rarest_missing": max(missing, default=0.0),
        "unmet": unmet / total if total else 0.0,
        "lines": float(np.log(min(len(lines), MOST_LINES))),
    }


def _clauses(claim: str) -> list[list[str]]:
    """The content stems of each clause, or of the claim where none is long enough."""
    parts = [stems(part) for part in _CLAUSE.split(claim) if len(part.split()) >= SHORTEST_CLAUSE]
    content = [[w for w in part if not is_function(w)] for part in parts]
    return [part for part in content if part] or [stems(claim)]


def _facts(claim: str, aligned: Aligned, placed: Sequence[Placed]) -> dict[str, float]:
    """What the exact comparison found amiss."""
    doubts = {w for w in stems(claim) if w in DOUBTS} - set(stems(aligned.text))
    return {
        "values_absent": float(sum(p.absent for p in placed if isinstance(p.fact, Value))),
        "names_absent": float(sum(p.absent for p in placed if not isinstance(p.fact, Value))),
        "gap": max((p.gap for p in placed if p.held >= 0), default=0.0),
        "changed": float(len(aligned.changed)),
        "doubt_added": float(bool(doubts)),
        "denied": float(denied(claim, aligned.text) is not None),
    }
