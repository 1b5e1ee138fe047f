"""What is slow to make and never changed: made once for all tests that ask for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rag.archive import Archive
from rag.models.embedding import Embedder
from rag.settings import Settings
from tests.browsing import browser, people, visit
from tests.commands import asked, dateline
from tests.newsroom import without_processes

__all__ = ["asked", "browser", "dateline", "people", "visit"]  # fixtures of the command line and of the page
settings.register_profile(  # a busy machine is no fault of what is tested
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")
LONG = (  # those that wait, for processes that read or are killed, between those that keep a browser busy
    "browser_library sync_apart browser_axe browser_keep sync_faults browser_read browser_told "
    "sync_bad_files browser_chat browser_ask evaluate_cli browser_hostile ui_app browser_closed "
    "models_converted readme evaluate_shipped store_generation sync_disks archive_threads mcp interrupted "
    "ui_limits shipped cli_problems"
).split()
ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"


@pytest.fixture(scope="module")
def synced_here() -> Iterator[None]:
    """For tests that take articles in, but are not about the processes that read and build: no process."""
    with without_processes():
        yield


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    """The model that ships, as it is loaded when nothing is set."""
    from rag.models.embedder import load_embedder

    return load_embedder(Settings())


@pytest.fixture(scope="session")
def corpus(bundled: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the articles that ship. To be read only: whoever writes makes one of their own."""
    with Archive(tmp_path_factory.mktemp("corpus") / "archive", Settings(), embedder=bundled) as archive:
        with without_processes():
            archive.sync(ARTICLES)
        yield archive


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that no process ends with one while the others have done."""
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: who waits for a page or for a process leaves one idle."""
    return (os.cpu_count() or 1) + 1
