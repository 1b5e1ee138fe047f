"""The door of OpenVINO: the bundled model, converted once, which loads and reads without torch.

On a CPU it reads nearly twice as many passages a second as torch does, and is ready in a second, not
in six: importing torch and sentence-transformers is most of what a short command would wait for.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# OpenVINO's converter would report its use to its makers; without this package it has nothing to do it with.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
import openvino  # noqa: E402

from rag.models import bundled, converted  # noqa: E402
from rag.models.encoding import Encoded, unit  # noqa: E402
from rag.settings import Settings  # noqa: E402

MAX_LENGTH = 256  # what the model was trained to read, special pieces counted
PRECISIONS = {"float32": "f32", "bfloat16": "bf16"}
ROUNDED = 16  # tokens of a batch are padded to a multiple: each new shape costs a preparation


class OpenVinoEncoder:
    """An `Encoder` over the bundled model. `read(…, together=True)` shares all cores among its callers."""

    prompts = ("", "")
    max_length = MAX_LENGTH

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._core = openvino.Core()
        self._graph = self._core.read_model(converted.ready())
        file = str(bundled.folder() / "tokenizer.json")
        self._reading, self._counting = Tokenizer.from_file(file), Tokenizer.from_file(file)
        self._reading.enable_truncation(MAX_LENGTH)
        self._reading.enable_padding(pad_to_multiple_of=ROUNDED)
        self._counting.no_truncation()
        self._counting.no_padding()
        self.dimension: int = self._graph.output(0).partial_shape[2].get_length()
        self._one = self._compiled(streams=1, threads=settings.query_threads)
        self._many: Any = None
        self._lock = threading.Lock()
        self._own = threading.local()  # each thread has requests of its own

    def count(self, texts: Sequence[str]) -> list[int]:
        found = self._counting.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in found]

    def read(self, texts: Sequence[str], together: bool = False) -> Encoded:
        read = self._reading.encode_batch(list(texts))
        mask = _matrix([e.attention_mask for e in read])
        out = self._request(together).infer(
            {"input_ids": _matrix([e.ids for e in read]), "attention_mask": mask}
        )
        tokens, short = np.array(out[0]), np.array(out[1])  # copies: the next pass writes over them
        weights = mask[:, :, None].astype(np.float32)
        return Encoded(
            pooled=unit((tokens * weights).sum(axis=1) / weights.sum(axis=1)),
            tokens=tokens,
            short=unit(short),
            offsets=_matrix([e.offsets for e in read]),
            special=_matrix([e.special_tokens_mask for e in read]).astype(bool),
        )

    def _request(self, together: bool) -> Any:
        name = "many" if together else "one"
        request = getattr(self._own, name, None)
        if request is None:
            request = (self._together() if together else self._one).create_infer_request()
            setattr(self._own, name, request)
        return request

    def _together(self) -> Any:
        with self._lock:
            if self._many is None:
                cores = os.cpu_count() or 1
                self._many = self._compiled(streams=cores, threads=cores)
            return self._many

    def _compiled(self, streams: int, threads: int) -> Any:
        options = {"NUM_STREAMS": str(streams), "INFERENCE_NUM_THREADS": threads}
        if self._settings.precision in PRECISIONS:  # "auto" leaves it to OpenVINO: what the CPU does best
            options["INFERENCE_PRECISION_HINT"] = PRECISIONS[self._settings.precision]
        return self._core.compile_model(self._graph, "CPU", options)


def _matrix(rows: Sequence[Any]) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64)


def convert(module: Any, example: dict[str, Any], target: Path) -> None:
    """Writes a torch module of (input_ids, attention_mask) as a graph of OpenVINO's."""
    graph = openvino.convert_model(module, example_input=example)
    openvino.save_model(graph, target, compress_to_fp16=False)
