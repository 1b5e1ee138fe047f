"""The way from a question to an answer as a LangChain runnable, over a search made here."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from rag.answer.chain import NEAREST, Found, Inquiry, build_chain
from rag.settings import Settings
from rag.types import EVERYTHING, Answer, Article, Scope, Turn
from tests.fakes import FakeEmbedder
from tests.found import searched
from tests.newsroom import story

NEWS = [Article(f"a{n}", text=story(n)) for n in range(4)]
ALWAYS, NEVER = Settings(refuse_below=0), Settings(refuse_below=1)
REPAIRS = "Who paid for the repairs of the bakery?"


class Search:
    """Finds every passage of the news; remembers what it was asked."""

    def __init__(self, articles: list[Article] = NEWS, notice: str = "") -> None:
        self.articles, self.notice, self.asked = articles, notice, list[tuple[str, Scope]]()

    def __call__(self, question: str, scope: Scope) -> Found:
        self.asked.append((question, scope))
        found = searched(question, self.articles)
        return Found(question, found.query, found.hits, found.vectors, 7, self.notice)


def chain(search: Search, settings: Settings = ALWAYS):  # type: ignore[no-untyped-def]
    return build_chain(search, FakeEmbedder().count, settings)


def timeless(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0)


def test_an_answer_quotes_and_cites_each_sentence() -> None:
    answer = chain(Search()).invoke(Inquiry(REPAIRS))
    assert not answer.refused and answer.reason == "" and answer.question == REPAIRS
    assert answer.text == " ".join(sentence.text for sentence in answer.sentences)
    assert [s.citations for s in answer.sentences] == [(n,) for n in range(1, len(answer.sentences) + 1)]
    for sentence, citation in zip(answer.sentences, answer.citations, strict=True):
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert sentence.text == " ".join(citation.quote.split())
        assert (sentence.support.label, sentence.support.score) == ("supported", 1.0)
    assert (answer.written_by, answer.revision, answer.notices) == ("quotes", 7, ())
    assert answer.seconds > 0 and len(answer.hits) > NEAREST


def test_a_refusal_has_a_reason_and_the_nearest_passages_and_no_sentence() -> None:
    answer = chain(Search(), NEVER).invoke(Inquiry(REPAIRS))
    assert answer.refused and answer.text == answer.reason != ""
    assert answer.sentences == answer.citations == () and len(answer.hits) == NEAREST
    nothing = chain(Search([])).invoke(Inquiry(REPAIRS))  # refused although nothing is too unsure
    assert nothing.refused and nothing.hits == ()


def test_a_notice_goes_with_the_answer_and_with_a_refusal() -> None:
    for settings in (ALWAYS, NEVER):
        answer = chain(Search(notice="gen-00000007 is damaged"), settings).invoke(Inquiry(REPAIRS))
        assert answer.notices == ("gen-00000007 is damaged",)


def test_every_way_of_running_it_gives_the_same() -> None:
    runnable, inquiry = chain(Search()), Inquiry(REPAIRS)
    expected = timeless(runnable.invoke(inquiry))
    assert [timeless(a) for a in runnable.batch([inquiry, inquiry])] == [expected, expected]
    assert [timeless(a) for a in runnable.stream(inquiry)] == [expected]

    async def later() -> list[Answer]:
        streamed = [answer async for answer in runnable.astream(inquiry)]
        return [await runnable.ainvoke(inquiry), *await runnable.abatch([inquiry]), *streamed]

    assert [timeless(a) for a in asyncio.run(later())] == [expected] * 3


def test_a_batch_answers_each_in_its_place() -> None:
    questions = [f"What did Mayor Number{n} say?" for n in (2, 0, 3)]
    answers = chain(Search()).batch([Inquiry(question) for question in questions])
    assert [a.question for a in answers] == questions
    assert ["Number2" in answers[0].text, "Number0" in answers[1].text, "Number3" in answers[2].text] == [
        True
    ] * 3


def test_a_follow_up_is_looked_for_with_what_it_leans_on_and_shown_as_it_was_asked() -> None:
    search = Search()
    history = (Turn("user", "When did the bakery of Brill open?"), Turn("assistant", "On Monday."))
    answer = chain(search).invoke(Inquiry("Who paid for it?", history))
    assert search.asked == [("Who paid for the bakery of Brill?", EVERYTHING)]
    assert (answer.question, answer.standalone) == ("Who paid for it?", "Who paid for the bakery of Brill?")
    assert "Brill" in answer.text


def test_the_scope_reaches_the_search() -> None:
    search, scope = Search(), Scope(sources=frozenset({"BBC"}))
    chain(search).invoke(Inquiry(REPAIRS, scope=scope))
    assert search.asked == [(REPAIRS, scope)]


def test_what_goes_wrong_in_the_search_is_not_hidden() -> None:
    def broken(question: str, scope: Scope) -> Found:
        raise OSError(f"no disk for {question}")

    with pytest.raises(OSError, match="no disk for Who"):
        build_chain(broken, FakeEmbedder().count, ALWAYS).invoke(Inquiry("Who?"))


def test_it_can_be_piped_into_other_runnables() -> None:
    from langchain_core.runnables import RunnableLambda

    texts = (
        RunnableLambda(lambda question: Inquiry(question))
        | chain(Search())
        | RunnableLambda(lambda a: a.text)
    )
    assert "guild of Brill" in texts.invoke("Who paid for the repairs, the guild of Brill?")
