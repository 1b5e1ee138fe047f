"""The way from a question to an answer, as a LangChain runnable: condense, read its time, find, quote."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableLambda

from rag.answer import premise, quotes, refusal
from rag.answer.choose import choose
from rag.answer.marks import key_spans
from rag.answer.quotes import Count, Quote
from rag.answer.support import VERBATIM
from rag.answer.when.in_time import answer_in_time
from rag.answer.when.plan import Plan, plan
from rag.settings import Settings
from rag.types import (
    EVERYTHING,
    Answer,
    Citation,
    Hit,
    QueryVectors,
    Scope,
    Searched,
    Sentence,
    Turn,
    Vectors,
)

NEAREST = 3  # passages offered with a refusal


Survey = Callable[[Sequence[str]], Searched | None]  # the words of which to tell whether articles have them


def not_surveyed(words: Sequence[str]) -> None:
    """Of a search that does not tell what it looked through."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a person asks, and of which articles."""

    question: str
    history: tuple[Turn, ...] = ()
    scope: Scope = EVERYTHING
    today: date | None = None  # the day that times in the question are counted from; None reads none
    any_time: bool = False  # they limit nothing


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What search found for the standalone question, all of one revision."""

    standalone: str
    query: QueryVectors
    hits: tuple[Hit, ...]
    vectors: Mapping[str, Vectors]  # of the hits, by passage id
    revision: int
    notice: str
    survey: Survey = not_surveyed


Find = Callable[[str, Scope], Found]


def build_chain(find: Find, count: Count, settings: Settings) -> Runnable[Inquiry, Answer]:
    """The chain: `invoke`, `batch`, `stream` and their async forms take an `Inquiry`, give an `Answer`."""

    def planned(inquiry: Inquiry) -> tuple[Inquiry, Plan]:
        return inquiry, plan(
            inquiry.question, inquiry.history, inquiry.scope, inquiry.today, inquiry.any_time
        )

    def answered(step: tuple[Inquiry, Plan]) -> Answer:
        inquiry, planned = step

        def look(question: str, scope: Scope) -> Answer:
            return _answer(inquiry, find(question, scope), count, settings)

        answer = answer_in_time(planned, look)
        asked_as = planned.question if planned.question != inquiry.question else ""
        return replace(answer, standalone=asked_as)

    steps = RunnableLambda(planned) | RunnableLambda(answered)

    def timed(inquiry: Inquiry) -> Answer:
        began = time.perf_counter()
        return replace(steps.invoke(inquiry), seconds=time.perf_counter() - began)

    return RunnableLambda(timed, name="dateline")


def _answer(inquiry: Inquiry, found: Found, count: Count, settings: Settings) -> Answer:
    ranked = quotes.rank(found.standalone, found.query, found.hits, found.vectors, count)
    doubted = premise.doubts(found.standalone, found.query, ranked)
    verdict = refusal.judge(found.standalone, found.query, found.hits, ranked, doubted)
    notices = (found.notice,) if found.notice else ()
    if not ranked or verdict.confidence < settings.refuse_below:
        searched = found.survey(refusal.looked_for(found.standalone))
        reason = refusal.told(found.standalone, verdict.reason, searched)
        return Answer(
            question=inquiry.question,
            text=reason,
            refused=True,
            reason=reason,
            searched=searched,
            hits=found.hits[:NEAREST],
            revision=found.revision,
            notices=notices,
            confidence=verdict.confidence,
        )
    chosen = choose(found.standalone, found.query, premise.first(ranked, doubted.instead), settings)
    put_right = premise.told(doubted.instead, cited(found.standalone, chosen))
    sentences = [
        *put_right.sentences,
        *(
            Sentence(" ".join(quote.text.split()), (number,), VERBATIM)
            for number, quote in enumerate(chosen, start=1)
        ),
    ]
    return Answer(
        question=inquiry.question,
        text=" ".join(sentence.text for sentence in sentences),
        sentences=tuple(sentences),
        citations=put_right.citations,
        corrections=put_right.corrections,
        hits=found.hits,
        revision=found.revision,
        notices=notices,
        confidence=verdict.confidence,
    )


def cited(question: str, chosen: Sequence[Quote]) -> tuple[Citation, ...]:
    """A citation for each quote, numbered as they stand, with what answers the question marked."""
    return tuple(
        Citation(
            number=number,
            article=quote.hit.article,
            passage=quote.hit.passage,
            quote=quote.text,
            start=quote.start,
            end=quote.end,
            marks=tuple((s + quote.start, e + quote.start) for s, e in key_spans(question, quote.text)),
        )
        for number, quote in enumerate(chosen, start=1)
    )
