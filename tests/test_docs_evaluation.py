"""The page on evaluation names what there is: measures, reasons, fields, forms, options; its recipe runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.corpus import GOLD
from rag.evaluate import feedback
from rag.evaluate.gold_row import FIELDS, KINDS
from rag.evaluate.intervals import RESAMPLES
from rag.evaluate.public import FORMS
from rag.evaluate.scores import FAILURES, MEASURES
from tests.commands import Dateline

PAGE = (Path(__file__).parent.parent / "docs/evaluation.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_everything_that_is_measured_or_read_is_named() -> None:
    measures = {name.removeprefix("article ").removeprefix("passage ") for name in MEASURES}
    for name in (*measures, *FAILURES, *FIELDS, *KINDS, *FORMS, *feedback.KNOWN):
        assert f"`{name}`" in PAGE, name
    assert f"{RESAMPLES:,} resamples" in PAGE


def test_no_measure_or_reason_is_named_that_there_is_not() -> None:
    section = PAGE[PAGE.index("## Measures") : PAGE.index("**Intervals**")]
    first = [re.findall(r"`([^`]+)`", line.split("|")[1]) for line in section.splitlines() if "|" in line]
    known = {name.removeprefix("article ").removeprefix("passage ") for name in MEASURES} | set(FAILURES)
    assert {name for names in first for name in names} == known


def test_the_commands_shown_have_these_options(dateline: Dateline) -> None:
    helps = {
        ("eval",): dateline("eval", "--help").out,
        ("gold", "draft"): dateline("gold", "draft", "--help").out,
        ("gold", "from-feedback"): dateline("gold", "from-feedback", "--help").out,
        ("gold", "check"): dateline("gold", "check", "--help").out,
    }
    inline = re.findall(r"`(dateline [^`]+)`", PAGE)
    shown = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    commands = [shlex.split(line)[1:] for line in (*inline, *shown) if line.startswith("dateline ")]
    assert len(commands) >= 7
    for words in commands:
        (told,) = [text for name, text in helps.items() if tuple(words[: len(name)]) == name]
        for option in (word for word in words if word.startswith("-")):
            assert option in told, words


def test_the_recipe_for_ones_own_tests_runs(
    corpus: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = blocks("python")
    lines = GOLD.read_text("utf-8").splitlines()[:4]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "archive").symlink_to(corpus.path)
    monkeypatch.setattr("rag.models.embedder.load_embedder", lambda settings: corpus.embedder)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(code, "recipe", "exec"), names)
    names["test_the_archive_answers"]()  # type: ignore[operator]
    (tmp_path / "gold.jsonl").write_text(lines[0].replace("two-day", "x").replace("Pete", "Paul"))
    with pytest.raises(AssertionError):  # a recipe that could not fail would hold nothing
        names["test_the_archive_answers"]()  # type: ignore[operator]
