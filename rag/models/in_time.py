"""A stream that is read in time, however long its source stays silent."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Came(Generic[T]):
    piece: T


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None = None


def in_time(pieces: Callable[[], Iterator[T]], seconds: float) -> Iterator[T]:
    """What `pieces()` yields, or its error; raises TimeoutError when the seconds are over.

    It is read in a thread of its own, as a read that waits for a server cannot be interrupted. When the
    time is over, or the reader stops, that thread ends with the next piece that comes, which is dropped.
    """
    arrived: queue.SimpleQueue[_Came[T] | _Ended] = queue.SimpleQueue()
    stopped = threading.Event()

    def read() -> None:
        try:
            stream = pieces()
            try:
                for piece in stream:
                    if stopped.is_set():
                        break
                    arrived.put(_Came(piece))
            finally:
                with suppress(AttributeError):  # an iterator that is no generator has nothing to close
                    stream.close()  # type: ignore[attr-defined]
        except BaseException as error:  # the reader raises it, in its own thread
            arrived.put(_Ended(error))
        else:
            arrived.put(_Ended())

    until = time.monotonic() + seconds
    threading.Thread(target=contextvars.copy_context().run, args=(read,), daemon=True, name="writer").start()
    try:
        while True:
            try:
                came = arrived.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise TimeoutError from None
            if isinstance(came, _Ended):
                if came.error is not None:
                    raise came.error
                return
            if time.monotonic() > until:  # pieces that come faster than they are read never leave it empty
                raise TimeoutError
            yield came.piece
    finally:
        stopped.set()
