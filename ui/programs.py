"""What programs may ask of the page's address: `/ask` and `/search`, with JSON for an answer."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.errors import BadQuestion, DatelineError
from rag.types import Turn, as_json
from ui.apart import apart
from ui.contract import Readable
from ui.conversation import REMEMBERED
from ui.limits import limits

SEARCH_MOST = 50


class Forgiving(gr.Blocks):
    """Blocks whose public functions may be called with their first values alone: over plain HTTP, Gradio
    asks for every value, also for those that have a default."""

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        if block_fn.api_visibility == "public" and block_fn.fn is not None:
            left_out = list(inspect.signature(block_fn.fn).parameters.values())[len(inputs) :]
            if not any(parameter.default is parameter.empty for parameter in left_out):
                inputs.extend(parameter.default for parameter in left_out)
        super().validate_inputs(block_fn, inputs)

    async def postprocess_data(self, block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        """As Gradio does it, but for the components that an event leaves as they are.

        Gradio makes each of those anew, and its configuration too: half of what an answer costs the page.
        """
        outputs = block_fn.outputs
        if not isinstance(predictions, list | tuple) or len(predictions) != len(outputs) or len(outputs) < 2:
            return await super().postprocess_data(block_fn, predictions, state)
        left: list[Any] = [None if block.stateful else gr.skip() for block in outputs]
        changed = [place for place, value in enumerate(predictions) if value != gr.skip()]
        if changed:
            part = copy.copy(block_fn)
            part.outputs = [outputs[place] for place in changed]
            values = [predictions[place] for place in changed]
            given = values[0] if len(values) == 1 else values
            made = await super().postprocess_data(part, given, state)
            for place, value in zip(changed, made, strict=True):
                left[place] = value
        return left


class Programs:
    """The public functions over one archive."""

    def __init__(self, archive: Readable) -> None:
        self.archive = archive

    async def ask(
        self,
        question: str,
        history: list[dict[str, str]] | None = None,
        after: str | None = None,
        before: str | None = None,
        sources: list[str] | None = None,
        today: str | None = None,
        read_dates: bool = True,
    ) -> dict[str, Any]:
        """Ask the archive. `history` holds earlier turns as {"role": "user" or "assistant", "text": …}.

        Days are written as 2025-03-31. `read_dates` reads times such as "last week" in the question,
        counted from `today`.
        """
        with reported():
            earlier = turns(history or [])
            options = limits(after, before, sources, today, not read_dates).options()
            found = await apart(lambda: self.archive.ask(question, history=earlier, **options))
            answer: dict[str, Any] = as_json(found)
            return answer

    async def search(
        self,
        question: str,
        k: int = 10,
        after: str | None = None,
        before: str | None = None,
        sources: list[str] | None = None,
        today: str | None = None,
        read_dates: bool = True,
    ) -> list[dict[str, Any]]:
        """The best passages for a question, best first. The options are those of `ask`."""
        with reported():
            most = max(1, min(int(k), SEARCH_MOST))
            options = limits(after, before, sources, today, not read_dates).options()
            hits = await apart(lambda: self.archive.search(question, k=most, **options))
            return [as_json(hit) for hit in hits]


class reported:
    """Hands an error a person can act on to the caller of a public function in its own words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, DatelineError):
            raise gr.Error(str(error), print_exception=False) from error


def turns(history: Sequence[dict[str, str]]) -> tuple[Turn, ...]:
    """Earlier turns as a program gives them."""
    given = []
    for turn in history[-2 * REMEMBERED :]:
        match turn:
            case {"role": "user" | "assistant" as role, "text": str(text)}:
                given.append(Turn(role, text))
            case _:
                raise BadQuestion('a turn of `history` has a "role" (user or assistant) and a "text"')
    return tuple(given)
