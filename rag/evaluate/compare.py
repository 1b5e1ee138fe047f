"""Two runs of the same questions held against each other: is B better than A, and on which questions?"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.errors import BadGold
from rag.evaluate.intervals import Difference, difference
from rag.evaluate.report import WIDTH, line
from rag.evaluate.saved import SavedRow, SavedRun
from rag.evaluate.scores import LOWER_IS_BETTER, MEASURES, NEITHER_IS_BETTER, OF_GROUPS
from rag.types import as_json

SHOWN = 20  # questions listed of those won, and of those lost


@dataclass(frozen=True, slots=True)
class Compared:
    """B against A over the questions that both have with the same words and the same gold eligibility.

    `won` and `lost` are the questions that only B, or only A, gets right.
    """

    a: str
    b: str
    n: int
    measures: Mapping[str, Difference]  # those that at least one question has in both
    won: tuple[SavedRow, ...]  # as B has them
    lost: tuple[SavedRow, ...]
    only_a: tuple[str, ...]  # ids
    only_b: tuple[str, ...]
    changed: tuple[str, ...]  # ids whose question is another in B
    settings: tuple[tuple[str, Any, Any], ...]  # (name, in A, in B) where they differ


def compare(a: SavedRun, b: SavedRun) -> Compared:
    """Raises BadGold when they share no question."""
    both = [id for id in a.rows if id in b.rows and a.rows[id].question == b.rows[id].question]
    if not both:
        raise BadGold(f"{a.name} and {b.name} have no question in common; run both on the same gold")
    pairs = [(a.rows[id], b.rows[id]) for id in both]
    return Compared(
        a=a.name,
        b=b.name,
        n=len(both),
        measures=_measures(pairs),
        won=tuple(after for before, after in pairs if before.failure and not after.failure),
        lost=tuple(after for before, after in pairs if after.failure and not before.failure),
        only_a=tuple(id for id in a.rows if id not in b.rows),
        only_b=tuple(id for id in b.rows if id not in a.rows),
        changed=tuple(id for id in a.rows if id in b.rows and id not in set(both)),
        settings=tuple(_settings(a, b)),
    )


def verdict(name: str, found: Difference) -> str:
    """What can be said of B, by the interval and by which way is up."""
    if not found.higher and not found.lower:
        return "no difference"
    if not found.is_clear:
        return "not clear"
    if name in NEITHER_IS_BETTER:
        return "B has more" if found.difference > 0 else "B has fewer"
    return "B better" if (found.difference > 0) != (name in LOWER_IS_BETTER) else "B worse"


def as_text(found: Compared) -> str:
    """A line a measure, and what was won and lost, at most 100 characters wide."""
    parts = [_heading(found), _table(found), _listed("Won by B", found.won), _listed("Lost by B", found.lost)]
    return "\n\n".join(part for part in parts if part)


def as_json_values(found: Compared) -> dict[str, Any]:
    """The same as JSON-ready values, each measure with its verdict."""
    measures = {name: {**as_json(one), "verdict": verdict(name, one)} for name, one in found.measures.items()}
    rows = {
        side: [{"id": row.id, "question": row.question, "failure": row.failure} for row in rows]
        for side, rows in (("won", found.won), ("lost", found.lost))
    }
    rest = {name: as_json(getattr(found, name)) for name in ("a", "b", "n", "only_a", "only_b", "changed")}
    return {**rest, "settings": as_json(found.settings), "measures": measures, **rows}


def _measures(pairs: Sequence[tuple[SavedRow, SavedRow]]) -> dict[str, Difference]:
    compared = {}
    for name in MEASURES:
        if name in OF_GROUPS:
            continue
        values = [
            (before.scores[name], after.scores[name])
            for before, after in pairs
            if name in before.scores and name in after.scores
        ]
        if values:
            compared[name] = difference([one for one, _ in values], [two for _, two in values])
    return compared


def _settings(a: SavedRun, b: SavedRun) -> list[tuple[str, Any, Any]]:
    told = [
        {"k": run.about.get("k"), "revision": run.about.get("revision"), **dict(run.about["settings"])}
        for run in (a, b)
    ]
    names = dict.fromkeys([*told[0], *told[1]])
    return [(n, told[0].get(n), told[1].get(n)) for n in names if told[0].get(n) != told[1].get(n)]


def _heading(found: Compared) -> str:
    lines = [f"A: {found.a}", f"B: {found.b}"]
    lines += [f"   {name}: {one!r} in A, {two!r} in B" for name, one, two in found.settings]
    lines.append(f"{found.n} questions in both; the difference is B − A, with its 95 % interval")
    left_out = {
        "only in A": found.only_a,
        "only in B": found.only_b,
        "asked in other words": found.changed,
    }
    for why, ids in left_out.items():
        if ids:
            lines += textwrap.wrap(f"left out, {why}: {', '.join(ids)}", WIDTH, subsequent_indent="  ")
    return "\n".join(line("", text) for text in lines)


def _table(found: Compared) -> str:
    rows = [("", "A", "B", "B − A", "95 %", "p", "n", "+", "−", "")]
    for name, one in found.measures.items():
        rows.append(
            (
                name,
                _number(name, one.a),
                _number(name, one.b),
                _signed(name, one.difference),
                f"{_signed(name, one.low)} to {_signed(name, one.high)}",
                _chance(one.p),
                str(one.n),
                str(one.higher),
                str(one.lower),
                verdict(name, one),
            )
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for first, *cells, last in rows:
        middle = (cell.rjust(width) for cell, width in zip(cells, widths[1:-1], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *middle, last]).rstrip())
    tests = sorted({one.test for one in found.measures.values()})
    return "\n".join([*lines, f"p: {' where all values are 0 or 1, else '.join(tests)}"])


def _number(name: str, value: float) -> str:
    return f"{value:.1f}" if name in NEITHER_IS_BETTER else f"{value:.3f}"


def _signed(name: str, value: float) -> str:
    text = f"{value:+.1f}" if name in NEITHER_IS_BETTER else f"{value:+.3f}"
    return text.replace("-", "−") if float(text) else text.lstrip("+-")


def _chance(p: float) -> str:
    return "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0") if p < 1 else "1"


def _listed(title: str, rows: Sequence[SavedRow]) -> str:
    if not rows:
        return f"{title}: none"
    lines = [f"{title}: {len(rows)}"]
    for row in rows[:SHOWN]:
        why = f" ({row.failure})" if row.failure else ""
        lines.append(line("  ", f"{row.id} [{row.kind}]{why} {row.question}"))
    return "\n".join(lines + [f"  … and {len(rows) - SHOWN} more"] * (len(rows) > SHOWN))
