"""Generations that are damaged, or of something else: noticed before they are opened, and passed over."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from rag.errors import GenerationDamaged
from rag.store import generation
from rag.store.catalog import Catalog
from rag.store.manifest import FORMAT, MANIFEST, check_files, read_manifest
from tests.fakes import FakeEmbedder
from tests.newsroom import ReadsHere, build_here, fill, held, reading, stories, story, sync

QUESTION = "What did the repairs of the Corvo library cost?"


@pytest.fixture(scope="module")
def twice_synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two generations: six articles, then a seventh."""
    home = tmp_path_factory.mktemp("newsroom")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        sync(home / "archive", stories(home / "news", 6))
        sync(home / "archive", fill(home / "news", {"late.txt": story(7)}))
    return home / "archive"


@pytest.fixture
def archive(twice_synced: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(twice_synced, tmp_path / "archive"))


def newest(archive: Path) -> Path:
    return archive / "index" / "gen-00000002"


def answers(archive: Path, embedder: str = "fake") -> tuple[list[str], list[str], str, str]:
    """The five best by vectors and by words, the generation's name, and the notice."""
    with reading(archive, embedder) as (_, index):
        dense = index.vectors.query(FakeEmbedder().query(QUESTION).passage, 5)
        lexical = index.lexical.query(QUESTION, 5)
        return [id for id, _ in dense], [id for id, _ in lexical], index.name, index.notice


def files_of(folder: Path) -> list[str]:
    return [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]


def rewritten(folder: Path, **fields: object) -> None:
    """The manifest with other values and a seal that fits them, as another program would write it."""
    from rag.store.manifest import _seal

    body = json.loads((folder / MANIFEST).read_text())
    del body["seal"]
    body.update(fields)
    (folder / MANIFEST).write_text(json.dumps({**body, "seal": _seal(body)}))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if path.stat().st_size else b"x")


def garble(path: Path) -> None:
    path.write_bytes(random.Random(5).randbytes(path.stat().st_size or 10))


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [cut, garble, remove])
def test_any_damaged_file_is_noticed_and_the_generation_before_answers(
    twice_synced: Path, tmp_path: Path, damage: object
) -> None:
    whole = answers(twice_synced)
    names = files_of(newest(twice_synced))
    assert len(names) > 12  # Chroma's six, Tantivy's ten, the manifest
    for number, name in enumerate(names):
        archive = Path(shutil.copytree(twice_synced, tmp_path / str(number)))
        damage(newest(archive) / name)  # type: ignore[operator]
        dense, lexical, served, notice = answers(archive)
        assert served == "gen-00000001", name
        assert f"gen-00000002/{name}" in notice or (name == MANIFEST and "gen-00000002" in notice)
        assert notice.endswith("answering from gen-00000001. To mend it, run `dateline sync DIR`.")
        assert (dense[0], lexical[0]) == (whole[0][0], whole[1][0])


def test_with_both_generations_damaged_the_catalog_itself_answers_the_same(archive: Path) -> None:
    whole = answers(archive)
    for folder in generation.generations(archive):
        cut(folder / "chroma" / "chroma.sqlite3")
    dense, lexical, name, notice = answers(archive)
    assert (dense, lexical, name) == (whole[0], whole[1], "")
    assert "gen-00000002/chroma/chroma.sqlite3 has" in notice and "gen-00000001/chroma" in notice
    assert notice.endswith("searching the catalog itself. To mend it, run `dateline sync DIR`.")
    assert len(held(archive)) == 7


def test_no_flipped_byte_of_a_generation_goes_unnoticed(archive: Path) -> None:
    folder = newest(archive)
    manifest = read_manifest(folder)
    rng = random.Random(11)
    for _ in range(200):
        path = folder / rng.choice([n for n in files_of(folder) if (folder / n).stat().st_size])
        content = path.read_bytes()
        place = rng.randrange(len(content))
        path.write_bytes(
            content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]
        )
        try:
            check_files(folder, read_manifest(folder))
            assert read_manifest(folder) == manifest, path.name  # a space became another one
            assert path.name == MANIFEST
        except GenerationDamaged as error:
            assert "gen-00000002" in str(error)
        path.write_bytes(content)


@pytest.mark.parametrize(
    "pointer", ["", "gen-99999999\n", "../../etc\n", "gen-00000002/../x\n", "\x00\x01", None]
)
def test_a_pointer_that_names_nothing_is_noticed_and_the_newest_serves(
    archive: Path, pointer: str | None
) -> None:
    path = archive / "index" / "CURRENT"
    if pointer is None:
        path.unlink()
    else:
        path.write_text(pointer)
    _, _, name, notice = answers(archive)
    assert name == "gen-00000002"
    assert "CURRENT" in notice or "gen-99999999 is missing" in notice


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"format": 0}, f"gen-00000002 has format 0, this program reads {FORMAT}"),
        ({"format": FORMAT + 1}, f"gen-00000002 has format {FORMAT + 1}, this program reads {FORMAT}"),
        ({"embedder": "other"}, "built with the embedder other, the settings say fake"),
        ({"revision": 7}, "gen-00000002 says it is revision 7"),
        ({"corpus": "0" * 64}, "built from other articles than the catalog has"),
        ({"files": {"../../catalog.sqlite3": [1, "x"]}}, "names a file outside of it"),
        ({"files": "none"}, "cannot be used"),
        ({"new": 1}, "cannot be used"),
    ],
)
def test_a_manifest_of_something_else_is_told(archive: Path, fields: dict[str, object], said: str) -> None:
    rewritten(newest(archive), **fields)
    _, _, name, notice = answers(archive)
    assert name == "gen-00000001" and said in notice


def test_of_another_embedder_only_words_are_found_until_the_next_sync(archive: Path) -> None:
    dense, lexical, name, notice = answers(archive, "new")
    assert dense == [] and lexical[0].startswith("corvo-2.txt:") and name == ""
    assert "built with the embedder fake, the settings say new" in notice
    assert "35 of 35 passages by their words only" in notice


def test_a_generation_whose_revision_the_catalog_forgot_does_not_serve(archive: Path) -> None:
    with Catalog.open(archive, write=True) as catalog:
        catalog.prune([(2, "fake")])
    cut(newest(archive) / MANIFEST)
    _, _, name, notice = answers(archive)
    assert name == "" and "gen-00000001 is of a revision that the catalog does not have" in notice
