"""The command line: what it prints for people and for programs, and what its help shows."""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.settings import Settings
from rag.types import Answer, Article, Hit, IndexReport
from tests.commands import AMBASSADOR, Dateline
from tests.newsroom import fill

COMMANDS = ("sync", "ask", "search", "find-quote", "mentions", "timeline", "chat", "eval", "doctor")


def fields(kind: type[Any]) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


# What is asked


def test_an_answer_is_printed_with_its_sources(asked: Dateline) -> None:
    ended = asked("ask", AMBASSADOR)
    assert (ended.code, ended.err) == (0, "")
    said = " ".join(ended.out.split())
    assert "Kevin Cabrera" in said and "[1]" in said
    assert "panama-ports-standoff.html" in said and "characters " in said
    assert "\x1b" not in ended.out


def test_an_answer_as_json_has_the_fields_of_an_answer(asked: Dateline, corpus: Archive) -> None:
    ended = asked("ask", AMBASSADOR, "--json")
    answer = json.loads(ended.out)
    assert ended.code == 0 and list(answer) == fields(Answer)
    assert answer["text"] == corpus.ask(AMBASSADOR).text and answer["refused"] is False
    for citation in answer["citations"]:
        assert citation["article"]["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_is_an_answer_with_its_reason_and_the_nearest_passages(asked: Dateline) -> None:
    question = "What percentage of the port company does BlackRock now own?"
    ended = asked("ask", question)
    assert ended.code == 0 and "nothing found gives a percentage" in " ".join(ended.out.split())
    assert "Nearest passages:" in ended.out and "1. " in ended.out
    assert json.loads(asked("ask", question, "--json").out)["refused"] is True


def test_a_search_lists_k_passages(asked: Dateline) -> None:
    ended = asked("search", "naval open house in Callao", "-k", 2)
    assert ended.code == 0 and "1. " in ended.out and "2. " in ended.out and "3. " not in ended.out
    assert "pacific-fleet-peru.txt" in ended.out
    hits = json.loads(asked("search", "naval open house in Callao", "-k", "2", "--json").out)
    assert [list(hit) for hit in hits] == [fields(Hit)] * 2


def test_dates_and_sources_limit_what_is_found(asked: Dateline, corpus: Archive) -> None:
    def found(*options: str) -> set[str]:
        return {h["article"]["id"] for h in json.loads(asked("search", "visit", "--json", *options).out)}

    assert found() == {a.id for a in corpus.articles()}
    assert found("--after", "2025-03-21") == found("--before", "2025-03-21") == {"pacific-fleet-peru.txt"}
    assert found("--after", "2025-03-22") == set()
    sources = [a.source for a in corpus.articles()][:2]
    options = [word for source in sources for word in ("--source", source.upper())]
    assert found(*options) == {a.id for a in corpus.articles()[:2]}
    ended = asked("search", "visit", "--after", "2025-04-01", "--before", "2025-03-01")
    assert ended.code == 1 and "after 2025-04-01 and before 2025-03-01" in ended.err
    ended = asked("ask", "What was the visit?", "--source", sources[0].replace("Dateline", "Datelime"))
    assert ended.code == 1 and f"nearest: {sources[0]}" in ended.err


def test_a_time_in_the_question_is_read_told_and_left_out_on_demand(asked: Dateline) -> None:
    """The article on Peru was published on 2025-03-21, a Friday; the others have no date."""
    question = "What was reported last week about the naval open house?"
    for command in ("ask", "search"):
        ended = asked(command, question, "--today", "2025-03-25")
        said = " ".join(ended.out.split())
        assert ended.code == 0 and "pacific-fleet-peru.txt" in said
        assert "Only what was published from 2025-03-17 to 2025-03-23 (“last week”)" in said
        assert "--no-dates" in said
        later = " ".join(asked(command, question, "--today", "2025-04-25").out.split())
        assert "from 2025-04-14 to 2025-04-20" in later and "characters" not in later
        free = asked(command, question, "--today", "2025-04-25", "--no-dates").out
        assert "pacific-fleet-peru.txt" in free and "Only what was published" not in free
    when = json.loads(asked("ask", question, "--today", "2025-03-25", "--json").out)["when"]
    assert when == {
        "words": "last week",
        "span": [18, 27],
        "after": "2025-03-17",
        "before": "2025-03-23",
        "how": "published",
    }


# What is taken in


def test_a_sync_counts_what_it_did_and_names_what_it_skipped(dateline: Dateline, tmp_path: Path) -> None:
    news = fill(
        tmp_path / "news", {"a.txt": "The ferry of Arden is closed for good.", "b.txt": "", "c.pdf": "x"}
    )
    ended = dateline("sync", news)
    assert (ended.code, ended.err) == (0, "")
    assert "1 added, 0 updated, 0 unchanged, 0 removed; 1 passage, 1 embedded" in ended.out
    assert "skipped b.txt: " in ended.out and "\x1b" not in ended.out
    assert (tmp_path / "archive" / "catalog.sqlite3").is_file()  # the default, in the folder one is in
    report = json.loads(dateline("sync", news, "--json").out)
    assert list(report) == fields(IndexReport) and (report["unchanged"], report["embedded"]) == (1, 0)
    assert "b.txt" in [name for name, _ in report["skipped"]]
    assert "closed for good" in dateline("ask", "What of the ferry of Arden?", "--json").out


def test_the_environment_says_where_the_archive_is(
    dateline: Dateline, corpus: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_ARCHIVE", str(corpus.path))
    assert dateline("ask", AMBASSADOR).code == 0
    assert dateline("ask", AMBASSADOR, "--archive", "elsewhere").code == 1


def test_names_that_cannot_be_printed_or_that_a_terminal_would_obey_are_shown_harmlessly(
    dateline: Dateline, tmp_path: Path
) -> None:
    news = fill(tmp_path / "news", {"a.txt": "The ferry of Arden is closed for good.", "b\x1b[31m.txt": ""})
    Path(os.fsdecode(os.fsencode(news) + b"/c\xff.txt")).write_text("")
    ended = dateline("sync", news)
    assert ended.code == 0 and "skipped b[31m.txt" in ended.out and "\x1b" not in ended.out
    assert len(json.loads(dateline("sync", news, "--json").out)["skipped"]) == 2


def test_an_article_cannot_write_to_the_terminal(dateline: Dateline, corpus: Archive, tmp_path: Path) -> None:
    evil = Article(
        "evil\u202e",
        "A \x1b]0;title\x07",
        "\x1b[2J[red]Wire[/red]",
        text="The ferry \x1b[31mis closed\x9b for good.",
    )
    with Archive(tmp_path / "archive", embedder=corpus.embedder) as archive:
        archive.add([evil])
    for command in (
        ("search", "ferry"),
        ("ask", "Is the ferry closed?"),
        ("ask", "Who won at chess in 1931?"),
    ):
        ended = dateline(*command)
        assert ended.code == 0 and "[red]Wire[/red]" in ended.out
        assert not [c for c in ended.out if c in "\x1b\x07\x9b\u202e"]


# The page, and evaluation


def test_chat_opens_the_page_with_an_archive_that_is_ready(
    dateline: Dateline, corpus: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from ui import app

    served: list[tuple[int, str, int]] = []

    def serve(
        archive: Archive,
        host: str,
        port: int,
        announce: Callable[[str], None],
        examples: Sequence[str],
        settings: Settings,
    ) -> None:
        assert not examples  # those of the shipped corpus are for the shipped corpus
        assert settings == archive.settings
        served.append((len(archive.articles()), host, port))
        announce(f"http://{host}:{port}")

    monkeypatch.setattr(app, "serve", serve)
    ended = dateline("chat", "--archive", corpus.path, "--port", 7999)
    assert ended.code == 0 and "Dateline is at http://127.0.0.1:7999" in ended.out
    news = fill(tmp_path / "news", {"a.txt": "The ferry of Arden is closed for good."})
    ended = dateline("chat", "--sync", news, "--json")
    assert json.loads(ended.out) == {"url": "http://127.0.0.1:7860"}
    assert served == [(3, "127.0.0.1", 7999), (1, "127.0.0.1", 7860)]


def test_eval_scores_the_gold_it_is_given(asked: Dateline, tmp_path: Path) -> None:
    row = {"id": "one", "question": AMBASSADOR, "answers": ["Kevin Cabrera"], "kind": "answerable"}
    row |= {"article_ids": ["panama-ports-standoff.html"], "evidence": ["Kevin Cabrera, the U.S. ambassador"]}
    gold = fill(tmp_path, {"gold.jsonl": json.dumps({**row, "history": []}) + "\n"}) / "gold.jsonl"
    ended = asked("eval", gold)
    assert ended.code == 0 and "answerable" in ended.out and "RR@10" in ended.out
    assert json.loads(asked("eval", gold, "--json").out)


# Help, and the command as a shell sees it


def test_help_says_what_each_command_does_with_an_example_that_works(dateline: Dateline) -> None:
    ended = dateline("--help")
    assert ended.code == 0 and all(command in ended.out for command in COMMANDS)
    for command in COMMANDS:
        shown = " ".join(dateline(command, "--help").out.split())
        example = shown.split("Example: ", 1)[1]
        words = shlex.split(example)
        assert words[:2] == ["dateline", command] and "--json" in shown
        assert dateline(*words[1:], "--nonsense").err.count("--nonsense") >= 1  # nothing before it is wrong


def test_without_a_command_the_help_is_shown(dateline: Dateline) -> None:
    ended = dateline()
    assert ended.code == 2 and "sync" in ended.out + ended.err
