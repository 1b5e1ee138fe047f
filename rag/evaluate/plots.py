"""The report's plots as inline SVG: small enough to draw without a library, coloured by the page's style.

Every plot is told in words, too, for those who cannot see it. Lengths are in units of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluate.markup import Markup, tag
from rag.evaluate.refusing import Point

WIDE, HIGH = 200, 14  # of a bar
SIDE, EDGE = 260, 34  # of the curve: its square, and the room for its axes
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOPS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # the least of these that holds all risks is where the axis ends


def bar(value: float, low: float | None = None, high: float | None = None) -> Markup:
    """A share of 0 to 1 as a bar, with its interval as a whisker where it has one."""
    told = f"{value:.3f}" + (f", 95 % interval {low:.3f} to {high:.3f}" if _both(low, high) else "")
    parts = [
        tag("rect", class_="rail", x=0, y=4, width=WIDE, height=6, rx=3),
        tag("rect", class_="fill", x=0, y=4, width=_units(value), height=6, rx=3),
    ]
    if low is not None and high is not None:
        parts.append(tag("line", class_="whisker", x1=_units(low), x2=_units(high), y1=HIGH / 2, y2=HIGH / 2))
        parts += [tag("line", class_="whisker", x1=_units(e), x2=_units(e), y1=2, y2=12) for e in (low, high)]
    return _drawing("bar", -2, 0, WIDE + 4, HIGH, told, parts)


def stacked(parts: Sequence[tuple[str, int]], whole: int) -> Markup:
    """Counts of a whole beside each other, in the order given; the class of each is `part-1`, `part-2` …"""
    drawn, at = [tag("rect", class_="rail", x=0, y=0, width=WIDE, height=HIGH)], 0.0
    for number, (_, count) in enumerate(parts, 1):
        width = WIDE * count / whole
        drawn.append(
            tag("rect", class_=f"part-{number}", x=round(at, 2), y=0, width=round(width, 2), height=HIGH)
        )
        at += width
    told = ", ".join(f"{name}: {count} of {whole}" for name, count in parts)
    return _drawing("stacked", 0, 0, WIDE, HIGH, told, drawn, preserveAspectRatio="none")


def curve(points: Sequence[Point]) -> Markup:
    """Risk over coverage, the surest answers on the left; the axis of the risk ends where its values do."""
    top = next(top for top in TOPS if top >= max(point.risk for point in points))
    line = " ".join(
        f"{'M' if number == 0 else 'L'}{_right(point.coverage)} {_down(point.risk / top)}"
        for number, point in enumerate(points)
    )
    last = points[-1]
    told = f"Risk over coverage: {last.risk:.3f} at the run's coverage of {last.coverage:.3f}"
    parts = [*_axes(top), tag("path", class_="curve", d=line)]
    parts.append(tag("circle", class_="end", cx=_right(last.coverage), cy=_down(last.risk / top), r=3.5))
    return _drawing("plot", 0, 0, SIDE + 2 * EDGE, SIDE + 2 * EDGE, told, parts)


def _axes(top: float) -> list[Markup]:
    parts = []
    for tick in TICKS:
        risk, label = (f"{value:g}".removeprefix("0") or "0" for value in (tick * top, tick))
        parts.append(tag("line", class_="grid", x1=EDGE, x2=EDGE + SIDE, y1=_down(tick), y2=_down(tick)))
        parts.append(tag("text", risk, class_="tick", x=EDGE - 6, y=_down(tick) + 4, text_anchor="end"))
        parts.append(
            tag("text", label, class_="tick", x=_right(tick), y=EDGE + SIDE + 16, text_anchor="middle")
        )
    middle = EDGE + SIDE / 2
    parts.append(
        tag(
            "text",
            "coverage: share of questions answered",
            class_="axis",
            x=middle,
            y=SIDE + 2 * EDGE - 3,
            text_anchor="middle",
        )
    )
    parts.append(tag("text", "risk: share of those answers that fail", class_="axis", x=EDGE, y=EDGE - 12))
    return parts


def _drawing(
    kind: str,
    x: float,
    y: float,
    width: float,
    height: float,
    told: str,
    parts: Sequence[Markup],
    **more: object,
) -> Markup:
    box = f"{x:g} {y:g} {width:g} {height:g}"
    title = tag("title", told)
    return tag("svg", title, *parts, class_=kind, viewBox=box, role="img", aria_label=told, **more)


def _units(value: float) -> float:
    return round(WIDE * min(max(value, 0.0), 1.0), 2)


def _right(coverage: float) -> float:
    return round(EDGE + SIDE * coverage, 2)


def _down(risk: float) -> float:
    return round(EDGE + SIDE * (1 - risk), 2)


def _both(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None
