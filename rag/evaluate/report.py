"""Scores as text for a terminal, at most 100 characters wide, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from rag import types
from rag.evaluate.about import About
from rag.evaluate.figures import figures, refusing
from rag.evaluate.gold import Problem
from rag.evaluate.scores import FAILURES, MEASURES, Group, Latency, Measure, Row, Scores

WIDTH = 100
TITLE_WIDTH = 32
SHOWN = 3  # passages listed for a failure, and any further one that holds the evidence


def as_text(scores: Scores, problems: Sequence[Problem] = (), shown: int | None = None) -> str:
    """The table, what it was taken from, and the failures; `problems` of the gold come first.

    Of each reason for a failure at most `shown` questions are listed, all of them without it.
    """
    parts = [problems_text(problems), table(scores), summary(scores), failures(scores, shown)]
    return "\n\n".join(part for part in parts if part)


def table(scores: Scores) -> str:
    """Measures down, kinds across; behind each value, in brackets, the questions it could be taken of.

    Kinds that do not fit the width follow in a further table below.
    """
    columns = [_column(group) for group in (scores.overall, *scores.kinds)]
    labels = ["", "questions", *MEASURES]
    left = max(map(len, labels))
    blocks: list[list[list[str]]] = [[]]
    used = left
    for column in columns:
        wide = 2 + max(map(len, column))
        if blocks[-1] and used + wide > WIDTH:
            blocks.append([])
            used = left
        blocks[-1].append([cell.rjust(wide) for cell in column])
        used += wide
    return "\n\n".join(_block(labels, left, block) for block in blocks)


def summary(scores: Scores) -> str:
    """The counts and times that no mean shows."""
    overall, times = scores.overall, scores.ask_ms
    failed = sum(row.failure is not None for row in scores.rows)
    quotes = f"{overall.quotes} quotes, {overall.wrong_quotes} not verbatim"
    told = refusing(scores.rows)
    counts = told.counts
    refused = counts.refused_rightly + counts.refused_wrongly
    risk = f"; mean risk over the coverage reached {share(told.area)}" if told.area is not None else ""
    return (
        f"{overall.n} questions, {failed} failed; {quotes}\n"
        f"{refused} refused, {counts.refused_rightly} of them rightly{risk}\n"
        f"search {_times(scores.search_ms)}; ask {_times(times)}; n = {times.n}"
    )


def failures(scores: Scores, shown: int | None = None) -> str:
    """The questions that failed, by reason, with what was retrieved for them; * marks the evidence."""
    failed = [row for row in scores.rows if row.failure]
    if not failed:
        return f"No failures; n = {scores.overall.n}."
    lines = [f"Failures: {len(failed)} of {scores.overall.n} questions; * marks a passage with the evidence"]
    for reason in FAILURES:
        rows = [row for row in failed if row.failure == reason]
        if rows:
            lines += ["", f"{reason} ({len(rows)})"]
        for row in rows[:shown]:
            lines += _failed(row)
        if shown is not None and len(rows) > shown:
            lines.append(f"  … and {len(rows) - shown} more; --out DIR lists them all")
    return "\n".join(lines)


def as_json(scores: Scores, problems: Sequence[Problem] = (), about: About | None = None) -> dict[str, Any]:
    """The same as JSON-ready values, all rows included."""
    return scores_json(scores, problems, about) | {"rows": types.as_json(scores.rows)}


def scores_json(
    scores: Scores, problems: Sequence[Problem] = (), about: About | None = None
) -> dict[str, Any]:
    """`overall` and `kinds` by name, each measure with its n and interval; refusals, times, failures."""
    failed = [row.failure for row in scores.rows]
    by_kind = {group.name: [row for row in scores.rows if row.kind == group.name] for group in scores.kinds}
    return {
        "about": types.as_json(about),
        "questions": scores.overall.n,
        "overall": _group_json(scores.overall, scores.rows),
        "kinds": {group.name: _group_json(group, by_kind[group.name]) for group in scores.kinds},
        "refusing": types.as_json(refusing(scores.rows)),
        "search_ms": types.as_json(scores.search_ms),
        "ask_ms": types.as_json(scores.ask_ms),
        "failures": {reason: failed.count(reason) for reason in FAILURES},
        "problems": types.as_json(tuple(problems)),
    }


def _group_json(group: Group, rows: Sequence[Row]) -> dict[str, Any]:
    measures = {name: types.as_json(figure) for name, figure in figures(rows).items()}
    return {"n": group.n, "quotes": group.quotes, "wrong_quotes": group.wrong_quotes, "measures": measures}


def problems_text(problems: Sequence[Problem]) -> str:
    """What is wrong with the gold, each with its line or question; "" where nothing is."""
    if not problems:
        return ""
    lines = [f"Problems in the gold: {len(problems)}"]
    for problem in problems:
        lines += textwrap.wrap(
            _clean(str(problem)),
            WIDTH,
            initial_indent="  ",
            subsequent_indent="      ",
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _column(group: Group) -> list[str]:
    cells = (_cell(name, group.measures[name]) for name in MEASURES)
    return [_clean(group.name).replace("_", " "), str(group.n), *cells]


def _cell(name: str, measure: Measure) -> str:
    if measure.value is None:
        return "-"
    value = f"{measure.value:.1f}" if name == "words" else share(measure.value)
    return f"{value} ({measure.n})"


def share(value: float) -> str:
    """Three places without the nought: .604. Only what is exactly 1 is written 1.00, never .9999."""
    if value == 1:
        return "1.00"
    return f"{min(value, 0.999):.3f}".removeprefix("0")


def _block(labels: Sequence[str], left: int, columns: Sequence[Sequence[str]]) -> str:
    rows = zip(labels, *columns, strict=True)
    return "\n".join((label.ljust(left) + "".join(cells)).rstrip() for label, *cells in rows)


def _times(latency: Latency) -> str:
    return f"p50 {latency.p50:.1f} ms, p95 {latency.p95:.1f} ms"


def _failed(row: Row) -> list[str]:
    lines = [line("  ", f"{row.question.id} [{row.kind}] {row.question.question}")]
    if row.question.answers:
        lines.append(line("      wanted: ", " | ".join(row.question.answers)))
    if row.refused:
        lines.append(line("      refused: ", row.reason))
    else:
        lines.append(line("      answered: ", row.answer))
    lines += [line("      not verbatim: ", quote) for quote in row.wrong_quotes]
    for hit in row.retrieved:
        if hit.rank <= SHOWN or hit.right:
            mark = "*" if hit.right else " "
            title = _cut(hit.title or hit.article_id, TITLE_WIDTH)
            lines.append(line(f"    {mark}{hit.rank:>3}. ", f"{title}: {hit.opening}"))
    if not row.retrieved:
        lines.append("      nothing was retrieved")
    return lines


def line(start: str, text: str) -> str:
    """A line of the terminal, cut to WIDTH, harmless whatever the text has in it."""
    return start + _cut(text, WIDTH - len(start))


def _cut(text: str, width: int) -> str:
    text = _clean(text)
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _clean(text: str) -> str:
    """On one line and without control characters: titles of others must not steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
