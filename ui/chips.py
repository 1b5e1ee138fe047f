"""How a question was read and what it was limited to, as chips; taking one away asks again without it."""

from __future__ import annotations

from rag.receipt import Terms
from rag.types import Answer
from ui.limits import days
from ui.render import escape


def chips(turn: int, found: Answer, terms: Terms) -> str:
    """A row of chips, or nothing where the question was taken as it stands and searched in all there is."""
    made = []
    if found.standalone:
        made.append(chip(f"alone {turn}", "Read as", found.standalone, "and take the question by itself"))
    if terms.after or terms.before:
        only = f"published {days(terms.after, terms.before)}"
        made.append(chip(f"anyday {turn}", "Only", only, "and search all days"))
    if found.when is not None:
        when = found.when
        lead, verb = ("Only", "published") if when.how == "published" else ("Time", "read as")
        read = f"{verb} {days(when.after, when.before)} (“{when.words}”)"
        made.append(chip(f"anytime {turn}", lead, read, "and at any time"))
    for place, outlet in enumerate(terms.sources or ()):
        made.append(chip(f"outlet {turn} {place}", "Only", outlet, "and search other outlets"))
    rows = "".join(f"<li>{one}</li>" for one in made)
    return f'<ul class="chips">{rows}</ul>' if rows else ""


def chip(deed: str, lead: str, told: str, instead: str) -> str:
    """One chip; `deed` is what `ask.js` hands on, `instead` what it leads to, for a screen reader."""
    return (
        f'<button type="button" class="chip" value="{deed}" title="Ask again without it">'
        f'<span class="lead">{lead}</span> <bdi>{escape(told)}</bdi>'
        f'<span class="unseen">. Ask again without it {instead}</span><span class="cross"></span></button>'
    )
