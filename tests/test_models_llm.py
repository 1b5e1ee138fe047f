"""The door to language models: how they are named, what is missing, and why they fail."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage

from rag.errors import BadSettings, NoModel
from rag.models import failures
from rag.models.breaker import FAILURES, REST, Breaker
from rag.models.in_time import in_time
from rag.models.llm import ChatModel, as_writer, load_llm
from rag.models.writing import WriterFailed
from rag.settings import Settings

KEY = "sk-canary-5b1f0c9e7d"
ASKED = [("system", "Be short."), ("human", "Who?")]


# In time


def test_what_comes_in_time_comes_in_order_and_errors_come_too() -> None:
    assert list(in_time(lambda: iter("abc"), 20)) == ["a", "b", "c"]

    def broken() -> Iterator[str]:
        yield "a"
        raise OSError("gone")

    stream = in_time(broken, 20)
    assert next(stream) == "a"
    with pytest.raises(OSError, match="gone"):
        next(stream)
    with pytest.raises(KeyError):
        list(in_time(lambda: {}["nothing"], 20))


def test_a_source_that_stays_silent_is_left_and_closed_when_it_speaks() -> None:
    go_on, closed = threading.Event(), threading.Event()

    def silent() -> Iterator[str]:
        try:
            yield "a"
            go_on.wait(20)
            yield "b"
        finally:
            closed.set()

    stream = in_time(silent, 0.05)
    assert next(stream) == "a"
    with pytest.raises(TimeoutError):
        next(stream)
    assert not closed.is_set()
    go_on.set()
    assert closed.wait(20)


def test_a_source_that_is_read_no_further_ends() -> None:
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    stream = in_time(endless, 20)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert closed.wait(20)


# Any chat model


def test_a_chat_model_writes_in_pieces() -> None:
    writer = as_writer(FakeListChatModel(responses=["It was Abel."]))
    assert "".join(writer.write(ASKED, 20)) == "It was Abel."
    assert as_writer(writer) is writer
    assert as_writer(GenericFakeChatModel(messages=iter([]), name="mine")).name == "mine"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (AIMessage(""), "gave no text"),
        (AIMessage("It was Ab"), "broke off"),
        (AIMessage("It was Abel.", response_metadata={"finish_reason": "length"}), "came to no end"),
        (AIMessage("It was.", response_metadata={"stop_reason": "refusal"}), "withheld its answer"),
    ],
)
def test_a_text_that_is_not_whole_is_no_answer(said: AIMessage, why: str) -> None:
    class Finishing(GenericFakeChatModel):
        def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
            for chunk in super()._stream(messages, stop, run_manager, **kwargs):
                chunk.message.response_metadata = said.response_metadata
                yield chunk

    model = Finishing(messages=iter([said]))
    with pytest.raises(WriterFailed) as failed:
        list(ChatModel("m", model).write(ASKED, 20))
    assert failed.value.reason == why


def test_an_error_amid_the_text_is_told_by_its_kind_alone() -> None:
    model = FakeListChatModel(responses=["It was Abel."], error_on_chunk_number=3)
    with pytest.raises(WriterFailed, match=r"^failed \(FakeListChatModelError\)$"):
        list(ChatModel("m", model).write(ASKED, 20))


# A model that fails again and again


def test_a_model_that_keeps_failing_is_left_alone_and_tried_again() -> None:
    now = [0.0]
    asked: list[str] = []

    class Down:
        name, reason = "m", "cannot be reached"

        def write(self, messages: Any, seconds: float, config: Any = None) -> Any:
            asked.append("asked")
            yield "It "
            if self.reason:
                raise WriterFailed(self.reason)

    def why() -> str:
        try:
            return "".join(breaker.write(ASKED, 20))
        except WriterFailed as error:
            return error.reason

    model = Down()
    breaker = Breaker(model, lambda: now[0])
    assert [why() for _ in range(FAILURES)] == ["cannot be reached"] * FAILURES
    assert "tried again" in why() and len(asked) == FAILURES
    now[0] = REST  # one goes through, and fails: it rests again
    assert (why(), len(asked)) == ("cannot be reached", FAILURES + 1) and "tried again" in why()
    now[0], model.reason = 2 * REST, ""
    assert why() == why() == "It " and breaker.name == "m"
    model.reason = "came to no end"  # that is no failure of the server
    assert [why() for _ in range(9)] == ["came to no end"] * 9


# Names


def test_a_model_that_is_not_set_or_not_installed_is_told_with_what_mends_it(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="set DATELINE_LLM"):
        load_llm(Settings())
    with pytest.raises(NoModel, match=r"pip install langchain langchain-cohere"):
        load_llm(Settings(llm="cohere:command-r"))
    with pytest.raises(NoModel, match="cannot be set up"):
        load_llm(Settings(llm="nobody-knows-it"))
    with pytest.raises(NoModel, match="dateline model get"):
        load_llm(Settings(llm=f"llamacpp:{tmp_path}/none.gguf"))


def test_integrations_are_set_up_without_a_word_to_their_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("langchain_ollama", "langchain_anthropic", "langchain_openai"):
        pytest.importorskip(package)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for name in ("ollama:qwen3:4b", "anthropic:claude-sonnet-4-5"):
        assert load_llm(Settings(llm=name)).name == name
    with pytest.raises(NoModel, match="OPENAI_API_KEY"):
        load_llm(Settings(llm="openai:gpt-5"))


def test_a_model_without_its_integration_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.models.llamacpp.available", lambda: False)
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    with pytest.raises(NoModel, match=r"pip install 'dateline\[llamacpp\]'"):
        load_llm(Settings(llm=f"llamacpp:{tmp_path}/m.gguf"))
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    with pytest.raises(NoModel, match=r"langchain is not installed.*pip install 'dateline\[ollama\]'"):
        load_llm(Settings(llm="ollama:qwen3:4b"))


def test_no_key_is_taken_in_a_setting_nor_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for options in ({"api_key": KEY}, {"client_kwargs": {"headers": {"x": KEY}}}, {"auth": KEY}):
        with pytest.raises(BadSettings, match="environment variable") as told:
            Settings(llm="openai:x", llm_options=options)
        assert KEY not in str(told.value) and told.value.__suppress_context__
    assert (
        Settings(llm_options={"max_tokens": 9, "base_url": "http://127.0.0.1"}).llm_options["max_tokens"] == 9
    )
    monkeypatch.setenv("DATELINE_LLM_OPTIONS", '{"temperature": null}')
    assert Settings().llm_options == {"temperature": None}


# Why


class Failed(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the key {KEY} is wrong")
        self.status_code = status


class ConnectTimeout(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Failed(401), "does not accept the key"),
        (Failed(429), "over its quota"),
        (Failed(503), "failed (HTTP 503)"),
        (Failed(422), "refused the request (HTTP 422)"),
        (ConnectionRefusedError(), "cannot be reached"),
        (ConnectTimeout(), "did not answer in time"),
        (TimeoutError(), "did not answer in time"),
        (ValueError(KEY), "sent what cannot be read"),
        (RuntimeError(KEY), "failed (RuntimeError)"),
    ],
)
def test_a_failure_is_told_without_a_word_of_its_own(error: Exception, why: str) -> None:
    wrapped = RuntimeError(f"outside: {KEY}")
    wrapped.__cause__ = error
    for one in (error, wrapped):
        told = failures.why(one)
        assert why in told and KEY not in told


def test_secrets_are_taken_out_of_what_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "abracadabra")
    assert failures.without_secrets("bad key abracadabra or sk-1234567890 here") == "bad key … or … here"
    assert failures.without_secrets("set OPENAI_API_KEY to it") == "set OPENAI_API_KEY to it"
