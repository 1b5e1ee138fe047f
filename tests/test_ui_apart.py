"""Slow work beside the event loop: what comes out of it, in which order, and what is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from ui.apart import Stream, apart


def read(numbers: Iterator[int], pause: float = 0) -> list[int]:
    async def all_of_it() -> list[int]:
        seen = []
        async for number in Stream(lambda: numbers):
            seen.append(number)
            await asyncio.sleep(pause)
        return seen

    return asyncio.run(all_of_it())


def test_of_what_grows_faster_than_it_is_read_the_last_is_never_left_out() -> None:
    seen = read(iter(range(500)), pause=0.001)
    assert seen == sorted(set(seen)) and seen[-1] == 499


def test_what_was_made_before_a_failure_is_read_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    seen = []

    async def some() -> None:
        async for number in Stream(failing):
            seen.append(number)

    with pytest.raises(ValueError, match="no more"):
        asyncio.run(some())
    assert seen == [1]


def test_one_result_comes_as_itself() -> None:
    assert asyncio.run(apart(lambda: "done")) == "done"
