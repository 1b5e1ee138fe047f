"""The catalog's second format: an older one brought up to date, what it keeps of versions and of copies."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ArchiveDamaged
from rag.fingerprint import Fingerprint
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.database import CATALOG
from rag.store.records import Changes, Copies, Entry, Superseded, digest, stamp
from rag.store.schema import SECOND, VERSION
from rag.types import Article
from tests.fakes import FakeEmbedder
from tests.newsroom import ReadsHere, build_here, fill, held, reading, stories, story, sync
from tests.test_store_catalog import BAKERY, FERRY, entry

WHOLE = Article(
    "a",
    "A title",
    "The Wire",
    "https://wire.example/1",
    FERRY,
    date(2024, 4, 8),
    "N. N.",
    "a.pdf",
    published_at=datetime(2024, 4, 8, 6, 30, tzinfo=timezone(timedelta(hours=-5))),
    updated_at=datetime(2024, 4, 9, tzinfo=UTC),
    section="World",
    language="en",
    dateline="PANAMA CITY, April 8",
    agency="Reuters",
    key="urn:wire:1",
    pages=(0, 12),
    found=(("author", "byline"), ("agency", "dateline")),
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "archive", write=True) as opened:
        yield opened


def put_back(archive: Path) -> None:
    """Makes the catalog what the first format had of it."""
    columns = [line.split()[5] for line in SECOND.splitlines() if line.startswith("ALTER TABLE articles")]
    with sqlite3.connect(archive / CATALOG) as db:
        for table in ("clusters", "pairs", "fingerprints"):
            db.execute(f"DROP TABLE {table}")
        for index in ("articles_by_heir", "articles_ended"):
            db.execute(f"DROP INDEX {index}")
        for column in columns:
            db.execute(f"ALTER TABLE articles DROP COLUMN {column}")
        db.execute("ALTER TABLE revisions DROP COLUMN clustering")
        db.execute("PRAGMA user_version=1")
    db.close()
    assert len(columns) == 12


def test_all_that_is_known_of_an_article_comes_back(catalog: Catalog) -> None:
    revision = catalog.commit(Changes([Entry(WHOLE, [], "/news", "a", "v1")]))
    assert catalog.article("a", revision) == WHOLE
    assert catalog.article("a", revision).page(12) == 2  # type: ignore[union-attr]


def test_every_field_counts_in_the_hash_and_those_that_are_empty_change_nothing() -> None:
    bare = Article("a", "A title", text=FERRY)
    first_format = json.dumps(["A title", "", "", FERRY, "None", "", ""])
    assert digest(bare) == hashlib.sha256(first_format.encode()).hexdigest()
    fields = [f for f in WHOLE.__dataclass_fields__ if f != "id"]
    hashes = {digest(WHOLE)}
    for name in fields:
        values = {f: getattr(WHOLE, f) for f in fields if f != name}
        hashes.add(digest(Article("a", **values)))
    assert len(hashes) == len(fields) + 1


def test_moments_without_a_zone_are_taken_as_utc_and_a_day_stays_a_day() -> None:
    early, late = datetime(2024, 3, 1, 6, tzinfo=UTC), datetime(2024, 3, 1, 7)
    assert stamp(late, early, None) == datetime(2024, 3, 1, 7, tzinfo=UTC)
    assert stamp(None, early, date(2024, 1, 1)) == early
    assert stamp(None, None, date(2024, 1, 1)) == date(2024, 1, 1)
    assert stamp(None, None, None) is None


# An archive of the first format


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose archive has three articles of a folder, in the first format."""
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)
    sync(tmp_path / "archive", stories(tmp_path / "news", 3))
    put_back(tmp_path / "archive")
    return tmp_path


def test_an_older_catalog_is_told_with_what_brings_it_up_to_date(old: Path) -> None:
    with pytest.raises(
        ArchiveDamaged, match=r"has format 1, this program reads 2; run `dateline sync DIR` once"
    ):
        Catalog.open(old / "archive")


def test_a_sync_brings_an_older_catalog_up_to_date_and_embeds_nothing(old: Path) -> None:
    embedder = FakeEmbedder()
    report = sync(old / "archive", old / "news", embedder)
    assert (report.unchanged, report.embedded, report.revision) == (3, 0, 1)
    assert len(held(old / "archive")) == 3
    twin = story(0).replace("waited too long", "waited for ages")
    sync(old / "archive", fill(old / "news", {"twin.txt": twin}), embedder)
    with reading(old / "archive") as (catalog, index):
        assert index.notice == ""
        # fingerprints were made of what was there before
        assert [m.id for m in catalog.members(index.revision)] == ["arden-0.txt", "twin.txt"]
    with sqlite3.connect(old / "archive" / CATALOG) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    db.close()


def test_an_update_that_fails_leaves_the_older_catalog_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = SECOND.replace("CREATE TABLE clusters", "CREATE TABLE articles")
    with monkeypatch.context() as patch:
        patch.setattr("rag.store.database.STEPS", ("", broken))
        with pytest.raises(ArchiveDamaged):
            Catalog.open(old / "archive", write=True)
    with sqlite3.connect(old / "archive" / CATALOG) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (3,)
    db.close()
    assert sync(old / "archive", old / "news").unchanged == 3


# Versions


def superseded(id: str, heir: str) -> Superseded:
    return Superseded(id, heir, f"{heir} is newer", aside=True)


def ids(catalog: Catalog, id: str) -> list[str]:
    return [v.article.id for v in catalog.versions(id, catalog.revision)]


def test_a_version_is_in_no_revision_and_of_any_id_in_the_line(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY), entry("x", BAKERY)]))
    catalog.commit(Changes([entry("b", FERRY + " So it was.")], superseded=[superseded("a", "b")]))
    catalog.commit(Changes([entry("c", FERRY + " Or not.")], superseded=[superseded("b", "c")]))
    assert [a.id for a in catalog.articles(3)] == ["c", "x"]
    assert ids(catalog, "a") == ids(catalog, "b") == ids(catalog, "c") == ["c", "b", "a"]
    assert [v.article.id for v in catalog.versions("a", 2)] == ["b", "a"]  # for a reader of the second
    assert {k.id: k.heir for k in catalog.kept().values()} == {"a": "b", "b": "c", "c": "", "x": ""}


def test_a_newcomer_that_is_older_makes_no_revision(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY)]))
    old = entry("b", BAKERY)
    assert catalog.commit(Changes(newcomers=[old], superseded=[superseded("b", "a")])) == 1
    assert catalog.counts(1) == (1, 1) and ids(catalog, "b") == ["a", "b"]


def test_pruning_takes_the_passages_of_versions_and_with_the_article_their_text(
    catalog: Catalog, tmp_path: Path
) -> None:
    def left() -> set[str]:
        read = b"".join(path.read_bytes() for path in (tmp_path / "archive").iterdir())
        return {word for word in ("alpha", "bravo", "charlie") if word.encode() in read}

    for word in ("alpha", "bravo", "charlie"):
        earlier = {} if word == "alpha" else {"a": "changed"}
        catalog.commit(Changes([entry("a", f"The word is {word}. It was said.")], earlier=earlier))
    assert catalog.prune([(3, "fake")]) and not catalog.prune([(3, "fake")])
    assert left() == {"alpha", "bravo", "charlie"} and len(ids(catalog, "a")) == 3
    with catalog._db.reading() as db:
        assert db.execute("SELECT count(*) FROM passages").fetchone() == (1,)
    catalog.commit(Changes([entry("b", BAKERY)], removed=["a"]))
    assert ids(catalog, "a") == []
    assert catalog.prune([(4, "fake")])
    assert left() == set()


# Copies


def fingerprint(seed: int) -> Fingerprint:
    values = np.random.default_rng(seed).integers(0, 2**32, 12, dtype=np.uint32)
    halves = np.array([1] * 6 + [2] * 6, dtype=np.uint8)
    return Fingerprint(np.sort(values), halves, values[:3], values[3:5], values[:8])


def twin_of(catalog: Catalog, id: str) -> str:
    return catalog.kept()[id].twin


def test_fingerprints_pairs_and_clusters_come_back_as_they_went_in(catalog: Catalog) -> None:
    entries = [entry("a", FERRY, published=date(2024, 1, 2)), entry("b", BAKERY, published=date(2024, 1, 1))]
    catalog.commit(Changes([*entries, entry("c", FERRY + " Yes.", agency="AP", source="The Wire")]))
    prints = {twin_of(catalog, id): fingerprint(seed) for seed, id in enumerate("abc")}
    one, other = sorted(prints)[:2]
    copies = Copies("way 1", prints, [(one, other, 0.75)], [["a", "b", "c"]])
    assert catalog.commit(Changes(copies=copies)) == 1
    assert catalog.clustering(1) == "way 1" and catalog.pairs() == [(one, other, 0.75)]
    twins, minhashes, sizes = catalog.minhashes()
    assert twins == sorted(prints) and minhashes.shape == (3, 8) and sizes == [12, 12, 12]
    found = catalog.fingerprints([one, "no such"])
    assert list(found) == [one] and np.array_equal(found[one].shingles, prints[one].shingles)
    assert np.array_equal(found[one].halves, prints[one].halves)
    members = catalog.members(1)
    assert [(m.id, m.cluster) for m in members] == [("b", "b"), ("a", "b"), ("c", "b")]  # by date, none last
    assert (members[2].source, members[2].agency) == ("The Wire", "AP")


def test_clusters_are_of_a_revision_and_go_with_it(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY), entry("b", BAKERY)], copies=Copies("w", {}, [], [["a", "b"]])))
    catalog.commit(Changes([entry("c", FERRY + " Yes.")], copies=Copies("w", {}, [], [["a", "c"]])))
    assert [m.id for m in catalog.members(1)] == ["a", "b"]
    assert [m.id for m in catalog.members(2)] == ["a", "c"]
    catalog.prune([(2, "fake")])
    assert catalog.members(1) == [] and [m.id for m in catalog.members(2)] == ["a", "c"]


def test_fingerprints_go_with_their_texts(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY), entry("b", BAKERY)]))
    prints = {twin_of(catalog, id): fingerprint(n) for n, id in enumerate("ab")}
    catalog.commit(Changes(copies=Copies("w", prints, [(*sorted(prints), 0.5)], [["a", "b"]])))  # type: ignore[list-item]
    catalog.commit(Changes(removed=["a"], copies=Copies("w", {}, [], [])))
    catalog.prune([(2, "fake")])
    assert catalog.pairs() == [] and catalog.minhashes()[0] == [twin_of(catalog, "b")]
    anew = Copies("w2", {}, [], [], anew=True)
    catalog.commit(Changes(copies=anew))
    assert catalog.minhashes()[0] == [] and catalog.clustering(2) == "w2"


def test_a_failed_commit_leaves_neither_versions_nor_copies_behind(catalog: Catalog) -> None:
    catalog.commit(Changes([entry("a", FERRY), entry("b", BAKERY)], copies=Copies("w", {}, [], [["a", "b"]])))
    half = entry("c", "half a character: \ud800. Yes.")
    copies = Copies("w2", {"t": fingerprint(1)}, [], [])
    with pytest.raises(UnicodeEncodeError):
        catalog.commit(Changes([half], superseded=[superseded("a", "c")], copies=copies))
    assert (catalog.clustering(1), len(catalog.members(1)), catalog.minhashes()[0]) == ("w", 2, [])
    assert {k.heir for k in catalog.kept().values()} == {""}


# At size


def plans(catalog: Catalog, look: Callable[[Catalog], object]) -> list[list[str]]:
    """How SQLite goes about each query of `look`: the steps, as it tells them."""
    asked: list[str] = []
    with catalog._db.reading() as db:
        db.set_trace_callback(asked.append)
    look(catalog)
    with catalog._db.reading() as db:
        db.set_trace_callback(None)
        queries = [text for text in asked if text.startswith("SELECT") or text.strip().startswith("SELECT")]
        return [[row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}")] for text in queries]


@pytest.mark.parametrize(
    "look",
    [
        lambda c: c.vectors(1, ["a:0"], "fake"),
        lambda c: c.passages(1, ["a:0"]),
        lambda c: c.articles_of(1, ["a"]),
        lambda c: c.shingles_of(1, ["a"]),
        lambda c: c.fingerprints(["a"]),
        lambda c: c.versions("a", 1),
        lambda c: c.standing(["a"]),
    ],
)
def test_what_is_asked_by_id_is_never_looked_for_among_all(
    catalog: Catalog, look: Callable[[Catalog], object]
) -> None:
    catalog.commit(Changes([entry("a", FERRY)], copies=Copies("w", {"t": fingerprint(1)}, [], [])))
    found = plans(catalog, look)
    assert found
    for steps in found:
        whole = [step for step in steps if step.startswith("SCAN") and "json_each" not in step]
        assert [step for step in whole if step.split()[1] not in ("line", "alive")] == []
        assert not any("USING INDEX sqlite_autoindex_vectors_1 (embedder=?)" in step for step in steps)


def test_a_look_at_all_texts_looks_once_at_the_articles(catalog: Catalog) -> None:
    (steps,) = plans(catalog, lambda c: c.minhashes())
    assert not any("CORRELATED" in step for step in steps)
