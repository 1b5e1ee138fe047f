"""The catalog: revisions that readers hold, vectors that are computed once, bytes that are forgotten."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ArchiveDamaged, ArchiveReadOnly, NoArchive, NoModel
from rag.store.catalog import Catalog
from rag.store.database import CATALOG
from rag.store.records import Changes, Entry, FileRow, Gave
from rag.types import Article, Passage, Vectors
from tests.fakes import FakeEmbedder

FERRY = "The ferry sails at nine. It returns at noon."
BAKERY = "The bakery burnt down. Nobody was hurt."


def entry(id: str, text: str, **fields: object) -> Entry:
    """An article of one passage, with a sentence up to the first full stop and one after it."""
    article = Article(id, text=text, **fields)  # type: ignore[arg-type]
    cut = text.index(".") + 1
    spans = ((0, cut), (cut + 1, len(text)))
    return Entry(article, [Passage(f"{id}:0", id, text, 0, len(text), spans)], "/news", id, "v1")


def embed(catalog: Catalog, embedder: FakeEmbedder) -> int:
    missing = catalog.missing(catalog.revision, embedder.name)
    catalog.put_vectors(embedder.name, [(missing[place], made) for place, made in embedder.embed(missing)])
    return len(missing)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    with Catalog.open(tmp_path / "archive", write=True) as opened:
        yield opened


def texts(catalog: Catalog, revision: int) -> dict[str, str]:
    return {a.id: a.text for a in catalog.articles(revision)}


def test_an_article_comes_back_as_it_went_in(catalog: Catalog) -> None:
    text = "Zoë paid 5 €.\x00 Then “left”.\n\n🙂 Twice."
    whole = Article(
        "a/ü.txt", 'A "title"', "The Wire", "http://x/y?z", text, date(2021, 2, 3), "N. N.", "p.txt"
    )
    passage = Passage("a:1", whole.id, text[2:], 2, len(text), ((2, 9), (10, len(text))))
    revision = catalog.commit(Changes([Entry(whole, [passage], "/news", "n", "v1")]))
    assert revision == 1
    assert catalog.article(whole.id, revision) == whole
    assert catalog.passages(revision) == [passage]
    assert catalog.passages_of(whole.id, revision) == [passage]
    assert catalog.passages(revision, ["no such"]) == []
    assert catalog.counts(revision) == (1, 1)


def test_a_reader_of_an_old_revision_sees_that_one_and_nothing_of_the_new(catalog: Catalog) -> None:
    first = catalog.commit(Changes([entry("a", FERRY), entry("b", BAKERY)]))
    second = catalog.commit(Changes([entry("a", FERRY.replace("nine", "ten"))], removed=["b"]))
    third = catalog.commit(Changes([entry("b", BAKERY)]))
    assert (first, second, third) == (1, 2, 3)
    assert texts(catalog, 1) == {"a": FERRY, "b": BAKERY}
    assert texts(catalog, 2) == {"a": FERRY.replace("nine", "ten")}
    assert texts(catalog, 3) == {"a": FERRY.replace("nine", "ten"), "b": BAKERY}
    assert [p.text for p in catalog.passages(1, ["a:0"])] == [FERRY]
    assert [p.text for p in catalog.passages(3, ["a:0"])] == [FERRY.replace("nine", "ten")]
    assert catalog.article("b", 2) is None
    assert texts(catalog, 0) == {}


def test_an_equal_passage_is_never_embedded_twice(catalog: Catalog) -> None:
    embedder = FakeEmbedder()
    catalog.commit(Changes([entry("a", FERRY)]))
    assert embed(catalog, embedder) == 1
    catalog.commit(Changes([entry("a", FERRY, title="With a title now"), entry("twin", FERRY)]))
    assert embed(catalog, embedder) == 0
    assert embed(catalog, FakeEmbedder("another")) == 1
    assert catalog.embedders(2) == {"fake": 2, "another": 2}


def test_the_same_words_cut_into_other_sentences_are_embedded_anew(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    embed(catalog, FakeEmbedder())
    one = Passage("b:0", "b", FERRY, 0, len(FERRY), ((0, len(FERRY)),))
    catalog.commit(Changes([Entry(Article("b", text=FERRY), [one], "/news", "b", "v1")]))
    assert [p.id for p in catalog.missing(2, "fake")] == ["b:0"]


def test_vectors_come_back_in_shape_and_value(catalog: Catalog) -> None:
    revision = catalog.commit(Changes([entry("a", FERRY), entry("b", BAKERY)]))
    embedder = FakeEmbedder()
    embed(catalog, embedder)
    (_, made), *_ = embedder.embed(catalog.passages(revision, ["a:0"]))
    kept = catalog.vectors(revision, ["a:0", "b:0", "no such"], "fake")
    assert set(kept) == {"a:0", "b:0"}
    for got, put in ((kept["a:0"].passage, made.passage), (kept["a:0"].sentences, made.sentences)):
        assert got.dtype == put.dtype and np.array_equal(got, put)
    assert np.array_equal(kept["a:0"].tokens, made.tokens)  # nine words of 32 dimensions
    assert kept["a:0"].tokens.shape == (9, 32) and kept["a:0"].sentences.shape == (2, 32)
    ids, matrix = catalog.matrix(revision, "fake")
    assert ids == ["a:0", "b:0"]
    assert np.array_equal(matrix[0], made.passage) and matrix.shape == (2, 32)
    assert catalog.vectors(revision, ["a:0"], "another") == {}


def test_vectors_that_are_no_unit_vectors_are_refused(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    (passage,) = catalog.missing(1, "bad")
    for length in (0.0, float("nan"), 3.0):
        vector = np.array([length, 0], dtype=np.float32)
        wrong = Vectors(vector, vector[np.newaxis].astype(np.float16), np.zeros((1, 2), dtype=np.int8))
        with pytest.raises(NoModel, match="embedder bad: the vector of passage a:0 has length"):
            catalog.put_vectors("bad", [(passage, wrong)])
    assert len(catalog.missing(1, "bad")) == 1


def test_a_failed_commit_leaves_nothing_behind(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    half = "half a character: \ud800."
    with pytest.raises(UnicodeEncodeError):
        catalog.commit(Changes([entry("b", BAKERY), entry("c", half + " Yes.")], removed=["a"]))
    assert catalog.revision == 1
    assert texts(catalog, 1) == {"a": FERRY}
    assert texts(catalog, 2) == {"a": FERRY}


def test_files_are_remembered_without_a_new_revision(catalog: Catalog) -> None:
    row = FileRow("/news", "a.txt", "abc", "1:20", (Gave("a", "t1"),), (("a.txt#2", "is empty"),))
    assert catalog.commit(Changes(files=[row, FileRow("/other", "a.txt", "def", "1:20")])) == 0
    assert catalog.files("/news") == {"a.txt": row}
    catalog.commit(Changes(forgotten=[("/news", "a.txt")]))
    assert catalog.files("/news") == {}
    assert list(catalog.files("/other")) == ["a.txt"]


def test_the_corpus_hash_follows_the_content(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    catalog.commit(Changes([entry("b", BAKERY)]))
    catalog.commit(Changes(removed=["b"]))
    assert catalog.corpus(1) == catalog.corpus(3) != catalog.corpus(2)
    assert catalog.corpus(4) is None


def test_pruning_keeps_every_kept_revision_whole_and_forgets_the_rest(
    catalog: Catalog, tmp_path: Path
) -> None:
    for revision, word in enumerate(("alpha", "bravo", "charlie", "delta"), start=1):
        assert catalog.commit(Changes([entry("a", f"The word is {word}. It was said.")])) == revision
        embed(catalog, FakeEmbedder())
        embed(catalog, FakeEmbedder("old"))
    assert catalog.prune([(2, "fake"), (4, "fake")])
    assert not catalog.prune([(2, "fake"), (4, "fake")])  # nothing is left to forget
    assert "bravo" in texts(catalog, 2)["a"] and "delta" in texts(catalog, 4)["a"]
    assert [catalog.corpus(n) is None for n in (1, 2, 3, 4)] == [True, False, True, False]
    assert texts(catalog, 1) == texts(catalog, 3) == {}
    assert catalog.missing_count(2, "fake") == catalog.missing_count(4, "fake") == 0
    assert catalog.embedders(4) == {"fake": 1}
    bytes_left = b"".join(path.read_bytes() for path in (tmp_path / "archive").iterdir())
    assert b"bravo" in bytes_left and b"delta" in bytes_left
    assert b"alpha" not in bytes_left and b"charlie" not in bytes_left


def test_readers_in_other_threads_see_whole_revisions_while_one_writes(catalog: Catalog) -> None:
    catalog.commit(Changes([entry(f"a{n}", f"Round 0. Fact {n}.") for n in range(5)]))
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            revision = catalog.revision
            said = {text.split(".")[0] for text in texts(catalog, revision).values()}
            if said != {f"Round {revision - 1}"}:
                wrong.append(f"{revision}: {said}")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(1, 20):
        catalog.commit(Changes([entry(f"a{n}", f"Round {turn}. Fact {n}.") for n in range(5)]))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_catalog_that_is_not_there_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match=r"nothing at .*nowhere; run `dateline sync DIR`"):
        Catalog.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("write", [True, False])
def test_a_file_is_no_archive(tmp_path: Path, write: bool) -> None:
    (tmp_path / "archive").write_text("x")
    with pytest.raises(NoArchive, match="archive is a file; an archive is a folder"):
        Catalog.open(tmp_path / "archive", write)


def test_what_is_committed_is_on_the_disk_and_what_is_deleted_is_overwritten(catalog: Catalog) -> None:
    with catalog._db.reading() as db:
        full, on, wal = 2, 1, "wal"
        assert db.execute("PRAGMA synchronous").fetchone() == (full,)
        assert db.execute("PRAGMA secure_delete").fetchone() == (on,)
        assert db.execute("PRAGMA journal_mode").fetchone() == (wal,)


def test_one_opened_for_reading_does_not_write(catalog: Catalog, tmp_path: Path) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    with Catalog.open(tmp_path / "archive") as reader:
        assert texts(reader, reader.revision) == {"a": FERRY}
        with pytest.raises(ArchiveReadOnly):
            reader.commit(Changes(removed=["a"]))
    assert texts(catalog, 1) == {"a": FERRY}


@pytest.mark.parametrize(("version", "mend"), [(0, "sync into a new archive"), (99, "upgrade dateline")])
def test_another_version_of_the_tables_is_told_with_both_versions(
    catalog: Catalog, tmp_path: Path, version: int, mend: str
) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    catalog.close()
    with sqlite3.connect(tmp_path / "archive" / CATALOG) as db:
        db.execute(f"PRAGMA user_version={version}")
    db.close()
    with pytest.raises(ArchiveDamaged, match=f"has format {version}, this program reads 2; {mend}"):
        Catalog.open(tmp_path / "archive")


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be looked at " * 50])
def test_a_file_that_is_no_catalog_is_told_as_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CATALOG).write_bytes(content)
    (tmp_path / "index").mkdir()  # something was built here once
    with pytest.raises(ArchiveDamaged):
        Catalog.open(tmp_path)


def test_a_catalog_cut_short_is_told_as_damage_and_found_by_the_check(
    catalog: Catalog, tmp_path: Path
) -> None:
    catalog.commit(Changes([entry(f"a{n}", f"{FERRY} {n}" * 50) for n in range(200)]))
    assert catalog.damage() == ""
    catalog.close()
    path = tmp_path / "archive" / CATALOG
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096])
    with (
        pytest.raises(ArchiveDamaged, match=r"catalog.sqlite3 is damaged .* put back a copy"),
        Catalog.open(tmp_path / "archive") as cut,
    ):
        assert cut.damage() != ""
        cut.articles(1)
