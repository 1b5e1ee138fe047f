"""One gold question against what the archive gave: its measures, and why it failed.

How each kind is scored:

- A question with answers is right when the answer contains one of them (`contains`); a refusal is
  wrong and contains nothing. This holds for `answerable`, `followup`, `false_premise` (its answers
  are what the archive says instead) and `conflict` (its answers are the values of either side).
- A question without answers is right when it is refused. It takes no part in the retrieval measures.
- A `conflict` is also scored for showing the conflict, as a measure of its own; that alone is no failure.
- Retrieval needs gold: the article level `article_ids`, the passage level `evidence`. A question
  that lacks them is ineligible there, which the measure's n shows.
- A question the archive will not take at all (`BadQuestion`) found nothing and was refused.

Why a question failed is told by the first step that went wrong, so a refusal over passages without
the evidence is "not retrieved", and only one with the evidence at hand is "wrongly refused".
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluate.answers import contains, every_sentence_cited, words
from rag.evaluate.gold_row import kind_of
from rag.evaluate.ranking import article_ranks, quote_ranks, recall_at_k, reciprocal_rank, success_at_k
from rag.evaluate.scores import Failure, Retrieved
from rag.types import Answer, GoldQuestion, Hit

DEPTH = 10  # passages asked for: RR is cut here
CUT = 5  # of R and Success
OPENING_WORDS = 16


def found(question: GoldQuestion, hits: Sequence[Hit]) -> dict[str, float]:
    """The retrieval measures at the levels the question is eligible for."""
    levels = {
        "article": article_ranks(hits, question.article_ids),
        "passage": quote_ranks(hits, question.evidence, question.article_ids),
    }
    scores = {}
    for level, ranks in levels.items():
        if question.answers and ranks:
            scores[f"{level} R@{CUT}"] = recall_at_k(ranks, CUT)
            scores[f"{level} Success@{CUT}"] = success_at_k(ranks, CUT)
            scores[f"{level} RR@{DEPTH}"] = reciprocal_rank(ranks, DEPTH)
    return scores


def answered(question: GoldQuestion, answer: Answer, wrong: tuple[str, ...]) -> dict[str, float]:
    """The measures of the answer; those of its sentences and quotes only where there are any."""
    scores = {}
    if question.answers:
        scores["contains"] = float(not answer.refused and contains(answer.text, question.answers))
        scores["wrongly refused"] = float(answer.refused)
    else:
        scores["rightly refused"] = float(answer.refused)
    if not answer.refused:
        scores["all cited"] = float(every_sentence_cited(answer))
        scores["words"] = float(words(answer.text))
    if answer.citations:
        scores["quotes verbatim"] = float(not wrong)
    if kind_of(question) == "conflict":
        scores["conflict shown"] = float(bool(answer.conflicts))
    return scores


def failure(
    question: GoldQuestion, hits: Sequence[Hit], answer: Answer, wrong: tuple[str, ...]
) -> Failure | None:
    """The first thing that went wrong, in the order of this file's docstring; None when all is right."""
    if wrong:
        return "quote not verbatim"
    if not question.answers:
        return None if answer.refused else "should have refused"
    if not answer.refused and contains(answer.text, question.answers):
        return None
    if not _evidence_at_hand(question, hits):
        return "not retrieved"
    return "wrongly refused" if answer.refused else "retrieved, not quoted"


def _evidence_at_hand(question: GoldQuestion, hits: Sequence[Hit]) -> bool:
    """By the finest gold there is: a quote held, else an article found, else an answer's words."""
    if question.evidence:
        return any(quote_ranks(hits, question.evidence, question.article_ids))
    if question.article_ids:
        return any(article_ranks(hits, question.article_ids))
    return any(contains(hit.passage.text, question.answers) for hit in hits)


def retrieved(question: GoldQuestion, hits: Sequence[Hit]) -> tuple[Retrieved, ...]:
    """What the search gave, for a person to read; see `evidence` for what makes a passage right."""
    completing = set(quote_ranks(hits, question.evidence, question.article_ids))
    return tuple(
        Retrieved(
            rank=rank,
            passage_id=hit.passage.id,
            article_id=hit.article.id,
            title=hit.article.title,
            start=hit.passage.start,
            end=hit.passage.end,
            opening=" ".join(hit.passage.text.split()[:OPENING_WORDS]),
            right=rank in completing or any(quote_ranks([hit], question.evidence, question.article_ids)),
        )
        for rank, hit in enumerate(hits, 1)
    )
