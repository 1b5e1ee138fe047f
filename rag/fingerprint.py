"""The fingerprint of a text, by which copies of it are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What tells whether a text is an edited copy of another; hashes in ascending order, each once."""

    shingles: NDArray[np.uint32]  # its runs of three words
    halves: NDArray[np.uint8]  # (shingles,): 1 for one in the first half of the text, 2 second, 3 both
    names: NDArray[np.uint32]
    numbers: NDArray[np.uint32]
    minhash: NDArray[np.uint32]  # (permutations,): two agree in about the share of shingles they share
