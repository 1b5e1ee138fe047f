"""Fit the projection that shortens token vectors, once, and write the file that is shipped.

    python -m rag.models.fit_projection TEXTS.jsonl ... [--dimension 128]

Each input is JSON lines with a `text`. The projection is the leading right singular vectors of the
tokens' unit vectors, not centred: of all projections to so few dimensions it keeps the most of
their dot products (Eckart and Young 1936). It belongs to the model, not to an archive. The file that
is shipped was fitted on 947 passages of the public sets ClapNQ and mtRAG, 128 dimensions.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.models.embedder import PassageEmbedder
from rag.models.torch_encoder import TorchEncoder
from rag.settings import Settings
from rag.types import Passage

WORDS = 150  # of one text: what the model reads at once


def fit(texts: list[str], dimension: int) -> tuple[NDArray[np.float32], float]:
    """The projection (model's dimension, dimension) and the share of the squared length it keeps."""
    embedder = PassageEmbedder("unprojected", TorchEncoder(Settings(precision="float32"), projection=None))
    passages = [Passage(str(i), "", text, 0, len(text)) for i, text in enumerate(texts)]
    gram = np.zeros((embedder.dimension, embedder.dimension))
    for _, vectors in embedder.embed(passages):
        tokens = vectors.tokens.astype(np.float64) / 127
        gram += tokens.T @ tokens
    values, directions = np.linalg.eigh(gram)  # ascending
    kept = directions[:, ::-1][:, :dimension]
    return kept.astype(np.float32), float(values[::-1][:dimension].sum() / values.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--dimension", type=int, default=128)
    args = parser.parse_args()
    texts = []
    for path in args.texts:
        for line in path.read_text(encoding="utf-8").splitlines():
            texts.append(" ".join(json.loads(line)["text"].split()[:WORDS]))
    projection, kept = fit(texts, args.dimension)
    target = Path(__file__).parent / "projection.npz"
    np.savez_compressed(target, projection=projection.astype(np.float16))
    sys.stdout.write(f"{target}: {projection.shape}, keeps {kept:.3f} of {len(texts)} texts' tokens\n")


if __name__ == "__main__":
    main()
