"""Every way a model fails ends in the quoted answer, in time, with a notice and without the key."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer.chain import Inquiry, build_chain
from rag.answer.written import Composer
from rag.models.llm import load_llm
from rag.settings import Settings
from rag.types import Answer, as_json
from tests.failing_models import GOOD, Server, serving
from tests.fakes import FakeEmbedder
from tests.test_answer_chain import REPAIRS, Search, chain, timeless

pytest.importorskip("langchain_openai")

KEY = "sk-canary-5b1f0c9e7d"
ASKED = Inquiry(REPAIRS)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def asked(model: str, url: str, seconds: float = 20) -> Answer:
    settings = Settings(
        refuse_below=0, llm=f"openai:{model}", llm_seconds=seconds, llm_options={"base_url": url}
    )
    fake = FakeEmbedder()
    composer = Composer(load_llm(settings), fake, None, settings)
    return build_chain(Search(), fake.count, settings, lambda: composer).invoke(ASKED)


def test_a_model_that_works_writes(server: Server) -> None:
    answer = asked("good", server.url)
    assert (answer.text, answer.written_by, answer.notices) == (GOOD, "openai:good", ())
    sent = server.asked[-1]
    assert sent["stream"] is True and sent["temperature"] == 0 and "tools" not in sent


@pytest.mark.parametrize(
    ("how", "why", "seconds"),
    [
        ("failing", "failed (HTTP 500)", 20),
        ("over-quota", "is over its quota (HTTP 429)", 20),
        ("wrong-key", "does not accept the key", 20),
        ("unknown", "is not known to its server (HTTP 404)", 20),
        ("slow", "did not", 0.5),
        ("dripping", "did not come to an end within 0.5 seconds", 0.5),
        ("endless", "came to no end", 20),
        ("cut-off", "broke off", 20),
        ("ending-early", "broke off", 20),
        ("garbled", "sent what cannot be read", 20),
        ("nonsense", "is carried by the articles", 20),
        ("empty", "gave no text", 20),
        ("page", "", 20),
        ("too-long", "came to no end", 20),
        ("withheld", "withheld its answer", 20),
    ],
)
def test_a_model_that_fails_leaves_the_quoted_answer(
    server: Server,
    how: str,
    why: str,
    seconds: float,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = asked(how, server.url, seconds)
    quoted = timeless(chain(Search()).invoke(ASKED))
    assert timeless(replace(answer, notices=())) == quoted
    (notice,) = answer.notices
    assert why in notice and f"openai:{how}" in notice
    assert notice.endswith("the answer is quoted instead.")
    said = [json.dumps(as_json(answer)), caplog.text, *capfd.readouterr()]
    assert KEY not in "".join(said)


def test_a_server_that_is_not_there_leaves_the_quoted_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: a connection is refused
        answer = asked("good", f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
    assert answer.written_by == "quotes"
    assert answer.notices == ("The model openai:good cannot be reached; the answer is quoted instead.",)
