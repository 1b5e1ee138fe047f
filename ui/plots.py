"""Pictures of coverage in time, for Gradio's plot component, each with the same told in words and figures.

They are made as Plotly's JSON: Gradio brings the script that draws them, so that no package is needed and
nothing is fetched. Names come from articles; Plotly reads a little HTML in them, so they are escaped. The
colours of words and lines are the theme's and set by its style; those of the bars are seen on light and dark.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from gradio.components.plot import PlotData

from rag.findings import Topic
from rag.ingest.characters import visible
from rag.types import Answer
from ui.periods import Periods
from ui.render import day, escape, plural

COLOURS = ("#2b7f92", "#c06a2b", "#6f6cc2", "#4f8a3c", "#b8527a", "#927a2c")  # 3:1 and more on both papers
OTHERS = "#808080"
LONGEST = 32  # characters of an outlet's name in the legend
FEW = 5  # articles of a period, up to which each has a mark at the side
WIDE = 0.85  # of a period
NAMED = 5  # periods of which each has its name below it
LAYOUT: dict[str, Any] = {
    "height": 300,
    "autosize": True,
    "barmode": "stack",
    "margin": {"l": 36, "r": 8, "t": 8, "b": 84},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "font": {"family": "system-ui, sans-serif", "size": 12},
    "xaxis": {"type": "date", "fixedrange": True, "showgrid": False},
    "yaxis": {"fixedrange": True, "rangemode": "tozero", "tickformat": ",d", "nticks": 5},
    "legend": {
        "orientation": "h",
        "traceorder": "normal",
        "yref": "container",
        "y": 0,
        "yanchor": "bottom",
        "x": 0,
        "itemclick": False,
        "itemdoubleclick": False,
    },
    "hovermode": "closest",
    "dragmode": False,
}
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


class Dated(Protocol):
    """An article, or a line of the list of them."""

    @property
    def source(self) -> str: ...

    @property
    def published(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """What Gradio draws, None where there is nothing to draw; `told` is the same as one line of HTML."""

    plot: PlotData | None
    told: str


def coverage(articles: Iterable[Dated]) -> Picture:
    """How many articles each outlet published, month by month; by years where the months are too many."""
    articles = list(articles)
    dated = [(article.published, article.source) for article in articles if article.published]
    undated = len(articles) - len(dated)
    if not dated:
        none = "No article has a date." if articles else "There are no articles."
        return Picture(None, f'<p class="plot-none">{none}</p>')
    periods = Periods.of([published for published, _ in dated])
    most = [name for name, _ in Counter(source for _, source in dated).most_common()]
    shown = most if len(most) <= len(COLOURS) + 1 else most[: len(COLOURS)]
    counted = Counter(
        (source if source in shown else None, periods.start(published)) for published, source in dated
    )
    rows: dict[str, dict[str, int]] = {
        outlet(name): {start: counted[name, start] for start in periods.starts} for name in shown
    }
    if len(most) > len(shown):
        rows[f"{len(most) - len(shown)} other outlets"] = {s: counted[None, s] for s in periods.starts}
    colours = (*COLOURS, OTHERS)
    bars = [bar(name, counts, colours[place], periods) for place, (name, counts) in enumerate(rows.items())]
    when = f"from {periods.first} to {periods.last}, by {periods.unit}"
    if len(periods.starts) == 1:
        when = f"in {periods.first}"
    said = f"{plural(len(dated), 'article')} {when}"
    said += f"; {plural(undated, 'article')} without a date" if undated else ""
    return Picture(drawn(bars, periods), words(said, rows, periods))


def answer_in_time(answer: Answer, topic: Topic) -> Picture:
    """The articles that an answer cites, by their days, on how much the archive tells of the topic."""
    days = {c.article.published for c in answer.citations if c.article.published}
    if not topic.words or not days:
        return Picture(None, "")
    months = {date.fromisoformat(f"{month}-01"): count for month, count in topic.months}
    periods = Periods.of([*days, *months])
    counts = dict.fromkeys(periods.starts, 0)
    for month, count in months.items():
        counts[periods.start(month)] += count
    named = " and ".join(f"“{word}”" for word in topic.words)
    label = f"articles with {named}"
    said = f"{plural(topic.articles, 'article')} with {named}; cited: {cited_days(answer)}"
    marks = cited_marks(answer, counts, periods)
    return Picture(
        drawn([bar(label, counts, OTHERS, periods), marks], periods), words(said, {label: counts}, periods)
    )


def outlet(name: str) -> str:
    """An outlet's name as plain text that fits a legend."""
    plain = " ".join(visible(name).split()) or "no outlet named"
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


def bar(name: str, counts: Mapping[str, int], colour: str, periods: Periods) -> dict[str, Any]:
    form = "%Y" if periods.yearly else "%B %Y"
    return {
        "type": "bar",
        "name": html.escape(name),
        "x": list(counts),
        "y": list(counts.values()),
        "xperiod": "M12" if periods.yearly else "M1",
        "xperiodalignment": "middle",
        "width": WIDE * (365 if periods.yearly else 30) * 86_400_000,  # else that of a lone bar is a line's
        "marker": {"color": colour},
        "hovertemplate": f"%{{x|{form}}}: %{{y}}<extra>%{{fullData.name}}</extra>",
    }


def cited_marks(answer: Answer, counts: Mapping[str, int], periods: Periods) -> dict[str, Any]:
    """A mark above the bar of its time for each cited article, with the numbers of its citations."""
    numbers: dict[tuple[date, str], list[int]] = {}
    for cited in answer.citations:
        if cited.article.published:
            numbers.setdefault((cited.article.published, cited.article.id), []).append(cited.number)
    step = max(*counts.values(), 4) / 8
    above: Counter[str] = Counter()
    heights = []
    for published, _ in numbers:
        start = periods.start(published)
        above[start] += 1
        heights.append(counts[start] + above[start] * step)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "cited in the answer",
        "x": [published.isoformat() for published, _ in numbers],
        "y": heights,
        "text": [", ".join(map(str, found)) for found in numbers.values()],
        "textposition": "middle right",
        "marker": {"color": COLOURS[0], "size": 10, "symbol": "diamond"},
        "cliponaxis": False,
        "hovertemplate": "%{x|%-d %B %Y}: source %{text}<extra></extra>",
    }


def cited_days(answer: Answer) -> str:
    """Each citation's number, outlet and day."""
    cited = ((c.number, outlet(c.article.source), c.article.published) for c in answer.citations)
    return ", ".join(f"{number} ({name}, {day(on) if on else 'undated'})" for number, name, on in cited)


def drawn(traces: Sequence[dict[str, Any]], periods: Periods) -> PlotData:
    layout = {**LAYOUT, "showlegend": True}
    form, each = ("%Y", "M12") if periods.yearly else ("%b %Y", "M1")
    few = {"dtick": each} if len(periods.starts) <= NAMED else {"nticks": 5}
    named = {"tickformat": form, "ticklabelmode": "period", "tickangle": 0, "range": periods.bounds, **few}
    layout["xaxis"] = {**LAYOUT["xaxis"], **named}
    if most(traces) <= FEW:  # or there would be marks between the whole numbers
        layout["yaxis"] = {**LAYOUT["yaxis"], "dtick": 1}
    return PlotData(
        type="plotly", plot=json.dumps({"data": list(traces), "layout": layout, "config": CONFIG})
    )


def most(traces: Sequence[dict[str, Any]]) -> float:
    """The height of the highest bar."""
    heights = zip(*(trace["y"] for trace in traces if trace["type"] == "bar"), strict=True)
    return max(float(sum(height)) for height in heights)


def words(said: str, rows: Mapping[str, Mapping[str, int]], periods: Periods) -> str:
    """The same as a sentence and a table; periods without an article are left out of it."""
    starts = [start for start in periods.starts if any(counts[start] for counts in rows.values())]
    head = "".join(f'<th scope="col"><bdi>{escape(name)}</bdi></th>' for name in rows)
    body = "".join(
        f'<tr><th scope="row">{periods.name(start)}</th>'
        + "".join(f"<td>{counts[start]:,}</td>" for counts in rows.values())
        + "</tr>"
        for start in starts
    )
    return (
        f'<p class="plot-said" dir="auto">{escape(said)}.</p>'
        '<details class="plot-figures"><summary>The same in figures</summary>'
        '<div class="plot-table" tabindex="0" role="group" aria-label="The same in figures">'
        f'<table><thead><tr><th scope="col">{periods.unit.title()}</th>{head}'
        f"</tr></thead><tbody>{body}</tbody></table></div></details>"
    )
