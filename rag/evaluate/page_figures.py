"""The report's tables and plots."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluate import plots
from rag.evaluate.figures import Figure, Refusing, figures, refusing
from rag.evaluate.markup import Markup, tag
from rag.evaluate.report import share
from rag.evaluate.scores import FAILURES, LOWER_IS_BETTER, NEITHER_IS_BETTER, Latency, Scores

PARTS = (  # the rows of the table, under what they tell of
    ("Finding the articles", "article "),
    ("Finding the passages", "passage "),
)
ANSWERING = ("right", "contains", "F1", "EM", "words")
REFUSING = ("wrongly refused", "rightly refused", "refusal precision", "balanced accuracy")
CITING = ("all cited", "quotes verbatim", "citation recall", "citation precision")
WARNING = ("conflict shown", "conflict elsewhere", "premise corrected", "corrected elsewhere")
BREAK = Markup("<br>")
MEANING = {
    "right": "no failure of any kind",
    "contains": "an expected answer stands in the text",
    "F1": "words shared with an expected answer, as SQuAD counts",
    "EM": "the text is an expected answer and nothing else",
    "words": "length of an answer",
    "wrongly refused": "refused though the archive answers it",
    "rightly refused": "of the questions without an answer: recall of refusing",
    "refusal precision": "of the refusals, how many were right",
    "balanced accuracy": "mean of the recall of refusing and of answering",
    "all cited": "every sentence names a citation",
    "quotes verbatim": "every quote is the article's own text",
    "citation recall": "sentences that their quotes carry",
    "citation precision": "citations that are needed",
    "conflict shown": "of the questions on which articles differ",
    "conflict elsewhere": "a conflict shown where the gold knows of none",
    "premise corrected": "of the questions that take something wrong for granted",
    "corrected elsewhere": "a question corrected that the gold calls right",
    "R@5": "share of what answers among the first five",
    "Success@5": "anything that answers among the first five",
    "RR@10": "one by the rank of the first that answers",
    "AP": "average precision of the ten",
    "nDCG@10": "gain by rank, of the best possible",
}


def overall(scores: Scores) -> Markup:
    """Every measure with its interval."""
    held = figures(scores.rows)
    groups = [(title, [name for name in held if name.startswith(start)]) for title, start in PARTS]
    groups += [("Answering", list(ANSWERING)), ("Refusing", list(REFUSING))]
    groups += [("Citing", list(CITING)), ("Conflicts and false premises", list(WARNING))]
    rows: list[Markup] = []
    for title, names in groups:
        present = [name for name in names if held[name].value is not None]
        if present:
            rows.append(tag("tr", tag("th", title, colspan=4, scope="rowgroup"), class_="group"))
            rows += [_row(name, held[name]) for name in present]
    head = [_head("measure", False), _head("value"), _head("n"), _head("with its 95 % interval", False)]
    caption = (
        "n counts the questions a measure could be taken of. An interval tells how far the value may be off "
        "by the choice of questions alone."
    )
    table = tag("table", tag("caption", caption), tag("thead", tag("tr", *head)), tag("tbody", *rows))
    return tag("section", tag("h2", "Figures", id="figures"), tag("div", table, class_="scroll"))


def _row(name: str, figure: Figure) -> Markup:
    value = figure.value or 0.0
    if name in NEITHER_IS_BETTER:
        drawn: Markup | None = None
    else:
        drawn = plots.bar(value, figure.low, figure.high)
    meaning = MEANING[name.split(" ", 1)[1] if name.startswith(("article ", "passage ")) else name]
    lower = " (lower is better)" if name in LOWER_IS_BETTER else ""
    return tag(
        "tr",
        tag("th", name, BREAK, tag("small", meaning + lower, class_="quiet"), scope="row"),
        tag("td", _number(name, value), class_="number"),
        tag("td", str(figure.n), class_="number"),
        tag("td", drawn, tag("small", _range(name, figure))),
    )


def by_kind(scores: Scores) -> Markup | None:
    """The measures of each kind; left out where there is but one."""
    if len(scores.kinds) < 2:
        return None
    groups = (scores.overall, *scores.kinds)
    head = [tag("th", "", scope="col")]
    head += [
        tag("th", _plain(group.name), BREAK, tag("small", f"n = {group.n}"), scope="col", class_="number")
        for group in groups
    ]
    rows = []
    for name in scores.overall.measures:
        cells = []
        for group in groups:
            measure = group.measures[name]
            if measure.value is None:
                cells.append(tag("td", "–", class_="number"))
            else:
                count = tag("small", f" ({measure.n})")
                cells.append(tag("td", _number(name, measure.value), count, class_="number"))
        rows.append(tag("tr", tag("th", name, scope="row"), *cells))
    table = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *rows))
    return tag("section", tag("h2", "By kind", id="kinds"), tag("div", table, class_="scroll"))


def refusing_section(scores: Scores) -> Markup:
    """The four counts, and risk over coverage where the answers came with a confidence."""
    told = refusing(scores.rows)
    drawn: Markup | None = None
    if told.curve and told.area is not None:
        last = told.curve[-1]
        words = (
            f"At the run's own coverage of {share(last.coverage)} the risk is {share(last.risk)}; the mean "
            f"over all coverages up to there is {share(told.area)} (lower is better). What was refused is "
            "not in the curve: run with --set refuse_below=0 to see all of it."
        )
        drawn = tag("div", plots.curve(told.curve), tag("p", words, class_="hint"))
    return tag(
        "section",
        tag("h2", "Refusals", id="refusals"),
        tag("div", _counts(told), drawn, class_="columns"),
    )


def _counts(told: Refusing) -> Markup:
    counts = told.counts
    rows = (
        ("has an answer", counts.answered_rightly, counts.refused_wrongly),
        ("has none", counts.answered_wrongly, counts.refused_rightly),
    )
    head = (_head("the archive", False), _head("answered"), _head("refused"))
    body = (
        tag("tr", tag("th", name, scope="row"), *(tag("td", str(n), class_="number") for n in numbers))
        for name, *numbers in rows
    )
    table = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body), class_="narrow")
    shares = (("precision", told.precision), ("recall", told.recall))
    named = (*shares, ("balanced accuracy", told.balanced_accuracy))
    text = ", ".join(f"{name} {share(value)}" for name, value in named if value is not None)
    return tag("div", table, tag("p", f"Of refusing: {text}." if text else None, class_="hint"))


def reasons(failed: Sequence[str], whole: int) -> Markup:
    """The failures by their reasons: one bar of the whole, and what its colours are."""
    counts = [(reason, list(failed).count(reason)) for reason in FAILURES]
    legend = (
        tag(
            "li",
            tag("svg", tag("rect", class_=f"part-{number}", width=10, height=10), viewBox="0 0 10 10"),
            f"{reason}: {count}",
        )
        for number, (reason, count) in enumerate(counts, 1)
        if count
    )
    return tag("div", plots.stacked(counts, whole), tag("ul", *legend, class_="legend"))


def times(scores: Scores) -> Markup:
    """The median and the 95th percentile of searching and asking."""

    def row(name: str, latency: Latency) -> Markup:
        cells = (f"{latency.p50:.1f} ms", f"{latency.p95:.1f} ms", str(latency.n))
        return tag("tr", tag("th", name, scope="row"), *(tag("td", cell, class_="number") for cell in cells))

    head = (_head(""), _head("p50"), _head("p95"), _head("n"))
    body = tag("tbody", row("search", scores.search_ms), row("ask", scores.ask_ms))
    return tag(
        "section",
        tag("h2", "Times", id="times"),
        tag("table", tag("thead", tag("tr", *head)), body, class_="narrow"),
        tag("p", "On the machine of this run; compare with those of one machine only.", class_="hint"),
    )


def _head(text: str, number: bool = True) -> Markup:
    return tag("th", text, scope="col", class_="number" if number else None)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _number(name: str, value: float) -> str:
    return f"{value:.1f}" if name in NEITHER_IS_BETTER else share(value)


def _range(name: str, figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{_number(name, figure.low)} to {_number(name, figure.high)}"
