"""The process that reads files, with a note of what each took: `python -m tests.measured_worker READING`.

Adds a line of JSON to the file named by MEASURED: name, seconds, the peak of its memory in megabytes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from rag.ingest import worker

answer = worker._answer


def measured(request: dict[str, Any], *rest: Any) -> None:
    began = time.monotonic()
    try:
        answer(request, *rest)
    finally:
        peak = peak_megabytes()
        with Path(os.environ["MEASURED"]).open("a", encoding="utf-8") as log:
            log.write(json.dumps([request["name"], time.monotonic() - began, peak]) + "\n")


def peak_megabytes() -> float:
    """The most memory this program has held: getrusage would count the process it was started from, too."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_000


if __name__ == "__main__":
    worker._answer = measured
    sys.exit(worker.main())
