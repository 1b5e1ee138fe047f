"""The door of sentence-transformers for inference: a cross-encoder tells entailment from contradiction."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from rag.errors import NoModel
from rag.models.entailment import Entailment, Nli
from rag.settings import Settings

OUTPUTS = ("entail", "neutral", "contradict")  # what the names of the model's three outputs begin with


def load_nli(settings: Settings) -> Nli | None:
    """The model that the setting `nli` names; None where it names none. Raises NoModel."""
    return CrossEncoderNli(settings.nli, settings.query_threads) if settings.nli else None


class CrossEncoderNli:
    """Any sentence-transformers CrossEncoder with the three outputs of natural-language inference.

    Which output is which is read from the names the model gives them (Reimers and Gurevych 2019 train
    theirs with the contradiction first; others do not).
    """

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        self._threads = threads
        self._model = _load(name)
        self._places = _places(name, self._model.config.id2label)

    def judge(self, claim: str, premises: Sequence[str]) -> list[Entailment]:
        if not premises:
            return []
        torch.set_num_threads(self._threads)
        pairs = [(premise, claim) for premise in premises]
        found = self._model.predict(pairs, activation_fn=torch.nn.Softmax(dim=-1), show_progress_bar=False)
        return [Entailment(*(float(row[place]) for place in self._places)) for row in found]


def _places(name: str, labels: Mapping[int, str]) -> list[int]:
    """Where the model puts entailment, neutral and contradiction."""
    named = {str(label).lower(): int(place) for place, label in labels.items()}
    places = [place for start in OUTPUTS for label, place in named.items() if label.startswith(start)]
    if len(named) != len(OUTPUTS) or len(places) != len(OUTPUTS):
        raise NoModel(
            f"nli {name!r}: its outputs are {', '.join(map(str, labels.values()))}, not entailment, neutral "
            "and contradiction; name a cross-encoder for NLI, or leave the setting out to do without"
        )
    return places


def _load(name: str) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(name, device="cpu", local_files_only=True)
    except Exception as error:  # each kind of damage raises an error of its own kind
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise NoModel(
            f"nli {name!r}: cannot be loaded ({first}); name a folder, bring a hub's model with "
            "`hf download NAME` first, or leave the setting out to do without"
        ) from error
