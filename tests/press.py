"""A small press archive to trace quotations, names and events in: in short passages, by a fake model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.settings import Settings
from rag.store import generation
from rag.types import Article
from tests.fakes import FakeEmbedder
from tests.newsroom import build_here

SETTINGS = Settings(passage_words=20, passage_overlap=0)

MINE = (
    "The copper mine at Varna Ridge will close in October, its owner said on Tuesday. Some 1,200 miners "
    "lose their work, and “nobody in this valley was asked,” said Mayor Ilse Brandt, who has fought the "
    "closure since March.\n\n"
    "The owner, Nordic Ore, doesn’t expect the price of copper to recover before 2031. It sold 3.5% of "
    "its shares for $40 million to pay for the clean-up of the tailings ponds, which leak arsenic.\n\n"
    "Brandt flew to the U.S. capital to plead with the lenders. They listened for an hour — and declined."
)
ARTICLES = (
    Article("mine", "Varna Ridge to lose its mine", "Ridge Post", text=MINE, published=date(2030, 5, 7)),
    Article(
        "wire",
        "Copper mine closes",
        "The Courier",
        text="Agency report.\n\n" + MINE.split("\n\n")[0],
        published=date(2030, 5, 6),
    ),
    Article(
        "letter",
        "Letters",
        "Ridge Post",
        text="Sir, Nordic Ore knew of the leak. Mayor Brandt's staff knew too; the mayor did not.\r\n\r\n"
        "The Ore-Nordic merger, of which US papers wrote, is another matter. Nordic\n\nOre fooled no one.",
    ),
    Article(
        "rescue",
        "Brandt: “We will reopen”",
        "The Courier",
        text="Éva Nagy of Nordic Ore said: “We will reopen Varna Ridge when copper costs $9,000 a tonne.” "
        "The price is 8,100 now.\n\nIt rose by 300 within a week.",
        published=date(2030, 6, 2),
        published_at=datetime(2030, 6, 2, 9, 30, tzinfo=UTC),
    ),
    Article(
        "market",
        "Metals rise",
        "Metal Daily",
        text="Copper rose to a record. Nordic Ore, Nordic Ore's rivals and their lenders all gained.",
        published=date(2030, 6, 2),
        published_at=datetime(2030, 6, 2, 7, 0, tzinfo=UTC),
    ),
)


@contextmanager
def press(folder: Path, articles: tuple[Article, ...] = ARTICLES) -> Iterator[Archive]:
    """An archive of the articles; what it needs is built in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        with Archive(folder, SETTINGS, embedder=FakeEmbedder()) as archive:
            archive.add(articles)
            yield archive
