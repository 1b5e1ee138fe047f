"""A damaged file and its log put aside under another name: whoever can mend it finds all of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

ENDINGS = ("", "-wal", "-shm")


def set_aside(path: Path) -> Path | None:
    """The name it has then; None where the folder may not be written."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    names = (path.with_name(f"{path.stem}-damaged-{stamp}-{n}{path.suffix}") for n in count(1))
    aside = next(name for name in names if not name.exists())
    try:
        for ending in ENDINGS:
            with suppress(FileNotFoundError):
                Path(f"{path}{ending}").rename(f"{aside}{ending}")
    except OSError:
        return None
    return aside
