"""Slow work beside the event loop, in daemon threads of its own.

A thread pool's threads are waited for when the program ends: a question that is still being searched
would hold up Ctrl-C. These are let go.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


async def apart(work: Callable[[], T]) -> T:
    """The result of `work`, done in a thread of its own, or its exception."""
    (result,) = [one async for one in Stream(lambda: iter((work(),)))]
    return result


class Stream(Generic[T]):
    """What an iterator gives, made in a thread, to be read once; an exception comes out where it arises.

    Each is to be fuller than the one before: those that come faster than they are read are left out, but
    for the last. `last` tells that nothing follows the one just read, where that is known by then. Must
    be made on the event loop that reads it.
    """

    def __init__(self, begin: Callable[[], Iterator[T]]) -> None:
        self.stopped = False  # called off, by `stop`
        self.last = False
        self._left = False  # nobody reads it any more
        self._loop = asyncio.get_running_loop()
        self._given: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self._begin = begin

    def stop(self) -> None:
        """Ends it for the reader at once, and for the thread with what it makes next."""
        self.stopped = True
        self._given.put_nowait(("end", None))

    async def __aiter__(self) -> AsyncGenerator[T, None]:
        threading.Thread(target=self._run, name="dateline-question", daemon=True).start()
        try:
            while True:
                told = [await self._given.get()]
                while not self._given.empty():
                    told.append(self._given.get_nowait())
                if self.stopped:
                    return
                made = [value for kind, value in told if kind == "one"]
                kind, value = told[-1]
                self.last = kind == "end"
                if made:
                    yield made[-1]
                if kind == "error":
                    raise value
                if kind == "end":
                    return
        finally:
            self._left = True

    def _run(self) -> None:
        try:
            made = self._begin()
            for one in made:
                if self.stopped or self._left:
                    break
                self._tell("one", one)
            close = getattr(made, "close", None)  # a generator ends what it has under way
            if close is not None:
                close()
        except BaseException as error:  # whatever it is, it belongs to whoever waits
            self._tell("error", error)
        else:
            self._tell("end", None)

    def _tell(self, kind: str, value: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._given.put_nowait, (kind, value))
