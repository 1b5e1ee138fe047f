"""The report of a run as one HTML file that needs nothing else: no network, no script but its own few lines.

Articles, questions and answers are others' words and reach it as text alone (`markup`); should a way
through be found nevertheless, the page's policy runs and fetches nothing but what its hashes name.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from rag.evaluate import page_failures, page_figures
from rag.evaluate.about import About
from rag.evaluate.gold import Problem
from rag.evaluate.markup import Markup, escaped, tag
from rag.evaluate.page_style import SCRIPT, STYLE
from rag.evaluate.report import share
from rag.evaluate.scores import Scores


def page(scores: Scores, about: About, problems: Sequence[Problem] = ()) -> str:
    """The whole file."""
    parts = [
        _head(scores, about),
        _tiles(scores),
        page_failures.worst_of(scores.rows),
        page_figures.overall(scores),
        page_figures.by_kind(scores),
        page_figures.refusing_section(scores),
        page_failures.browser(scores.rows),
        page_figures.times(scores),
        _problems(problems),
        _settings(about),
    ]
    body = tag("body", tag("main", *(part for part in parts if part is not None)), _script())
    return "<!doctype html>\n" + tag("html", _meta(about), body, lang="en") + "\n"


def _meta(about: About) -> Markup:
    policy = (
        f"default-src 'none'; style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return tag(
        "head",
        Markup('<meta charset="utf-8">'),
        _said("Content-Security-Policy", policy, by="http-equiv"),
        _said("viewport", "width=device-width, initial-scale=1"),
        _said("referrer", "no-referrer"),
        tag("title", f"Dateline on {about.gold}"),
        Markup(f"<style>{STYLE}</style>"),
    )


def _script() -> Markup:
    return Markup(f"<script>{SCRIPT}</script>")


def _said(name: str, content: str, by: str = "name") -> Markup:
    """A `meta` element, which has no end."""
    return Markup(f'<meta {by}="{name}" content="{escaped(content)}">')


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(scores: Scores, about: About) -> Markup:
    changed = ", ".join(f"{name} = {value}" for name, value in about.changed.items())
    told = (
        f"{about.questions:,} questions over {about.articles:,} articles, revision {about.revision}; "
        f"Dateline {about.dateline}, {about.time[:16].replace('T', ' ')} UTC"
    )
    failed = any(row.failure for row in scores.rows)
    links = [("worst", "The worst"), ("figures", "Figures")]
    links += [("kinds", "By kind")] * (len(scores.kinds) > 1) + [("refusals", "Refusals")]
    links += [("failures-title", "All failures")] * failed + [("times", "Times"), ("settings", "Settings")]
    return tag(
        "header",
        tag("h1", f"How well {about.gold} is answered"),
        tag("p", told, class_="quiet"),
        tag("p", "Run with ", tag("strong", changed), class_="changed") if changed else None,
        tag("nav", *(tag("a", name, href=f"#{place}") for place, name in links)),
    )


def _tiles(scores: Scores) -> Markup:
    measures, rows = scores.overall.measures, scores.rows
    failed = sum(row.failure is not None for row in rows)
    level = "passage" if measures["passage RR@10"].n else "article"
    found, balanced = measures[f"{level} RR@10"], measures["balanced accuracy"]
    tiles = [
        (f"{len(rows) - failed} of {len(rows)}", "questions right", False),
        (str(failed), "failures", failed > 0),
        (_value(found.value), f"RR@10 of the {level} that answers, n = {found.n}", False),
        (
            f"{scores.overall.wrong_quotes} of {scores.overall.quotes}",
            "quotes not verbatim",
            scores.overall.wrong_quotes > 0,
        ),
        (f"{scores.ask_ms.p50:.0f} ms", f"for half of the answers; p95 {scores.ask_ms.p95:.0f} ms", False),
    ]
    if balanced.value is not None:
        tiles.append((share(balanced.value), f"balanced accuracy of refusing, n = {balanced.n}", False))
    return tag("div", *(_tile(*tile) for tile in tiles), class_="tiles")


def _tile(figure: str, what: str, bad: bool) -> Markup:
    return tag("div", tag("b", figure), tag("span", what), class_="tile bad" if bad else "tile")


def _value(value: float | None) -> str:
    return "–" if value is None else share(value)


def _problems(problems: Sequence[Problem]) -> Markup | None:
    if not problems:
        return None
    listed = (tag("li", str(problem)) for problem in problems)
    return tag(
        "section",
        tag("h2", f"Problems in the gold ({len(problems)})", id="problems"),
        tag("p", "Rows that cannot be used were left out; all others were run.", class_="hint"),
        tag("ul", *listed),
    )


def _settings(about: About) -> Markup:
    rows = (
        tag(
            "div",
            tag("code", name),
            " ",
            tag("span", _plain(value), class_="changed" if name in about.changed else None),
        )
        for name, value in {"k": about.k, **about.settings}.items()
    )
    told = (
        f"Gold: {about.gold}, SHA-256 {about.gold_sha256[:16]}…. Citations judged by {about.judge}. "
        f"Python {about.python}. Intervals: 95 %, bootstrap over questions."
    )
    return tag(
        "section",
        tag("h2", "Settings and revision", id="settings"),
        tag("p", told, class_="hint"),
        tag("div", *rows, class_="settings"),
    )


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in ("", None, {}) else str(value)
