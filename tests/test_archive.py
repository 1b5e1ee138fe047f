"""The archive people hold: the articles that ship asked with the model that ships, and its contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import rag
from rag import Archive, Article, Settings, Turn
from rag.errors import BadArticle, BadQuestion, NoArchive, NoFolder
from rag.models.embedding import Embedder
from rag.types import Answer, as_json
from tests.conftest import ARTICLES
from tests.newsroom import fill

ALWAYS = Settings(refuse_below=0)
AMBASSADOR = "Who is the U.S. ambassador to Panama?"
FERRY = Article(
    "ferry",
    "Port Lisle gives up its ferry",
    "The Courier",
    "https://courier.example/1",
    "  Port Lisle\u00a0closed its ferry on Tuesday.\r\n\r\n"
    "It carried 41,200 passengers &amp; lost 2.3 million crowns. ",
    date(2024, 2, 13),
    "Jon Abel",
)
FROST = Article(
    "frost", "Frost", "Valley Post", text="Frost destroyed the cherry blossom in the Tessel valley."
)
LEDGER = Article(
    "ledger",
    source="The Courier",
    text="The auditors found the missing ledger in a locker at the old ferry quay.",
    published=date(2024, 5, 6),
)


@pytest.fixture
def own(bundled: Embedder, tmp_path: Path, synced_here: None) -> Iterator[Archive]:
    """An empty archive to write to; what it reads and builds, it does in this process."""
    with Archive(tmp_path / "archive", ALWAYS, embedder=bundled) as archive:
        yield archive


def timeless(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0)


# Asking what ships


@pytest.mark.parametrize(
    ("question", "said", "where"),
    [
        (AMBASSADOR, "Kevin Cabrera", "panama-ports-standoff.html"),
        ("How many F-18s were sent for the deployment in Panama?", "four F-18 Hornets", "hegseth-panama.md"),
        ("At which port was the naval open house held in Peru?", "Callao", "pacific-fleet-peru.txt"),
    ],
)
def test_an_answer_keeps_the_contract(corpus: Archive, question: str, said: str, where: str) -> None:
    answer = corpus.ask(question)
    assert (answer.question, answer.refused, answer.reason, answer.written_by) == (
        question,
        False,
        "",
        "quotes",
    )
    assert said in answer.text and where in {c.article.id for c in answer.citations}
    assert answer.text == " ".join(s.text for s in answer.sentences)
    assert 1 <= len(answer.sentences) <= 6  # three, and the company they need to be understood
    assert len(answer.text.split()) <= 90
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for sentence in answer.sentences:
        assert sentence.citations and set(sentence.citations) <= {c.number for c in answer.citations}
        assert sentence.support.label == "supported"
    for citation in answer.citations:
        assert citation.article == corpus.article(citation.article.id)
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.passage.article_id == citation.article.id
    assert answer.revision == corpus.revision == 1 and answer.seconds > 0 and answer.notices == ()


def test_a_follow_up_is_understood_by_what_was_asked_before(corpus: Archive) -> None:
    history = (Turn("user", AMBASSADOR), Turn("assistant", "Kevin Cabrera is the U.S. ambassador."))
    answer = corpus.ask("Which ship did he visit?", history)
    assert "cutter Alert" in answer.text and answer.question == "Which ship did he visit?"
    hits = corpus.search("Which ship did he visit?", 3, history)
    assert "cutter Alert" in hits[0].passage.text


def test_hits_are_the_k_best_and_hold_together(corpus: Archive) -> None:
    hits = corpus.search(AMBASSADOR, k=5)
    assert len(hits) == 5 and hits == corpus.search(AMBASSADOR, k=9)[:5]
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    for hit in hits:
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert corpus.search(AMBASSADOR, k=0) == []


def test_a_stream_grows_to_the_answer_that_ask_gives(corpus: Archive) -> None:
    question = "Which command organized the exercises in Panama?"
    answers = list(corpus.stream(question))
    assert timeless(answers[-1]) == timeless(corpus.ask(question))
    assert [len(a.sentences) for a in answers] == list(range(1, len(answers) + 1))
    for shorter, longer in pairwise(answers):
        assert longer.text.startswith(shorter.text + " ")
        assert shorter.citations == longer.citations[: len(shorter.citations)]


@pytest.mark.parametrize("question", ["", " \n", "🙂🙂", "x" * 10_000, "\x00", "\ud800", "???"])
def test_what_is_no_question_is_refused_with_what_to_do(corpus: Archive, question: str) -> None:
    answer = corpus.ask(question)
    assert answer.refused and "ask" in answer.reason and answer.question == question
    assert [timeless(a) for a in corpus.stream(question)] == [timeless(answer)]
    with pytest.raises(BadQuestion):
        corpus.search(question)


@pytest.mark.parametrize(
    "question", ["\u202eWho?\x00 \ud83d", "a" * 999 + "?", "'; DROP TABLE articles; --", "部长？"]
)
def test_any_other_text_is_answered_or_refused(corpus: Archive, question: str) -> None:
    answer = corpus.ask(question, [Turn("user", "\ud800 why \x00"), Turn("assistant", "\udfff")])
    assert answer.refused == (not answer.sentences)
    json.dumps(as_json(answer)).encode()


def test_every_value_becomes_json(corpus: Archive) -> None:
    answer = corpus.ask(AMBASSADOR)
    plain = json.loads(json.dumps(as_json(answer)))
    assert plain["citations"][0]["quote"] == answer.citations[0].quote
    assert plain["hits"][0]["score"] == answer.hits[0].score
    json.dumps(as_json([*corpus.search(AMBASSADOR), *corpus.articles(), corpus.support("a", ["b"])]))


def test_syncing_what_is_there_already_computes_nothing(corpus: Archive) -> None:
    report = corpus.sync(ARTICLES)
    assert (report.added, report.updated, report.unchanged, report.removed) == (0, 0, 3, 0)
    assert (report.embedded, report.revision, report.skipped) == (0, 1, ())


def test_the_chain_and_find_are_there_for_those_who_build_on_them(corpus: Archive) -> None:
    from rag.answer.chain import Inquiry

    assert timeless(corpus.chain().invoke(Inquiry(AMBASSADOR))) == timeless(corpus.ask(AMBASSADOR))
    found = corpus.find(AMBASSADOR)
    assert found.vectors.keys() == {h.passage.id for h in found.hits} and found.revision == 1
    assert corpus.support("Kevin Cabrera is there.", ["Kevin Cabrera is there."]).label == "supported"


# Taking in


def test_added_text_is_kept_to_the_last_character(own: Archive) -> None:
    report = own.add([FERRY, FROST])
    assert (report.added, report.passages, report.revision) == (2, report.embedded, 1)
    assert own.article("ferry") == FERRY and own.article("none") is None
    assert own.articles() == [FERRY, FROST]
    answer = own.ask("How many passengers did the ferry carry?")
    citation = next(c for c in answer.citations if "41,200" in c.quote)
    assert citation.quote == FERRY.text[citation.start : citation.end]
    assert "&amp;" in citation.quote  # nothing was cleaned


def test_a_folder_is_followed_from_one_sync_to_the_next(own: Archive, tmp_path: Path) -> None:
    news = fill(tmp_path / "news", {"a.txt": "Ferry closed\n\nThe ferry is closed.", "b.txt": FROST.text})
    own.sync(news)
    assert "closed" in own.ask("What of the ferry?").text
    fill(news, {"a.txt": "Ferry opened\n\nThe ferry is open again.", "c.txt": LEDGER.text})
    (news / "b.txt").unlink()
    report = own.sync(news)
    assert (report.added, report.updated, report.unchanged, report.removed) == (1, 1, 0, 1)
    assert [a.id for a in own.articles()] == ["a.txt", "c.txt"] and own.article("b.txt") is None
    answer = own.ask("What of the ferry?")
    assert "open again" in answer.text and "closed" not in answer.text and answer.revision == 2
    assert not any("blossom" in hit.passage.text for hit in own.search("cherry blossom"))


def test_dates_and_sources_limit_what_is_found(own: Archive) -> None:
    own.add([FERRY, FROST, LEDGER])

    def found(**scope: object) -> set[str]:
        hits = own.search("What happened at the ferry?", 10, **scope)  # type: ignore[arg-type]
        answer = own.ask("What happened at the ferry?", **scope)  # type: ignore[arg-type]
        ids = {h.article.id for h in hits}
        assert {c.article.id for c in answer.citations} <= ids and answer.refused == (not ids)
        return ids

    assert found() == {"ferry", "frost", "ledger"}
    assert found(after=date(2024, 2, 13)) == {"ferry", "ledger"}  # both ends count; no date is outside
    assert (
        found(after=date(2024, 2, 14)) == found(before=date(2024, 5, 6), after=date(2024, 3, 1)) == {"ledger"}
    )
    assert found(before=date(2024, 2, 13)) == {"ferry"}
    assert found(sources=["The Courier"]) == found(sources="The Courier") == {"ferry", "ledger"}
    assert found(sources=["Valley Post", "The Courier"]) == {"ferry", "frost", "ledger"}
    assert found(sources=["valley POST"]) == {"frost"}
    assert found(sources=[]) == {"ferry", "frost", "ledger"}


def test_a_text_that_the_model_makes_nothing_of_harms_no_other(own: Archive) -> None:
    own.add([FERRY, Article("odd", text="\u200b\u200b \u0301")])
    assert "Tuesday" in own.ask("When did Port Lisle close its ferry?").text


def test_articles_that_cannot_be_taken_change_nothing(own: Archive) -> None:
    own.add([FERRY])
    with pytest.raises(BadArticle, match="no text"):
        own.add([FROST, Article("empty")])
    assert own.articles() == [FERRY] and own.revision == 1


# Opening and closing


def test_an_archive_of_nothing_says_what_to_do(tmp_path: Path, bundled: Embedder) -> None:
    with Archive(tmp_path / "none", embedder=bundled) as nothing:
        assert nothing.articles() == [] and nothing.revision == 0
        for call in (
            lambda: nothing.ask(AMBASSADOR),
            lambda: nothing.ask(""),
            lambda: nothing.search(AMBASSADOR),
            lambda: list(nothing.stream(AMBASSADOR)),
            lambda: nothing.article("a"),
            nothing.ready,
        ):
            with pytest.raises(NoArchive, match="dateline sync"):
                call()
        with pytest.raises(NoFolder, match="news"):
            nothing.sync(tmp_path / "news")
        assert not list((tmp_path / "none").glob("index/gen-*"))


def test_it_opens_again_with_what_it_held(own: Archive, bundled: Embedder) -> None:
    own.add([FERRY])
    answer = own.ask("When did the ferry close?")
    own.close()
    own.close()  # twice does no harm
    assert timeless(own.ask("When did the ferry close?")) == timeless(answer)
    own.close()
    with Archive(own.path, ALWAYS, embedder=bundled) as again:
        again.ready()
        assert timeless(again.ask("When did the ferry close?")) == timeless(answer)
        assert again.notice == ""
        own.add([FROST])  # what one writes, the other sees with its next question
        assert again.revision == 2 and again.article("frost") == FROST


def test_the_model_is_loaded_when_it_is_first_needed(
    corpus: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.models import embedder

    loaded: list[Settings] = []
    monkeypatch.setattr(embedder, "load_embedder", lambda s: loaded.append(s) or corpus.embedder)
    with Archive(corpus.path, corpus.settings) as archive:
        assert len(archive.articles()) == 3 and archive.revision == 1 and loaded == []
        assert archive.search(AMBASSADOR) and archive.search(AMBASSADOR) and len(loaded) == 1


def test_the_package_gives_the_names_of_the_contract() -> None:
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
    with pytest.raises(AttributeError, match="nonsense"):
        rag.nonsense  # noqa: B018
