"""One gold question against what the archive gave: its measures, and why it failed.

How each kind is scored:

- A question with answers is right when the answer contains one of them (`contains`); a refusal is
  wrong and contains nothing. This holds for `answerable`, `followup`, `false_premise` (its answers
  are what the archive says instead) and `conflict` (its answers are the values of either side).
- A question without answers is right when it is refused. It takes no part in the retrieval measures.
- A `conflict` is also scored for showing the conflict, a `false_premise` for correcting the question, and
  all others that are answered for doing either; these are measures of their own and alone no failure.
- Retrieval needs gold: the article level `article_ids`, the passage level `evidence`. A question
  that lacks them is ineligible there, which the measure's n shows. A passage that completes two quotes
  takes two places of the ranking (`one_each`), so that trec_eval, given the run, gets the same figures.
- A question the archive will not take at all (`BadQuestion`) found nothing and was refused.

Why a question failed is told by the first step that went wrong: what the archive does not hold cannot be
retrieved, and a refusal over passages without the evidence is "not retrieved"; only one with the
evidence at hand is "wrongly refused".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.evaluate.answers import contains, every_sentence_cited, verbatim, words
from rag.evaluate.citing import Judge, citing
from rag.evaluate.evidence import places
from rag.evaluate.gold_row import kind_of
from rag.evaluate.holdings import Holdings
from rag.evaluate.ranking import (
    Ranks,
    article_ranks,
    average_precision,
    ndcg_at_k,
    one_each,
    quote_ranks,
    recall_at_k,
    reciprocal_rank,
    success_at_k,
)
from rag.evaluate.scores import Failure, Quoted, Retrieved
from rag.evaluate.squad import exact_match, token_f1
from rag.types import Answer, Article, GoldQuestion, Hit

DEPTH = 10  # passages asked for: RR and nDCG are cut here
CUT = 5  # of R and Success


def ranks_of(question: GoldQuestion, hits: Sequence[Hit]) -> dict[str, Ranks]:
    """Where the gold was found, at the levels the question is eligible for."""
    if not question.answers:
        return {}
    levels = {
        "article": article_ranks(hits, question.article_ids),
        "passage": quote_ranks(hits, question.evidence, question.article_ids),
    }
    return {level: ranks for level, ranks in levels.items() if ranks}


def found(levels: Mapping[str, Ranks]) -> dict[str, float]:
    """The retrieval measures at each level."""
    scores = {}
    for level, shared in levels.items():
        ranks = one_each(shared)
        scores[f"{level} R@{CUT}"] = recall_at_k(ranks, CUT)
        scores[f"{level} Success@{CUT}"] = success_at_k(ranks, CUT)
        scores[f"{level} RR@{DEPTH}"] = reciprocal_rank(ranks, DEPTH)
        scores[f"{level} AP"] = average_precision(ranks)
        scores[f"{level} nDCG@{DEPTH}"] = ndcg_at_k(ranks, DEPTH)
    return scores


def answered(
    question: GoldQuestion, answer: Answer, quotes: Sequence[Quoted], judge: Judge
) -> dict[str, float]:
    """The measures of the answer; those of its sentences and quotes only where there are any."""
    scores: dict[str, float] = {}
    if question.answers:
        said = "" if answer.refused else answer.text
        scores["contains"] = float(contains(said, question.answers))
        scores["F1"] = token_f1(said, question.answers)
        scores["EM"] = exact_match(said, question.answers)
        scores["wrongly refused"] = float(answer.refused)
    else:
        scores["rightly refused"] = float(answer.refused)
    if answer.refused:
        scores["refusal precision"] = float(not question.answers)
    else:
        scores["all cited"] = float(every_sentence_cited(answer))
        scores["words"] = float(words(answer.text))
        carried = citing(answer, judge)
        parts = {"citation recall": carried.recall, "citation precision": carried.precision}
        scores |= {name: value for name, value in parts.items() if value is not None}
    if quotes:
        scores["quotes verbatim"] = float(all(quote.verbatim for quote in quotes))
    return scores | warned(question, answer)


def warned(question: GoldQuestion, answer: Answer) -> dict[str, float]:
    """Whether a conflict, and a wrong premise, were told where the gold has one, and where it has none."""
    kind = kind_of(question)
    scores = {}
    for wanted, told, name, elsewhere in (
        ("conflict", answer.conflicts, "conflict shown", "conflict elsewhere"),
        ("false_premise", answer.corrections, "premise corrected", "corrected elsewhere"),
    ):
        if kind == wanted:
            scores[name] = float(bool(told))
        elif not answer.refused:
            scores[elsewhere] = float(bool(told))
    return scores


def failure(
    question: GoldQuestion,
    hits: Sequence[Hit],
    answer: Answer,
    quotes: Sequence[Quoted],
    holdings: Holdings,
) -> Failure | None:
    """The first thing that went wrong, in the order of this file's docstring; None when all is right."""
    if not all(quote.verbatim for quote in quotes):
        return "quoted wrong"
    if not question.answers:
        return None if answer.refused else "should have refused"
    if not answer.refused and contains(answer.text, question.answers):
        return None
    if not _evidence_at_hand(question, hits):
        return "not in the archive" if holdings.lacks(question) else "not retrieved"
    return "wrongly refused" if answer.refused else "retrieved, not quoted"


def _evidence_at_hand(question: GoldQuestion, hits: Sequence[Hit]) -> bool:
    """By the finest gold there is: a quote held, else an article found, else an answer's words."""
    if question.evidence:
        return any(quote_ranks(hits, question.evidence, question.article_ids))
    if question.article_ids:
        return any(article_ranks(hits, question.article_ids))
    return any(contains(hit.passage.text, question.answers) for hit in hits)


def quoted(answer: Answer, articles: Mapping[str, Article]) -> tuple[Quoted, ...]:
    """The answer's citations, each held against the archive's own article."""
    return tuple(
        Quoted(c.number, c.article.id, c.article.title, c.quote, c.start, c.end, verbatim(c, articles))
        for c in answer.citations
    )


def retrieved(question: GoldQuestion, hits: Sequence[Hit]) -> tuple[Retrieved, ...]:
    """What the search gave, for a person to read; see `evidence` for what makes a passage right."""
    completing = set(quote_ranks(hits, question.evidence, question.article_ids))
    found = []
    for rank, hit in enumerate(hits, 1):
        passage = hit.passage
        named = not question.article_ids or hit.article.id in question.article_ids
        marks = [span for quote in question.evidence if named for span in places(quote, passage.text)]
        found.append(
            Retrieved(
                rank=rank,
                passage_id=passage.id,
                article_id=hit.article.id,
                title=hit.article.title,
                start=passage.start,
                end=passage.end,
                text=passage.text,
                right=rank in completing or bool(marks),
                marks=tuple(sorted(set(marks))),
            )
        )
    return tuple(found)
