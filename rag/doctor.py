"""What is installed, what lies on disk, what is wrong with it and what mends it."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from rag.errors import DatelineError, GenerationDamaged, NoArchive
from rag.models.embedding import name_of
from rag.settings import Settings
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.manifest import check_files

PACKAGES = (
    "dateline",
    "chromadb",
    "gradio",
    "langchain-core",
    "openvino",
    "sentence-transformers",
    "tantivy",
    "torch",
    "transformers",
)
ROOM = 2.5  # times the archive's size that should be free: a new generation lies beside the old ones
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `mend` is what to do about it; "" when it is well."""

    name: str
    found: str
    mend: str = ""

    @property
    def well(self) -> bool:
        return not self.mend


def examine(archive: Path, settings: Settings) -> list[Check]:
    """Every check, in the order a person would look."""
    return [*_versions(), *_disk(archive), *_archive(archive, settings)]


def setting_rows(settings: Settings) -> list[tuple[str, str, str]]:
    """(name, value, meaning) of every setting."""
    fields = type(settings).model_fields
    return [(name, str(getattr(settings, name)), field.description or "") for name, field in fields.items()]


def _versions() -> Iterator[Check]:
    yield Check("python", platform.python_version())
    for package in PACKAGES:
        try:
            yield Check(package, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Check(package, "not installed", "run `make setup`")


def _disk(archive: Path) -> Iterator[Check]:
    there = next(folder for folder in (archive, *archive.absolute().parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    size = sum(f.stat().st_size for f in archive.rglob("*") if f.is_file()) if archive.is_dir() else 0
    found = f"{free / MB:,.0f} MB free, the archive has {size / MB:,.1f} MB"
    low = free < size * ROOM
    yield Check(
        "disk", found, f"make room: a sync may need {max(size * ROOM / MB, 1):,.0f} MB" if low else ""
    )


def _archive(archive: Path, settings: Settings) -> Iterator[Check]:
    try:
        with closing(Catalog.open(archive)) as catalog:
            counts = catalog.counts(catalog.revision)
            yield Check(
                "catalog",
                f"{counts.articles} articles, {counts.passages} passages, revision {catalog.revision}",
            )
            if damage := catalog.damage():
                mend = "put back a copy of catalog.sqlite3, or sync into a new archive folder"
                yield Check("catalog", f"damaged: {damage}", mend)
            yield from _generations(archive, catalog, settings)
    except NoArchive as error:
        yield Check("catalog", "none", str(error))
    except DatelineError as error:
        yield Check("catalog", type(error).__name__, str(error))


def _generations(archive: Path, catalog: Catalog, settings: Settings) -> Iterator[Check]:
    mend = "run `dateline sync DIR` with the folder that was synced"
    current = generation.current(archive)
    if current is None:
        yield Check("generation", "none is published", mend)
    elif not current.is_dir():
        yield Check("generation", f"{current.name}, which CURRENT names, is missing", mend)
    for folder in generation.generations(archive):
        name = f"generation {folder.name}" + (", current" if folder == current else "")
        try:
            manifest = generation.check(folder, catalog, name_of(settings))
            check_files(folder, manifest)
        except GenerationDamaged as error:
            yield Check(name, f"damaged: {error}", mend)
            continue
        behind = folder == current and manifest.revision != catalog.revision
        found = f"{manifest.passages} passages, every file as its hash says"
        yield Check(
            name, found, f"behind the catalog (revision {catalog.revision}): {mend}" if behind else ""
        )
