"""The child process that converts the bundled model: `python -m rag.models.convert TARGET.xml`.

The graph takes input_ids and attention_mask, (texts, tokens) each, and gives the tokens' vectors,
(texts, tokens, dimension), and the same through the projection that ships.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import torch

from rag.models import bundled
from rag.models.openvino_encoder import convert
from rag.models.torch_encoder import TorchEncoder
from rag.settings import Settings


class Reading(torch.nn.Module):
    """The transformer of the model, and the projection behind it."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer
        self.projection = torch.nn.Parameter(torch.from_numpy(bundled.projection()), requires_grad=False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        out = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return out, out @ self.projection


def main() -> None:
    warnings.simplefilter("ignore")  # tracing warns of every branch that depends on a shape
    encoder = TorchEncoder(Settings(precision="float32"), projection=None)
    example = {
        "input_ids": torch.tensor([[101, 7592, 102], [101, 102, 0]]),
        "attention_mask": torch.tensor([[1, 1, 1], [1, 1, 0]]),
    }
    convert(Reading(encoder.transformer), example, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
