"""Settings given with a run, as `name=value`, and the measures it must reach."""

from __future__ import annotations

import difflib
import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.errors import BadGold, BadSettings
from rag.evaluate.judge import DEPTH
from rag.evaluate.scores import LOWER_IS_BETTER, MEASURES, NEITHER_IS_BETTER, Scores
from rag.settings import SERVING, Settings

K = "k"  # passages the search is asked for: of a run, no setting of the archive
AT_SYNC = frozenset(  # read when articles are taken in: a run over the archive as it lies would not see them
    """
    archive file_limit_mb article_limit file_seconds file_memory_mb unpacked_limit_mb unpack_ratio
    unpack_members unpack_depth field_map passage_words passage_overlap embedder precision copies_above
    keep_generations
    """.split()
)
LISTS = frozenset({"without"})
OBJECTS = frozenset({"llm_options"})


@dataclass(frozen=True, slots=True)
class Knobs:
    """What a run is taken with; `changed` is as it was given."""

    settings: Settings
    k: int
    changed: Mapping[str, str]


def knobs(given: Iterable[str]) -> Knobs:
    """From `name=value` each, over the settings that hold anyway. Raises BadSettings."""
    changed = dict(map(_pair, given))
    values = {name: _value(name, text) for name, text in changed.items() if name != K}
    return Knobs(Settings(**values), _depth(changed.get(K)), changed)


def swept(given: Iterable[str]) -> list[dict[str, str]]:
    """Every combination of `name=value,value,…`; a list within a value is separated by `+`.

    Raises BadSettings where a name has one value only, or stands twice.
    """
    axes: dict[str, list[str]] = {}
    for one in given:
        name, text = _pair(one)
        values = [
            value.strip().replace("+", ",") if name in LISTS else value.strip() for value in text.split(",")
        ]
        if name in axes or len(values) < 2:
            raise BadSettings(f"--sweep {one}: write each name once, with two values or more: {name}=A,B")
        axes[name] = values
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def _pair(given: str) -> tuple[str, str]:
    name, sign, text = given.partition("=")
    name = name.strip()
    known = [K, *(field for field in Settings.model_fields if field not in AT_SYNC | SERVING)]
    if not sign:
        raise BadSettings(f"{given}: no value; write it as name=value")
    if name in AT_SYNC:
        raise BadSettings(
            f"{name} is read by a sync, not by a run; sync an archive with it and give that with --archive"
        )
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0)
        raise BadSettings(f"{name}: no such setting; did you mean {near[0]}?")
    return name, text.strip()


def _value(name: str, text: str) -> Any:
    if name in LISTS and not text.startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    if name in LISTS | OBJECTS:
        try:
            return json.loads(text)
        except ValueError as error:
            raise BadSettings(f"setting {name}: no JSON ({error}), got {text!r}") from error
    return text


def _depth(text: str | None) -> int:
    if text is None:
        return DEPTH
    if not text.isdecimal() or int(text) < 1:
        raise BadSettings(f"k: {text!r} is no number of passages; write 1 or more")
    return int(text)


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure and the least that it may be."""

    measure: str
    least: float


def bounds(given: Sequence[str]) -> list[Bound]:
    """From `MEASURE=LEAST` each; without its level a measure of finding is that of passages.

    Raises BadSettings.
    """
    found = []
    for one in given:
        name, _, text = one.rpartition("=")
        measure = name.strip() if name.strip() in MEASURES else f"passage {name.strip()}"
        if measure not in MEASURES:
            near = difflib.get_close_matches(name.strip(), MEASURES, n=1, cutoff=0)
            raise BadSettings(f"--fail-under {one}: no such measure; did you mean {near[0]!r}?")
        if measure in LOWER_IS_BETTER | NEITHER_IS_BETTER:
            raise BadSettings(f"--fail-under {one}: more of {measure!r} is not better; take another measure")
        found.append(Bound(measure, _least(one, name, text)))
    return found


def _least(given: str, name: str, text: str) -> float:
    try:
        least = float(text)
    except ValueError:
        least = math.nan
    if not math.isfinite(least):  # nothing is under a bound that is no number
        raise BadSettings(f"--fail-under {given}: {text!r} is no number; write {name}=.6")
    return least


def missed(scores: Scores, wanted: Iterable[Bound]) -> list[str]:
    """What is under its bound, a line each. Raises BadGold where no question could tell."""
    lines = []
    for bound in wanted:
        measure = scores.overall.measures[bound.measure]
        if measure.value is None:
            raise BadGold(
                f"no question of the gold can tell {bound.measure!r}; add evidence, or drop the bound"
            )
        if measure.value < bound.least:
            lines.append(f"{bound.measure} is {measure.value:.4f} (n = {measure.n}), under {bound.least:g}")
    return lines
