"""What a generation says of itself: every file's size and hash, checked before anything opens it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from rag.errors import GenerationDamaged
from rag.store.disk import sha256_file, sync_file, sync_folder

MANIFEST = "manifest.json"
CHROMA, EXACT, LEXICAL = "chroma", "exact", "lexical"  # the folders beside it
FORMAT = 4  # of a generation: its files, their fields, the way words are cut


@dataclass(frozen=True, slots=True)
class Manifest:
    """`corpus` is the catalog's hash over the articles; `recall` was measured against exact search."""

    revision: int
    embedder: str
    dimension: int
    articles: int
    passages: int
    corpus: str
    recall: float
    files: dict[str, tuple[int, str]] = field(default_factory=dict)  # name -> (bytes, sha256)
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        return sum(size for size, _ in self.files.values())


def seal_folder(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and hash of every file below the folder, all of it waited for until it is on the disk."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
            files[path.relative_to(folder).as_posix()] = (path.stat().st_size, sha256_file(path))
    sync_folder(folder)
    return files


def write_manifest(folder: Path, manifest: Manifest) -> None:
    body = asdict(manifest)
    path = folder / MANIFEST
    path.write_text(json.dumps({**body, "seal": _seal(body)}, indent=1), encoding="utf-8")
    sync_file(path)
    sync_folder(folder)


def read_manifest(folder: Path) -> Manifest:
    """Raises GenerationDamaged when it is missing, of another format, or was changed."""
    try:
        body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(body, dict):
            raise ValueError("it is no object")
        if body.get("format") != FORMAT:
            raise GenerationDamaged(
                f"{folder.name} has format {body.get('format')!r}, this program reads {FORMAT}"
            )
        seal = body.pop("seal", None)
        if seal != _seal(body):
            raise ValueError("it was changed after it was written")
        body["files"] = {name: (int(size), str(hash)) for name, (size, hash) in body["files"].items()}
        return Manifest(**body)
    except FileNotFoundError as error:
        raise GenerationDamaged(f"{folder.name} has no {MANIFEST}") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GenerationDamaged(f"{folder.name}/{MANIFEST} cannot be used: {error}") from error


def check_files(folder: Path, manifest: Manifest, called: str = "") -> None:
    """Raises GenerationDamaged naming the first file that is not what the manifest says.

    `called` is the generation's name where the folder is a copy of it.
    """
    called = called or folder.name
    for name, (size, sha256) in manifest.files.items():
        parts = PurePosixPath(name).parts
        if not parts or parts[0] == "/" or ".." in parts:
            raise GenerationDamaged(f"{called}/{MANIFEST} names a file outside of it: {name}")
        path = folder / name
        try:
            found = path.stat().st_size
            if found != size:
                raise GenerationDamaged(f"{called}/{name} has {found:,} bytes in place of {size:,}")
            if sha256_file(path) != sha256:
                raise GenerationDamaged(f"{called}/{name} is not as it was written")
        except OSError as error:
            raise GenerationDamaged(f"{called}/{name} cannot be read: {error.strerror}") from error


def _seal(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
