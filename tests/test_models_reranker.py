"""A cross-encoder in the setting `reranker`: a tiny one, made here, that has learnt nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.errors import NoModel
from rag.models.reranker import load_reranker
from rag.retrieve.search import reordered
from rag.settings import Settings
from rag.types import Article
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.usefixtures("synced_here")

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the ferry sank in storm mayor opened school what where did".split()


def tiny(folder: Path, outputs: int) -> str:
    """A BERT of one layer with random weights and a vocabulary of a few words."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(7)
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=outputs,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_a_cross_encoder_scores_each_text_between_0_and_1_and_the_same_twice(tmp_path: Path) -> None:
    reranker = load_reranker(Settings(reranker=tiny(tmp_path / "model", 1)))
    assert reranker is not None and reranker.name == str(tmp_path / "model")
    texts = ["the ferry sank", "the mayor opened the school", "the ferry sank in the storm " * 300]
    found = reranker.scores("where did the ferry sink", texts)
    assert len(found) == 3 and all(0 < score < 1 for score in found) and len(set(found)) == 3
    assert reranker.scores("where did the ferry sink", texts) == found
    assert reranker.scores("where did the ferry sink", []) == []


def test_without_the_setting_there_is_none() -> None:
    assert load_reranker(Settings()) is None


def test_what_is_no_reranker_is_named_with_what_mends_it(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=r"reranker '.*nowhere'.*leave the setting out"):
        load_reranker(Settings(reranker=str(tmp_path / "nowhere")))
    three = tiny(tmp_path / "three", 3)
    with pytest.raises(NoModel, match="has 3 outputs, a reranker has 1"):
        load_reranker(Settings(reranker=three))


def test_what_was_read_stands_above_what_was_not_in_the_order_that_reading_gave() -> None:
    # The best that was not read has 3; those that were get 3 + 1 and what reading them gave.
    assert reordered({"a": 9.0, "b": 5.0, "c": 3.0}, {"a": 0.1, "b": 0.8}) == {"a": 4.1, "b": 4.8, "c": 3.0}
    assert reordered({"a": 2.0}, {"a": 0.5}) == {"a": 1.5}
    assert reordered({"a": 2.0}, {}) == {"a": 2.0}


class Longest:
    """Holds that the longest text answers best."""

    name = "longest"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [len(text) / 1_000 for text in texts]


def test_search_follows_the_reranker_among_the_best_and_keeps_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.models.reranker.load_reranker", lambda settings: Longest())
    articles = [
        Article("short", text="The ferry to Halden sank."),
        Article("long", text="The ferry to Halden sank in the storm of March, the harbour master said."),
        Article("school", text="The mayor of Lisle opened a school for a hundred and twenty children today."),
    ]
    question = "Which ferry to Halden sank?"
    with Archive(tmp_path / "archive", Settings(), embedder=FakeEmbedder()) as archive:
        archive.add(articles)
        plain = archive.search(question)
    settings = Settings(reranker="longest", reranked=2)
    with Archive(tmp_path / "archive", settings, embedder=FakeEmbedder()) as archive:
        hits = archive.search(question)
        quoted = archive.ask(question)
    assert [hit.article.id for hit in plain] == ["short", "long", "school"]
    assert [hit.article.id for hit in hits] == ["long", "short", "school"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert ["reranker" in dict(hit.parts) for hit in hits] == [True, True, False]
    assert quoted.hits[0].article.id == "long"
