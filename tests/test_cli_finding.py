"""The commands that look through the whole archive: what they print for people and for programs."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from rag.archive import Archive
from rag.cli import shown
from rag.cli.output import console
from rag.findings import Mention, Mentions, QuoteMatch, Timeline
from tests.commands import Dateline

TRUE = "a pivotal moment for military diplomacy between the United States and Peru"
ALTERED = TRUE.replace("pivotal", "routine")


def fields(kind: type[Any]) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


def test_an_excerpt_is_traced(asked: Dateline) -> None:
    ended = asked("find-quote", TRUE)
    assert (ended.code, ended.err) == (0, "")
    assert "Word for word: 1 article." in ended.out and "pacific-fleet-peru.txt" in ended.out
    assert f"“{TRUE}”" in ended.out and "characters 894–" in ended.out
    assert "differs in quotation marks, case" in asked("find-quote", f"«{TRUE.upper()}»").out


def test_what_was_changed_is_told(asked: Dateline) -> None:
    ended = asked("find-quote", ALTERED)
    assert ended.code == 0 and "Changed: 1 article." in ended.out
    assert "changed: “routine”, in the article “pivotal”" in ended.out
    assert "added: “not”" in asked("find-quote", TRUE.replace("for", "not for")).out
    assert "left out: “military”" in asked("find-quote", TRUE.replace("military ", "")).out


def test_what_is_nowhere_is_no_problem(asked: Dateline) -> None:
    ended = asked("find-quote", "The moon is made of a cheese that nobody in town would sell.")
    assert (ended.code, ended.err) == (0, "") and ended.out.strip() == "Not in this archive."
    assert asked("find-quote", "…").code == 1


def test_an_excerpt_may_come_by_standard_input(asked: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{TRUE}\n"))
    assert "Word for word" in asked("find-quote", "-").out


def test_an_excerpt_as_json(asked: Dateline, corpus: Archive) -> None:
    told = json.loads(asked("find-quote", ALTERED, "--json").out)
    assert list(told) == fields(QuoteMatch) and told["label"] == "changed"
    (place,) = told["places"]
    assert place["article"]["text"][place["start"] : place["end"]] == place["quote"]
    assert [(c["excerpt"], c["article"]) for c in place["changes"]] == [("routine", "pivotal")]


def test_mentions_are_counted(asked: Dateline) -> None:
    ended = asked("mentions", "ports")
    out = " ".join(ended.out.split())
    assert (ended.code, ended.err) == (0, "")
    assert "“ports”: 2 articles, 14 times in their texts" in out
    assert "no date 2" in out and "First:" not in out  # neither of them has a date
    assert "in the forms port, ports First: U.S. Pacific Fleet" in " ".join(
        asked("mentions", "ports", "--any-form").out.split()
    )
    assert "0 articles" in asked("mentions", "ports", "--after", "2025-01-01").out


def test_mentions_as_json(asked: Dateline, corpus: Archive) -> None:
    told = json.loads(asked("mentions", "Peru", "--after", "2025-03-01", "--json").out)
    assert list(told) == fields(Mentions)
    (mention,) = told["mentions"]
    assert list(mention) == fields(Mention) and mention["published"] == "2025-03-21"
    article = corpus.article(mention["article_id"])
    assert (
        article is not None and article.text[mention["start"] : mention["end"]] == mention["quote"] == "Peru"
    )
    assert told["months"] == [["2025-03", 1]] and mention["occurrences"] == len(
        re.findall(r"\bPeru\b", article.text)
    )


def test_a_timeline_has_days_and_names_what_has_none(asked: Dateline) -> None:
    ended = asked("timeline", "Pacific Fleet commander in Peru")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("2025-03-21  ")
    assert "names 2025-03-19, 2025-03-21" in " ".join(ended.out.split())  # wherever the line is broken
    undated = asked("timeline", "sale of the canal ports").out
    assert "Of articles without a date, closest first:" in undated and "no date " in undated
    assert "tells nothing of this" in asked("timeline", "cheese on the moon").out


def test_a_timeline_as_json(asked: Dateline) -> None:
    told = json.loads(asked("timeline", "Pacific Fleet commander in Peru", "--most", 1, "--json").out)
    assert list(told) == fields(Timeline) and len(told["entries"]) == 1
    entry = told["entries"][0]
    text = entry["article"]["text"]
    assert text[entry["start"] : entry["end"]] == entry["quote"]
    assert [text[d["start"] : d["end"]] for d in entry["dates"]] == ["March 19", "21, 2025"]


@pytest.mark.parametrize("command", ["find-quote", "mentions", "timeline"])
def test_problems_are_told_in_one_line(asked: Dateline, dateline: Dateline, command: str) -> None:
    ended = asked(command, "a port", "--source", "Nowhere Post")
    assert ended.code == 1 and "no outlet “Nowhere Post”" in ended.err and ended.out == ""
    ended = dateline(command, "a port")
    assert ended.code == 1 and ended.err.startswith("NoArchive: ") and len(ended.err.splitlines()) == 1
    assert "Example: dateline " + command in " ".join(dateline(command, "--help").out.split())


def test_a_long_list_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    day = date(2030, 1, 1)
    many = tuple(
        Mention(f"a{n}", f"Title {n}", "", day + timedelta(n), "", 1, 0, "ferry", 2, 7, "A ferry\x1b[2J", 0)
        for n in range(25)
    )
    found = Mentions("ferry", (("ferry",),), 25, 25, (("2030-01", 25),), (("", 25),), 0, many[:1], many)
    console().print(shown.mentions(found))
    out = capsys.readouterr().out
    assert "20. Title 19" in out and "21. " not in out and "… and 5 more; --json lists all" in out
    assert "\x1b" not in out  # what a text has for a terminal to obey is not passed on
