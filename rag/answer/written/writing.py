"""The part of one question that a model has: its time, its follow-up made whole, its answer written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rag.answer.condense import Rewrite
from rag.answer.written.compose import Composer, instead
from rag.answer.written.rewrite import rewriter
from rag.settings import Settings
from rag.types import Answer

FOR_REWRITE = 1 / 3  # of the model's time that a follow-up may take
LEAST = 0.1  # seconds: with less left the model is not asked


class Writing:
    """One question's use of a model, or of none. What it may take in all is the setting `llm_seconds`."""

    def __init__(self, composer: Composer | None, settings: Settings, config: Any = None) -> None:
        self._composer, self._config = composer, config
        self._left = settings.llm_seconds
        self._notices: tuple[str, ...] = ()

    @property
    def rewrite(self) -> Rewrite | None:
        """What puts a follow-up as a question of its own; None where there is no model."""
        if self._composer is None:
            return None
        made = rewriter(self._composer.writer, self._left * FOR_REWRITE, self._failed, self._config)

        def timed(*asked: Any) -> str:
            began = time.monotonic()
            try:
                return made(*asked)
            finally:
                self._left -= time.monotonic() - began

        return timed

    def answers(self, quoted: Answer) -> Iterator[Answer]:
        """The written answer as it grows; the quoted one where there is no model, or it is a refusal."""
        noted = replace(quoted, notices=(*quoted.notices, *self._notices))
        if self._composer is None or quoted.refused:
            yield noted
        elif self._left < LEAST:
            yield instead(
                noted, f"The model {self._composer.writer.name} took all its time for the follow-up"
            )
        else:
            yield from self._composer.answers(noted, self._left, self._config)

    def _failed(self, notice: str) -> None:
        self._notices = (*self._notices, notice)
