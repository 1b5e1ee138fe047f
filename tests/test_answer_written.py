"""Answers that a model writes: cited by their words, checked, with a quoted one to fall back to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import BaseMessage

from rag.answer.chain import Inquiry
from rag.answer.written.draft import MARK, begun, finished
from rag.models.llm import as_writer
from rag.types import Answer, Article, Citation, Conflict, Correction, Sentence, Support, Turn
from tests.test_answer_chain import ALWAYS, NEVER, REPAIRS, Search, chain, timeless
from tests.writing import Scripted, written

COST = "Repairs of the bakery of Brill cost 53 thousand crowns, paid by the guild of Brill over two winters."
WAITED = "Mayor Number1 said that the town had waited too long for its bakery."
INVENTED = "King Olaf of Norway gave 900 thousand crowns."
ASKED = Inquiry(REPAIRS)


def quoted() -> Answer:
    return timeless(chain(Search()).invoke(ASKED))


def test_each_sentence_is_cited_to_where_its_words_stand() -> None:
    answer = written(Scripted(f"{COST} {WAITED}")).invoke(ASKED)
    assert [s.text for s in answer.sentences] == [COST, WAITED] and answer.text == f"{COST} {WAITED}"
    assert [s.citations for s in answer.sentences] == [(1,), (2,)]
    for citation in answer.citations:
        assert citation.article.id == "a1"
        assert citation.article.text[citation.start : citation.end] == citation.quote
    assert "53 thousand crowns" in answer.citations[0].quote and answer.citations[1].quote == WAITED
    assert (answer.written_by, answer.notices, answer.refused) == ("scripted", (), False)
    assert {s.support.label for s in answer.sentences} == {"supported"} and answer.seconds > 0
    assert answer.hits == quoted().hits and answer.revision == 7


def test_what_the_articles_do_not_carry_is_left_out_and_that_is_told() -> None:
    answer = written(Scripted(f"{INVENTED} {COST}")).invoke(ASKED)
    assert answer.text == COST and "Olaf" not in str(answer.sentences)
    assert answer.notices == ("Left out, as the articles do not carry it: 1 sentence by scripted.",)


@pytest.mark.parametrize("changed", ["35", "530", "fifty"])
def test_a_number_that_no_article_has_does_not_pass(changed: str) -> None:
    wrong = COST.replace("53", changed)
    answer = written(Scripted(f"{wrong} {WAITED}")).invoke(ASKED)
    assert answer.text == WAITED and len(answer.notices) == 1


def test_nothing_is_written_of_what_is_not_carried_at_all() -> None:
    answer = written(Scripted(INVENTED)).invoke(ASKED)
    assert timeless(replace(answer, notices=())) == quoted()
    assert answer.notices == (
        "Nothing that the model scripted wrote is carried by the articles; the answer is quoted instead.",
    )


def test_a_sentence_that_is_carried_in_part_is_marked_and_does_not_stand_alone() -> None:
    part = COST.replace("over two winters", "over two winters by the ferry of Arden")
    answer = written(Scripted(f"{COST} {part}")).invoke(ASKED)
    marked = [s for s in answer.sentences if s.support.label != "supported"]
    assert all(s.text.endswith(MARK) for s in marked)
    assert (len(marked) == 1) == any("marked" in notice for notice in answer.notices)
    alone = written(Scripted(part)).invoke(ASKED)
    assert alone.written_by == "quotes" and alone.notices


def test_a_model_that_finds_no_answer_leaves_the_quotes() -> None:
    answer = written(Scripted("NOT STATED.")).invoke(ASKED)
    assert timeless(replace(answer, notices=())) == quoted()
    assert answer.notices == (
        "The model scripted finds no answer in the passages; the answer is quoted instead.",
    )


def test_a_model_that_fails_leaves_the_quotes_and_says_why() -> None:
    writer = Scripted(f"{COST} {WAITED} And then the guild of", fails="broke off")
    answers = list(written(writer).stream(ASKED))
    assert [a.written_by for a in answers] == ["scripted", "scripted", "quotes"]
    assert timeless(replace(answers[-1], notices=())) == quoted()
    assert answers[-1].notices == ("The model scripted broke off; the answer is quoted instead.",)


def test_a_model_without_end_is_left() -> None:
    writer = Scripted(f"{COST} " * 500)
    answer = written(writer).invoke(ASKED)
    assert answer.written_by == "quotes" and "came to no end" in answer.notices[0] and writer.open == 0


def test_a_refusal_is_not_written_over() -> None:
    writer = Scripted(COST)
    answer = written(writer, settings=NEVER).invoke(ASKED)
    assert answer.refused and writer.told == [] and answer.written_by == "quotes"


def test_quotes_can_be_asked_for_where_a_model_is_set() -> None:
    writer = Scripted(COST)
    assert timeless(written(writer).invoke(replace(ASKED, written=False))) == quoted()
    assert writer.told == []


def test_the_passages_stand_between_marks_that_change_with_each_question() -> None:
    writer = Scripted(COST, COST)
    for _ in range(2):
        written(writer).invoke(ASKED)
    marks = []
    for (_, told), (_, asked) in writer.told:
        mark = asked.split()[1]
        marks.append(mark)
        assert len(mark) == 16 and mark not in told
        assert asked.count(f"{mark} PASSAGE") == asked.count(f"{mark} END") > 1
        assert asked.endswith(f"Question: {REPAIRS}")
    assert marks[0] != marks[1]


def test_a_stream_grows_by_whole_checked_sentences() -> None:
    answers = list(written(Scripted(f"{COST} {INVENTED} {WAITED}")).stream(ASKED))
    assert [a.text for a in answers] == [COST, f"{COST} {WAITED}", f"{COST} {WAITED}"]
    assert [len(a.notices) for a in answers] == [0, 0, 1]
    for shorter, longer in pairwise(answers):
        assert longer.citations[: len(shorter.citations)] == shorter.citations


def test_a_stream_that_is_left_leaves_the_model() -> None:
    writer = Scripted(f"{COST} {WAITED} {COST}")
    stream = written(writer).stream(ASKED)
    next(stream)
    assert writer.open == 1
    stream.close()  # type: ignore[attr-defined]
    assert writer.open == 0


class Watching(BaseCallbackHandler):
    """What a tracer sees."""

    def __init__(self) -> None:
        self.chains: list[str] = []
        self.prompts: list[str] = []
        self.tokens: list[str] = []

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.chains.append(kwargs["name"])

    def on_chat_model_start(self, serialized: Any, messages: list[list[BaseMessage]], **kwargs: Any) -> None:
        self.prompts += [str(message.content) for row in messages for message in row]

    def on_llm_new_token(self, token: Any, **kwargs: Any) -> None:
        self.tokens.append(str(token))


def of_langchain(text: str) -> Any:
    return as_writer(GenericFakeChatModel(messages=iter([text] * 9)))


def test_every_way_of_running_it_gives_the_same() -> None:
    runnable = written(of_langchain(f"{COST} {WAITED}"))
    expected = timeless(runnable.invoke(ASKED))
    assert expected.written_by == "GenericFakeChatModel" and expected.text == f"{COST} {WAITED}"
    assert [timeless(a) for a in runnable.batch([ASKED, ASKED])] == [expected, expected]
    assert [timeless(a) for a in runnable.stream(ASKED)][-1] == expected

    async def later() -> list[Answer]:
        streamed = [answer async for answer in runnable.astream(ASKED)]
        assert [len(a.sentences) for a in streamed] == [1, 2, 2]
        return [streamed[-1], await runnable.ainvoke(ASKED), *await runnable.abatch([ASKED])]

    assert [timeless(a) for a in asyncio.run(later())] == [expected] * 3


def test_callbacks_see_the_prompt_and_every_token() -> None:
    runnable = written(of_langchain(COST))
    sync, later = Watching(), Watching()
    runnable.invoke(ASKED, {"callbacks": [sync]})
    asyncio.run(runnable.ainvoke(ASKED, {"callbacks": [later]}))
    for seen in (sync, later):
        assert seen.chains == ["dateline", "quotes"]
        assert len(seen.prompts) == 2 and REPAIRS in seen.prompts[1]
        assert "".join(seen.tokens) == COST


def test_events_of_the_model_come_through_astream_events() -> None:
    async def kinds() -> set[str]:
        events = written(of_langchain(COST)).astream_events(ASKED, version="v2")
        return {event["event"] async for event in events}

    assert {
        "on_chat_model_start",
        "on_chat_model_stream",
        "on_chat_model_end",
        "on_chain_stream",
    } <= asyncio.run(kinds())


# What of the quoted answer must not be lost


def article(id: str, text: str) -> Article:
    return Article(id, text=text)


def cited(number: int, text: str, source: Answer) -> Citation:
    hit = next(hit for hit in source.hits if text in hit.article.text)
    start = hit.article.text.index(text)
    return Citation(number, hit.article, hit.passage, text, start, start + len(text))


def test_a_correction_leads_and_conflicts_keep_their_sides() -> None:
    base = quoted()
    one, two, three = (
        cited(n, text, base)
        for n, text in enumerate(("Delph tannery opened", "32 people", "Mayor Number3"), start=1)
    )
    support = Support("supported", 1.0)
    told = Sentence("The archive reports 32 people in Delph, not 18 in Brill.", (2,), support)
    quote = Sentence("Delph tannery opened", (1,), support)
    answer = replace(
        base,
        sentences=(told, quote),
        citations=(one, two, three),
        corrections=(Correction("Brill", "Delph", 2, "name"),),
        conflicts=(Conflict("people", ((3, "32"), (2, "18")), "update"),),
    )
    draft = begun(answer, "m")
    assert [s.text for s in draft.sentences] == [told.text] and draft.sentences[0].citations == (1,)
    whole = finished(replace(draft, kept=1))
    assert [c.quote for c in whole.citations] == ["32 people", "Mayor Number3"]
    assert [c.number for c in whole.citations] == [1, 2]
    assert whole.corrections == (Correction("Brill", "Delph", 1, "name"),)
    assert whole.conflicts == (Conflict("people", ((2, "32"), (1, "18")), "update"),)


def test_where_articles_differ_a_model_that_tells_one_side_alone_leaves_the_quotes() -> None:
    base = quoted()
    claims = ((1, "53"), (1, "66"))
    answer = replace(base, conflicts=(Conflict("crowns", claims, "disagreement"),))
    one_side = Sentence(COST, (1,), Support("supported", 1.0))
    whole = finished(replace(begun(answer, "m"), sentences=(one_side,), kept=1))
    assert (whole.text, whole.conflicts) == (answer.text, answer.conflicts)
    assert whole.notices == ("The articles differ, which m does not tell; the answer is quoted instead.",)


# Follow-ups

HISTORY = (Turn("user", "When did the bakery of Brill open?"), Turn("assistant", "On Monday."))


@pytest.mark.parametrize(
    ("said", "looked_for"),
    [
        (
            "Question: Who paid for the repairs of the bakery of Brill?",
            "Who paid for the repairs of the bakery of Brill?",
        ),
        ("Who paid for the bakery of Oslo?", "Who paid for the bakery of Brill?"),  # nobody spoke of Oslo
        ("The guild of Brill paid for it.", "Who paid for the bakery of Brill?"),  # that is no question
        ("", "Who paid for the bakery of Brill?"),
    ],
)
def test_a_follow_up_is_the_models_where_it_is_faithful_and_else_the_rules(
    said: str, looked_for: str
) -> None:
    search = Search()
    answer = written(Scripted(said, COST), search=search).invoke(Inquiry("Who paid for it?", HISTORY))
    assert search.asked[0][0] == answer.standalone == looked_for
    assert answer.text == COST


def test_a_question_that_stands_alone_is_not_rewritten() -> None:
    writer = Scripted(COST)
    answer = written(writer).invoke(Inquiry(REPAIRS, HISTORY))
    assert len(writer.told) == 1 and "PASSAGE (" in writer.told[0][1][1] and answer.text == COST


def test_a_model_that_is_down_leaves_the_follow_up_to_the_rules_and_says_so() -> None:
    answer = written(Scripted("", "", fails="cannot be reached")).invoke(Inquiry("Who paid for it?", HISTORY))
    assert answer.standalone == "Who paid for the bakery of Brill?" and answer.written_by == "quotes"
    assert answer.notices == (
        "The model scripted cannot be reached; the follow-up was completed by rules.",
        "The model scripted cannot be reached; the answer is quoted instead.",
    )


def test_settings_bound_what_the_model_is_shown() -> None:
    for words, passages in ((50, 1), (10_000, 12)):
        writer = Scripted(COST)
        written(writer, settings=ALWAYS.model_copy(update={"llm_words": words})).invoke(ASKED)
        assert writer.told[0][1][1].count(" PASSAGE (") == passages
