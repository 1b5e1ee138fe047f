"""The door of sentence-transformers for embedding: any of its models whose tokens can be seen."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rag.errors import NoModel
from rag.models import bundled
from rag.models.encoding import Encoded, unit
from rag.settings import BUNDLED, Settings


class TorchEncoder:
    """An `Encoder` in torch. Of one pass come the tokens and the model's own pooling."""

    def __init__(self, settings: Settings, projection: NDArray[np.float32] | None) -> None:
        self._model = _load(settings)
        self._tokenizer = self._model.tokenizer
        self._threads = settings.query_threads
        # (dimension, shorter); without one, token vectors keep their length
        self._projection = None if projection is None else torch.from_numpy(projection)
        self.dimension: int = int(self._model.get_embedding_dimension())
        self.max_length: int = int(self._model.max_seq_length or 256)
        prompts = {**self._model.prompts}
        self.prompts: tuple[str, str] = (
            prompts.get("query", ""),
            prompts.get("document") or prompts.get("passage", ""),
        )

    @property
    def transformer(self) -> torch.nn.Module:
        """The transformer itself, without pooling."""
        module: torch.nn.Module = self._model[0].model
        return module

    def count(self, texts: Sequence[str]) -> list[int]:
        with _unwarned(self._tokenizer):
            pieces = self._tokenizer(list(texts), add_special_tokens=False, return_attention_mask=False)
        return [len(ids) for ids in pieces["input_ids"]]

    def read(self, texts: Sequence[str], together: bool = False) -> Encoded:
        torch.set_num_threads(1 if together else self._threads)  # of the thread that calls
        features = self._tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        offsets = features.pop("offset_mapping").numpy()
        special = features.pop("special_tokens_mask").numpy().astype(bool)
        with torch.inference_mode():
            out: dict[str, Any] = self._model.forward({**features, "modality": "text"})
            tokens = out["token_embeddings"].float()
            short = tokens if self._projection is None else tokens @ self._projection
            short = torch.nn.functional.normalize(short, dim=-1)
        return Encoded(
            pooled=unit(out["sentence_embedding"].float().numpy()),
            tokens=tokens.numpy(),
            short=short.numpy(),
            offsets=offsets,
            special=special,
        )


def _load(settings: Settings) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    import transformers
    from sentence_transformers import SentenceTransformer

    quiet: Any = transformers.logging  # it has no types
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    where = str(bundled.folder()) if settings.embedder == BUNDLED else settings.embedder
    try:
        model = SentenceTransformer(where, device="cpu", local_files_only=True)
    except Exception as error:  # each kind of damage raises an error of its own kind
        raise NoModel(
            f"embedder {settings.embedder!r}: cannot be loaded ({_first_line(error)}); "
            f"name a folder, bring a hub's model with `hf download NAME` first, "
            f"or leave the setting out to use {BUNDLED}"
        ) from error
    if settings.precision == "bfloat16" or (settings.precision == "auto" and _has_bfloat16()):
        model = model.to(torch.bfloat16)
    return model.eval()


def _has_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 itself; without, it is slower than float32."""
    with contextlib.suppress(OSError):
        flags = Path("/proc/cpuinfo").read_text()
        return "avx512_bf16" in flags or "amx_bf16" in flags
    return False


@contextlib.contextmanager
def _unwarned(tokenizer: Any) -> Iterator[None]:
    """Counting a long text is no mistake: silence the warning that it would not fit the model."""
    kept, tokenizer.model_max_length = tokenizer.model_max_length, 10**9
    try:
        yield
    finally:
        tokenizer.model_max_length = kept


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
