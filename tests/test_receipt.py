"""Receipts: what an answer rested on, held against the archive after it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag import receipt
from rag.archive import Archive
from rag.errors import BadReceipt
from rag.models.embedding import Embedder, name_of
from rag.receipt import Receipt, Terms
from rag.settings import Settings
from rag.store import generation
from rag.types import Article, Turn
from tests.commands import AMBASSADOR, Dateline
from tests.newsroom import ReadsHere, build_here
from ui.kept.store import Kept

SAID = "The old ferry left Arden at seven with 41 people on board."
STORY = Article(
    "ferry",
    title="The last ferry",
    source="The Courier",
    published=date(2024, 5, 6),
    text=f"{SAID} Nobody waved from the quay.",
)
ASKED = "How many people were on board the old ferry to Arden?"


@pytest.fixture
def own(bundled: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    with Archive(tmp_path / "archive", Settings(refuse_below=0), embedder=bundled) as archive:
        archive.add([STORY])
        yield archive


def given(archive: Archive) -> Receipt:
    terms = Terms(before=date(2024, 12, 31), sources=("The Courier",), today=date(2024, 6, 1))
    answer = archive.ask(ASKED, before=terms.before, sources=terms.sources, today=terms.today)
    assert SAID in answer.text
    return receipt.receipt(archive, answer, terms)


def standing(archive: Archive, kept: Receipt) -> list[str]:
    verified = receipt.verify(archive, kept)
    assert verified.stands is all(c.standing not in ("changed", "gone") for c in verified.quotes)
    return [checked.standing for checked in verified.quotes]


def test_a_receipt_comes_back_from_its_file_as_it_was(own: Archive, tmp_path: Path) -> None:
    kept = given(own)
    kept = replace(kept, terms=replace(kept.terms, history=(Turn("user", "What left Arden?"),)))
    receipt.write(kept, tmp_path / "receipt.json")
    assert receipt.read(tmp_path / "receipt.json") == kept


def test_in_an_archive_that_did_not_change_everything_stands(own: Archive) -> None:
    verified = receipt.verify(own, given(own))
    assert [c.standing for c in verified.quotes] == ["same"] * len(verified.quotes) and verified.stands
    assert verified.same_answer and verified.revision == verified.receipt.revision
    assert list(receipt.told(verified))[-1] == "Asked again, it gives the same answer."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{SAID} Two men waved from the quay.", "article changed"),
        (f"It rained all night long. {SAID}", "moved"),
        ("The old ferry left Arden at seven with 14 people on board.", "changed"),
    ],
)
def test_what_became_of_the_words_is_told(own: Archive, text: str, expected: str) -> None:
    kept = given(own)
    kept = replace(kept, quotes=tuple(q for q in kept.quotes if q.quote == SAID))
    own.add([replace(STORY, text=text)])
    assert standing(own, kept) == [expected]
    told = list(receipt.told(receipt.verify(own, kept)))
    assert told[0].startswith("[1] The last ferry: the article was changed")
    assert "The archive went from revision 1 to 2." in told


def test_every_passage_that_was_found_is_held_against_the_archive(own: Archive) -> None:
    kept = given(own)
    hits = own.ask(ASKED, before=kept.terms.before, sources=kept.terms.sources, today=kept.terms.today).hits
    assert {read.id for read in kept.passages} >= {hit.passage.id for hit in hits} != set()
    for read in kept.passages:
        words = STORY.text[read.start : read.end]
        assert read.sha256 == hashlib.sha256(words.encode()).hexdigest() and read.article_id == "ferry"
    verified = receipt.verify(own, kept)
    assert verified.changed == ()
    count = len(kept.passages)
    assert f"Passages found for it: {count}, all as they were." in list(receipt.told(verified))
    own.add([replace(STORY, text=f"It rained. {STORY.text}")])
    verified = receipt.verify(own, kept)
    assert verified.changed == kept.passages
    assert any(f"of which {count} stand there no longer: ferry:" in line for line in receipt.told(verified))


def test_models_that_are_others_now_are_told(own: Archive) -> None:
    kept = given(own)
    assert kept.models.embedder == name_of(own.settings) and kept.models.llm == ""
    then = replace(kept, models=replace(kept.models, embedder="an older one", reranker="ranker"))
    told = list(receipt.told(receipt.verify(own, then)))
    assert f"The embedder was an older one, and is {kept.models.embedder} now." in told
    assert "The reranker was ranker, and is none now." in told
    assert sum(line.startswith("The ") for line in told) == 3  # these two, and the archive's revision


def test_one_of_a_kept_conversation_is_as_good_as_one_made_at_once(own: Archive, tmp_path: Path) -> None:
    terms = Terms(before=date(2024, 12, 31), today=date(2024, 6, 1))
    answer = own.ask(ASKED, before=terms.before, today=terms.today)
    at_once = receipt.receipt(own, answer, terms)
    store = Kept(tmp_path, receipt.models_of(own.settings))
    id = store.begin("a" * 32)
    store.add("a" * 32, id, 1, ASKED, answer, terms)
    own.add([replace(STORY, text=f"{SAID} Two men waved from the quay.")])  # what was kept is of before
    later = store.exchange("a" * 32, id, 1).receipt
    store.close()
    assert replace(later, given="") == replace(at_once, given="") and later.given >= at_once.given
    path = tmp_path / "receipt.json"
    path.write_text(receipt.as_text(later), "utf-8")
    assert standing(own, receipt.read(path)) == ["article changed"]


def test_an_article_that_is_gone_is_told(bundled: Embedder, own: Archive, tmp_path: Path) -> None:
    kept = given(own)
    with Archive(tmp_path / "other", Settings(refuse_below=0), embedder=bundled) as other:
        other.add([replace(STORY, id="another", text="A quarry lies north of the town. Slate is cut there.")])
        assert set(standing(other, kept)) == {"gone"}
        assert not receipt.verify(other, kept).same_answer


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "not even JSON"),
        ("[1]", "no receipt"),
        ("{}", "no receipt"),
        (None, "changed since it was written"),
    ],
)
def test_what_is_no_receipt_or_was_edited_is_refused(
    own: Archive, tmp_path: Path, body: str | None, told: str
) -> None:
    path = tmp_path / "receipt.json"
    if body is None:
        receipt.write(given(own), path)
        body = path.read_text("utf-8").replace("41 people", "14 people")
    path.write_text(body, "utf-8")
    with pytest.raises(BadReceipt, match=told):
        receipt.read(path)
    with pytest.raises(BadReceipt, match="cannot be read"):
        receipt.read(tmp_path / "missing.json")
    with pytest.raises(BadReceipt, match="cannot be written"):
        receipt.write(given(own), tmp_path)


def test_the_command_writes_a_receipt_and_verifies_it(asked: Dateline, tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    assert asked("ask", AMBASSADOR, "--receipt", path).code == 0
    done = asked("verify", path)
    assert done.code == 0 and "the quotation stands, in the same text" in done.out
    told = json.loads(asked("verify", path, "--json").out)
    assert told["stands"] and told["same_answer"] and told["receipt"]["question"] == AMBASSADOR
    path.write_text("{}")
    done = asked("verify", path)
    assert done.code == 1 and done.err.startswith("BadReceipt: ")
