"""The door of sentence-transformers for reranking: a cross-encoder reads question and passage together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import torch

from rag.errors import NoModel
from rag.models.reranking import Reranker
from rag.settings import Settings


def load_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that the setting `reranker` names; None where it names none. Raises NoModel."""
    return CrossEncoderReranker(settings.reranker, settings.query_threads) if settings.reranker else None


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder with one output (Nogueira and Cho 2019)."""

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        self._threads = threads
        self._model = _load(name)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        torch.set_num_threads(self._threads)
        pairs = [(question, text) for text in texts]
        found = self._model.predict(pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False)
        return [float(score) for score in found]


def _load(name: str) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name, device="cpu", local_files_only=True)
    except Exception as error:  # each kind of damage raises an error of its own kind
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise NoModel(
            f"reranker {name!r}: cannot be loaded ({first}); name a folder, bring a hub's model with "
            "`hf download NAME` first, or leave the setting out to do without"
        ) from error
    if model.num_labels != 1:
        raise NoModel(
            f"reranker {name!r}: has {model.num_labels} outputs, a reranker has 1; name a cross-encoder for "
            "ranking, or leave the setting out to do without"
        )
    return model
