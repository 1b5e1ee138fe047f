"""The report's failures: the five worst at the top, and all of them to be looked through."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evaluate.markup import Markup, marked, tag
from rag.evaluate.page_figures import reasons
from rag.evaluate.scores import FAILURES, Failure, Retrieved, Row

WORST = 5
_BLANK = re.compile(r"\s*\n\s*\n\s*")
PASSAGES = 5  # shown of a failure, and any further one that holds the evidence
MOST = 400  # failures with their passages in one page; a larger one is slow to open
# What misleads a reader is worse than silence, and the surer it was the worse.
GRAVITY: tuple[Failure, ...] = (
    "quoted wrong",
    "should have refused",
    "retrieved, not quoted",
    "not retrieved",
    "wrongly refused",
    "not in the archive",
)
TOLD: dict[Failure, str] = {
    "quoted wrong": "a quote is not what the article has at that place",
    "should have refused": "answered, though the archive does not say",
    "not in the archive": "the archive holds nothing that the gold names",
    "not retrieved": "no passage that answers was found",
    "wrongly refused": "a passage that answers was found, and the answer refused",
    "retrieved, not quoted": "a passage that answers was found, and something else quoted",
}


def by_gravity(rows: Sequence[Row]) -> list[Row]:
    """The failures, worst first: an answer that misleads before a refusal, a sure one before a doubtful one.

    Ties keep the order of the gold.
    """
    failed = [row for row in rows if row.failure is not None]
    return sorted(failed, key=_gravity)


def _gravity(row: Row) -> tuple[bool, int, float]:
    assert row.failure is not None
    return row.refused, GRAVITY.index(row.failure), -(row.confidence or 0.0)


def worst_of(rows: Sequence[Row]) -> Markup:
    """The five worst, each with why and a link to all of it."""
    failed = by_gravity(rows)
    if not failed:
        told: list[Markup] = [tag("p", f"None of {len(rows)} questions failed.")]
    else:
        why = "An answer that misleads is worse than a refusal, and the surer it was the worse."
        told = [tag("p", why, class_="hint"), *(_failure(row, "worst") for row in failed[:WORST])]
    return tag("section", tag("h2", _heading(failed), id="worst"), *told)


def _heading(failed: Sequence[Row]) -> str:
    return "The five worst failures" if len(failed) > WORST else "The failures, worst first"


def browser(rows: Sequence[Row]) -> Markup | None:
    """All failures, to be filtered by reason, kind and words; None where none failed."""
    failed = by_gravity(rows)
    if not failed:
        return None
    shown = failed[:MOST]
    hint = "✓ marks a passage with the evidence, which stands on yellow; what was quoted is underlined."
    if len(failed) > MOST:
        hint += f" The {MOST} worst of {len(failed)} are shown; answers.jsonl has all."
    return tag(
        "section",
        tag("h2", f"All failures: {len(failed)} of {len(rows)}", id="failures-title"),
        reasons([row.failure or "" for row in failed], len(rows)),
        tag("p", hint, class_="hint"),
        _filters(failed),
        tag("div", *(_failure(row, "f") for row in shown), id="failures"),
    )


def _filters(failed: Sequence[Row]) -> Markup:
    present = [reason for reason in FAILURES if any(row.failure == reason for row in failed)]
    kinds = sorted({row.kind for row in failed})
    return tag(
        "div",
        _choice("why", "Reason", present),
        _choice("kind", "Kind", kinds),
        tag("div", tag("label", "Words", for_="words"), Markup('<input id="words" type="search">')),
        tag("div", "", id="shown", class_="quiet", role="status"),
        class_="filters",
        hidden=True,
    )


def _choice(name: str, label: str, values: Sequence[str]) -> Markup:
    options = [tag("option", "all", value="")]
    options += [tag("option", value.replace("_", " "), value=value) for value in values]
    return tag("div", tag("label", label, for_=name), tag("select", *options, id=name))


def _failure(row: Row, prefix: str) -> Markup:
    assert row.failure is not None
    summary = tag(
        "summary",
        tag("span", row.failure, class_="why"),
        tag("span", row.question.question, class_="asked"),
        tag("span", f"{row.question.id} · {row.kind.replace('_', ' ')}", class_="id"),
    )
    inside = tag("div", _facts(row), _passages(row), class_="inside")
    return tag(
        "details",
        summary,
        inside,
        class_="failure",
        id=f"{prefix}-{row.question.id}",
        data_why=row.failure,
        data_kind=row.kind,
    )


def _facts(row: Row) -> Markup:
    assert row.failure is not None
    facts: list[tuple[str, str]] = [("why", TOLD[row.failure])]
    facts += [(f"{turn.role} before", turn.text) for turn in row.question.history]
    wanted = " | ".join(row.question.answers) or "a refusal: the archive does not say"
    facts.append(("wanted", wanted))
    facts.append(("refused", row.reason) if row.refused else ("answered", row.answer))
    if row.confidence is not None:
        facts.append(("confidence", f"{row.confidence:.2f}"))
    facts += [("not verbatim", quote) for quote in row.wrong_quotes]
    facts += [("evidence", quote) for quote in row.question.evidence]
    said = {"answered", "evidence", "not verbatim"}
    told = (
        part
        for name, value in facts
        for part in (tag("dt", name), tag("dd", value, class_="said" if name in said else None))
    )
    return tag("dl", *told)


def _passages(row: Row) -> Markup:
    if not row.retrieved:
        return tag("p", "Nothing was retrieved.", class_="hint")
    shown = [hit for hit in row.retrieved if hit.rank <= PASSAGES or hit.right]
    return tag("ol", *(_passage(hit, row) for hit in shown), class_="passages")


def _passage(hit: Retrieved, row: Row) -> Markup:
    quoted = [
        (quote.start - hit.start, quote.end - hit.start)
        for quote in row.quoted
        if quote.article_id == hit.article_id
    ]
    named = f"{hit.title} · {hit.article_id}" if hit.title else hit.article_id
    where = f"{hit.rank}. {named}, characters {hit.start}–{hit.end}"
    text = marked(hit.text, {"evidence": hit.marks, "quoted": quoted})
    text = Markup(_BLANK.sub("\n\n", text))  # many empty lines, as some texts have, say no more than one
    return tag(
        "li",
        tag("div", where, class_="from"),
        tag("p", text, class_="text"),
        class_="right" if hit.right else None,
    )
