"""The way from a question to an answer, as a LangChain runnable: condense, read its time, find, quote."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import patch_config, run_in_executor

from rag.answer import conflict, premise, quotes, refusal
from rag.answer.choose import choose
from rag.answer.condense import Rewrite
from rag.answer.marks import cite
from rag.answer.quotes import Count, Quote
from rag.answer.support import VERBATIM
from rag.answer.when.in_time import answer_in_time
from rag.answer.when.plan import Plan, plan
from rag.answer.written import Composer, Writing
from rag.errors import NoModel
from rag.models.writing import NOT_SET
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
    written: bool | None = None  # False: quoted even where a model is set


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


def build_chain(
    find: Find, count: Count, settings: Settings, composer: Callable[[], Composer] | None = None
) -> Runnable[Inquiry, Answer]:
    """The chain: `invoke`, `batch`, `stream` and their async forms take an `Inquiry`, give an `Answer`.

    With a `composer` answers are written, where an inquiry does not ask for quotes; a stream then gives
    each sentence as it is checked, and the model's calls are seen by the callbacks of the config.
    """

    def planned(inquiry: Inquiry, rewrite: Rewrite | None) -> Plan:
        return plan(
            inquiry.question, inquiry.history, inquiry.scope, inquiry.today, inquiry.any_time, rewrite
        )

    def quoted(step: tuple[Inquiry, Plan]) -> Answer:
        inquiry, plan = step

        def look(question: str, scope: Scope) -> Answer:
            return _answer(inquiry, find(question, scope), count, settings)

        answer = answer_in_time(plan, look)
        asked_as = plan.question if plan.question != inquiry.question else ""
        return replace(answer, standalone=asked_as)

    quoting = RunnableLambda(quoted, name="quotes")

    def answers(inquiry: Inquiry, config: RunnableConfig) -> Iterator[Answer]:
        if inquiry.written and composer is None:
            raise NoModel(NOT_SET)
        writing = Writing(composer() if composer and inquiry.written is not False else None, settings, config)
        answer = quoting.invoke((inquiry, planned(inquiry, writing.rewrite)), config)
        yield from writing.answers(answer)

    def timed(inquiry: Inquiry, config: RunnableConfig) -> Iterator[Answer]:
        began = time.perf_counter()
        for answer in answers(inquiry, config):
            yield replace(answer, seconds=time.perf_counter() - began)

    async def later(
        inquiry: Inquiry, config: RunnableConfig, run_manager: AsyncCallbackManagerForChainRun
    ) -> AsyncIterator[Answer]:
        here = patch_config(config, callbacks=run_manager.get_sync().get_child())
        stream = timed(inquiry, here)
        while (answer := await run_in_executor(here, next, stream, None)) is not None:
            yield answer

    forms: tuple[Any, Any] = timed, later  # the types of RunnableLambda know no generator with a config
    return RunnableLambda(*forms, name="dateline")


def _answer(inquiry: Inquiry, found: Found, count: Count, settings: Settings) -> Answer:
    asked = quotes.as_asked(found.query, inquiry.question)
    ranked = quotes.rank(found.standalone, asked, found.hits, found.vectors, count)
    doubted = premise.doubts(found.standalone, found.query, ranked)
    verdict = refusal.judge(found.standalone, found.query, found.hits, ranked, doubted)
    notices = (found.notice,) if found.notice else ()
    sooner = premise.first(quotes.denials_sooner(found.standalone, ranked), doubted.instead)
    chosen = choose(found.standalone, asked, sooner, settings)
    clash = conflict.clashing(found.standalone, found.query, chosen, ranked)
    confidence = conflict.confidence(verdict.confidence, clash)
    if not ranked or confidence < settings.refuse_below:
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
            confidence=confidence,
        )
    if clash is not None:
        chosen = conflict.told(clash, chosen, settings, [one.quote for one in doubted.instead])
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
        conflicts=() if clash is None else (conflict.shown(found.standalone, clash, put_right.citations),),
        hits=found.hits,
        revision=found.revision,
        notices=notices,
        confidence=confidence,
    )


def cited(question: str, chosen: Sequence[Quote]) -> tuple[Citation, ...]:
    """A citation for each quote, numbered as they stand, with what answers the question marked."""
    return tuple(
        cite(question, number, quote.hit, quote.start, quote.end)
        for number, quote in enumerate(chosen, start=1)
    )
