"""Forty good files among more bad ones: the good are all in, each bad one is named with its reason."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.index import sync_folder
from rag.index.apart import Readers
from rag.settings import Settings
from rag.store import generation
from rag.store.catalog import Catalog
from rag.types import IndexReport
from tests.bad_files import bad_files
from tests.fakes import FakeEmbedder
from tests.good_files import good_files
from tests.newsroom import build_here, reading

SECONDS, MEGABYTES = 4, 512
SETTINGS = Settings(passage_words=20, passage_overlap=5, file_seconds=SECONDS, file_memory_mb=MEGABYTES)
BEFORE_READING = 250  # megabytes that the process may have before it reads anything
MEASURED = (sys.executable, "-P", "-m", "tests.measured_worker")


class Synced(NamedTuple):
    archive: Path
    folder: Path
    good: dict[str, str]
    bad: dict[str, str]
    report: IndexReport
    measured: list[tuple[str, float, float]]  # name, seconds, megabytes


def sync(archive: Path, folder: Path) -> IndexReport:
    with Catalog.open(archive, write=True) as catalog:
        return sync_folder(archive, catalog, folder, FakeEmbedder(), SETTINGS)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Synced:
    home = tmp_path_factory.mktemp("both")
    (home / "news" / "bad").mkdir(parents=True)
    bad = {f"bad/{name}": told for name, told in bad_files(home / "news" / "bad").items()}
    good = good_files(home / "news")
    assert len(good) >= 40 and len(bad) >= 40
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEASURED", str(home / "measured"))
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", partial(Readers, command=MEASURED))
        report = sync(home / "archive", home / "news")
    measured = [tuple(json.loads(line)) for line in (home / "measured").read_text("utf-8").splitlines()]
    return Synced(home / "archive", home / "news", good, bad, report, measured)


def test_every_good_file_is_in_with_its_own_words(synced: Synced) -> None:
    texts: dict[str, str] = defaultdict(str)
    with reading(synced.archive) as (catalog, index):
        for article in catalog.articles(index.revision):
            texts[article.path] += article.text
    missing = {name: texts[name] for name, words in synced.good.items() if words not in texts[name]}
    assert missing == {}
    assert set(texts) == set(synced.good)  # and nothing of a bad one


def test_every_bad_file_is_named_with_its_reason(synced: Synced) -> None:
    told = dict(synced.report.skipped)
    wrong = {
        name: told.get(name) for name, why in synced.bad.items() if not re.search(why, told.get(name, ""))
    }
    assert wrong == {}
    others = set(told) - set(synced.bad)
    assert others == {"all.zip!b.png", "half-bad.zip!bomb.txt"}  # the bad parts of good files


def test_no_file_went_over_its_limits(synced: Synced) -> None:
    """A file that is not here was ended by its limit; of a ZIP file each member has the time of a file."""
    slow = {n: seconds for n, seconds, _ in synced.measured if seconds > SECONDS + 1 and ".zip" not in n}
    large = {name: peak for name, _, peak in synced.measured if peak > MEGABYTES + BEFORE_READING}
    assert slow == {} and large == {}
    ended = set(synced.bad) - {name for name, _, _ in synced.measured}
    told = dict(synced.report.skipped)
    unread = re.compile("no ordinary file|is a link|longer than|memory")
    assert {name: told[name] for name in ended if not unread.search(told[name])} == {}


def test_the_next_sync_reads_none_of_them_and_tells_the_same(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any("tries again" in why for _, why in synced.report.skipped):
        pytest.skip("the machine was too busy to tell what takes long from what had to wait")
    monkeypatch.setattr("rag.index.child.subprocess.Popen", lambda *_, **__: pytest.fail("read again"))
    again = sync(synced.archive, synced.folder)
    assert (again.added, again.updated, again.removed, again.embedded) == (0, 0, 0, 0)
    assert again.unchanged == synced.report.added
    assert again.skipped == synced.report.skipped
