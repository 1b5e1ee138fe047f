"""Slow work beside the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def apart(work: Callable[[], T]) -> T:
    """The result of `work`, done in a thread of its own, or its exception.

    A thread pool's threads are waited for when the program ends: a question that is still being
    searched would hold up Ctrl-C. This one is let go.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if result.done() else give())

    def run() -> None:
        try:
            made = work()
        except BaseException as error:  # whatever it is, it belongs to whoever waits
            failed = error
            settle(lambda: result.set_exception(failed))
        else:
            settle(lambda: result.set_result(made))

    threading.Thread(target=run, name="dateline-question", daemon=True).start()
    return await result
