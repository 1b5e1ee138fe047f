"""What the page on other programs shows is what happens: its examples are run against the real server."""

from __future__ import annotations

import inspect
import json
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client

from rag.archive import Archive
from tests.ui_fakes import FakeArchive, running
from ui.guard import Rules
from ui.programs import SEARCH_MOST, Programs

PAGE = (Path(__file__).parent.parent / "docs/clients.md").read_text(encoding="utf-8")
HOME = "http://127.0.0.1:7860"


def block(language: str, address: str) -> str:
    """The only example in a language, asking the server of the test."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found.count(HOME) == 1
    return str(found.replace(HOME, address))


@pytest.fixture(scope="module")
def address(corpus: Archive) -> Iterator[str]:
    """The page over the articles that ship."""
    with running(corpus) as url:
        yield url


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """`gradio_client` reports to its makers, as the page says; not from here."""
    monkeypatch.setattr(Client, "_telemetry_thread", lambda self: None)


def test_the_python_prints_the_quotes_and_where_they_stand(
    address: str, corpus: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = tmp_path / "example.py"
    example.write_text(block("python", address), encoding="utf-8")
    ran = runpy.run_path(str(example))
    ran["client"].close()
    said = capsys.readouterr().out.splitlines()
    (cited, *_) = corpus.ask("Who is the U.S. ambassador to Panama?").citations
    assert said[:2] == [cited.quote, f"{cited.article.title} {cited.start} {cited.end}"]
    assert ran["answer"]["text"] == corpus.ask("Who is the U.S. ambassador to Panama?").text
    hits = corpus.search("naval open house", 3)
    assert said[-3:] == [f"{h.article.title} {h.passage.start} {h.passage.end}" for h in hits]


def test_the_two_calls_of_curl_give_the_answer(address: str, corpus: Archive) -> None:
    done = subprocess.run(
        ["sh", "-c", block("sh", address)], capture_output=True, text=True, timeout=60, check=True
    )
    *_, event, data = done.stdout.strip().splitlines()
    (answer,) = json.loads(data.removeprefix("data: "))
    assert event == "event: complete"
    assert answer["text"] == corpus.ask("Who is the U.S. ambassador to Panama?").text


def test_the_values_are_named_in_their_order_and_the_bounds_are_those_of_the_code() -> None:
    for name in ("ask", "search"):
        (row,) = re.findall(rf"^\| `/{name}` \| (.*?) \|", PAGE, re.MULTILINE)
        values = list(inspect.signature(getattr(Programs, name)).parameters)[1:]
        assert re.findall(r"`(\w+)`", row) == values
    assert f"most {SEARCH_MOST}" in " ".join(PAGE.split())


def test_a_password_is_sent_as_the_page_says() -> None:
    with running(FakeArchive(), closed=Rules(password="open sesame")) as url:
        known = {"auth": ("dateline", "open sesame")}
        client = Client(url, verbose=False, download_files=False, httpx_kwargs=known)
        answer = client.predict("How many passengers did the winter ferry carry?", api_name="/ask")
        client.close()
        assert "41,200 passengers" in answer["text"]
