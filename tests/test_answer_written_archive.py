"""Written answers of a whole archive: asked in Python and from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.written.draft import MARK
from rag.archive import Archive
from rag.errors import NoModel
from rag.models.llm import EXTRAS
from rag.settings import Settings
from rag.types import Answer
from tests.commands import AMBASSADOR, Dateline
from tests.writing import Scripted

TRUE = "The U.S. ambassador to Panama is Kevin Cabrera."
FALSE = "The U.S. ambassador to Panama is Laura Brandt, who was born in Oslo in 1971."


def timeless(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0)


@pytest.fixture
def writer() -> Scripted:
    return Scripted(f"{TRUE} {FALSE}", f"{TRUE} {FALSE}", TRUE)


@pytest.fixture
def writing(corpus: Archive, writer: Scripted) -> Iterator[Archive]:
    with Archive(corpus.path, Settings(), embedder=corpus.embedder, llm=writer) as archive:
        yield archive


def test_an_archive_with_a_model_writes(writing: Archive, corpus: Archive, writer: Scripted) -> None:
    answer = writing.ask(AMBASSADOR)
    assert (answer.text, answer.written_by) == (TRUE, "scripted")
    assert "Cabrera" in answer.citations[0].quote
    assert answer.notices == ("Left out, as the articles do not carry it: 1 sentence by scripted.",)
    growing = list(writing.stream(AMBASSADOR))
    assert [a.text for a in growing] == [TRUE, TRUE] and timeless(growing[-1]) == timeless(answer)
    assert timeless(writing.ask(AMBASSADOR, written=False)) == timeless(corpus.ask(AMBASSADOR))
    assert len(writer.told) == 2


def test_a_written_answer_cannot_be_had_without_a_model(corpus: Archive) -> None:
    with pytest.raises(NoModel, match="set DATELINE_LLM"):
        corpus.ask(AMBASSADOR, written=True)


def test_the_command_writes_where_a_model_is_set(
    asked: Dateline, writer: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asked("ask", AMBASSADOR, "--written")
    assert ended.code == 1 and ended.err.startswith("NoModel: no model is set")
    monkeypatch.setenv("DATELINE_LLM", "openai:any")
    monkeypatch.setattr("rag.models.llm.load_llm", lambda settings: writer)
    ended = asked("ask", AMBASSADOR)
    assert ended.code == 0 and f"{TRUE} [1]" in ended.out and "Brandt" not in ended.out
    assert "Written by scripted, each sentence checked" in ended.out and "Note: Left out" in ended.out
    given = json.loads(asked("ask", AMBASSADOR, "--json").out)
    assert given["written_by"] == "scripted" and given["notices"]
    given = json.loads(asked("ask", AMBASSADOR, "--json", "--quotes").out)
    assert given["written_by"] == "quotes" and given["notices"] == []


def test_the_page_on_answers_tells_the_settings_as_they_are() -> None:
    page = (Path(__file__).parent.parent / "docs/answers.md").read_text(encoding="utf-8")
    settings = Settings()
    assert (
        f"`llm_seconds` ({settings.llm_seconds:g})" in page and f"`llm_words` ({settings.llm_words})" in page
    )
    assert MARK.strip(" []") in page and all(f"dateline[{extra}]" in page for extra in EXTRAS)
