"""A question answered, or searched for, at the time that it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.when.days import days_of
from rag.answer.when.plan import Plan
from rag.answer.when.reading import Reading
from rag.retrieve.scope import within
from rag.types import Answer, Article, Hit, Scope, When

Look = Callable[[str, Scope], Answer]
Search = Callable[[str, Scope], list[Hit]]


def answer_in_time(plan: Plan, look: Look) -> Answer:
    """The answer of `look` to the question, at its time as far as it says one.

    "published": of the articles of these days alone; or of those that were published later, which the
    notice tells, where that may be meant. Where they do not answer, it is refused, and the notice tells
    whether the others would.

    "told": of all articles, when what is quoted was published then or names that time. Else of the
    articles of these days; where those do not answer either, the first answer stands, and the notice
    tells that it is not of that time.
    """
    if plan.reading is None:
        return look(plan.question, plan.given)
    if plan.any_time:
        return _at_any_time(plan, look)
    if plan.reading.when.how == "published":
        return _published(plan, plan.reading, look)
    return _told(plan, plan.reading, look)


def search_in_time(plan: Plan, search: Search) -> list[Hit]:
    """The hits of `search`: of articles of that time alone where the question tells of publication."""
    if plan.reading is None or plan.any_time or plan.reading.when.how == "told":
        return search(plan.question, plan.given)
    hits = search(plan.rest, plan.scope)
    if not hits and plan.reading.later_too:
        hits = search(plan.rest, _since(plan, plan.reading.when))
    if hits:
        return hits
    wide = search(plan.question, plan.given)
    return wide if _undated(wide) else []


def _published(plan: Plan, reading: Reading, look: Look) -> Answer:
    when = reading.when
    found = replace(look(plan.rest, plan.scope), when=when)
    if not found.refused:
        return found
    if reading.later_too:
        later = look(plan.rest, _since(plan, when))
        if not later.refused:
            notice = f"Nothing published {days_of(when)} (“{when.words}”) answers this; later articles do."
            return replace(later, when=replace(when, before=None), notices=(*later.notices, notice))
    wide = _at_any_time(plan, look)
    if not found.hits and _undated(wide.hits):
        notice = f"“{when.words}” was left out of account: the articles found have no date."
        return replace(wide, notices=(*wide.notices, notice))
    if not found.hits:
        reason = f"The archive has no passage published {days_of(when)} (“{when.words}”)."
        found = replace(found, text=reason, reason=reason)
    if wide.refused:
        return found
    notice = (
        f"Nothing published {days_of(when)} answers this. Without “{when.words}” there is an answer, from "
        f"{_origin(wide.citations[0].article)}: ask without the dates to read it."
    )
    return replace(found, notices=(*found.notices, notice))


def _since(plan: Plan, when: When) -> Scope:
    return within(plan.given, when.after, None)


def _at_any_time(plan: Plan, look: Look) -> Answer:
    """The time's words looked for as all others are; left out where that is what nothing is found for."""
    found = look(plan.question, plan.given)
    if found.refused and plan.reading is not None and plan.reading.when.how == "published":
        without = look(plan.rest, plan.given)
        return found if without.refused else without
    return found


def _told(plan: Plan, reading: Reading, look: Look) -> Answer:
    found = look(plan.question, plan.given)
    if not found.refused and _of_its_time(found, reading):
        return replace(found, when=reading.when)
    dated = look(plan.rest, plan.scope)
    if not dated.refused:
        return replace(dated, when=replace(reading.when, how="published"))
    first = None if found.refused else found.citations[0].article
    put_right = any(
        correction.kind == "date" for correction in found.corrections
    )  # the answer says so itself
    if first is None or first.published is None or put_right:
        return replace(found, when=reading.when)
    notice = (
        f"“{reading.when.words}” is not borne out: what is quoted was published on {first.published} "
        "and does not name that time."
    )
    return replace(found, when=reading.when, notices=(*found.notices, notice))


def _of_its_time(found: Answer, reading: Reading) -> bool:
    """Whether a passage of the article that comes first, as it answers best, is of that time."""
    first = found.citations[0].article
    return any(
        reading.of_its_time(first, citation.passage.text)
        for citation in found.citations
        if citation.article.id == first.id
    )


def _undated(hits: Sequence[Hit]) -> bool:
    return bool(hits) and all(hit.article.published is None for hit in hits)


def _origin(article: Article) -> str:
    day = article.published.isoformat() if article.published else "undated"
    return ", ".join(part for part in (f"“{article.title or article.id}”", article.source, day) if part)
