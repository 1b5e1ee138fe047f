"""A GGUF file read in this process, over a stand-in for llama.cpp."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import repeat
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from langchain_tests.unit_tests import ChatModelUnitTests

from rag.models.llamacpp import ChatLlamaCpp
from rag.models.llm import ChatModel
from rag.models.writing import WriterFailed

KEY = "sk-canary-5b1f0c9e7d"
ASKED = [("system", "Be short."), ("human", "Who?")]


class Llama(ModuleType):
    """Stands in for xllamacpp: plays back events, and remembers how it was set up and asked."""

    def __init__(self, *events: dict[str, Any]) -> None:
        super().__init__("xllamacpp")
        self.events: Iterable[dict[str, Any]] = events
        self.asked: list[dict[str, Any]] = []
        self.taken = 0
        self.params: Any = None
        self.loaded = 0

    def CommonParams(self) -> SimpleNamespace:
        return SimpleNamespace(model=SimpleNamespace(path=""), cpuparams=SimpleNamespace())

    def Server(self, params: SimpleNamespace) -> Llama:
        self.loaded += 1
        self.params = params
        if params.model.path.endswith("broken.gguf"):
            raise RuntimeError("Failed to init server")
        return self

    def handle_chat_completions(self, asked: dict[str, Any], take: Any) -> None:
        self.asked.append(asked)
        for event in self.events:
            self.taken += 1
            if take(event):
                return


def event(text: str, finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}, "finish_reason": finish}]}


def local(
    monkeypatch: pytest.MonkeyPatch, *events: dict[str, Any], path: str = "m.gguf"
) -> tuple[Llama, Any]:
    llama = Llama(*events)
    monkeypatch.setitem(sys.modules, "xllamacpp", llama)
    return llama, ChatModel("llamacpp:m.gguf", ChatLlamaCpp(model=path, max_tokens=9))


def test_a_gguf_file_is_loaded_once_and_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    llama, writer = local(monkeypatch, event("It was "), event("Abel."), event("", "stop"))
    for _ in range(2):
        assert list(writer.write(ASKED, 20)) == ["It was ", "Abel."]
    assert llama.loaded == 1 and llama.params.model.path == "m.gguf"
    assert llama.params.hostnames == ["127.0.0.1"] and len(llama.params.api_keys[0]) > 30
    assert llama.asked[0]["messages"] == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Who?"},
    ]
    assert (llama.asked[0]["max_tokens"], llama.asked[0]["temperature"], llama.asked[0]["stream"]) == (
        9,
        0.0,
        True,
    )


def test_a_gguf_model_that_is_read_no_further_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    llama, _ = local(monkeypatch)
    llama.events = repeat(event("word "))  # it would go on for ever
    model = ChatLlamaCpp(model="m.gguf")
    stream = model.stream("Who?")
    assert next(stream).content == "word "
    stream.close()  # type: ignore[attr-defined]
    stopped_at = llama.taken
    llama.events = (event("Yes.", "stop"),)
    assert model.invoke("Are you free?").content == "Yes." and llama.taken == stopped_at + 1


@pytest.mark.parametrize(
    ("path", "events", "why"),
    [
        ("m.gguf", [{"error": {"message": f"too long {KEY}", "code": 400}}], "failed (LlamaCppFailed)"),
        ("m.gguf", [{"code": 500, "message": KEY}], "failed (LlamaCppFailed)"),
        ("m.gguf", [], "gave no text"),
        ("broken.gguf", [], "is it a GGUF file of a chat model?"),
    ],
)
def test_a_gguf_model_that_fails_says_why(
    monkeypatch: pytest.MonkeyPatch, path: str, events: list[dict[str, Any]], why: str
) -> None:
    _, writer = local(monkeypatch, *events, path=path)
    with pytest.raises(WriterFailed) as failed:
        list(writer.write(ASKED, 20))
    assert why in failed.value.reason and KEY not in failed.value.reason


class TestStandard(ChatModelUnitTests):
    """What LangChain asks of every chat model."""

    @property
    def chat_model_class(self) -> type[ChatLlamaCpp]:
        return ChatLlamaCpp

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": "m.gguf"}
