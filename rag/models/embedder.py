"""Passage, sentence and token vectors of one forward pass.

A passage's vector is what the model itself makes of it (its own pooling). A sentence's is the mean
of its tokens within that same pass, which knows the passage around it. The token vectors serve
MaxSim (Khattab and Zaharia 2020, ColBERT), shortened by a fixed projection where one is shipped.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from rag.errors import NoModel
from rag.models.embedding import name_of
from rag.models.encoding import SPECIAL, Encoded, Encoder
from rag.models.words import is_function, words_at
from rag.settings import BUNDLED, Settings
from rag.types import Passage, QueryVectors, Vectors

BATCH_TOKENS = 2_048  # of one forward pass, padding counted: fits the cache of a small CPU
FEW_TOKENS = 4_096  # tokens up to which one core reads them: a few passages are part of answering
AHEAD = 2  # batches read ahead for each thread
COUNTED, SENTENCE = 50_000, 400  # texts whose word pieces are remembered, and the characters of the longest
FUNCTION_WEIGHT = 0.2  # of "what", "the" or a comma in MaxSim: they tell little of what is asked

Work = TypeVar("Work")
Made = TypeVar("Made")


def load_embedder(settings: Settings) -> PassageEmbedder:
    """The embedder that the settings name. Raises NoModel when it cannot be loaded or used."""
    embedder = PassageEmbedder(name_of(settings), _encoder(settings))
    try:
        embedder.query("ready?")
    except Exception as error:  # whatever is missing in it, it is of no use here
        raise NoModel(
            f"embedder {settings.embedder!r}: its tokens cannot be read ({_first_line(error)}); "
            f"name a sentence-transformers model of text, or leave the setting out to use {BUNDLED}"
        ) from error
    return embedder


def _encoder(settings: Settings) -> Encoder:
    if settings.embedder == BUNDLED and settings.runtime == "openvino":
        from rag.models.openvino_encoder import OpenVinoEncoder

        return OpenVinoEncoder(settings)
    from rag.models import bundled
    from rag.models.torch_encoder import TorchEncoder

    return TorchEncoder(settings, bundled.projection() if settings.embedder == BUNDLED else None)


class PassageEmbedder:
    """An `Embedder` over any encoder."""

    def __init__(self, name: str, encoder: Encoder) -> None:
        self._encoder = encoder
        self._last: tuple[str, QueryVectors] | None = None
        self._counted: dict[str, int] = {}  # sentences are counted anew for each question that finds them
        self.name = name
        self.dimension = encoder.dimension
        self._query_prompt, self._passage_prompt = encoder.prompts
        self.max_pieces = encoder.max_length - SPECIAL
        if self._passage_prompt:
            self.max_pieces -= self.count([self._passage_prompt])[0]

    def count(self, texts: Sequence[str]) -> list[int]:
        found = [self._counted.get(text) for text in texts]
        new = list(dict.fromkeys(text for text, known in zip(texts, found, strict=True) if known is None))
        counts = dict(zip(new, self._encoder.count(new), strict=True)) if new else {}
        if len(self._counted) > COUNTED:
            self._counted.clear()
        self._counted.update((text, pieces) for text, pieces in counts.items() if len(text) <= SENTENCE)
        return [counts[text] if known is None else known for text, known in zip(texts, found, strict=True)]

    def embed(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Vectors]]:
        texts = [self._passage_prompt + p.text for p in passages]
        lengths = self.count(texts)
        many = sum(lengths) > FEW_TOKENS

        def made(places: list[int]) -> list[tuple[int, Vectors]]:
            read = self._encoder.read([texts[i] for i in places], together=many)
            return [(place, self._vectors(passages[place], read, row)) for row, place in enumerate(places)]

        batches = _batches(lengths)
        for done in _side_by_side(made, batches) if many else map(made, batches):
            yield from done

    def query(self, question: str) -> QueryVectors:
        last = self._last  # of one question search and answer are often asked after one another
        if last is None or last[0] != question:
            self._last = last = question, self._read(question)
        return last[1]

    def _read(self, question: str) -> QueryVectors:
        text = self._query_prompt + question
        read = self._encoder.read([text])
        shown = read.seen(0, len(self._query_prompt))
        words = words_at(text, read.offsets[0][shown])
        weights = np.array([FUNCTION_WEIGHT if is_function(w) else 1.0 for w in words], dtype=np.float32)
        return QueryVectors(read.pooled[0], read.short[0][shown], weights, tuple(words))

    def _vectors(self, passage: Passage, read: Encoded, row: int) -> Vectors:
        prompt = len(self._passage_prompt)
        spans = [(s - passage.start + prompt, e - passage.start + prompt) for s, e in passage.sentences]
        sentences = [read.mean(row, span) for span in spans] or [read.pooled[row]]
        return Vectors(
            passage=read.pooled[row],
            sentences=np.asarray(sentences, dtype=np.float16),
            tokens=np.round(read.short[row][read.seen(row, prompt)] * 127).astype(np.int8),
        )


def _side_by_side(work: Callable[[Work], Made], items: Iterable[Work]) -> Iterator[Made]:
    """What the work makes of each, in their order, a thread to a core: quicker than sharing each piece."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores, thread_name_prefix="embedding") as pool:
        begun: deque[Future[Made]] = deque()
        for item in items:
            begun.append(pool.submit(work, item))
            if len(begun) >= cores * AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


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


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
