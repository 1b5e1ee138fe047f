"""What the page on finding shows is what happens: its commands and its Python are run over what ships."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.findings import QUOTE_LABELS
from rag.retrieve import find_quote
from rag.retrieve.typography import KINDS
from tests.commands import Dateline

PAGE = (Path(__file__).parent.parent / "docs/finding.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def here(dateline: Dateline, corpus: Archive, tmp_path: Path) -> Dateline:
    """The command in a folder whose archive is that of what ships."""
    (tmp_path / "archive").symlink_to(corpus.path)
    return dateline


@pytest.mark.parametrize("block", blocks("console"))
def test_the_commands_print_what_is_shown(here: Dateline, block: str) -> None:
    command, _, output = block.partition("\n")
    ended = here(*shlex.split(command.removeprefix("$ dateline ")))
    assert ended.code == 0 and ended.out.split() == output.split()


def test_the_python_gives_what_is_shown(here: Dateline) -> None:
    source = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(source, {}, "finding.md", None, None)
    said: list[str] = []
    results = doctest.DocTestRunner().run(test, out=said.append)
    assert results.attempted > 15 and results.failed == 0, "".join(said)


def test_the_words_and_figures_of_the_rules_are_those_of_the_code() -> None:
    assert all(f'`"{label}"`' in PAGE for label in QUOTE_LABELS)
    assert all(kind in PAGE for kind in KINDS)
    assert f"{find_quote.LIMIT:,} characters" in PAGE and f"{find_quote.MOST:,} articles" in PAGE
    assert (find_quote.SKIPPED, find_quote.CHANGED, find_quote.FEWEST) == (10, 1 / 4, 5)  # as told in words
    assert "up to ten words" in PAGE and "at most a quarter" in PAGE and "at least five" in PAGE
