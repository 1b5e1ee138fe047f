"""The door of xllamacpp: a GGUF file read by llama.cpp in this process, as a LangChain chat model."""

from __future__ import annotations

import importlib.util
import queue
import secrets
import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from rag.errors import NoModel

ROLES = {"human": "user", "ai": "assistant", "system": "system"}


class LlamaCppFailed(Exception):
    """llama.cpp refused a request; such as one longer than its context."""


class ChatLlamaCpp(BaseChatModel):
    """A GGUF model in this process, loaded when it first writes. It writes one answer at a time.

    llama.cpp opens a port of its own on loopback: here it is closed to all by a random key that nobody
    is told. Messages are text alone, tools are not taken.
    """

    model: str  # the path of its file
    context: int = 4096  # tokens of the prompt and the answer together
    max_tokens: int = 400
    temperature: float = 0.0
    threads: int = 0  # 0 leaves it to llama.cpp: one a core
    _server: Any = None
    _lock: Any = None

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._lock = threading.Lock()

    @property
    def _llm_type(self) -> str:
        return "llamacpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model, "context": self.context, "temperature": self.temperature}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        asked = {
            "messages": [{"role": ROLES[m.type], "content": str(m.text)} for m in messages],
            "max_tokens": kwargs.get("max_tokens", self.max_tokens),
            "temperature": kwargs.get("temperature", self.temperature),
            "stop": list(stop or ()),
            "stream": True,
        }
        with self._lock:  # one answer at a time; the next one waits
            if self._server is None:
                self._server = _loaded(self.model, self.context, self.threads)
            for event in _events(self._server, asked):
                for choice in event.get("choices", ()):
                    text = choice.get("delta", {}).get("content") or ""
                    finish = choice.get("finish_reason")
                    info = {"finish_reason": finish} if finish else {}
                    if text or finish:
                        yield ChatGenerationChunk(
                            message=AIMessageChunk(content=text, response_metadata=info), generation_info=info
                        )


def available() -> bool:
    """Whether xllamacpp is installed."""
    return importlib.util.find_spec("xllamacpp") is not None


def _loaded(path: str, context: int, threads: int) -> Any:
    import xllamacpp  # type: ignore[import-untyped,import-not-found,unused-ignore]

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = context
    params.n_parallel = 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [secrets.token_urlsafe(32)]
    params.ui = params.endpoint_slots = False
    params.cors_origins = ""
    params.verbosity = -1  # it would tell the terminal of each layer it loads
    if threads:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        raise NoModel(f"{path} cannot be loaded by llama.cpp: is it a GGUF file of a chat model?") from error


def _events(server: Any, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The events of a streamed request as they come; it is given up when they are no longer read."""
    arrived: queue.SimpleQueue[dict[str, Any] | BaseException | None] = queue.SimpleQueue()
    stopped = threading.Event()

    def take(event: dict[str, Any]) -> bool:
        arrived.put(event)
        return stopped.is_set()  # True ends the request

    def run() -> None:
        try:
            server.handle_chat_completions(asked, take)
            arrived.put(None)
        except BaseException as error:
            arrived.put(error)

    worker = threading.Thread(target=run, daemon=True, name="llama.cpp")
    worker.start()
    try:
        while (event := arrived.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            if "error" in event or "choices" not in event:
                raise LlamaCppFailed(_message(event))
            yield event
    finally:
        stopped.set()
        worker.join()  # so that the next request finds it free


def _message(event: dict[str, Any]) -> str:
    told = event.get("error", event)
    return str(told.get("message", told) if isinstance(told, dict) else told)
