"""The door of LangChain's chat models: any that `init_chat_model` names, or a GGUF file in this process."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import NoModel
from rag.models import failures
from rag.models.breaker import Breaker
from rag.models.in_time import in_time
from rag.models.writing import NOT_SET, Message, Writer, WriterFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings

LOCAL = "llamacpp"
MOST_TOKENS = 400  # of an answer: some 300 words …
WITH_THOUGHTS = 2_000  # … and for a model of a server, which may think before it writes
EXTRAS = ("anthropic", "llamacpp", "ollama", "openai")  # of this package, see pyproject.toml
_CUT = ("length", "max_tokens", "model_length")
_WITHHELD = ("content_filter", "refusal", "safety", "recitation", "blocklist")
_FINISHES = ("finish_reason", "stop_reason", "done_reason")  # as OpenAI, Anthropic and Ollama call it
_END = (".", "!", "?", "…", '."', ".”", '!"', '?"', ".)", ".'", "。")


def load_llm(settings: Settings) -> Writer:
    """The model that the setting `llm` names. Raises NoModel.

    Nothing is read from disk or asked of a server until it writes.
    """
    if not settings.llm:
        raise NoModel(NOT_SET)
    provider, _, rest = settings.llm.partition(":")
    if provider == LOCAL:
        return Breaker(ChatModel(f"{LOCAL}:{Path(rest).name}", _local(settings, Path(rest))))
    return Breaker(ChatModel(settings.llm, _remote(settings, provider)))


def as_writer(model: Any) -> Writer:
    """A LangChain chat model as a `Writer`; what is one already, as it is."""
    if hasattr(model, "write"):
        writer: Writer = model
        return writer
    named = next((str(n) for n in (getattr(model, a, "") for a in ("model_name", "model")) if n), "")
    return Breaker(ChatModel(named or model.get_name(), model))


class ChatModel:
    """Any LangChain chat model as a `Writer`."""

    def __init__(self, name: str, model: BaseChatModel) -> None:
        self.name, self._model = name, model

    def write(
        self, messages: Sequence[Message], seconds: float, config: Any = None
    ) -> Generator[str, None, None]:
        finish, text = "", ""
        try:
            for chunk in in_time(lambda: self._model.stream(list(messages), config=config), seconds):
                finish = _finish(chunk.response_metadata) or finish
                piece = str(chunk.text)
                if piece:
                    text = (text + piece)[-200:]
                    yield piece
        except TimeoutError:
            raise WriterFailed(f"did not come to an end within {seconds:.3g} seconds") from None
        except NoModel as error:  # a file that llama.cpp cannot read is found out only now
            raise WriterFailed(f"cannot be used ({error})") from None
        except Exception as error:  # each integration raises errors of its own
            if "No generation" in str(error):  # LangChain's word for a stream without a single piece
                raise WriterFailed(failures.EMPTY) from None
            raise WriterFailed(failures.why(error)) from None  # what it says may hold the key
        _whole(text, finish)


def _whole(text: str, finish: str) -> None:
    """Raises WriterFailed for a text that is empty or was not brought to its end."""
    if finish in _CUT:
        raise WriterFailed(failures.TOO_LONG)
    if finish in _WITHHELD:
        raise WriterFailed(failures.WITHHELD)
    if not text.strip():
        raise WriterFailed(failures.EMPTY)
    if not finish and not text.rstrip().endswith(_END):
        raise WriterFailed(failures.BROKE_OFF)


def _finish(metadata: dict[str, Any]) -> str:
    """Why the model stopped, in lower case; "" while it goes on, or where it does not tell."""
    return next((str(metadata[name]).lower() for name in _FINISHES if metadata.get(name)), "")


def _local(settings: Settings, path: Path) -> BaseChatModel:
    if not path.is_file():
        raise NoModel(
            f"llm {settings.llm!r}: there is no file {path}; `dateline model get NAME` brings one and tells "
            "how to name it"
        )
    from rag.models.llamacpp import ChatLlamaCpp, available

    if not available():
        raise NoModel(f"llm {settings.llm!r}: {_install('xllamacpp', LOCAL)}")
    options = _given({"temperature": 0.0, "max_tokens": MOST_TOKENS, **settings.llm_options})
    return ChatLlamaCpp(model=str(path), **options)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Without what is set to null, which leaves it to the model."""
    return {name: value for name, value in options.items() if value is not None}


def _remote(settings: Settings, provider: str) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise NoModel(f"llm {settings.llm!r}: {_install('langchain', provider)}") from error
    options = _given({**_usual(provider, settings), **settings.llm_options})
    try:
        model: BaseChatModel = init_chat_model(settings.llm, **options)
    except ImportError as error:
        named = re.search(r"pip install ([\w-]+)", str(error))  # LangChain knows the package of each name
        missing = named[1] if named else f"langchain-{provider}"
        raise NoModel(f"llm {settings.llm!r}: {_install(missing, provider)}") from error
    except Exception as error:  # unknown names, options and missing keys: an error of each integration
        first = (failures.without_secrets(str(error)).strip().splitlines() or [type(error).__name__])[0]
        raise NoModel(
            f"llm {settings.llm!r}: cannot be set up ({first[:300]}); keys belong in the environment "
            "variable that the integration reads, such as OPENAI_API_KEY, all else in the setting llm_options"
        ) from None
    return model


def _usual(provider: str, settings: Settings) -> dict[str, Any]:
    """What is asked of every model: little chance, a bounded answer, no waiting beyond the time there is."""
    if provider == "ollama":
        client = {"timeout": settings.llm_seconds}
        return {"temperature": 0, "num_predict": WITH_THOUGHTS, "reasoning": False, "client_kwargs": client}
    return {
        "temperature": 0,
        "max_tokens": WITH_THOUGHTS,
        "timeout": settings.llm_seconds,
        "max_retries": 0,
    }


def _install(package: str, provider: str) -> str:
    extra = f"pip install 'dateline[{provider}]'"
    own = f"pip install langchain {package}"
    return f"the package {package} is not installed; run `{extra if provider in EXTRAS else own}`"
