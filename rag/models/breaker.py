"""A circuit breaker (Nygard 2007): a model that fails again and again is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from typing import Any

from rag.models.failures import TOO_LONG, WITHHELD
from rag.models.writing import Message, Writer, WriterFailed

FAILURES = 5  # in a row, before it is left alone …
REST = 60.0  # … for so many seconds; then one answer tries it


class Breaker:
    """A `Writer` that answers at once that it failed, where it has failed five times in a row.

    Nobody then waits for a server that is down. Answers that are too long or withheld do not count.
    """

    def __init__(self, writer: Writer, clock: Callable[[], float] = time.monotonic) -> None:
        self._writer, self._clock = writer, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._until = 0.0

    @property
    def name(self) -> str:
        return self._writer.name

    def write(
        self, messages: Sequence[Message], seconds: float, config: Any = None
    ) -> Generator[str, None, None]:
        self._pass()
        try:
            yield from self._writer.write(messages, seconds, config)
        except WriterFailed as error:
            if error.reason not in (TOO_LONG, WITHHELD):
                self._count()
            raise
        with self._lock:
            self._failed = 0

    def _pass(self) -> None:
        """Raises WriterFailed while the model rests; the first after that goes through, others still wait."""
        with self._lock:
            if self._failed < FAILURES:
                return
            now = self._clock()
            if now < self._until:
                raise WriterFailed(f"failed {self._failed} times in a row, and is tried again in a minute")
            self._until = now + REST

    def _count(self) -> None:
        with self._lock:
            self._failed += 1
            self._until = self._clock() + REST
