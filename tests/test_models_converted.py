"""The bundled model in OpenVINO's form: made once, found again, made anew when damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.errors import NoModel
from rag.models import converted
from rag.models.embedder import load_embedder
from rag.models.embedding import Embedder
from rag.settings import Settings
from rag.types import Passage

Convert = Callable[[Path], None]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that a stand-in for the conversion worked in; two places to keep what it makes."""
    folders: list[Path] = []

    def convert(work: Path) -> None:
        folders.append(work)
        (work / converted.GRAPH).write_text("graph")
        (work / converted.WEIGHTS).write_bytes(b"weights")
        converted._seal(work)

    monkeypatch.setattr(converted, "places", lambda: [tmp_path / "first", tmp_path / "second"])
    monkeypatch.setattr(converted, "_convert_apart", convert)
    return folders


def test_it_is_made_once_and_found_again(made: list[Path], tmp_path: Path) -> None:
    graph = converted.ready()
    assert graph.read_text() == "graph" and graph.is_relative_to(tmp_path / "first")
    assert converted.ready() == graph and len(made) == 1
    assert [p.name for p in (tmp_path / "first").iterdir()] == [graph.parent.name]  # no scaffold is left


def test_one_that_lies_in_the_second_place_is_found_there(made: list[Path], tmp_path: Path) -> None:
    graph = converted.ready()
    (tmp_path / "first").rename(tmp_path / "second")
    assert converted.ready() == tmp_path / "second" / graph.parent.name / converted.GRAPH
    assert len(made) == 1


@pytest.mark.parametrize("file", [converted.GRAPH, converted.WEIGHTS, converted.DIGESTS])
def test_a_damaged_one_is_made_anew(made: list[Path], file: str) -> None:
    graph = converted.ready()
    (graph.parent / file).write_bytes(b"damaged")
    assert converted.ready() == graph and len(made) == 2
    assert graph.read_text() == "graph"


def test_where_one_place_cannot_be_written_the_next_is_taken(made: list[Path], tmp_path: Path) -> None:
    (tmp_path / "first").write_text("a file is in the way")
    assert converted.ready().is_relative_to(tmp_path / "second")
    (tmp_path / "second").rename(tmp_path / "away")
    (tmp_path / "second").write_text("here as well")
    with pytest.raises(NoModel, match=r"neither .*first nor .*second can be written.*DATELINE_RUNTIME=torch"):
        converted.ready()


def test_what_another_process_made_meanwhile_is_as_good(
    made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = converted._convert_apart

    def overtaken(work: Path) -> None:
        monkeypatch.setattr(converted, "_convert_apart", ours)
        converted.ready()
        ours(work)

    monkeypatch.setattr(converted, "_convert_apart", overtaken)
    assert converted.ready().read_text() == "graph"
    assert len(made) == 2


def test_a_conversion_that_fails_says_why_and_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converted, "places", lambda: [tmp_path])
    monkeypatch.setattr(converted, "CHILD", "rag.models.no_such_module")
    with pytest.raises(NoModel, match=r"No module named .*DATELINE_RUNTIME=torch"):
        converted.ready()
    assert list(tmp_path.iterdir()) == []


def test_the_conversion_reports_to_nobody_and_gives_the_same_vectors_as_torch(
    tmp_path: Path, bundled: Embedder
) -> None:
    graph = tmp_path / converted.GRAPH
    watch = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise SystemExit('something was looked up in the network')\n"
        "socket.getaddrinfo = socket.socket.connect = refuse\n"
        f"sys.argv = ['convert', {str(graph)!r}]\n"
        "from rag.models import convert\n"
        "convert.main()\n"
        "assert not sys.modules['openvino_telemetry']\n"
    )
    environment = {**os.environ, "HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-P", "-c", watch], env=environment, check=True, capture_output=True)
    assert not (tmp_path / "home").exists()
    assert graph.read_bytes() == (converted.ready()).read_bytes()
    text = "The ferry to Arden left at seven. Mayor Ilves said that 41,200 people used it last year."
    passage = Passage("p", "a", text, 0, len(text), ((0, 33), (34, len(text))))
    torch = load_embedder(Settings(runtime="torch"))
    (_, ours), (_, theirs) = *bundled.embed([passage]), *torch.embed([passage])
    assert float(ours.passage @ theirs.passage) > 0.999
    assert ours.tokens.shape == theirs.tokens.shape and ours.sentences.shape == theirs.sentences.shape
    cosines = (ours.tokens.astype(float) * theirs.tokens).sum(axis=1) / 127**2
    assert cosines.min() > 0.98
    one, other = bundled.query("Who used the ferry?"), torch.query("Who used the ferry?")
    assert one.words == other.words and np.array_equal(one.weights, other.weights)
    assert float(one.passage @ other.passage) > 0.999
