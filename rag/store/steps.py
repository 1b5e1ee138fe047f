"""The named steps of a sync at which the fault tests kill it, to see that nothing is lost."""

from __future__ import annotations

import os
import signal

from rag.settings import CRASH_AT

STEPS = ("after_catalog", "after_build", "after_manifest", "after_rename", "after_current")


def reached(step: str) -> None:
    """Marks that the step is done; the process dies here, without a word, if it was told to."""
    if step not in STEPS:
        raise ValueError(f"no such step: {step}")
    if os.environ.get(CRASH_AT) == step:
        os.kill(os.getpid(), signal.SIGKILL)
