"""What reads texts, token by token: an `Encoder`, of which there is one for each runtime of models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Span

SPECIAL = 2  # [CLS] and [SEP], or what stands for them


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What one forward pass gave: row by row, token by token."""

    pooled: NDArray[np.float32]  # (texts, dimension), unit length: the model's own pooling
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
        return unit(self.tokens[row][inside].mean(axis=0))


class Encoder(Protocol):
    """A model of texts whose tokens can be seen. Safe to use from several threads."""

    @property
    def dimension(self) -> int:
        """Length of a token's vector."""

    @property
    def max_length(self) -> int:
        """Word pieces read of one text, special ones counted."""

    @property
    def prompts(self) -> tuple[str, str]:
        """What stands before a question and before a passage; mostly nothing."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, special ones not counted."""

    def read(self, texts: Sequence[str], together: bool = False) -> Encoded:
        """One forward pass over texts of similar length.

        `together`: others read at the same time, in threads of their own, so this takes one core.
        """


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors at length 1; a zero vector stays."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
