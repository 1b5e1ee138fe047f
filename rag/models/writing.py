"""What the rest of the house asks of a language model that writes; `llm` gives it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Literal, Protocol

NOT_SET = (
    "no model is set that could write an answer: set DATELINE_LLM, such as ollama:qwen3:4b, or ask for quotes"
)
Message = tuple[Literal["system", "human"], str]


class WriterFailed(Exception):
    """The model gave no whole text. `reason` goes behind its name ("cannot be reached").

    It is for people and holds nothing that came from outside: what a server sends back may have the key.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Writer(Protocol):
    """A language model that answers messages with text."""

    @property
    def name(self) -> str:
        """The model, as an answer says who wrote it."""

    def write(
        self, messages: Sequence[Message], seconds: float, config: Any = None
    ) -> Generator[str, None, None]:
        """The text in pieces as it comes, all of it within the seconds, loading the model included.

        `config` is LangChain's (callbacks, tags, metadata), handed down to the model. Raises WriterFailed
        when the model is down, slow, over its quota, breaks off or comes to no end; what came before that
        is no answer.
        """
