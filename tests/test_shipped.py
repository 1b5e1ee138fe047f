"""`rag.ask` answers from the corpus that ships, whatever else is archived around it."""

from __future__ import annotations

from pathlib import Path

import pytest

import rag
from rag import corpus as shipped_corpus
from rag.errors import NoFolder

pytestmark = pytest.mark.usefixtures("synced_here")


def test_ask_needs_nothing_but_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped_corpus.shipped.cache_clear()
    monkeypatch.setattr(shipped_corpus, "ARCHIVE", tmp_path / "archive")
    monkeypatch.chdir(tmp_path)
    answer = rag.ask("Which company agreed to sell its stake in the canal ports?")
    assert "CK Hutchinson" in answer.text
    assert answer.citations[0].article.id == "hegseth-panama.md"
    assert shipped_corpus.shipped() is shipped_corpus.shipped()
    shipped_corpus.shipped().close()
    shipped_corpus.shipped.cache_clear()


def test_without_the_corpus_it_says_where_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped_corpus.shipped.cache_clear()
    monkeypatch.setattr(shipped_corpus, "ARTICLES", tmp_path / "none")
    with pytest.raises(NoFolder, match="clone it"):
        rag.ask("Who?")


@pytest.mark.parametrize("question", shipped_corpus.EXAMPLES)
def test_the_examples_that_the_page_offers_are_answered(question: str, corpus: rag.Archive) -> None:
    assert not corpus.ask(question).refused
