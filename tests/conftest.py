"""What is slow to make and never changed: made once for all tests that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rag.archive import Archive
from rag.models.embedding import Embedder
from rag.settings import Settings
from tests.browsing import browser, people, visit
from tests.commands import asked, dateline

__all__ = ["asked", "browser", "dateline", "people", "visit"]  # fixtures of the command line and of the page
settings.register_profile(  # a busy machine is no fault of what is tested
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")
LONG = ("test_sync_", "test_browser_", "test_evaluate_cli", "test_models_", "test_ingest_unpack", "test_mcp")
ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    """The model that ships, as it is loaded when nothing is set."""
    from rag.models.embedder import load_embedder

    return load_embedder(Settings())


@pytest.fixture(scope="session")
def corpus(bundled: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of the articles that ship. To be read only: whoever writes makes one of their own."""
    with Archive(tmp_path_factory.mktemp("corpus") / "archive", Settings(), embedder=bundled) as archive:
        archive.sync(ARTICLES)
        yield archive


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that no process ends with one while the others have done."""
    items.sort(key=lambda item: not item.path.name.startswith(LONG))
