"""A cross-encoder in the setting `nli`: a tiny one, made here, that has learnt nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answer.support import support
from rag.errors import NoModel
from rag.models.entailment import Entailment
from rag.models.nli import load_nli
from rag.settings import Settings
from tests.fakes import FakeEmbedder

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the ferry sank in storm mayor opened school".split()
NAMED = {0: "contradiction", 1: "Entailment", 2: "neutral"}


def tiny(folder: Path, labels: dict[int, str]) -> str:
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
        num_labels=len(labels),
        id2label=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def test_each_premise_gets_three_shares_of_one(tmp_path: Path) -> None:
    nli = load_nli(Settings(nli=tiny(tmp_path / "model", NAMED)))
    assert nli is not None and nli.name == str(tmp_path / "model")
    found = nli.judge("the ferry sank", ["the ferry sank in the storm", "the mayor opened the school"])
    assert len(found) == 2 and found[0] != found[1]
    assert all(e.entails + e.neutral + e.contradicts == pytest.approx(1) for e in found)
    assert nli.judge("the ferry sank", []) == []


def test_the_outputs_are_told_by_their_names_not_their_order(tmp_path: Path) -> None:
    (first,) = _judged(tiny(tmp_path / "one", NAMED))
    (other,) = _judged(tiny(tmp_path / "other", {0: "ENTAILMENT", 1: "neutral", 2: "contradiction"}))
    assert (first.contradicts, first.entails, first.neutral) == pytest.approx(
        (other.entails, other.neutral, other.contradicts)
    )


def _judged(folder: str) -> list[Entailment]:
    nli = load_nli(Settings(nli=folder))
    assert nli is not None
    return nli.judge("the ferry sank", ["the mayor opened the school"])


def test_without_the_setting_there_is_none() -> None:
    assert load_nli(Settings()) is None


def test_what_is_no_nli_model_is_named_with_what_mends_it(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=r"nli '.*nowhere'.*leave the setting out"):
        load_nli(Settings(nli=str(tmp_path / "nowhere")))
    two = tiny(tmp_path / "two", {0: "no", 1: "yes"})
    with pytest.raises(NoModel, match="its outputs are no, yes, not entailment, neutral and contradiction"):
        load_nli(Settings(nli=two))


class Sure:
    """An NLI model that says the same of every premise, and keeps what it was asked."""

    name = "sure"

    def __init__(self, entails: float, contradicts: float) -> None:
        self.verdict = Entailment(entails, 1 - entails - contradicts, contradicts)
        self.asked: list[str] = []

    def judge(self, claim: str, premises: Sequence[str]) -> list[Entailment]:
        self.asked.extend(premises)
        return [self.verdict] * len(premises)


TEXT = "The ferry sank in the storm on its way to the island. Nobody on board was hurt."


def test_its_entailment_joins_the_score() -> None:
    claim = "A boat went down in bad weather."
    without = support(claim, [TEXT], FakeEmbedder())
    for entails in (0.0, 0.5, 1.0):
        nli = Sure(entails, 0.0)
        joined = support(claim, [TEXT], FakeEmbedder(), nli)
        # a third of the score without, two thirds of the verdict
        assert joined.score == pytest.approx(without.score / 3 + entails * 2 / 3, abs=1e-3)
        assert nli.asked and all(premise in TEXT for premise in nli.asked)
    assert joined.label == "supported"


def test_a_contradiction_that_it_is_sure_of_counts() -> None:
    found = support("All passengers drowned.", [TEXT], FakeEmbedder(), Sure(0.05, 0.9))
    assert found.label == "contradicted" and "NLI" in found.reasons[0]


def test_it_cannot_talk_away_a_number_that_no_text_has() -> None:
    found = support("The ferry sank with 40 people.", [TEXT], FakeEmbedder(), Sure(1.0, 0.0))
    assert found.label == "unsupported" and found.reasons == ("no source has “40”",)


def test_it_is_not_asked_about_what_stands_there_word_for_word() -> None:
    nli = Sure(0.0, 1.0)
    assert support("The ferry sank in the storm", [TEXT], FakeEmbedder(), nli).label == "supported"
    assert nli.asked == []
