"""The measure of tracing excerpts: what it draws, what it alters, and that it sees what goes wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.archive import Archive
from rag.errors import BadGold
from rag.evaluate.alterations import TYPOGRAPHY, WORD, alter
from rag.evaluate.excerpts import evaluate, read_docs
from rag.evaluate.texts import Texts
from rag.findings import QuoteMatch
from tests.press import ARTICLES, MINE, press

FOREIGN = [
    "A swan has settled on the roof of the customs house.",
    "Nobody had seen the ferryman since the night of the regatta.",
    "They listened for an hour",  # which is not foreign here, and must not be taken for it
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with press(tmp_path_factory.mktemp("press")) as archive:
        yield archive


def test_every_excerpt_is_counted_and_found(archive: Archive) -> None:
    found = evaluate(archive, FOREIGN, n=20, seed=1)
    assert found["articles"] == len(ARTICLES)
    assert found["true"] == {"n": 20, "right": 20, "false": 0, "marked": 20}
    assert found["other typography"] == {"n": 5, "right": 5, "false": 0, "marked": 5}
    assert found["foreign"] == {"n": 2, "right": 2, "false": 0, "marked": 2}
    assert found["altered"]["n"] == 5 and found["altered"]["false"] == 0  # type: ignore[index]
    assert json.loads(json.dumps(found)) == found
    assert {k: v for k, v in evaluate(archive, FOREIGN, 20, 1).items() if k != "milliseconds"} == {
        k: v for k, v in found.items() if k != "milliseconds"
    }


def test_one_that_finds_nothing_is_seen_through(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "find_quote", lambda text: QuoteMatch(text, "absent"), raising=False)
    found = evaluate(archive, FOREIGN, n=8, seed=1)
    assert found["true"] == {"n": 8, "right": 0, "false": 0, "marked": 0}
    assert found["altered"] == {"n": 2, "right": 0, "false": 0, "marked": 0}
    assert found["foreign"] == {"n": 2, "right": 2, "false": 0, "marked": 2}
    assert len(found["failed"]) == 5  # type: ignore[arg-type]


def test_one_that_names_a_source_for_everything_is_seen_through(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = archive.find_quote("They listened for an hour")
    monkeypatch.setattr(archive, "find_quote", lambda text: match, raising=False)
    found = evaluate(archive, FOREIGN, n=8, seed=1)
    assert found["foreign"] == {"n": 2, "right": 0, "false": 2, "marked": 2}
    assert found["true"]["false"] > 0  # type: ignore[index]


@given(st.integers(0, 4), st.integers(0, 1_000))
def test_an_altered_excerpt_differs_by_the_word_that_is_told(way: int, seed: int) -> None:
    excerpt = "Some 1,200 miners lose their work this autumn"
    altered = alter(excerpt, ("zeppelin", "harbour"), way, random.Random(seed))
    assert altered is not None
    assert altered.new in altered.text and altered.old in excerpt
    before, after = WORD.findall(excerpt), WORD.findall(altered.text)
    assert abs(len(before) - len(after)) == (1 if not (altered.new and altered.old) else 0)
    assert before != after


@pytest.mark.parametrize("way", sorted(TYPOGRAPHY))
def test_typography_changes_no_letter_but_what_an_ellipsis_leaves_out(way: str) -> None:
    kept = "".join(filter(str.isalnum, TYPOGRAPHY[way](MINE))).lower()
    whole = "".join(filter(str.isalnum, MINE)).lower()
    assert kept == whole if way != "ellipsis" else len(kept) < len(whole)
    assert TYPOGRAPHY[way](MINE) != MINE


def test_who_has_an_excerpt_is_known_from_the_texts() -> None:
    texts = Texts(ARTICLES)
    assert texts.having("close in\nOctober") == {"mine", "wire"}
    assert texts.having("lose in October") == set()  # the end of another word
    article, excerpt = texts.excerpt(random.Random(3), 3)
    assert excerpt in article.text and article.id in texts.having(excerpt)


def test_documents_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_text(
        '{"doc_id": 7, "title": null, "text": "Short."}\n\n', encoding="utf-8"
    )
    (only,) = read_docs(tmp_path)
    assert (only.id, only.title, only.text) == ("7", "", "Short.")
    (tmp_path / "docs.jsonl").write_text('{"doc_id": 7}\n', encoding="utf-8")
    with pytest.raises(BadGold, match=r"docs\.jsonl cannot be read"):
        read_docs(tmp_path)
