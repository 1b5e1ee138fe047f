"""Each thing that can be wrong is found by the doctor, named, and given what mends it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import namedtuple
from importlib import metadata
from pathlib import Path

import pytest

from rag import cli, doctor
from rag.doctor import Check, examine, setting_rows
from rag.settings import Settings
from rag.store import generation
from tests.newsroom import ReadsHere, build_here, stories, sync

SETTINGS = Settings(embedder="fake")
SYNC = "run `dateline sync DIR`"


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two generations: of three articles, then of four."""
    home = tmp_path_factory.mktemp("doctor")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        sync(home / "archive", stories(home / "news", 3))
        sync(home / "archive", stories(home / "news", 4))
    return home


@pytest.fixture
def archive(synced: Path, tmp_path: Path) -> Path:
    shutil.copytree(synced, tmp_path / "home")
    return tmp_path / "home" / "archive"


def wrong(archive: Path, settings: Settings = SETTINGS) -> list[Check]:
    return [check for check in examine(archive, settings) if not check.well]


def gen(archive: Path, number: int) -> Path:
    return archive / "index" / f"gen-{number:08d}"


def test_a_whole_archive_is_well_and_all_of_it_is_told(archive: Path) -> None:
    checks = {check.name: check.found for check in examine(archive, SETTINGS)}
    assert wrong(archive) == []
    assert checks["chromadb"] == metadata.version("chromadb") and "python" in checks
    assert checks["catalog"].startswith("4 articles, ") and checks["catalog"].endswith("revision 2")
    assert "MB free" in checks["disk"]
    assert checks["generation gen-00000002, current"].endswith("every file as its hash says")
    assert "generation gen-00000001" in checks


def test_no_archive_is_told(tmp_path: Path) -> None:
    for nothing in (tmp_path, tmp_path / "none" / "deeper"):
        (check,) = wrong(nothing)
        assert (check.name, check.found) == ("catalog", "none") and "dateline sync" in check.mend


def a_file_of(folder: Path) -> Path:
    return next(path for path in sorted(folder.rglob("*.bin")) if path.stat().st_size > 100)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("harm", ["cut", "changed", "missing"])
def test_a_damaged_file_of_a_generation_is_named(archive: Path, number: int, harm: str) -> None:
    file = a_file_of(gen(archive, number))
    data = file.read_bytes()
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(data[:-1] if harm == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    (check,) = wrong(archive)
    assert check.name.startswith(f"generation gen-0000000{number}") and check.found.startswith("damaged: ")
    assert file.name in check.found and SYNC in check.mend


def test_a_changed_manifest_is_named(archive: Path) -> None:
    path = gen(archive, 2) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "passages": 1}))
    (check,) = wrong(archive)
    assert "manifest.json" in check.found and SYNC in check.mend


def test_a_generation_that_is_gone_is_missed(archive: Path) -> None:
    shutil.rmtree(gen(archive, 2))
    (check,) = wrong(archive)
    assert "gen-00000002" in check.found and "missing" in check.found and SYNC in check.mend


@pytest.mark.parametrize("pointer", [None, "", "nonsense", "../../elsewhere"])
def test_a_pointer_that_names_nothing_is_told(archive: Path, pointer: str | None) -> None:
    current = archive / "index" / "CURRENT"
    current.unlink() if pointer is None else current.write_text(pointer)
    (check,) = wrong(archive)
    assert (check.name, check.found) == ("generation", "none is published") and SYNC in check.mend


def test_an_index_behind_the_catalog_is_told(archive: Path) -> None:
    (archive / "index" / "CURRENT").write_text("gen-00000001\n")
    (check,) = wrong(archive)
    assert check.name == "generation gen-00000001, current"
    assert "behind the catalog (revision 2)" in check.mend and SYNC in check.mend


def test_an_index_of_another_embedder_is_told_with_both_names(archive: Path) -> None:
    found = wrong(archive, Settings(embedder="other"))
    assert len(found) == 2
    assert all("fake" in check.found and "other" in check.found and SYNC in check.mend for check in found)


def test_a_catalog_of_nonsense_is_told(archive: Path) -> None:
    for rest in archive.glob("catalog.sqlite3-*"):
        rest.unlink()
    (archive / "catalog.sqlite3").write_bytes(b"nonsense" * 4_000)
    (check,) = wrong(archive)
    assert (check.name, check.found) == ("catalog", "ArchiveDamaged")
    assert "put back a copy" in check.mend


def test_a_catalog_with_a_page_of_nonsense_is_told(archive: Path) -> None:
    path = archive / "catalog.sqlite3"
    with sqlite3.connect(path) as db:  # all of it into the one file
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'passages_by_id'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = b"\x55" * size
    path.write_bytes(data)
    found = [check for check in wrong(archive) if check.name == "catalog"]
    assert found and "damage" in found[0].found.lower() and "put back a copy" in found[0].mend


def test_a_catalog_of_a_later_program_is_told(archive: Path) -> None:
    with sqlite3.connect(archive / "catalog.sqlite3") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    (check,) = wrong(archive)
    assert "99" in check.mend and "upgrade dateline" in check.mend


def test_a_disk_that_is_nearly_full_is_told_with_what_is_needed(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    size = sum(file.stat().st_size for file in archive.rglob("*") if file.is_file())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 2.4 * size))
    (check,) = wrong(archive)
    assert check.name == "disk" and f"make room: a sync may need {2.5 * size / 1e6:,.0f} MB" in check.mend
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 3 * size))
    assert wrong(archive) == []


def test_a_package_that_is_not_installed_is_named(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("chromadb", "no-such-package-of-ours"))
    (check,) = wrong(archive)
    assert (check.name, check.found) == ("no-such-package-of-ours", "not installed")
    assert "make setup" in check.mend


def test_every_setting_is_listed_with_its_value() -> None:
    rows = {name: value for name, value, _ in setting_rows(SETTINGS)}
    assert rows.keys() == Settings.model_fields.keys() and rows["embedder"] == "fake"


def test_the_command_ends_with_1_as_soon_as_anything_is_wrong(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_EMBEDDER", "fake")

    def ended(*options: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["dateline", "doctor", "--archive", str(archive), *options])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        out, err = capsys.readouterr()
        assert err == "" and "\x1b" not in out
        return int(exit.value.code or 0), out

    code, out = ended()
    assert code == 0 and "wrong" not in out and "DATELINE_EMBEDDER" in out
    code, out = ended("--json")
    assert code == 0 and all(check["mend"] == "" for check in json.loads(out)["checks"])
    a_file_of(gen(archive, 2)).write_bytes(b"")
    code, out = ended()
    assert code == 1 and "wrong generation gen-00000002, current: damaged" in out and f"→ {SYNC}" in out
    code, out = ended("--json")
    assert code == 1 and len([c for c in json.loads(out)["checks"] if c["mend"]]) == 1
